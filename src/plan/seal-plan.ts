import { problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { canonicalJson, canonicalObject, sameJson } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import { type Plan, type PlanBody, plan as planSchema } from '../model/plan.ts';

/** A call as the AWS CLI line that does the same. */
export type RenderCommand = (call: AwsCall) => string;

/** Names a plan by its content. `bytes` is the canonical JSON that is stored, and from which `openPlan` gets the plan back. */
export function sealPlan(made: PlanBody, render: RenderCommand): { readonly plan: Plan; readonly bytes: string } {
  const members = canonicalMembers(made);
  const digest = sha256(canonicalObject(members));
  // A command's text follows the order of its call's members: as they will be read back, in canonical order.
  const commands = commandsOf(made, (call) => render(JSON.parse(canonicalJson(call)) as AwsCall));
  const derived = { id: idOf(digest), digest, commands };
  return { plan: { ...made, ...derived }, bytes: canonicalObject(new Map([...members, ...canonicalMembers(derived)])) };
}

/** Whether the text is the canonical JSON of the plan, and the plan's digest and id are those of its content. */
export function isPlanOf(plan: Plan, bytes: string): boolean {
  const members = canonicalMembers(plan);
  if (canonicalObject(members) !== bytes) return false;
  for (const derived of ['id', 'digest', 'commands'] satisfies (keyof Plan)[]) members.delete(derived);
  return sha256(canonicalObject(members)) === plan.digest && plan.id === idOf(plan.digest);
}

function canonicalMembers(value: object): Map<string, string> {
  return new Map(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, canonicalJson(member)]])));
}

/**
 * The plan that was sealed, or PLAN_TAMPERED: everything derived (digest, id, commands) is derived again, and the text must be, byte for byte, the
 * canonical JSON of what the schema knows, so nothing can be changed, added, removed or hidden in it.
 */
export function openPlan(bytes: string, render: RenderCommand): Result<Plan> {
  const parsed = planSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) return tampered('it does not have the form of a plan');
  if (!isPlanOf(parsed.data, bytes)) return tampered('its content does not have the digest and id it names, or it holds more than a plan');
  if (!sameJson(parsed.data.commands, commandsOf(parsed.data, render))) return tampered('its commands are not those of its calls');
  return ok(parsed.data);
}

function idOf(digest: string): string {
  return `p_${digest.slice(0, 12)}`;
}

/** The commands of all calls, in the order of the steps. */
function commandsOf(body: PlanBody, render: RenderCommand): string[] {
  const byNode = new Map(body.changes.map((change) => [change.node as string, change.calls]));
  return body.steps.flatMap((step) => step.calls.flatMap((index) => byNode.get(step.node)?.slice(index, index + 1) ?? []).map(render));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tampered(why: string): Result<never> {
  return fail(problem('PLAN_TAMPERED', `the plan was changed after it was made: ${why}`, 'Make a new plan; do not approve or apply this one.'));
}
