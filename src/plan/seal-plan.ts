import { problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { freeze } from '../kernel/freeze.ts';
import { canonicalJson, canonicalObject, canonicalParts, isJsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Plan, type PlanBody, plan as planSchema } from '../model/plan.ts';

/** A plan and the text that names it. */
export interface SealedPlan {
  readonly plan: Plan;
  readonly bytes: string;
}

/** Names a plan by its content. `bytes` is the canonical JSON that is stored, and from which `openPlan` gets the plan back. */
export function sealPlan(made: PlanBody): SealedPlan {
  const members = canonicalMembers(made);
  const digest = sha256(...canonicalParts(members));
  const derived = { id: idOf(digest), digest };
  return { plan: { ...made, ...derived }, bytes: canonicalObject(new Map([...members, ...canonicalMembers(derived)])) };
}

/** Plans that were compared whole, with their bytes, and are frozen since. Holds nothing alive and answers nothing that a new comparison would answer otherwise. */
const intact = new WeakMap<Plan, string>();
/** The plan that was opened last: whoever opens it again while somebody still has it gets the very same one, and the same text. */
let lately: WeakRef<SealedPlan> | null = null;

/** Whether the text is the canonical JSON of the plan, and the plan's digest and id are those of its content. The plan is frozen then, and not compared again. */
export function isIntact(plan: Plan, bytes: string): boolean {
  if (intact.get(plan) === bytes) return true;
  if (!isPlanOf(plan, bytes)) return false;
  freeze(plan);
  intact.set(plan, bytes);
  return true;
}

function isPlanOf(plan: Plan, bytes: string): boolean {
  const members = canonicalMembers(plan);
  if (canonicalObject(members) !== bytes) return false;
  for (const derived of ['id', 'digest'] satisfies (keyof Plan)[]) members.delete(derived);
  return sha256(...canonicalParts(members)) === plan.digest && plan.id === idOf(plan.digest);
}

function canonicalMembers(value: object): Map<string, string> {
  return new Map(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, canonicalJson(member)]])));
}

/**
 * The plan that was sealed. The text must be, byte for byte, the canonical JSON of what the schema knows, with the digest that it names, so nothing can be
 * changed, added, removed or hidden in it: PLAN_TAMPERED otherwise, or PLAN_FORMAT for one of another format. Neither its target nor a provider is needed. It is frozen.
 */
export function openPlan(bytes: string): Result<SealedPlan> {
  const known = lately?.deref();
  if (known?.bytes === bytes) return ok(known);
  const read = jsonOf(bytes);
  const version = isJsonObject(read) ? read['version'] : undefined;
  if (typeof version === 'number' && version !== formatOf(planSchema)) {
    const fix = version < formatOf(planSchema) ? 'plan again: ask with the same intent' : 'start the newer version of Asbuilt that made it';
    return fail(problem('PLAN_FORMAT', `the plan has format ${version}; this version of Asbuilt opens format ${formatOf(planSchema)}`, fix));
  }
  const parsed = planSchema.safeParse(read);
  if (!parsed.success) return tampered('it does not have the form of a plan');
  if (!isIntact(parsed.data, bytes)) return tampered('its content does not have the digest and id it names, or it holds more than a plan');
  const sealed: SealedPlan = { plan: parsed.data, bytes };
  lately = new WeakRef(sealed);
  return ok(sealed);
}

function formatOf(schema: typeof planSchema): number {
  return schema.shape.version.value;
}

function idOf(digest: string): string {
  return `p_${digest.slice(0, 12)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tampered(why: string): Result<never> {
  return fail(problem('PLAN_TAMPERED', `the plan was changed after it was made: ${why}`, 'make a new plan; do not approve or apply this one'));
}
