import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, segmentsOf } from '../../kernel/pointer.ts';
import { isHiddenText, isSecretText, type SecretText, shownName } from '../../model/secret.ts';
import { type Hiding, hidingBelow, hidingInList, hidingInPair, isOwnTag, isTold, pairName } from '../../model/secret-place.ts';
import { withheld } from '../../model/withhold.ts';
import type { Quote } from './quote.ts';

const valueLimit = 160;

export const leafRow = z.object({ path: z.string(), value: z.unknown() });
type Leaf = z.infer<typeof leafRow>;

/** Every value of a document with its place, as far as it may be told, each made when it is asked for: what stands where people keep secrets, or below a sensitive pointer, is withheld. */
export function leavesOf(document: Json, sensitive: readonly string[], quote: Quote): (() => Leaf)[] {
  const hidden = sensitive.map(segmentsOf);
  const leaves: (() => Leaf)[] = [];
  const walk = (value: Json, path: readonly string[], around: Hiding, listed = false): void => {
    const within = hidden.some((place) => place.every((segment, index) => path[index] === segment));
    const hiding = within ? 'secret' : around;
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, item] of value.entries()) walk(item, [...path, String(index)], hidingInList(value, index, hiding), true);
    } else if (isJsonObject(value) && Object.keys(value).length > 0 && !isStandIn(value)) {
      const pair = pairName(value, listed);
      const own = pair !== null && isOwnTag(String(value[pair]));
      for (const [name, member] of Object.entries(value)) {
        const told = name === pair || own || isOwnTag(name);
        walk(member, [...path, name], told ? (within ? 'secret' : null) : hidingInPair(value, name, pair, hiding));
      }
    } else {
      const told = isTold(value, hiding) || isSecretText(value);
      leaves.push(() => ({ path: quote.called(pointerOf(path)), value: told ? shortValue(value, quote) : withheld }));
    }
  };
  walk(document, [], null);
  return leaves;
}

/** A value in little space; of one with members, its JSON. */
export function shortValue(value: Json | undefined, quote: Quote): unknown {
  if (typeof value === 'string') return quote(value, valueLimit);
  if (typeof value !== 'object' || value === null) return value;
  if (isSecretText(value)) return quote(secretText(value), valueLimit);
  if (isHiddenText(value)) return withheld;
  const reference = isJsonObject(value) ? value['$from'] : undefined;
  if (reference !== undefined && isJsonObject(reference)) return quote(`‹${String(reference['node'])}.${String(reference['attribute'])}›`, valueLimit);
  return quote(JSON.stringify(bare(value)), valueLimit);
}

function isStandIn(value: JsonObject): boolean {
  return '$from' in value || '$join' in value || '$call' in value || isSecretText(value) || isHiddenText(value);
}

/** A secret by its name, as an intent file writes it. */
function secretText({ $secret }: SecretText): string {
  return $secret
    .map((part) =>
      typeof part !== 'object' ? String(part) : 'name' in part ? `\${secret('${shownName(part)}')}` : `‹${part.$from.node}.${part.$from.attribute}›`,
    )
    .join('');
}

/** The same without what stands where people keep secrets. */
function bare(value: Json, hiding: Hiding = null): Json {
  if (isSecretText(value) || isTold(value, hiding)) return Array.isArray(value) || isJsonObject(value) ? inside(value, hiding) : value;
  return Array.isArray(value) || isJsonObject(value) ? inside(value, hiding) : withheld;
}

function inside(value: readonly Json[] | JsonObject, hiding: Hiding): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index, items) => bare(item, hidingInList(items, index, hiding)));
  if (isSecretText(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, bare(member as Json, hidingBelow(name, hiding))]));
}
