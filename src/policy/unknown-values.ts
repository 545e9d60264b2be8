import { isJsonObject, type Json } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { isStatement } from '../model/lets-in.ts';
import type { ResourceChange } from '../model/plan.ts';
import { isUnknownLeaf } from '../model/unknown-leaf.ts';

/** A value of a resource that exists only after an earlier step of the run, and is not what a node of the same plan is called. */
export interface UnknownValue {
  /** Where it stands in the desired properties. */
  readonly pointer: string;
  /** `migrate.Url`: the node and its attribute; several where a text is put together. */
  readonly sources: readonly string[];
  /** The names on the way to it, after what its type is called. */
  readonly names: readonly string[];
  /** It is a part of a policy statement or of what holds statements. */
  readonly inStatement: boolean;
}

/** The types of a plan's resources, by node. */
export type PlannedTypes = ReadonlyMap<string, string>;

/** Every unknown value that a resource would be given, but for identifiers of nodes of the plan: those name what a person sees in it. */
export function unknownValues(change: ResourceChange, planned: PlannedTypes): UnknownValue[] {
  const found: UnknownValue[] = [];
  const typeWord = lastWord(change.type);
  const walk = (value: Json, path: readonly string[], inStatement: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isUnknownLeaf(value)) {
      found.push({ pointer: pointerOf(path), sources: value.$unknown.from, names: [typeWord, ...path], inStatement });
      return;
    }
    const joined = isJsonObject(value) && Array.isArray(value['$join']) ? (value['$join'] as readonly Json[]) : null;
    const parts = joined ?? [value];
    const references = parts.flatMap(referencesOf);
    if (references.length > 0) {
      // What is taken out of an identifier names nothing that a person sees.
      const taken = parts.some((part) => isJsonObject(part) && '$call' in part);
      const sources = references.filter((reference) => taken || !isIdentifier(reference, planned)).map(({ node, attribute }) => `${node}.${attribute}`);
      const within = inStatement || parts.some((part) => typeof part === 'string' && /"(?:Statement|Effect|Principal)"/.test(part));
      if (sources.length > 0) found.push({ pointer: pointerOf(path), sources: [...new Set(sources)], names: [typeWord, ...path], inStatement: within });
      return;
    }
    const within = inStatement || (isJsonObject(value) && isStatement(value));
    for (const [name, member] of Object.entries(value)) walk(member as Json, [...path, name], within);
  };
  walk(change.after ?? {}, [], false);
  return found;
}

/** Whether a value as a whole exists only later. */
export function isUnknown(value: Json): boolean {
  return isJsonObject(value) && ('$from' in value || '$join' in value || '$call' in value || '$unknown' in value);
}

export interface Reference {
  readonly node: string;
  readonly attribute: string;
}

function referencesOf(part: Json): Reference[] {
  const call = isJsonObject(part) ? part['$call'] : undefined;
  if (Array.isArray(call)) return call.flatMap(referencesWithin);
  const from = isJsonObject(part) ? part['$from'] : undefined;
  return isJsonObject(from) && typeof from['node'] === 'string' && typeof from['attribute'] === 'string'
    ? [{ node: from['node'], attribute: from['attribute'] }]
    : [];
}

function referencesWithin(arg: Json): Reference[] {
  if (Array.isArray(arg)) return arg.flatMap(referencesWithin);
  const join = isJsonObject(arg) ? arg['$join'] : undefined;
  return Array.isArray(join) ? join.flatMap(referencesOf) : referencesOf(arg);
}

/**
 * Whether an attribute is what a resource of the plan is called: `Arn`, `Id`, `Name`, or one of these after the resource's own word, as in `TopicArn`, `GroupId` of a
 * security group or `QueueUrl`. Told by names, so that a plan is judged the same whatever is known of types later.
 */
export function isIdentifier({ node, attribute }: Reference, planned: PlannedTypes): boolean {
  const type = planned.get(node);
  const word = /^(\w*?)(?:Arn|Id|Identifier|Name|Url)$/i.exec(attribute)?.[1];
  return type !== undefined && word !== undefined && lastWord(type).toLowerCase().endsWith(word.toLowerCase());
}

function lastWord(type: string): string {
  return type.split('::').at(-1) ?? type;
}
