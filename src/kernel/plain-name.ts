/** A name from outside as it stands in a sentence: as it is where it is plainly a name, else quoted as JSON, so that it ends where it is seen to end. */
export function plainName(text: string): string {
  return /^[\p{L}\p{N}/][\p{L}\p{N}_:./@+=#*|-]*$/u.test(text) ? text : JSON.stringify(text);
}
