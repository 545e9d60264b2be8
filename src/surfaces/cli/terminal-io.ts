import type { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { agentTerminal } from './agent-terminal.ts';
import type { CliIo } from './cli-io.ts';

export interface TerminalParts {
  /** A function, since opening stdin costs time and few commands read it. */
  readonly stdin: () => ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Called once, with what to do on the first Ctrl-C or request to end. */
  readonly onInterrupt: (handler: () => void) => void;
}

/** The process's own streams as the command line's terminal. */
export function terminalIo(parts: TerminalParts): CliIo {
  const { stdin, stdout, stderr, env } = parts;
  const interrupted = new AbortController();
  parts.onInterrupt(() => interrupted.abort());
  // The reader of a pipe may leave before we are done (`asbuilt plans list | head -1`): then there is nobody left to write for.
  for (const stream of [stdout, stderr]) stream.on('error', () => interrupted.abort());
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    isTty: stdout.isTTY === true,
    get interactive() {
      return stdout.isTTY === true && stdin().isTTY === true;
    },
    get columns() {
      return stdout.columns ?? 0;
    },
    color: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    agent: agentTerminal(env),
    prompt: (question) => prompt(stdin(), stdout, question, interrupted),
    signal: interrupted.signal,
    cwd: parts.cwd,
    readFile: (path, limit) => (path === '-' ? readStream(stdin(), limit) : readFile(parts.cwd, path, limit)),
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

async function readFile(cwd: string, path: string, limit: number): Promise<Result<string>> {
  const { createReadStream } = await import('node:fs');
  const { resolve } = await import('node:path');
  return readStream(createReadStream(resolve(cwd, path), { end: limit }), limit, path);
}

/** Reads no more than it accepts, so that a file without an end is refused too. */
async function readStream(stream: Readable, limit: number, path = 'stdin'): Promise<Result<string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > limit) return fail(problem('INTENT_TOO_LARGE', `${path} is larger than ${limit} bytes`, 'ask in a sentence or a small form', { at: path }));
      chunks.push(chunk);
    }
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    const cause = error instanceof TypeError ? 'it is not UTF-8 text' : (error as Error).message;
    return fail(problem('INTENT_UNREADABLE', `${path} cannot be read`, 'give a readable JSON file', { at: path, cause }));
  }
}
