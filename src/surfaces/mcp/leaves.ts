import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, segmentsOf } from '../../kernel/pointer.ts';
import { isHiddenText, isSecretText, type SecretText } from '../../model/secret.ts';
import { isSecretPlace, pairName, withheld } from '../../model/withhold.ts';
import type { Quote } from './quote.ts';

const valueLimit = 160;

export const leafRow = z.object({ path: z.string(), value: z.unknown() });
type Leaf = z.infer<typeof leafRow>;

/** Every value of a document with its place, as far as it may be told: what stands where people keep secrets, or below a sensitive pointer, is withheld. */
export function leavesOf(document: Json, sensitive: readonly string[], quote: Quote): Leaf[] {
  const hidden = sensitive.map(segmentsOf);
  const leaves: Leaf[] = [];
  const walk = (value: Json, path: readonly string[], secret: boolean, listed = false): void => {
    const within = hidden.some((place) => place.every((segment, index) => path[index] === segment));
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, item] of value.entries()) walk(item, [...path, String(index)], secret || within, true);
    } else if (isJsonObject(value) && Object.keys(value).length > 0 && !isStandIn(value)) {
      const pair = pairName(value, listed);
      for (const [name, member] of Object.entries(value)) walk(member, [...path, name], name === pair ? within : secret || within || isSecretPlace(name));
    } else {
      leaves.push({
        path: quote.called(pointerOf(path)),
        value: (secret || within) && !isEmpty(value) && !isSecretText(value) ? withheld : shortValue(value, quote),
      });
    }
  };
  walk(document, [], false);
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
    .map((part) => (typeof part !== 'object' ? String(part) : 'name' in part ? `\${secret('${part.name}')}` : `‹${part.$from.node}.${part.$from.attribute}›`))
    .join('');
}

/** The same without what stands where people keep secrets. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare);
  if (!isJsonObject(value) || isSecretText(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, isSecretPlace(name) && !isSecretText(member) ? withheld : bare(member)]));
}

function isEmpty(value: Json): boolean {
  return value === null || typeof value === 'boolean' || (typeof value === 'object' && Object.keys(value).length === 0);
}
