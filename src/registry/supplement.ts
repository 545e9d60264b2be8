/** Facts about a type that the base does not state. */
export interface Supplement {
  readonly writeOnly: readonly string[];
  readonly stateful: boolean;
}

const writeOnly: Readonly<Record<string, readonly string[]>> = {};
const stateful: ReadonlySet<string> = new Set();

export function supplementOf(type: string): Supplement {
  return { writeOnly: writeOnly[type] ?? [], stateful: stateful.has(type) };
}
