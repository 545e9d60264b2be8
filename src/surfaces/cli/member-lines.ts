import type { JsonObject } from '../../kernel/json.ts';
import { plainName } from '../../kernel/plain-name.ts';
import type { Member } from '../../model/member.ts';
import { isUnknownLeaf } from '../../model/unknown-leaf.ts';
import { leavesOf } from './property-leaves.ts';
import { renderValue } from './render-value.ts';
import { joined, type Text, t } from './text.ts';

/** What a unit says that it will change, a line each: all of it is shown, since all of it is what the yes is to. */
export function memberLines(members: readonly Member[]): Text[] {
  return members.map(({ action, type, name, place, properties }) => {
    const at = [place.target, ...(place.region === undefined ? [] : [place.region])].map(plainName).join('/');
    const leaves = leavesOf(withUnknowns(properties)).map((leaf) => t`${leaf.name}=${renderValue(leaf.value, Number.POSITIVE_INFINITY)}`);
    const called = typeof name === 'string' ? t`${plainName(name)}` : renderValue(withUnknowns({ name })['name'] ?? null, Number.POSITIVE_INFINITY);
    return joined([t`${action} ${plainName(type)} ${called.styled('bold')} at ${at}`, ...leaves], '  ');
  });
}

/** What is not known yet as a person reads it: of which type it will be, and where it comes from. */
function withUnknowns(value: JsonObject): JsonObject {
  const shown = (one: JsonObject[string]): JsonObject[string] => {
    if (typeof one !== 'object' || one === null) return one;
    if (Array.isArray(one)) return (one as readonly JsonObject[string][]).map(shown);
    if (isUnknownLeaf(one)) return `‹some ${one.$unknown.type} of ${one.$unknown.from.join(' and ')}›`;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [name, shown(member)]));
  };
  return shown(value) as JsonObject;
}
