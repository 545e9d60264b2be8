import { isJsonObject, type Json } from '../../src/kernel/json.ts';
import type { Shape } from '../../src/model/resource-type.ts';
import { explains } from '../../src/plan/transform/explained-by.ts';
import { holderOf, partnersOf, type Site } from './sites.ts';

/** Which of the two is changed: what is asked for, or what is live. */
export type Side = 'wish' | 'live';

export interface Operator {
  readonly name: string;
  /** Whether the change must be found, or must not. */
  readonly found: boolean;
  /** The values that a value of this side is changed to, none where the operator does not apply. `books`: it is known what was applied. */
  readonly changed: (value: Json, site: Site, side: Side, books: boolean) => readonly Json[];
}

export const operators: readonly Operator[] = [
  { name: 'another enum member', found: true, changed: anotherMember },
  { name: 'another value', found: true, changed: anotherValue },
  { name: 'case', found: true, changed: anotherCase },
  { name: 'network bit', found: true, changed: (value) => otherBit(value, 'network') },
  { name: 'host bit (no difference)', found: false, changed: (value, { place }) => (/Address$/.test(place.name) ? [] : otherBit(value, 'host')) },
  { name: 'another account', found: true, changed: anotherAccount },
  { name: 'next minor version', found: true, changed: nextMinor },
  { name: 'item removed', found: true, changed: removed },
  { name: 'item added', found: true, changed: added },
  { name: 'item doubled', found: true, changed: doubled },
  { name: 'order', found: true, changed: reversed },
  { name: 'chosen member', found: true, changed: otherChoice },
  { name: 'tag value', found: true, changed: tagValue },
];

function anotherMember(value: Json, { place }: Site): Json[] {
  const members = enumOf(place.property?.shape);
  const other = members.find((member) => String(member).toLowerCase() !== String(value).toLowerCase());
  return typeof value === 'object' || other === undefined ? [] : [other];
}

function enumOf(shape: Shape | undefined): readonly Json[] {
  if (shape?.kind === 'union') return shape.of.flatMap(enumOf);
  return shape !== undefined && 'enum' in shape ? (shape.enum ?? []) : [];
}

/** Versions have an operator of their own: what follows a prefix fulfils it. */
function anotherValue(value: Json, { place }: Site): Json[] {
  if (/Version$/.test(place.name)) return [];
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1];
  return typeof value === 'string' ? [`${value}x`] : [];
}

/** Not where the provider's word, or a published rule, says that both are the same. */
function anotherCase(value: Json, site: Site, side: Side): Json[] {
  const { policy, askedPath } = site;
  if (typeof value !== 'string') return [];
  const upper = value.toUpperCase();
  const other = upper === value ? value.toLowerCase() : upper;
  // A network is written in digits of sixteen (RFC 5952); the names of actions (IAM policy grammar) and of headers (WAF) have no case.
  const caseless = /^[0-9a-fA-F]*:[0-9a-fA-F:.]+(\/\d+)?$/.test(value) || (policy && askedPath.some((key) => /^(Not)?Action$/.test(key)));
  if (other === value || caseless || askedPath.slice(-2).join('/') === 'SingleHeader/Name') return [];
  return isRewritten(site, side, other) ? [] : [other];
}

/** Whether the provider's own word for rewriting makes the one side of the changed other. */
function isRewritten({ place, asked, live }: Site, side: Side, changed: string): boolean {
  const { transform } = place.marks;
  if (transform === undefined || live === null) return false;
  if (side === 'live') return explains(transform, place, asked, changed);
  // An expression reads the value where it stands, beside its neighbours.
  const parent = { ...place.parent, [place.name]: changed };
  const whole = place.parent === place.whole.desired ? { ...place.whole, desired: parent } : place.whole;
  return explains(transform, { ...place, parent, whole }, changed, live.value);
}

function otherBit(value: Json, which: 'network' | 'host'): Json[] {
  const [, head = '', last = '', length = ''] = /^((?:\d{1,3}\.){3})(\d{1,3})\/(\d{1,2})$/.exec(String(value)) ?? [];
  const prefix = Number(length);
  if (head === '' || (which === 'network' ? prefix === 0 : prefix === 32)) return [];
  const bytes = [...head.split('.').slice(0, 3), last].map(Number);
  const bit = which === 'network' ? prefix - 1 : 31;
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (0x80 >> (bit & 7));
  return [`${bytes.join('.')}/${prefix}`];
}

function anotherAccount(value: Json, { asked, live }: Site): Json[] {
  const arn = [value, live?.value ?? null, asked].find((text) => typeof text === 'string' && /^arn:[\w-]+:[\w-]+:[\w-]*:\d{12}:./s.test(text));
  return typeof value !== 'string' || arn === undefined ? [] : [(arn as string).replace(/^((?:[^:]*:){4})\d{12}/, '$1999999999999')];
}

/** The part of the version that was asked for last, one higher. A provider that was asked to bring the version up by itself may do that. */
function nextMinor(value: Json, site: Site, side: Side, books: boolean): Json[] {
  const { place, asked } = site;
  const version = /^v?\d+(\.\d+)*\.(\d+|x)$/;
  if (!/Version$/.test(place.name) || typeof value !== 'string' || typeof asked !== 'string' || !version.test(value) || !version.test(asked)) return [];
  if (side === 'live' && String(place.parent['AutoMinorVersionUpgrade'] ?? place.whole.live['AutoMinorVersionUpgrade'] ?? false) === 'true') return [];
  const at = asked.replace(/\.x$/, '').split('.').length - 1;
  const parts = value.split('.');
  parts[at] = String(parts[at]).replace(/\d+/, (digits) => String(Number(digits) + 1));
  return !books && isRewritten(site, side, parts.join('.')) ? [] : [parts.join('.')];
}

/** Whether the books or the list itself say that an item too many or too few is one: what others put into a shared list is theirs. */
function counts(site: Site, change: 'more' | 'fewer', side: Side, books: boolean): boolean {
  const holder = holderOf(site.place, site.policy);
  if (holder !== 'tags' && holder !== 'partial') return true;
  return change === 'more' ? side === 'wish' : side === 'live' || books;
}

function itemsOf(value: Json, site: Site): readonly Json[] {
  return Array.isArray(value) && Array.isArray(site.asked) ? (value as readonly Json[]) : [];
}

/** Of what is live an item that was asked for. */
function removed(value: Json, site: Site, side: Side, books: boolean): Json[] {
  const items = itemsOf(value, site);
  if (items.length === 0 || !counts(site, 'fewer', side, books)) return [];
  const keyOf = (item: Json): Json | undefined => (isJsonObject(item) ? (item['Key'] ?? item['Name']) : undefined);
  const wanted = itemsOf(site.asked, site).map(keyOf);
  const shared = ['tags', 'partial'].includes(holderOf(site.place, site.policy));
  const gone = shared ? items.findIndex((item) => wanted.includes(keyOf(item))) : items.length - 1;
  if (gone < 0) return [];
  const left = items.filter((_, index) => index !== gone);
  // Nothing is left of a list of one: whether it is empty or gone is the same.
  return [left];
}

function added(value: Json, site: Site, side: Side, books: boolean): Json[] {
  const items = itemsOf(value, site);
  const [first] = items;
  if (first === undefined || !counts(site, 'more', side, books)) return [];
  const other = another(first);
  return other === null ? [] : [[...items, other]];
}

/** An item like another one that differs in its first text or number. */
function another(item: Json): Json | null {
  if (typeof item === 'string') return `${item}x`;
  if (typeof item === 'number') return item + 1;
  if (!isJsonObject(item)) return null;
  for (const [key, member] of Object.entries(item)) {
    const other = Array.isArray(member) ? null : another(member);
    if (other !== null) return { ...item, [key]: other };
  }
  return null;
}

function doubled(value: Json, site: Site, side: Side, books: boolean): Json[] {
  const items = itemsOf(value, site);
  const [first] = items;
  return first === undefined || !counts(site, 'more', side, books) ? [] : [[...items, first]];
}

/** Where an order is kept; a wish for another one counts unless it is known that none is. */
function reversed(value: Json, site: Site, side: Side, books: boolean): Json[] {
  const items = itemsOf(value, site);
  const holder = holderOf(site.place, site.policy);
  const ordered = holder === 'list' || (holder === 'unknown' && side === 'wish' && books);
  const turned = [...items].reverse();
  if (!ordered || JSON.stringify(turned) === JSON.stringify(items)) return [];
  // What is wished in the order that is live is as wished.
  const shown = side === 'wish' && Array.isArray(site.live?.value) ? partnersOf(site.place, turned, site.live.value as readonly Json[]) : [];
  return shown.length > 0 && shown.every((partner, index) => partner === index) ? [] : [turned];
}

/** In an object of which one member was chosen, another one that could have been. */
function otherChoice(value: Json, { place, asked, live }: Site): Json[] {
  const shape = place.property?.shape;
  const read = live === null ? asked : live.value;
  if (shape?.kind !== 'object' || !isJsonObject(value) || !isJsonObject(asked) || !isJsonObject(read)) return [];
  const [[name, chosen] = ['', null]] = Object.entries(value);
  if ([asked, read].some((side) => Object.keys(side).join() !== name) || !isJsonObject(chosen)) return [];
  const members = Object.entries(place.type.definitions[shape.definition] ?? {});
  if (members.some(([, { required }]) => required === true)) return [];
  const other = members.find(([member, property]) => member !== name && property.shape.kind === 'object');
  return other === undefined ? [] : [{ [other[0]]: {} }];
}

function tagValue(value: Json, { place, askedPath }: Site): Json[] {
  const tags = place.type.tags?.property;
  const last = askedPath.at(-1);
  if (tags === undefined || askedPath[0] !== tags || typeof value !== 'string' || (askedPath.length > 2 && last !== 'Value')) return [];
  return askedPath.length < 2 ? [] : [`${value}x`];
}
