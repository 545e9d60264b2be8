import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, valueAt } from '../../kernel/pointer.ts';
import type { Procedure } from '../../model/procedure.ts';
import { asText, fillReferences, NoValue, type Reference, readReferences } from '../../model/procedure-references.ts';
import { holdsSecret } from '../../model/secret.ts';
import type { ProcedureCall } from './perform-procedure.ts';

/** What `${…}` stands for, by its root: what the unit is given, and what the steps before have given. */
export type Values = Readonly<Record<string, Json>>;

/** Thrown for a value that cannot stand where it would. */
export class WordRefused extends Error {}

/** The words of a call with their values. Throws WordRefused for a value that the AWS CLI would take for an option or the address of something to read, or that is nothing; NoValue where there is none. */
export function fillWords(words: readonly string[], values: Values): string[] {
  return words.map((word) => {
    const pieces = readReferences(word) ?? [];
    if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
    const filled = pieces.map((piece) => (typeof piece === 'string' ? piece : textAt(piece, values))).join('');
    const of = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [[piece.root, ...piece.path].join('.')])).join(' and ');
    if (filled.includes('\0')) throw new WordRefused(`${of} holds a NUL character, which no program is given`);
    if (typeof pieces[0] === 'object' && filled.startsWith('-')) throw new WordRefused(`${of} begins with -, and would be taken for an option`);
    if (/^(--[a-z0-9-]+=)?(fileb?|https?):\/\//i.test(filled)) throw new WordRefused(`${of} would be taken for the address of something to read`);
    return filled;
  });
}

function textAt(to: Reference, values: Values): string {
  const value = lookupIn(values)(to);
  if (value === undefined) throw new NoValue([to.root, ...to.path].join('.'));
  if (value === null) throw new WordRefused(`${[to.root, ...to.path].join('.')} is null, which is no word`);
  return asText(value);
}

export function lookupIn(values: Values): (to: Reference) => Json | undefined {
  return ({ root, path }) => (Object.hasOwn(values, root) ? valueAt(values[root], pointerOf(path)) : undefined);
}

/** The arguments of the binary. What it calls, and as whom, is the target's. */
export function argumentsOf({ words, input, query }: ProcedureCall, endpoint: string | undefined, region: string): string[] {
  return [
    ...words,
    ...(input === undefined ? [] : ['--cli-input-json', 'file:///dev/stdin']),
    ...(query === null ? [] : ['--query', query]),
    '--output',
    'json',
    ...(region === '' ? [] : ['--region', region]),
    ...(endpoint === undefined ? [] : ['--endpoint-url', endpoint]),
  ];
}

/** What a call gets on its standard input: its input, with the secrets of the wish; null where there is no wish. */
export function inputOf({ input, values }: ProcedureCall, wish: JsonObject | null): JsonObject {
  const filled = fillReferences(input ?? {}, lookupIn(wish === null ? values : { ...values, inputs: wish }));
  return isJsonObject(filled) ? filled : {};
}

/** The first value among the words of the steps that holds a secret, as it is written; null where there is none. */
export function secretInWords(steps: Procedure['steps'], inputs: JsonObject): string | null {
  for (const { aws, holds } of steps)
    for (const word of [...aws, ...(holds?.aws ?? [])])
      for (const piece of readReferences(word) ?? [])
        if (typeof piece === 'object' && holdsSecret(lookupIn({ inputs })(piece))) return [piece.root, ...piece.path].join('.');
  return null;
}
