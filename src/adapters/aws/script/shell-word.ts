import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { printableJson, shellWord } from '../../../model/aws-cli.ts';

/** A part of a shell word: text as it is, or an expansion with its double quotes, in which the shell puts in nothing else. */
export type Part = string | { readonly expansion: string };
export type Word = readonly Part[];

type NamedHole = 'own' | 'each' | 'secret' | 'local';

/** What stands in a signed call for a value that is known only when the call is sent; `local` is a variable of the script's own. */
export type Hole =
  | { readonly kind: 'from'; readonly node: string; readonly attribute: string }
  /** What a function of Asbuilt's expressions gives of such values. */
  | { readonly kind: 'call'; readonly call: readonly Json[] }
  | { readonly kind: NamedHole; readonly name: string };

/** The expansion that gives a hole's value as JSON text. */
export type Expand = (hole: Hole) => string;

/** The word for a POSIX shell: literal parts in single quotes, so that nothing in them is expanded. */
export function shellText(word: Word): string {
  const merged: Part[] = [];
  for (const part of word) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged.length === 0 ? "''" : merged.map((part) => (typeof part === 'string' ? shellWord(part) : part.expansion)).join('');
}

export function hasHoles(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (holeOf(value) !== null) return true;
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)).some(hasHoles);
}

/** Whether a value is, or is joined of, what is known only when the call is sent: a text about which nothing is certain. */
export function isOpenText(value: Json): boolean {
  return holeOf(value) !== null || (joinOf(value) !== null && hasHoles(value));
}

/** The names of a kind of hole in a value. */
export function namesIn(value: Json, kind: NamedHole): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const hole = holeOf(value);
  if (hole !== null) return hole.kind === kind && 'name' in hole ? [hole.name] : [];
  return [...new Set((Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)).flatMap((inner) => namesIn(inner, kind)))];
}

/** JSON text of a value, its holes as what the shell puts in. A document that the service takes as text becomes a text. */
export function jsonWord(value: Json, expand: Expand): Word {
  if (typeof value !== 'object' || value === null) return [printableJson(value)];
  if (Array.isArray(value)) {
    return ['[', ...(value as readonly Json[]).flatMap((item, index) => [...(index === 0 ? [] : [',']), ...jsonWord(item, expand)]), ']'];
  }
  const hole = holeOf(value);
  if (hole !== null) return [{ expansion: `"${expand(hole)}"` }];
  const document = documentOf(value);
  if (document !== undefined) return hasHoles(document) ? [call('quoted', jsonWord(document, expand))] : [printableJson(canonicalJson(document))];
  const join = joinOf(value);
  if (join !== null) return ['"', ...join.flatMap((part) => innerText(part, expand)), '"'];
  const members = Object.entries(value as JsonObject);
  return ['{', ...members.flatMap(([name, member], index) => [index === 0 ? '' : ',', printableJson(name), ':', ...jsonWord(member, expand)]), '}'];
}

/** The document of a value that is `{"$json": …}`. */
export function documentOf(value: Json): Json | undefined {
  return isJsonObject(value) && Object.keys(value).length === 1 ? value['$json'] : undefined;
}

function innerText(part: Json, expand: Expand): Word {
  if (typeof part === 'string') return [printableJson(part).slice(1, -1)];
  return [call('inner', jsonWord(part, expand))];
}

function call(name: 'quoted' | 'inner', word: Word): Part {
  return { expansion: `"$(${name} ${shellText(word)})"` };
}

function joinOf(value: Json): readonly Json[] | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return null;
  const parts = value['$join'];
  return Array.isArray(parts) ? (parts as readonly Json[]) : null;
}

function holeOf(value: Json): Hole | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return null;
  const from = value['$from'];
  if (isJsonObject(from)) return { kind: 'from', node: String(from['node']), attribute: String(from['attribute']) };
  const called = value['$call'];
  if (Array.isArray(called)) return { kind: 'call', call: called };
  for (const kind of ['own', 'each', 'secret', 'local'] as const) {
    const name = value[`$${kind}`];
    if (typeof name === 'string') return { kind, name };
  }
  return null;
}
