import { StringDecoder } from 'node:string_decoder';
import type { ReadStream, WriteStream } from 'node:tty';

/** What a person types into a line: its end, the end of input, taking back, leaving. */
const keys = { enter: /[\r\n]/, end: '\u0004', interrupt: '\u0003', back: /[\b\u007f]/, clear: '\u0015' } as const;

/**
 * One line typed on a terminal that shows nothing of it. Null where stdin is no terminal, whatever else could be read from it, and where the person leaves with Ctrl-C or
 * ends the input.
 */
export async function readSecret(stdin: ReadStream, stdout: WriteStream, question: string, interrupted: AbortController): Promise<string | null> {
  if (stdin.isTTY !== true) return null;
  const decoder = new StringDecoder('utf8');
  let typed: string[] = [];
  let read: (chunk: Buffer) => void = () => undefined;
  let ended: () => void = () => undefined;
  stdin.setRawMode(true);
  stdout.write(question);
  try {
    return await new Promise<string | null>((resolve) => {
      ended = () => resolve(null);
      read = (chunk) => {
        const text = decoder.write(chunk);
        // An arrow key, or another that stands for several characters.
        if (text.startsWith('\u001b')) return;
        for (const [index, character] of [...text].entries()) {
          if (keys.enter.test(character)) {
            stdin.off('data', read);
            stdin.pause();
            // Whatever was typed ahead is the answer to the next question.
            const rest = [...text].slice(index + 1).join('');
            if (rest !== '') stdin.unshift(Buffer.from(rest));
            return resolve(typed.join(''));
          }
          if (character === keys.interrupt) interrupted.abort();
          if (character === keys.interrupt || character === keys.end) return resolve(null);
          if (keys.back.test(character)) typed.pop();
          else if (character === keys.clear) typed = [];
          else typed.push(character);
        }
      };
      stdin.on('data', read);
      stdin.once('end', ended);
      stdin.resume();
    });
  } finally {
    stdin.off('data', read);
    stdin.off('end', ended);
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write('\n');
  }
}
