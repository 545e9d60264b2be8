import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { readSecret } from './read-secret.ts';

/** A terminal whose keys are pressed by the test; `raw` holds how it was told to show what is typed. */
function terminal(isTTY = true) {
  const raw: boolean[] = [];
  const setRawMode = (mode: boolean) => void raw.push(mode);
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode });
  const stdout = new PassThrough();
  const interrupted = new AbortController();
  const shown = () => String(stdout.read() ?? '');
  const read = () => readSecret(stdin as unknown as ReadStream, stdout as unknown as WriteStream, 'Passphrase: ', interrupted);
  return { stdin, raw, interrupted, shown, read };
}

describe('a secret', () => {
  it.each([
    ['as it is typed', ['correct horse', '\r'], 'correct horse'],
    ['with a line feed at its end', ['correct horse\n'], 'correct horse'],
    ['with what was taken back left out', ['corrx\u007fect\b', 't\r'], 'correct'],
    ['without what was cleared', ['wrong\u0015right\r'], 'right'],
    ['without arrow keys', ['left\u001b[D\r'.slice(0, 4), '\u001b[D', '\r'], 'left'],
    ['of letters that come in parts', [Buffer.from('ü\r').subarray(0, 1), Buffer.from('ü\r').subarray(1)], 'ü'],
    ['of letters of two units', ['a😀b\u007f\u007f\r'], 'a'],
  ])('is read %s, and nothing of it is shown', async (_, chunks, expected) => {
    const { stdin, raw, shown, read } = terminal();
    const secret = read();
    for (const chunk of chunks) stdin.write(chunk);
    expect(await secret).toBe(expected);
    expect(raw).toEqual([true, false]);
    expect(shown()).toBe('Passphrase: \n');
  });

  it('leaves what was typed ahead to the next question', async () => {
    const { stdin, read } = terminal();
    stdin.write('first\rsecond\r');
    expect([await read(), await read()]).toEqual(['first', 'second']);
  });

  it('is not read from a pipe or a file, whatever they hold', async () => {
    const { stdin, shown, read } = terminal(false);
    stdin.end('correct horse\n');
    expect(await read()).toBeNull();
    expect(shown()).toBe('');
    expect(String(stdin.read())).toBe('correct horse\n');
  });

  it.each([
    ['Ctrl-C, which leaves the command', '\u0003', true],
    ['Ctrl-D', 'half\u0004', false],
  ])('is none after %s', async (_, typed, left) => {
    const { stdin, raw, interrupted, read } = terminal();
    const secret = read();
    stdin.write(typed);
    expect(await secret).toBeNull();
    expect([interrupted.signal.aborted, raw]).toEqual([left, [true, false]]);
  });

  it('is none where the input ends', async () => {
    const { stdin, read } = terminal();
    const secret = read();
    stdin.end('half');
    expect(await secret).toBeNull();
  });
});
