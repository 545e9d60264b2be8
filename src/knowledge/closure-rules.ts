import type { ClosurePart, ClosureRule, Delegate, Family, Grant, RoleRule } from '../model/closure-rules.ts';
import type { ClosureEntry } from '../model/knowledge.ts';

/** A rule with the entry that holds it: `closure/network@1.0.0`. */
export interface Ruled<T> {
  readonly rule: T;
  readonly entry: string;
}

/** A family, with what it looks at compiled. */
export interface NamedFamily extends Ruled<Family> {
  readonly name: RegExp;
  readonly on: RegExp | null;
  readonly form: RegExp | null;
}

/** All closure entries together. */
export interface ClosureRules {
  readonly types: ReadonlyMap<string, readonly Ruled<ClosureRule>[]>;
  readonly families: readonly NamedFamily[];
  readonly parts: ReadonlyMap<string, Ruled<ClosurePart>>;
  readonly roles: ReadonlyMap<string, Ruled<RoleRule>>;
  readonly principals: ReadonlyMap<string, string>;
  readonly actors: ReadonlyMap<string, string>;
  readonly grants: ReadonlyMap<string, Ruled<Grant>>;
  readonly delegates: ReadonlyMap<string, Ruled<Delegate>>;
}

/** Indexes closure entries. Rules of a type that stand in several entries follow each other in the order of the entries' names. */
export function closureRules(entries: readonly ClosureEntry[]): ClosureRules {
  const types = new Map<string, Ruled<ClosureRule>[]>();
  const families: NamedFamily[] = [];
  const parts = new Map<string, Ruled<ClosurePart>>();
  const roles = new Map<string, Ruled<RoleRule>>();
  const principals = new Map<string, string>();
  const actors = new Map<string, string>();
  const grants = new Map<string, Ruled<Grant>>();
  const delegates = new Map<string, Ruled<Delegate>>();
  for (const content of [...entries].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const entry = `closure/${content.metadata.name}@${content.metadata.version}`;
    for (const [type, rules] of Object.entries(content.types)) types.set(type, [...(types.get(type) ?? []), ...rules.map((rule) => ({ rule, entry }))]);
    for (const rule of content.families) families.push({ rule, entry, name: new RegExp(rule.name, 'u'), on: optional(rule.on), form: optional(rule.form) });
    for (const [name, rule] of Object.entries(content.parts)) parts.set(name, { rule, entry });
    for (const [name, rule] of Object.entries(content.roles)) roles.set(name, { rule, entry });
    for (const [service, principal] of Object.entries(content.principals)) principals.set(service, principal);
    for (const [type, property] of Object.entries(content.actors)) actors.set(type, property);
    for (const [type, rule] of Object.entries(content.grants)) grants.set(type, { rule, entry });
    for (const [type, rule] of Object.entries(content.delegates)) delegates.set(type, { rule, entry });
  }
  return { types, families, parts, roles, principals, actors, grants, delegates };
}

function optional(source: string | undefined): RegExp | null {
  return source === undefined ? null : new RegExp(source, 'u');
}
