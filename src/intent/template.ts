import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/** What the templates of the knowledge base may speak of. */
export interface TemplateScope {
  /** The node a local resource name stands for; null where there is none. */
  node(local: string): string | null;
  /** The physical name of a local resource; null where its type has none. */
  physicalName(local: string): string | null;
  readonly slots: ReadonlyMap<string, string | number>;
  readonly place: { readonly account: string; readonly region: string; readonly partition: string };
  /** For a repeated resource. */
  readonly each: { readonly number: number; readonly zone: string; readonly block: string | null } | null;
}

/**
 * Fills in a template: `${slots.x}`, `${place.region}`, `${each.zone}` and `${name.local}` become values, `${local.Attribute}` an expression
 * on the node. `$${` stays what it is, and a `${` that a value brings along is escaped, so that nobody's words become an expression.
 * Throws where the template speaks of something that is not there: the knowledge base is wrong, not the intent.
 */
export function fillTemplate(template: JsonObject, scope: TemplateScope): JsonObject {
  return fill(template, scope) as JsonObject;
}

function fill(value: Json, scope: TemplateScope): Json {
  if (typeof value === 'string') return fillText(value, scope);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fill(item, scope));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope)]));
  return value;
}

const gap = /(\$\$\{)|\$\{([^}]*)\}/g;

function fillText(text: string, scope: TemplateScope): Json {
  const whole = /^\$\{([^}]*)\}$/.exec(text);
  if (whole?.[1] !== undefined) {
    const value = lookUp(whole[1], scope);
    return typeof value === 'object' ? value.expression : typeof value === 'string' ? escaped(value) : value;
  }
  return text.replaceAll(gap, (all, plain: string | undefined, path: string) => {
    if (plain !== undefined) return all;
    const value = lookUp(path, scope);
    return typeof value === 'object' ? value.expression : escaped(String(value));
  });
}

function escaped(value: string): string {
  return value.replaceAll('${', () => '$${');
}

function lookUp(path: string, scope: TemplateScope): string | number | { readonly expression: string } {
  const dot = path.indexOf('.');
  const head = path.slice(0, dot);
  const rest = path.slice(dot + 1);
  const value = dot < 0 ? null : named(head, rest, scope);
  if (value === null || value === undefined) throw new Error(`a template of the knowledge base speaks of \${${path}}, which is not there`);
  return value;
}

function named(head: string, rest: string, scope: TemplateScope): string | number | { readonly expression: string } | null | undefined {
  switch (head) {
    case 'slots':
      return scope.slots.get(rest);
    case 'place':
      return scope.place[rest as keyof TemplateScope['place']];
    case 'each':
      return scope.each?.[rest as 'number' | 'zone' | 'block'];
    case 'name':
      return scope.physicalName(rest);
    default: {
      const node = scope.node(head);
      return node === null ? null : { expression: `\${${node}.${rest}}` };
    }
  }
}
