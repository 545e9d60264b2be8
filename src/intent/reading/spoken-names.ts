import type { ResourceType } from '../../model/resource-type.ts';
import { type Leaf, leavesOf } from './leaves-of.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** A property with the ways in which its name is said, as stems. */
export interface SpokenLeaf extends Leaf {
  readonly spoken: readonly (readonly string[])[];
  /** Without the end of the name, the longest first: `BackupRetentionPeriod` is the backup retention, `MemorySize` the memory. */
  readonly short: readonly (readonly string[])[];
}

const known = new WeakMap<ResourceType, readonly SpokenLeaf[]>();

/** The properties of a type that are no objects, with how each is called. */
export function spokenLeaves(type: ResourceType): readonly SpokenLeaf[] {
  const before = known.get(type);
  if (before !== undefined) return before;
  const made = leavesOf(type).map((leaf) => ({ ...leaf, spoken: spokenNames(type, leaf.own), short: shortNames(leaf.own) }));
  known.set(type, made);
  return made;
}

/** The words of a property's name, and without what it shares with its type: `DBInstanceClass` of a DBInstance is its class. */
function spokenNames(type: ResourceType, name: string): string[][] {
  const words = wordsOfName(name).map(stemOf);
  const kind = wordsOfName(type.name.split('::').at(-1) ?? '').map(stemOf);
  const shared = kind.every((word, index) => words[index] === word) && words.length > kind.length ? words.slice(kind.length) : null;
  const counted = /^Num(?:ber)?(?:Of)?[A-Z]/.test(name) ? wordsOfName(name.replace(/^Num(?:ber)?(?:Of)?/, '')).map(stemOf) : null;
  const counts = counted === null ? [] : [counted, ...(counted.length > 1 ? [counted.slice(-1)] : [])];
  const spelled = words.includes('db') ? [words.map((word) => (word === 'db' ? 'database' : word))] : [];
  const names = [words, ...spelled, ...(shared !== null && shared.length > 1 ? [shared] : []), ...counts];
  if (counted !== null) return names;
  return names.filter((one) => one.length > 1 || oneWord.has(one[0] ?? ''));
}

/** Single words that are a property wherever a value stands beside them. */
const oneWord: ReadonlySet<string> = new Set([
  'port',
  'protocol',
  'runtime',
  'handler',
  'engine',
  'timeout',
  'namespace',
  'statistic',
  'period',
  'threshold',
  'description',
  'priority',
  'ttl',
  'path',
  'scheme',
  'ipaddresstype',
  'iops',
  'cpu',
  'memory',
]);

/** Ends of names that say what kind of number it is: people leave them out. */
const tails: ReadonlySet<string> = new Set([
  'period',
  'size',
  'count',
  'number',
  'in',
  'second',
  'minute',
  'hour',
  'day',
  'gb',
  'gib',
  'mb',
  'mib',
  'byte',
  'value',
  'limit',
]);

/** A name without its end, as people say it. Empty where there is no such end. */
function shortNames(name: string): readonly (readonly string[])[] {
  const words = wordsOfName(name).map(stemOf);
  const found: string[][] = [];
  for (let length = words.length; length > 1 && tails.has(words[length - 1] ?? ''); length--) found.push(words.slice(0, length - 1));
  return found;
}
