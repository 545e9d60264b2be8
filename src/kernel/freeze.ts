/** Freezes a value and everything in it. */
export function freeze(value: object): void {
  Object.freeze(value);
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) freeze(member);
}
