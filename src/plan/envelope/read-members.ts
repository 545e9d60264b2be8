import { z } from 'zod';
import { canonicalJson, isJsonObject, type Json, type JsonObject, sameJson, unfaithful } from '../../kernel/json.ts';
import { pointerOf } from '../../kernel/pointer.ts';
import { type Member, member, mostMembers } from '../../model/member.ts';
import { isUnknownLeaf } from '../../model/unknown-leaf.ts';
import { isFromRef, isStandIn, referencesIn } from '../resolve-references.ts';
import { withoutDigests } from './phase-inputs.ts';

const answer = z.object({ members: z.array(member).max(mostMembers) }).strict();

export type ReadMembers = { readonly ok: true; readonly members: readonly Member[] } | { readonly ok: false; readonly why: string };

/** Thrown for a part of an answer that cannot be taken. */
class Refused extends Error {}

/**
 * What a plan phase wrote, as the things that it names, in one order whatever order it wrote them in. `inputs` are the unit's, as they stand in the plan. What stands for a value that is not
 * known yet names only what the unit was given and is not known yet; nothing else begins with `$`.
 */
export function readMembers(text: string, inputs: JsonObject): ReadMembers {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it did not write a JSON object' };
  }
  const lost = unfaithful(read);
  if (lost !== null) return { ok: false, why: `it writes ${lost.path}: ${lost.what}` };
  const parsed = answer.safeParse(read);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return { ok: false, why: `${first?.path.map(String).join('.') || 'its answer'}: ${first?.message ?? 'it has not the form'}` };
  }
  const given = knownFrom(inputs);
  try {
    const members = parsed.data.members.map((one, index): Member => {
      const at = [`members.${index}`];
      const name = settled(one.name, [...at, 'name'], given);
      if (isJsonObject(name) && !Object.keys(name)[0]?.startsWith('$')) throw new Refused(`members.${index}.name is no text, and stands for none`);
      if (typeof name === 'string' && !member.shape.name.safeParse(name).success) throw new Refused(`members.${index}.name is empty or too long`);
      if (isUnknownLeaf(name) && one.action !== 'create')
        throw new Refused(`members.${index}.name is not known, and it would ${one.action} it: only of what it creates it may not know the name`);
      return { ...one, name: name as Member['name'], properties: settled(one.properties, [...at, 'properties'], given) as JsonObject };
    });
    const sorted = members.map((one) => [canonicalJson(one), one] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return { ok: true, members: sorted.map(([, one]) => one) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: error.message };
    throw error;
  }
}

interface Given {
  /** `net.NetId`: what the unit takes from nodes, and is not known yet. */
  readonly sources: ReadonlySet<string>;
  /** Every value among the inputs that stands for another one. */
  readonly standIns: readonly Json[];
}

function knownFrom(inputs: JsonObject): Given {
  const plain = withoutDigests(inputs);
  return { sources: new Set(referencesIn(plain).map(({ node, attribute }) => `${node}.${attribute}`)), standIns: standInsOf(plain) };
}

function standInsOf(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isStandIn(value)) return [value];
  return Object.values(value).flatMap((one) => standInsOf(one as Json));
}

function settled(value: Json, path: readonly string[], given: Given): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => settled(item, [...path, String(index)], given));
  const entries = Object.entries(value);
  if (!entries.some(([name]) => name.startsWith('$'))) return Object.fromEntries(entries.map(([name, one]) => [name, settled(one, [...path, name], given)]));
  const at = pointerOf(path).slice(1);
  const known = (source: string): void => {
    if (!given.sources.has(source)) throw new Refused(`${at} is taken from ${source}, which is none of its inputs that are not known yet`);
  };
  if (isUnknownLeaf(value)) {
    const { type, from } = value.$unknown;
    from.forEach(known);
    return { $unknown: { type, from: [...new Set(from)].sort() } };
  }
  const plain = untyped(value);
  if (isFromRef(plain)) {
    known(`${plain.$from.node}.${plain.$from.attribute}`);
    return plain;
  }
  if (given.standIns.some((one) => sameJson(one, plain))) return plain;
  const parts = isJsonObject(plain) && entries.length === 1 ? plain['$join'] : undefined;
  // What policy reads has to be what it comes to.
  if (Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === 'string')) return parts.join('');
  if (Array.isArray(parts) && parts.length > 0)
    return { $join: parts.map((part, index) => (typeof part === 'string' ? part : joinable(part as Json, [...path, '$join', String(index)], given))) };
  throw new Refused(`${at} holds a member that begins with $, and is nothing that stands for one of its inputs`);
}

function joinable(part: Json, path: readonly string[], given: Given): Json {
  const read = settled(part, path, given);
  if (isJsonObject(read) && ('$from' in read || '$call' in read)) return read;
  throw new Refused(`${pointerOf(path).slice(1)} is neither a text nor taken from an input`);
}

/** What the phase was told of the types of its inputs is no part of what stands for them. */
function untyped(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(untyped);
  if (isFromRef(value)) return { $from: { node: value.$from.node, attribute: value.$from.attribute } };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, untyped(one)]));
}
