import type { EngineClient } from '../../engine/engine.ts';
import { type Diagnostic, exitCodeOf, problem } from '../../kernel/diagnostic.ts';
import { jsonLine } from '../../kernel/escape-text.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { CliIo, Doors } from './cli-io.ts';
import type { CommandSpec } from './command-table.ts';
import { renderLines } from './render-lines.ts';
import { Text, t } from './text.ts';

/** What was typed: the command as the table has it, and what its line gave. */
export interface Typed {
  readonly spec: CommandSpec;
  readonly values: Readonly<Record<string, unknown>>;
}

/** One command in progress: its terminal, its doors, and how it was asked to speak. */
export class Session {
  readonly io: CliIo;
  readonly doors: Doors;
  /** Data as JSON on stdout, everything else on stderr. */
  readonly json: boolean;
  /** Whether a person may be asked. */
  readonly #input: boolean;
  readonly #typed: Typed | null;
  /** Called when Ctrl-C ends the command, for the last words; set while something goes on in the engine. */
  leaving: () => readonly Text[] = () => [];
  #left = false;

  constructor(io: CliIo, doors: Doors, how: { readonly json: boolean; readonly input: boolean; readonly typed?: Typed }) {
    this.io = io;
    this.doors = doors;
    this.json = how.json;
    this.#input = how.input;
    this.#typed = how.typed ?? null;
  }

  get interactive(): boolean {
    return this.#input && !this.json && this.io.interactive;
  }

  /** Whether lines may be drawn again in place. */
  get live(): boolean {
    return !this.json && this.io.isTty;
  }

  /** Messages: on stdout, or on stderr where stdout is for data. */
  say(...lines: readonly Text[]): void {
    if (this.#left || lines.length === 0) return;
    const text = renderLines(lines, this.io);
    if (this.json) this.io.stderr(text);
    else this.io.stdout(text);
  }

  /** What is there, for a person: nothing where a program gets the same as data. */
  show(...lines: readonly Text[]): void {
    if (!this.json) this.say(...lines);
  }

  /** What a program reads: one line of JSON; nothing unless JSON was asked for. */
  data(value: unknown): void {
    if (this.json && !this.#left) this.io.stdout(`${jsonLine(value)}\n`);
  }

  /** Reports the problems and gives the exit code that goes with them. A program is told the fields of the API, a person what they typed. */
  async fail(problems: readonly Diagnostic[]): Promise<number> {
    const { renderProblems } = await import('./render-problems.ts');
    if (this.json) this.data({ problems });
    else {
      const told = this.#typed === null ? problems : (await import('./as-typed.ts')).asTyped(problems, this.#typed.spec, this.#typed.values);
      this.io.stderr(renderLines(renderProblems(told), this.io));
    }
    return exitCodeOf(problems);
  }

  /** Asks for one line. The question is shown as it is, the answer comes without surrounding space. */
  async ask(question: Text): Promise<string> {
    return (await this.io.prompt(Text.of(question, ' ').render(this.io.color))).trim();
  }

  /** Asks a person for a passphrase, on a terminal and nowhere else: TERMINAL_NEEDED where there is none, or an AI agent's. */
  async passphrase(question: Text): Promise<Result<string>> {
    const given = this.interactive && this.io.agent === null ? await this.io.secret(Text.of(question, ' ').render(this.io.color)) : null;
    if (given !== null) return ok(given);
    const fix = 'give the same command in a terminal of your own, without --json and --no-input';
    return fail(problem('TERMINAL_NEEDED', 'a passphrase is needed, and it is typed on a person’s terminal', fix, { cause: this.#unasked() }));
  }

  #unasked(): string {
    if (this.io.agent !== null) return `this terminal belongs to an AI agent (${this.io.agent})`;
    if (!this.io.interactive) return 'stdin and stdout are not both a terminal';
    return this.interactive ? 'nothing was typed' : 'the command was told not to ask';
  }

  /** Says the last words; whatever the command still says is dropped. */
  leave(): void {
    this.say(...this.leaving());
    this.#left = true;
  }

  connect(): Promise<Result<EngineClient>> {
    return this.doors.host.connect();
  }
}

const labelColumns = 11;

/** A label in a column of its own, then what it labels. */
export function labelled(label: string, content: Text): Text {
  return t`${t`${label}`.styled('dim').padded(labelColumns)}${content}`.hanging(labelColumns);
}
