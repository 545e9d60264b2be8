/**
 * The line (from 1) where a block of an HCL file begins, such as `variable "name"`; 1 where it is not found. Comments and heredocs are passed over: what they hold looks
 * like a block and is none.
 */
export function lineOfBlock(text: string, kind: string, labels: readonly string[]): number {
  const start = new RegExp(`^\\s*${[kind, ...labels.map((label) => `"?${escaped(label)}"?`)].join('\\s+')}\\s*\\{`);
  const line = codeLines(text).findIndex((code) => start.test(code));
  return line + 1 || 1;
}

/** The lines on which code matches. */
export function linesWith(text: string, pattern: RegExp): number[] {
  return codeLines(text).flatMap((code, index) => (pattern.test(code) ? [index + 1] : []));
}

/** The lines of a file, emptied where they are comment or the text of a heredoc. */
function codeLines(text: string): string[] {
  let until: RegExp | null = null;
  return text.split('\n').map((line) => {
    if (until !== null) {
      if (until.test(line)) until = null;
      return '';
    }
    const heredoc = /<<[-~]?(\w+)\s*$/.exec(line);
    if (heredoc !== null) until = new RegExp(`^\\s*${heredoc[1]}\\s*$`);
    else if (/\/\*/.test(line) && !/\/\*.*\*\//.test(line) && !/"[^"]*\/\*[^"]*"/.test(line)) until = /\*\//;
    return line.replace(/^\s*(?:#|\/\/).*/, '');
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
