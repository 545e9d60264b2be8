import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What of how a deployment is run a wish for all of it lets go of: it is no change of anything, and later plans, of people too, would go by it. */
export interface LetGo {
  /** All that was asked of the deployment before; null where that was nothing, or is not known. */
  readonly before: Proposal | null;
  /** What is done on a failure: an agent's wish leaves it as it is where a failure stops the rest. */
  readonly onFailure: Proposal['onFailure'];
  /** Told in the plan that is signed. */
  readonly evidence: readonly Evidence[];
  /** CALLER_NOT_ALLOWED: an AI agent lets go of it. */
  readonly refused: Diagnostic | null;
}

/** Gates that are no longer waited for, by all or by something that stood behind them, or are otherwise, exports that are none any more, and that a failure no longer stops the rest. A published version says such things for people; a change of a part says nothing of them. */
export async function letGo(asked: Proposal, { agent }: Caller, { store }: Pick<EnginePorts, 'store'>): Promise<LetGo> {
  const { deployment, blueprint, patch, gates, onFailure } = asked;
  const before = await store.draft(deployment);
  const whole = patch === true || blueprint !== undefined ? null : before;
  const now = new Map(gates.map((one) => [one.node, one]));
  const gone = (whole?.gates ?? []).filter((one) => !sameJson(one as unknown as Json, (now.get(one.node) ?? null) as unknown as Json)).map(({ node }) => node);
  const told = gone.map((node) => `${now.has(node) ? 'waits otherwise than before' : 'no longer waits'} at the gate ${node}`);
  const passed = whole === null ? [] : passedBy(whole, asked);
  told.push(...passed.map(([node, gate]) => `no longer waits at the gate ${gate} with ${node}`));
  const exported = new Set((asked.exports ?? []).map(({ name }) => name));
  told.push(...(whole?.exports ?? []).flatMap(({ name }) => (exported.has(name) ? [] : [`no longer exports ${name}`])));
  const stops = whole?.onFailure === 'stop' && onFailure !== 'stop';
  if (stops && agent === null) told.push('is no longer stopped by a failure');
  const [first] = told;
  const evidence = told.map((effect) => ({ words: 'default', entry: `deployment/${deployment}`, effect }));
  if (first === undefined || agent === null) return { before, onFailure: stops && agent !== null ? 'stop' : onFailure, evidence, refused: null };
  const at = gone[0] ?? passed[0]?.[1] ?? deployment;
  const fix = 'say the change in words, which leave it as it is; or let a person plan it';
  return {
    before,
    onFailure,
    evidence,
    refused: problem('CALLER_NOT_ALLOWED', `${deployment} ${first} by this, and an AI agent lets go of no such thing`, fix, { at }),
  };
}

/** What stood behind a gate that is still there, and does no more. */
function passedBy(before: Proposal, now: Proposal): [node: string, gate: string][] {
  const [former, present] = [gatesBefore(before), gatesBefore(now)];
  const gates = new Set<string>(now.gates.map(({ node }) => node));
  return [...former].flatMap(([node, waited]) => {
    const waits = present.get(node);
    return waits === undefined ? [] : [...waited].filter((gate) => gates.has(gate) && !waits.has(gate)).map((gate): [string, string] => [node, gate]);
  });
}

/** By node, the gates that it waits for, also by way of others; of a deployment without gates nothing. */
function gatesBefore({ resources, units, gates }: Proposal): Map<string, Set<string>> {
  if (gates.length === 0) return new Map();
  const nodes = new Map([...resources, ...units, ...gates].map(({ node, dependsOn }) => [node as string, dependsOn as readonly string[]]));
  const isGate = new Set<string>(gates.map(({ node }) => node));
  return new Map(
    [...nodes.keys()].map((node) => {
      const found = new Set<string>();
      const open = [...(nodes.get(node) ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(...(nodes.get(next) ?? []));
      }
      return [node, new Set([...found].filter((one) => isGate.has(one)))];
    }),
  );
}
