import type { ReadStream, WriteStream } from 'node:tty';
import { agentTerminal } from './agent-terminal.ts';
import type { CliIo } from './cli-io.ts';

export interface TerminalParts {
  /** Functions, since opening a stream takes some milliseconds and few commands use these. */
  readonly stdin: () => ReadStream;
  readonly stderr: () => WriteStream;
  readonly stdout: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Called once, with what to do on the first Ctrl-C or request to end. */
  readonly onInterrupt: (handler: () => void) => void;
}

/** The process's own streams as the command line's terminal. */
export function terminalIo(parts: TerminalParts): CliIo {
  const { stdin, stdout, env } = parts;
  const interrupted = new AbortController();
  parts.onInterrupt(() => interrupted.abort());
  // The reader of a pipe may leave before we are done (`asbuilt plans list | head -1`): then there is nobody left to write for.
  const watched = (stream: WriteStream) => stream.on('error', () => interrupted.abort());
  watched(stdout);
  let errors: WriteStream | null = null;
  const stderr = (): WriteStream => {
    errors ??= watched(parts.stderr());
    return errors;
  };
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr().write(text),
    isTty: stdout.isTTY === true,
    get interactive() {
      return stdout.isTTY === true && stdin().isTTY === true;
    },
    get columns() {
      return stdout.columns ?? 0;
    },
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    get agent() {
      return agentTerminal(env);
    },
    prompt: (question) => prompt(stdin(), stdout, question, interrupted),
    secret: async (question) => (await import('./read-secret.ts')).readSecret(stdin(), stdout, question, interrupted),
    signal: interrupted.signal,
    cwd: parts.cwd,
    readFile: async (path, limit) => (await import('./read-intent-file.ts')).readIntentFile(path === '-' ? stdin() : null, parts.cwd, path, limit),
    readSource: async (file, folder, limits) => (await import('./read-source-folder.ts')).readSourceFolder(parts.cwd, file, folder, limits),
    writeFile: async (path, text) => (await import('./write-text-file.ts')).writeTextFile(parts.cwd, path, text),
    now: () => Date.now(),
  };
}

async function prompt(stdin: ReadStream, stdout: WriteStream, question: string, interrupted: AbortController): Promise<string> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: stdin, output: stdout });
  return new Promise((resolve) => {
    const answer = (text: string) => {
      resolve(text);
      lines.close();
    };
    lines.once('SIGINT', () => {
      answer('');
      interrupted.abort();
    });
    lines.once('close', () => answer(''));
    lines.question(question, answer);
  });
}
