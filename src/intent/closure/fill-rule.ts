import { attributeOf } from '../../catalog/shape-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { partitionOf } from '../../model/target.ts';
import type { ClosureContext } from './closing.ts';
import { isPart, type Part, type Referent } from './drafting.ts';

/** What the templates of a rule may speak of. */
export interface RuleScope {
  readonly context: ClosureContext;
  readonly self: Part;
  /** What the rule needs and brings along, by the names that it has there. */
  readonly locals: ReadonlyMap<string, readonly Referent[]>;
  /** Values of their own: `${answer}`, `${next.zone}`. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Fills in a template of a closure rule: `${local.Attribute}` becomes an expression on the node (the value itself, of something that exists), `${local.Attribute*}`
 * the list of all of them, `${place.region}`, `${place.account}`, `${place.partition}`, `${node}`, `${deployment}` and the scope's own values become text. `$${`
 * stays what it is. Throws where the template speaks of something that is not there: the knowledge base is wrong, not the intent.
 */
export function fillRule(template: JsonObject, scope: RuleScope): JsonObject {
  return fill(template, scope) as JsonObject;
}

export function fillValue(template: Json, scope: RuleScope): Json {
  return fill(template, scope);
}

const gap = /(\$\$\{)|\$\{([^}]*)\}/g;

function fill(value: Json, scope: RuleScope): Json {
  if (typeof value === 'string') return value.includes('${') ? fillText(value, scope) : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fill(item, scope));
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope)])) : value;
}

function fillText(text: string, scope: RuleScope): Json {
  const whole = /^\$\{([^}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) return lookUp(whole, scope);
  return text.replaceAll(gap, (all, plain: string | undefined, path: string) => {
    if (plain !== undefined) return all;
    const value = lookUp(path, scope);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function lookUp(path: string, scope: RuleScope): Json {
  const { account, region, deployment } = scope.context;
  const own = scope.values[path];
  if (own !== undefined) return escaped(own);
  switch (path) {
    case 'node':
      return scope.self.node;
    case 'deployment':
      return deployment;
    case 'place.account':
      return account;
    case 'place.region':
      return region;
    case 'place.partition':
      return partitionOf(region);
    default: {
      const dot = path.indexOf('.');
      const all = path.endsWith('*');
      const local = dot < 0 ? path : path.slice(0, dot);
      const attribute = path.slice(dot + 1, all ? -1 : undefined);
      const referents = local === 'self' ? [scope.self] : scope.locals.get(local);
      const [first] = referents ?? [];
      if (dot < 0 || referents === undefined || first === undefined) throw new Error(`a closure rule speaks of \${${path}}, which is not there`);
      return all ? referents.map((one) => referredBy(one, attribute)) : referredBy(first, attribute);
    }
  }
}

/** How a value of a referent is written in properties. */
export function referredBy(referent: Referent, attribute: string): Json {
  if (isPart(referent)) {
    if (attributeOf(referent.type, attribute) === undefined) throw new Error(`${referent.type.name} has no attribute ${attribute}`);
    return `\${${referent.node}.${attribute}}`;
  }
  let value: Json | undefined = referent.properties;
  for (const segment of attribute.split('.')) value = isJsonObject(value) ? value[segment] : undefined;
  return typeof value === 'string' ? escaped(value) : (value ?? referent.called);
}

export function escaped(value: string): string {
  return value.replaceAll('${', () => '$${');
}
