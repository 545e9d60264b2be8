import type { LocalHost, LocalKeys, SecretFiles, SignedHead } from '../../engine/host.ts';
import type { Result } from '../../kernel/result.ts';

/** The terminal, or whatever stands in its place. */
export interface CliIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether stdout is a terminal. */
  readonly isTty: boolean;
  /** Whether a person can be asked: stdin and stdout are both a terminal. */
  readonly interactive: boolean;
  /** Width of the terminal; 0 where there is none. */
  readonly columns: number;
  readonly color: boolean;
  /** The AI agent that this terminal belongs to, as far as it says so; null for a person's. */
  readonly agent: string | null;
  /** One line of a person's answer; empty when input has ended. */
  prompt(question: string): Promise<string>;
  /** One line that is typed and not shown; null where stdin is no terminal, input has ended, or it was left with Ctrl-C. */
  secret(question: string): Promise<string | null>;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** The text of a file below or outside `cwd`, `-` for stdin. INTENT_UNREADABLE, or INTENT_TOO_LARGE above `limit` bytes. */
  readFile(path: string, limit: number): Promise<Result<string>>;
  /** The files of a folder that is named relative to `file`, or to `cwd` where that is `-`. SOURCE_UNUSABLE where it cannot be taken as a unit's source. */
  readSource(file: string, folder: string, limits: SourceLimits): Promise<Result<readonly SourceFile[]>>;
  /** Puts a text into a file that is named relative to `cwd`, or beside another. INTENT_UNREADABLE where it cannot be written. */
  writeFile(path: string, text: string): Promise<Result<null>>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface SourceFile {
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
  readonly content: Uint8Array;
}

export interface SourceLimits {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
}

/** What the command line reaches beyond its terminal. */
export interface Doors {
  readonly version: string;
  readonly host: LocalHost;
  /** This person's keys. */
  readonly keys: LocalKeys;
  /** This person's secrets. */
  readonly secrets: SecretFiles;
  /** What this person signed of the audit log before. */
  readonly signedHeads: () => Promise<Result<readonly SignedHead[]>>;
}
