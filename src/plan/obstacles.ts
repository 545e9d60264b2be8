import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { deletionProtection, neverWhileReferenced } from '../model/deletion-facts.ts';
import type { Obstacle, PlanBody } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { type RefusedValue, refusedValues } from './refused-values.ts';

/** A change with what is known beside it. */
export interface Undertaking {
  readonly draft: ResourceDraft;
  readonly type: ResourceType;
  /** Null where nothing is live. */
  readonly live: JsonObject | null;
  /** Why the target's dialect cannot send what its steps would. */
  readonly cannot: readonly Diagnostic[];
  /** What is scheduled for deletion and stands in the way of a creation. */
  readonly scheduled: Obstacle | null;
}

/** What is known beforehand to stand in the way of the changes: from what is live, what refers to it, what a dialect can do, and what providers are known to refuse. */
export function obstaclesOf(undertakings: readonly Undertaking[], impact: PlanBody['impact']): Obstacle[] {
  return undertakings.flatMap((one) => {
    const { node, action } = one.draft;
    const removes = action === 'delete' || action === 'replace';
    return [
      ...one.cannot.map(({ message, fix }): Obstacle => ({ node, because: 'dialect', message: `${node}: ${message}`, fix })),
      ...(removes ? [...protectedFrom(one), ...heldBy(one, impact)] : []),
      ...(action === 'create' || action === 'update' || action === 'replace' ? refusedOf(one) : []),
      ...(one.scheduled !== null && (action === 'create' || action === 'replace') ? [one.scheduled] : []),
    ];
  });
}

function protectedFrom({ draft: { node, identifier }, type, live }: Undertaking): Obstacle[] {
  const rule = deletionProtection[type.name];
  if (rule === undefined || live?.[rule.property] !== rule.on) return [];
  const message = `deletion protection of ${node} is on (${rule.property}), and its deletion will be refused`;
  return [
    { node, because: 'protected', message, fix: `first turn it off, and apply that: asbuilt ask "turn off deletion protection of ${identifier ?? node}"` },
  ];
}

function heldBy({ draft: { node, action }, type }: Undertaking, impact: PlanBody['impact']): Obstacle[] {
  if (!neverWhileReferenced.has(type.name)) return [];
  const holders = impact.filter(({ because }) => because.includes(` of ${node}, which is `)).map(({ node: holder }) => holder);
  if (holders.length === 0) return [];
  const message = `${holders.join(', ')} ${holders.length === 1 ? 'refers' : 'refer'} to ${node} and ${holders.length === 1 ? 'stays' : 'stay'}: its ${action === 'replace' ? 'old resource' : 'deletion'} will be refused as long as that is so`;
  return [{ node, because: 'held', message, fix: `first change or remove ${holders.join(', ')}` }];
}

function refusedOf({ draft: { node, after }, type }: Undertaking): Obstacle[] {
  const refused = (refusedValues[type.name] ?? []).filter((rule) => isRefused(rule, after ?? {}));
  return refused.map(({ property, because }) => ({
    node,
    because: 'refused',
    message: `${property} of ${node} will be refused: ${because}`,
    fix: `ask for another ${property}`,
  }));
}

function isRefused({ property, when, unless, where }: RefusedValue, properties: JsonObject): boolean {
  const value = valueAt(properties, `/${property}`);
  if (typeof value !== 'string' || (where !== undefined && properties[where.property] !== where.is)) return false;
  return when?.test(value) === true || unless?.test(value) === false;
}
