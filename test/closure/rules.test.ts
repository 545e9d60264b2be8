import { describe, expect, it } from 'vitest';
import { attributeOf } from '../../src/catalog/shape-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { Along, Need } from '../../src/model/closure-rules.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { validateProperties } from '../../src/model/validate-properties.ts';
import { knowledge, registry } from './closed-draft.ts';

const { closure } = knowledge;
const plain = new Set(['node', 'deployment', 'label', 'service', 'answer', 'place.account', 'place.region', 'place.partition']);

function typeOf(name: string): ResourceType | null {
  const type = registry.type(name);
  return type.ok ? type.value : null;
}

function needType({ type, part }: Need): string {
  return type ?? closure.parts.get(part ?? '')?.rule.type ?? '';
}

/** Properties in which templates stand as references, so that only their place is checked. */
function asReferences(value: Json): Json {
  if (typeof value === 'string' && value.includes('${')) return { $join: [value] };
  if (Array.isArray(value)) return (value as readonly Json[]).map(asReferences);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asReferences(item)])) : value;
}

function templatesIn(value: Json): string[] {
  if (typeof value === 'string') return [...value.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, path = '']) => path);
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(templatesIn);
  return isJsonObject(value) ? Object.values(value).flatMap(templatesIn) : [];
}

/** What is wrong with properties that a rule lays over a type. */
function wrongs(type: ResourceType, properties: JsonObject, locals: ReadonlyMap<string, string>): string[] {
  const invalid = validateProperties(type, asReferences(properties) as JsonObject, { references: true, partial: true })
    .map(({ at, message }) => `${at}: ${message}`)
    // A list of references may stand for a list of texts.
    .filter((message) => !message.includes('is given a text'));
  const unknown = templatesIn(properties).flatMap((path) => {
    if (plain.has(path) || path.startsWith('next.')) return [];
    const [local = '', ...rest] = path.replace(/\*$/, '').split('.');
    const other = typeOf(locals.get(local) ?? '');
    if (other === null) return [`\${${path}}: nothing is called ${local}`];
    return attributeOf(other, rest.join('.')) === undefined ? [`\${${path}}: ${other.name} has no ${rest.join('.')}`] : [];
  });
  return [...invalid, ...unknown];
}

function ruleWrongs(name: string, rule: { needs: Readonly<Record<string, Need>>; along: Readonly<Record<string, Along>>; properties: JsonObject }): string[] {
  const type = typeOf(name);
  if (type === null) return ['the type is not known'];
  const locals = new Map([['self', name], ...Object.entries(rule.needs).map(([local, need]) => [local, needType(need)] as const)]);
  const needs = Object.values(rule.needs).flatMap((need) => {
    const other = typeOf(needType(need));
    return other === null ? [`there is no ${needType(need)}`] : wrongs(other, need.properties, locals);
  });
  const own = wrongs(type, rule.properties, locals);
  const along = Object.entries(rule.along).flatMap(([local, one]) => {
    const other = typeOf(one.type);
    if (other === null) return [`there is no ${one.type}`];
    locals.set(local, one.type);
    return wrongs(other, one.properties, locals);
  });
  return [...needs, ...own, ...along];
}

describe('the closure rules', () => {
  it('give every type only what it has, from what is there', () => {
    const problems = [...closure.types].flatMap(([name, rules]) =>
      rules.flatMap(({ rule }) => [
        ...ruleWrongs(name, rule).map((wrong) => `${name}, ${rule.because}: ${wrong}`),
        ...Object.keys(rule.when ?? {}).flatMap((pointer) =>
          typeOf(name)?.properties[pointer.split('/')[1] ?? ''] === undefined ? [`${name}: when ${pointer}`] : [],
        ),
        ...(rule.ask === undefined
          ? []
          : wrongs(typeOf(name) as ResourceType, rule.ask.properties ?? {}, new Map()).map((wrong) => `${name}, asked: ${wrong}`)),
      ]),
    );
    expect(problems).toEqual([]);
  });

  it('have parts that are of their types', () => {
    expect([...closure.parts].flatMap(([name, { rule }]) => ruleWrongs(rule.type, rule).map((wrong) => `${name}: ${wrong}`))).toEqual([]);
  });

  it('refer in families only to attributes that there are', () => {
    const problems = closure.families.flatMap(({ rule }) => {
      if (rule.need === undefined || rule.attribute === undefined) return [];
      const type = typeOf(needType(rule.need));
      const names = rule.attribute.includes('${')
        ? templatesIn(rule.attribute).flatMap((path) => (path.startsWith('it.') ? [path.slice(3)] : []))
        : [rule.attribute];
      return names
        .filter((name) => type === null || attributeOf(type, name) === undefined)
        .map((name) => `${rule.name}: ${needType(rule.need as Need)} ${name}`);
    });
    expect(problems).toEqual([]);
  });

  it('speak of roles and grants of types that there are', () => {
    const names = [...closure.roles.keys(), ...closure.grants.keys()].map((name) => name.split('/')[0] ?? '');
    expect(names.filter((name) => typeOf(name) === null)).toEqual([]);
    const grants = [...closure.grants].flatMap(([name, { rule }]) =>
      templatesIn([...rule.resources]).flatMap((path) =>
        path.startsWith('it.') && attributeOf(typeOf(name) as ResourceType, path.slice(3)) === undefined ? [`${name} ${path}`] : [],
      ),
    );
    expect(grants).toEqual([]);
  });
});
