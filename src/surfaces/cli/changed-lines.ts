export interface ChangedLine {
  readonly sign: '+' | '-' | ' ';
  readonly line: string;
}

const linesAround = 2;

/** What differs between two texts that are alike at both ends: the lines between, with a little of what stands around them. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(was.length, is.length) && was[head] === is[head]) head++;
  let tail = 0;
  while (tail < Math.min(was.length, is.length) - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++;
  return [
    ...is.slice(Math.max(0, head - linesAround), head).map((line): ChangedLine => ({ sign: ' ', line })),
    ...was.slice(head, was.length - tail).map((line): ChangedLine => ({ sign: '-', line })),
    ...is.slice(head, is.length - tail).map((line): ChangedLine => ({ sign: '+', line })),
    ...is.slice(is.length - tail, is.length - tail + linesAround).map((line): ChangedLine => ({ sign: ' ', line })),
  ];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
