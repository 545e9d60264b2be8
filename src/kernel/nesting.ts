/** Levels: deeper than any document from outside has a reason to be, and shallow enough for every recursive reader of it. */
export const deepestNesting = 64;

/** Whether a JSON text opens more objects and lists inside one another than `deepestNesting`. Read from the text, since no reader of the value may recurse that deep. */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      if (++depth > deepestNesting) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}
