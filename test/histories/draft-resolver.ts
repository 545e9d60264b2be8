import type { Resolver } from '../../src/intent/resolve.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { type Proposal, proposal } from '../../src/model/proposal.ts';
import { type Draft, propertiesOf } from './draft.ts';
import { region } from './ground.ts';
import { kinds } from './kinds.ts';
import { type UnitWish, unitInputs, unitNode, unitSource } from './unit-wish.ts';

/** What is wanted of a deployment, and where the unit's effects are written down. */
export interface Wanted {
  readonly deployment: string;
  /** The name of the main target. */
  readonly target: string;
  readonly draft: Draft;
  readonly unit: UnitWish | null;
  readonly effects: string;
}

/** An intent that says in its parameters exactly what is wanted: histories are about what happens after an intent was understood. */
export function intentOf({ deployment, target, draft, unit, effects }: Wanted): JsonObject {
  const resources = [...draft.values()].map((wish) => ({
    node: wish.node,
    type: kinds[wish.kind].type,
    properties: propertiesOf(wish),
    at: { target: wish.at },
    ...(unit !== null && unit.later === wish.node ? { dependsOn: [unitNode] } : {}),
    checks: wish.promised ? Object.entries(wish.settings).map(([name, equals]) => ({ control: 'promise', pointer: `/${name}`, equals })) : [],
  }));
  const units =
    unit === null
      ? []
      : [
          {
            node: unitNode,
            engine: 'python',
            source: unitSource,
            inputs: unitInputs(unit, deployment, effects),
            outputs: { word: { type: 'string' } },
            repeatable: unit.repeatable,
            hosts: ['127.0.0.1'],
          },
        ];
  return {
    intent: `a history's ${deployment}`,
    params: { proposal: { kind: 'draft', deployment, target, region, resources, units, evidence: [] } },
  };
}

/** Reads such an intent. */
export const draftResolver: Resolver = {
  deterministic: true,
  async resolve(intent) {
    const drafted: Proposal = proposal.parse(intent.params?.['proposal']);
    return ok(drafted);
  },
};
