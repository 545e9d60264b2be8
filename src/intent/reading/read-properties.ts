import type { Json, JsonObject } from '../../kernel/json.ts';
import { withValueAt } from '../../kernel/pointer.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Property, ResourceType, Shape } from '../../model/resource-type.ts';
import { validateProperties } from '../../model/validate-properties.ts';
import { type Leaf, leavesOf } from './leaves-of.ts';
import { featuresIn, tokensIn } from './read-features.ts';
import { type Literal, literalsOf, sizes } from './read-values.ts';
import { spokenLeaves } from './spoken-names.ts';
import { inUnitOf, unitOfProperty } from './unit-of.ts';
import { stemOf } from './words-of-name.ts';

/** A value for a property, with the stretch of text that gives it. */
export interface ReadProperty {
  readonly pointer: string;
  readonly value: Json;
  readonly start: number;
  readonly end: number;
  /** Further stretches that name the property. */
  readonly also?: readonly { readonly start: number; readonly end: number }[];
}

/**
 * The properties of a type that a stretch of text gives values to: by the property's own words beside a value of its kind ("memory size of 512", "port 80",
 * "multi AZ enabled"), or by a value that only one property can hold (a block of addresses, a zone, an instance size).
 */
export function readProperties(type: ResourceType, text: string, offset: number, knowledge: KnowledgeBase): ReadProperty[] {
  const literals = literalsOf(text, offset, knowledge);
  const found: ReadProperty[] = [];
  const taken = new Set<string>();
  const used = new Set<Literal>();
  const give = (name: string, literal: Literal | null, value: Json | undefined, start: number, end: number): void => {
    if (value === undefined || taken.has(name) || !valid(type, name, value)) return;
    taken.add(name);
    if (literal !== null) used.add(literal);
    found.push({ pointer: name, value, start, end });
  };
  for (const { pointer, value, start, end } of readCalled(type, text, offset, knowledge)) {
    give(pointer, null, value, start, end);
    for (const literal of literals) if (literal.start < end && literal.end > start) used.add(literal);
  }
  const words = literals.map((literal) => (literal.kind === 'word' ? stemOf(literal.text.toLowerCase()) : null));
  const placeOf = (name: readonly string[]): number => words.findIndex((_, index) => name.every((word, step) => words[index + step] === word));
  for (const { pointer: name, own, property, spoken: names } of spokenLeaves(type)) {
    if (isReference(property)) continue;
    for (const spoken of names) {
      const at = placeOf(spoken);
      if (at < 0) continue;
      const [first, last] = [literals[at] as Literal, literals[at + spoken.length - 1] as Literal];
      const near = beside(literals, at, at + spoken.length, property.shape, used) ?? plainName(literals, at + spoken.length, own, spoken);
      if (near !== null) give(name, near, valueFor(own, property, near), Math.min(first.start, near.start), Math.max(last.end, near.through));
      else if (property.shape.kind === 'boolean') give(name, null, switched(literals, at, at + spoken.length), first.start, last.end);
      break;
    }
  }
  for (const { pointer, own, property, short: names } of spokenLeaves(type)) {
    for (const short of isReference(property) || taken.has(pointer) ? [] : names) {
      const at = placeOf(short);
      const near = at < 0 ? null : beside(literals, at, at + short.length, property.shape, used);
      // One word alone is the property only beside a number of its unit.
      if (near?.kind !== 'number' || (short.length === 1 && near.unit === null)) continue;
      const [first, last] = [literals[at] as Literal, literals[at + short.length - 1] as Literal];
      give(pointer, near, valueFor(own, property, near), Math.min(first.start, near.start), Math.max(last.end, near.through));
    }
  }
  const policy = type.properties['PolicyDocument']?.shape.kind === 'json' ? policyIn(text) : null;
  if (policy !== null) give('/PolicyDocument', null, policy.value, offset + policy.start, offset + policy.end);
  const machines = type.properties['InstanceTypes'];
  for (const literal of literals) {
    if (used.has(literal)) continue;
    if (literal.kind === 'size' && machines?.shape.kind === 'array' && machines.shape.items.kind === 'string') {
      const [start, end] = around(literals, literal);
      give('/InstanceTypes', literal, [literal.text], start, end);
    }
    const leaf = onlyFor(literal, type);
    if (leaf === null) continue;
    const { pointer: name, property } = leaf;
    const [start, end] = around(literals, literal);
    // Memory is no storage.
    if (/\b(?:memory|ram)\b/iu.test(text.slice(start - offset, end - offset)) && !/memory/iu.test(leaf.own)) continue;
    give(name, literal, valueFor(leaf.own, property, literal), start, end);
  }
  for (const { pointer, value, start, end, also } of [...featuresIn(type, text), ...tokensIn(type, text)]) {
    const spoken = found.some((one) => one.start < offset + end && offset + start < one.end);
    if (!spoken && ![...taken].some((one) => one.startsWith(`${pointer}/`))) give(pointer, null, value, offset + start, offset + end);
    const given = found.at(-1);
    if (given?.pointer === pointer && also.length > 0)
      found[found.length - 1] = { ...given, also: also.map((span) => ({ start: offset + span.start, end: offset + span.end })) };
  }
  return found;
}

/** `s3:GetObject`, `iam:List*`: a service and an operation, not a part of an ARN. */
const action = /(?<![\w:/.-])([A-Za-z][A-Za-z0-9-]+):(\*|[A-Z][A-Za-z0-9]*\*?)(?![\w:])/g;

/** The policy that a text spells out: the actions that it names, on the ARNs that it names or on all resources where it says so. Null where either is not said, or something is denied. */
function policyIn(text: string): { readonly value: Json; readonly start: number; readonly end: number } | null {
  const actions = [...text.matchAll(action)];
  const arns = [...text.matchAll(/arn:aws[a-z-]*:[^\s,;'"`]+/g)];
  const everything = /\b(?:all|any|every)\b(?:\s+[\w-]+){0,3}\s+resources?\b/iu.exec(text);
  const [first] = actions;
  if (first === undefined || (arns.length === 0 && everything === null) || /\bden(?:y|ies|ied|ying)\b|\bexcept\b/iu.test(text)) return null;
  const resources = arns.length > 0 ? arns.map(([arn]) => arn.replaceAll('${', () => '$${')) : '*';
  const spans = [...actions, ...arns, ...(everything === null || arns.length > 0 ? [] : [everything])];
  const Statement = [
    { Effect: 'Allow', Action: [...new Set(actions.map(([, service = '', name = '']) => `${service.toLowerCase()}:${name}`))], Resource: resources },
  ];
  const start = Math.min(...spans.map(({ index }) => index));
  const leading = /\b(?:allow|grant|permit)\w*(?:\s+(?:access|permissions?|actions?|the|to|for|of))*\s+["'`]?$/iu.exec(text.slice(0, start));
  return {
    value: { Version: '2012-10-17', Statement },
    start: leading?.index ?? start,
    end: Math.max(...spans.map(({ index, 0: whole }) => index + whole.length)),
  };
}

/** The properties of a type whose values a text calls by names of their own: "ubuntu 24.04", "redis". */
export function readCalled(type: ResourceType, text: string, offset: number, knowledge: KnowledgeBase): ReadProperty[] {
  return leavesOf(type).flatMap(({ pointer, own, property }) => {
    if (property.shape.kind !== 'string' || property.refs !== undefined) return [];
    const called = calledIn(own, text, knowledge);
    return called === null ? [] : [{ pointer, value: called.value, start: offset + called.start, end: offset + called.end }];
  });
}

interface Called {
  readonly value: string;
  readonly pattern: RegExp;
}

const named = new WeakMap<KnowledgeBase, ReadonlyMap<string, readonly Called[]>>();

/** By property, the names that its values go by, the longest first. */
function calledValues(knowledge: KnowledgeBase): ReadonlyMap<string, readonly Called[]> {
  const known = named.get(knowledge);
  if (known !== undefined) return known;
  const properties = new Set(knowledge.lexicons.flatMap(({ values }) => Object.keys(values)));
  const made = new Map(
    [...properties].map((property) => {
      const names = knowledge.lexicons
        .flatMap(({ values }) => Object.entries(values[property] ?? {}).flatMap(([value, words]) => words.map((called) => ({ value, called }))))
        .sort((a, b) => b.called.length - a.called.length);
      return [property, names.map(({ value, called }) => ({ value, pattern: patternOf(called) }))] as const;
    }),
  );
  named.set(knowledge, made);
  return made;
}

function patternOf(called: string): RegExp {
  const spoken = called.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(
    `(?<![\\w.])(?:(?:latest|current|newest|ami|image|lookup|for|an?|the)\\s+)*${spoken.join('\\s+')}(?![\\w.])(?:\\s+(?:lts|amd64|x86_64|x86|ami|image|server|hvm|engine|runtime|database))*`,
    'iu',
  );
}

/** The value of a property that a text calls by a name of its own, the longest name that it has. */
function calledIn(property: string, text: string, knowledge: KnowledgeBase): { readonly value: string; readonly start: number; readonly end: number } | null {
  for (const { value, pattern } of calledValues(knowledge).get(property) ?? []) {
    const found = pattern.exec(text);
    // "ubuntu 13.37" is no ubuntu that is known; the version of an engine is a property of its own.
    if (found !== null && (property === 'Engine' || !/^\s+v?\d/u.test(text.slice(found.index + found[0].length))))
      return { value, start: found.index, end: found.index + found[0].length };
  }
  return null;
}

/** Words that say of a size what it is of: "100 GB of storage", "a disk of 100 GB", "t3.micro instance type". */
const ofSize = /^(?:of|storage|disk|space|memory|capacity|size|volume|ram|type|class|node|instance|db)$/i;

/** A literal with the words beside it that only say what it is of. */
function around(literals: readonly Literal[], literal: Literal): readonly [start: number, end: number] {
  const at = literals.indexOf(literal);
  if (literal.kind === 'cidr') {
    let from = at;
    while (/^(?:cidr|block|blocks|range|address|ip|ipv4|of|the|an?)$/iu.test(literals[from - 1]?.text ?? '')) from--;
    return [(literals[from] as Literal).start, literal.through];
  }
  if (literal.kind === 'account') {
    let from = at;
    while (/^(?:aws|account|accounts|id|number|with|for|an?|the|of|in)$/iu.test(literals[from - 1]?.text ?? '')) from--;
    return [(literals[from] as Literal).start, literal.through];
  }
  if (literal.kind !== 'size' && !(literal.kind === 'number' && sizes.has(literal.unit ?? ''))) return [literal.start, literal.through];
  const isOf = (other: Literal | undefined): other is Literal =>
    other?.kind === 'word' && (ofSize.test(other.text) || other.text.toLowerCase() === literal.unit);
  let [first, last] = [at, at];
  while (isOf(literals[first - 1])) first--;
  while (isOf(literals[last + 1])) last++;
  return [(literals[first] as Literal).start, (literals[last] as Literal).through];
}

/** Properties that hold gibibytes, and mebibytes. */
const gibibytes = /^(?:AllocatedStorage|Size|SizeInGb|SizeInGB|VolumeSize|StorageCapacity|StorageSizeInGB)$/;
const mebibytes = /^(?:MemorySize)$/;

/** What a value can only be of. */
function onlyFor({ kind, text, unit }: Literal, type: ResourceType): Leaf | null {
  const pick = (pattern: RegExp, deepest = Number.POSITIVE_INFINITY): Leaf | null =>
    leavesOf(type).find(({ own, property, pointer }) => pattern.test(own) && property.shape.kind === 'string' && pointer.split('/').length - 1 <= deepest) ??
    null;
  switch (kind) {
    case 'cidr':
      return pick(/^CidrBlock$/);
    case 'email':
      return pick(/^(?:Endpoint|Email|EmailAddress|EmailIdentity|RootEmail)$/);
    case 'account':
      return pick(/^(?:Account|AccountId|AwsAccountId|PeerOwnerId|TargetAccountId|SourceAccountId)$/);
    case 'zone':
      return pick(/^AvailabilityZone$/);
    case 'size':
      return pick(/^(?:InstanceType|DBInstanceClass|CacheNodeType|NodeType)$/);
    case 'id':
      return text.startsWith('ami-') ? pick(/^ImageId$/) : null;
    case 'word':
      return null;
    case 'url':
      return pick(/(?:Url|URL|Endpoint)$/, 2);
    case 'arn':
    case 'path':
    case 'quoted':
      return null;
    case 'number': {
      const of = /^[gt]i?b$/.test(unit ?? '') ? gibibytes : /^mi?b$/.test(unit ?? '') ? mebibytes : null;
      return of === null ? null : (leavesOf(type).find(({ own, property }) => of.test(own) && property.shape.kind !== 'boolean') ?? null);
    }
    default:
      return kind satisfies never;
  }
}

function isReference({ refs, shape }: Property): boolean {
  return (refs !== undefined && shape.kind === 'string') || shape.kind === 'object' || shape.kind === 'array' || shape.kind === 'json' || shape.kind === 'map';
}

const between: ReadonlySet<string> = new Set([
  'of',
  'to',
  'is',
  '=',
  'as',
  'set',
  'at',
  'with',
  'value',
  'argument',
  'parameter',
  'should',
  'be',
  'a',
  'the',
  ':',
]);

/** The value beside the words: behind them, over words that only lead to it, else right before them. */
function beside(literals: readonly Literal[], from: number, to: number, shape: Shape, used: ReadonlySet<Literal>): Literal | null {
  for (let at = to; at < Math.min(literals.length, to + 5); at++) {
    const literal = literals[at] as Literal;
    if (!used.has(literal) && fits(shape, literal)) return literal;
    if (!(literal.kind === 'word' && between.has(literal.text.toLowerCase()))) break;
  }
  // "1 GB of memory": what the number is of stands behind its unit.
  const led = literals[from - 1]?.text.toLowerCase() === 'of' ? from - 2 : from - 1;
  const before = literals[led]?.text.toLowerCase() === literals[led - 1]?.unit ? literals[led - 1] : literals[led];
  return before !== undefined && !used.has(before) && before.kind !== 'word' && fits(shape, before) ? before : null;
}

/** "Database name dev": right behind the name of a name, a plain word is one. */
function plainName(literals: readonly Literal[], at: number, own: string, spoken: readonly string[]): Literal | null {
  const literal = literals[at];
  if (literal?.kind !== 'word' || spoken.length < 2 || !/(?:Name|Identifier)$/.test(own)) return null;
  return /^[A-Za-z][\w-]{1,62}$/.test(literal.text) &&
    !between.has(literal.text.toLowerCase()) &&
    !/^(?:and|or|for|in|on|from|that|which|by|using)$/i.test(literal.text)
    ? literal
    : null;
}

function fits(shape: Shape, { kind, text }: Literal): boolean {
  if (shape.kind === 'integer' || shape.kind === 'number') return kind === 'number';
  if (shape.kind === 'boolean') return /^(?:true|false)$/i.test(text);
  if (shape.kind !== 'string') return false;
  if (shape.enum !== undefined) return shape.enum.some((value) => value.toLowerCase() === text.toLowerCase());
  return kind !== 'word' || (/[\d_.A-Z-]/.test(text) && !between.has(text.toLowerCase()));
}

/** A literal as the property holds it; undefined where its unit measures something else. */
function valueFor(own: string, property: Property, { kind, text, unit }: Literal): Json | undefined {
  const { shape } = property;
  if (kind === 'number' && (shape.kind === 'integer' || shape.kind === 'number' || (shape.kind === 'string' && shape.enum === undefined))) {
    const number = counted(Number(text), unit, own, property);
    return shape.kind === 'string' ? number?.toString() : number;
  }
  switch (shape.kind) {
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'string':
      return shape.enum?.find((value) => value.toLowerCase() === text.toLowerCase()) ?? text.replaceAll('${', () => '$${');
    default:
      return undefined;
  }
}

/** A number as the property counts it. Where nothing says in what that is, only days, seconds and amounts of data are sure to be what it counts in. */
function counted(number: number, unit: string | null, own: string, property: Property): number | undefined {
  if (unit === null) return number;
  const known = unitOfProperty(own, property);
  // A text that happens to hold a number counts in nothing: a runtime of 256 MB.
  if (known === null && property.shape.kind === 'string') return undefined;
  if (known !== null) return inUnitOf(number, unit, known);
  return /^(?:d|days?|s|secs?|seconds?)$/iu.test(unit) || sizes.has(unit) ? number : undefined;
}

/** "enabled", "disabled", "enable …": a switch with its words. */
function switched(literals: readonly Literal[], from: number, to: number): boolean | undefined {
  const [before, after] = [literals[from - 1]?.text.toLowerCase() ?? '', literals.slice(to, to + 2).map(({ text }) => text.toLowerCase())];
  if (/^(?:disabl|without|no$)/.test(before) || after.some((text) => /^(?:disabled|off)$/.test(text))) return false;
  if (/^(?:enabl|with$)/.test(before) || after.some((text) => /^(?:enabled|on)$/.test(text))) return true;
  return undefined;
}

function valid(type: ResourceType, name: string, value: Json): boolean {
  const properties: JsonObject = withValueAt({}, name, value);
  return validateProperties(type, properties, { references: false, partial: true }).length === 0;
}
