import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import { idPrefixes } from '../tables/id-prefixes.ts';
import {
  alsoNames,
  foreignNames,
  freeProperties,
  heldProperties,
  keyedReferences,
  namedReferences,
  notations,
  providedNames,
  statedReferences,
  type Target,
  uncheckedProperties,
} from '../tables/reference-rules.ts';
import { type CompiledType, isOwnName } from './compiled-type.ts';

/** A text that may name another resource, where it stands and what it may name. */
export interface Reference {
  readonly value: string;
  readonly pointer: string;
  /** The property cannot be changed without replacing its holder. */
  readonly fixed: boolean;
  readonly targets: readonly Target[];
}

/** What `vpc-0123456789abcdef0` is the form of. */
const generatedId = /^([a-z]+(?:-[a-z]+)*-)[0-9a-f]{8,17}$/;
/** The ids of the prefix lists that AWS provides are short; those of customers have 17 digits. */
const providedPrefixList = /^pl-[0-9a-f]{8}$/;
const typesByPrefix = new Map<string, Target[]>();
for (const [type, { attribute, prefix }] of Object.entries(idPrefixes)) {
  const known = typesByPrefix.get(prefix) ?? [];
  typesByPrefix.set(prefix, [...known, { type, property: attribute }]);
}

const roleArn = /^arn:aws:iam::\d{12}:role\//;
const deep = 40;

/**
 * Every text in the properties that may name another resource. Free JSON documents, tags, conditions, statements and filters are not looked into:
 * they require nothing to exist.
 */
export function referencesOf(type: CompiledType, properties: JsonObject): Reference[] {
  const found: Reference[] = [];
  const createOnly = new Set(type.type.createOnly);
  const tags = type.type.tags?.property;

  const members = (known: Readonly<Record<string, Property>>, value: JsonObject, pointer: string, plain: string, fixed: boolean, depth: number): void => {
    for (const [name, member] of Object.entries(value)) {
      if ((depth === 0 && name === tags) || freeProperties.test(name)) continue;
      const property = Object.hasOwn(known, name) ? known[name] : undefined;
      const keyed = keyedReferences[`${type.type.name}${plain}/${name}`];
      if (keyed !== undefined && !keyed.when.test(String(value[keyed.key] ?? ''))) continue;
      if (property !== undefined)
        visit(property.shape, property, name, member, `${pointer}/${name}`, `${plain}/${name}`, fixed || createOnly.has(`${plain}/${name}`), depth + 1);
    }
  };

  const visit = (shape: Shape, property: Property, name: string, value: Json, pointer: string, plain: string, fixed: boolean, depth: number): void => {
    if (depth > deep) return;
    if (typeof value === 'string') {
      if (shape.kind !== 'json') text(property, name, value, pointer, plain, fixed);
    } else if (Array.isArray(value)) {
      const items = alternatives(shape).find((one) => one.kind === 'array');
      if (items?.kind === 'array')
        for (const [index, item] of value.entries()) visit(items.items, property, name, item as Json, `${pointer}/${index}`, plain, fixed, depth + 1);
    } else if (isJsonObject(value)) {
      for (const one of alternatives(shape)) {
        if (one.kind === 'object') members(type.type.definitions[one.definition] ?? {}, value, pointer, plain, fixed, depth + 1);
        else if (one.kind === 'map')
          for (const [key, member] of Object.entries(value)) visit(one.values, property, name, member, `${pointer}/${key}`, plain, fixed, depth + 1);
      }
    }
  };

  const text = (property: Property, name: string, value: string, pointer: string, plain: string, fixed: boolean): void => {
    if (value === '' || value.length > 2048 || uncheckedProperties.has(`${type.type.name}${plain}`)) return;
    if (plain === `/${name}` && isItself(type, property, name)) return;
    const [, held] = notations.exec(value) ?? [];
    const targets = statedReferences[`${type.type.name}${plain}`] ?? targetsOf(property, name, held ?? value);
    if (targets.length > 0) found.push({ value: plainArn(held ?? value), pointer, fixed, targets });
  };

  members(type.type.properties, properties, '', '', false, 0);
  return found;
}

function isItself(type: CompiledType, property: Property, name: string): boolean {
  return isOwnName(type, name) || (type.identifierChosen && property.required !== true && type.type.identifier.includes(name));
}

function alternatives(shape: Shape): readonly Shape[] {
  return shape.kind === 'union' ? shape.of.flatMap(alternatives) : [shape];
}

function targetsOf(property: Property, name: string, value: string): Target[] {
  const prefix = generatedId.exec(value)?.[1];
  if (prefix !== undefined && typesByPrefix.has(prefix)) {
    if (foreignNames.test(name) || providedPrefixList.test(value)) return [];
    return unique((typesByPrefix.get(prefix) ?? []).flatMap((target) => [target, ...(alsoNames[target.type] ?? [])]));
  }
  const named = namedReferences.find((rule) => rule.name.test(name));
  const documented = (property.refs ?? []).flatMap((ref) => [ref, ...(alsoNames[ref.type] ?? [])]);
  const targets = unique(
    [...documented, ...(named?.targets ?? [])].flatMap((target) => (value.startsWith('arn:') ? [target, { ...target, property: 'Arn' }] : [target])),
  );
  if (roleArn.test(value) && !targets.some((target) => target.type === 'AWS::IAM::Role')) return [...targets, { type: 'AWS::IAM::Role', property: 'Arn' }];
  return targets;
}

function unique(targets: readonly Target[]): Target[] {
  return targets.filter((target, index) => targets.findIndex((other) => other.type === target.type && other.property === target.property) === index);
}

/** Every id in the provider's own attributes: a VPC's default group, an IPAM's scopes. It may be referred to, although it is no resource of its own. */
export function heldIds(type: CompiledType, properties: JsonObject): string[] {
  const held: string[] = [];
  const look = (value: Json | undefined): void => {
    if (typeof value === 'string') {
      if (generatedId.test(value)) held.push(value);
    } else if (Array.isArray(value)) for (const item of value as Json[]) look(item);
    else if (isJsonObject(value)) for (const member of Object.values(value)) look(member);
  };
  for (const name of [...type.roots, ...(heldProperties[type.type.name] ?? [])]) if (!type.type.identifier.includes(name)) look(properties[name]);
  return held;
}

/** The types whose generated ids have the form of the text. */
export function targetsOfId(value: string): readonly Target[] {
  return typesByPrefix.get(generatedId.exec(value)?.[1] ?? '') ?? [];
}

/** Names AWS provides in every account, such as an AWS managed key or the default event bus. */
export function isProvided(reference: Reference): boolean {
  return reference.targets.some((target) => providedNames[target.type]?.test(reference.value) === true);
}

/** Some ARNs are written with `:*` at the end; it is the same thing. */
export function plainArn(value: string): string {
  return value.startsWith('arn:') && value.endsWith(':*') ? value.slice(0, -2) : value;
}

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

export function parseArn(value: string): ArnParts | null {
  if (!value.startsWith('arn:')) return null;
  const [, partition = '', service = '', region = '', account = '', ...resource] = value.split(':');
  return resource.length === 0 ? null : { partition, service, region, account };
}

/** An ARN, and what is left of it when qualifiers (`:version`, `/path`) are taken off one by one. */
export function shorterArns(value: string): string[] {
  const arns = [value];
  let rest = value;
  for (;;) {
    const cut = Math.max(rest.lastIndexOf(':'), rest.lastIndexOf('/'));
    // Five colons precede the resource part.
    if (cut < 0 || rest.slice(0, cut).split(':').length < 6) return arns;
    rest = rest.slice(0, cut);
    arns.push(rest);
  }
}
