import type { JsonObject } from '../../kernel/json.ts';

/** Something of a source that its description does not carry, or that whoever publishes it has to know; `at` is `path:line`. */
export interface Note {
  readonly at: string;
  readonly message: string;
}

/** What a source of another tool takes and gives, found in it: JSON Schemas (2020-12) of objects. */
export interface Described {
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly notes: readonly Note[];
  /** What the source calls itself, as far as it does. */
  readonly says?: { readonly name?: string; readonly version?: string; readonly description?: string };
}

/** A file of a source; the path is relative to its folder, with `/`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** Notes in the order of their places. */
export function inOrder(notes: readonly Note[]): Note[] {
  return [...notes].sort((a, b) => {
    const [left, right] = [split(a.at), split(b.at)];
    return left.path === right.path ? left.line - right.line : left.path < right.path ? -1 : 1;
  });
}

function split(at: string): { readonly path: string; readonly line: number } {
  const colon = at.lastIndexOf(':');
  return { path: at.slice(0, colon), line: Number(at.slice(colon + 1)) };
}
