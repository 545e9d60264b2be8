import type { Approver, LocalHost } from '../../engine/host.ts';
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
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** The text of a file below or outside `cwd`, `-` for stdin. INTENT_UNREADABLE, or INTENT_TOO_LARGE above `limit` bytes. */
  readFile(path: string, limit: number): Promise<Result<string>>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What the command line reaches beyond its terminal. */
export interface Doors {
  readonly version: string;
  readonly host: LocalHost;
  /** This person's key. Asked for only when something is about to be signed. */
  readonly approver: () => Promise<Result<Approver>>;
}
