import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { isStatement } from '../model/lets-in.ts';

/** Under these stands where something goes to: whoever has such an address is not let in. */
const outward = /egress|route|destination|outbound/i;

/**
 * What may be a range of addresses that is let in by a value under a name, of any type: every text that stands under no name of what leads out, in no rule for what leaves or that denies, and in no
 * statement of a policy, where it is a condition. Of the members of the value itself only those of `names`, if given.
 */
export function rangesLetIn(value: Json, name: string, names?: readonly string[]): string[] {
  if (outward.test(name)) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => rangesLetIn(item, name));
  if (!isJsonObject(value) || leadsOut(value) || isStatement(value)) return [];
  return (names ?? Object.keys(value)).flatMap((member) => rangesLetIn(value[member] ?? null, member));
}

function leadsOut({ Egress, RuleAction }: JsonObject): boolean {
  return String(Egress) === 'true' || RuleAction === 'deny';
}
