import type { Resolver } from '../../src/intent/resolve.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { type Proposal, proposal } from '../../src/model/proposal.ts';
import { type Draft, propertiesOf } from './draft.ts';
import { kinds } from './kinds.ts';

/** An intent that says in its parameters exactly what is wanted: histories are about what happens after an intent was understood. */
export function intentOf(deployment: string, target: string, region: string, draft: Draft): JsonObject {
  const resources = [...draft.values()].map((wish) => ({ node: wish.node, type: kinds[wish.kind].type, properties: propertiesOf(wish) }));
  return { intent: `a history's ${deployment}`, params: { proposal: { kind: 'draft', deployment, target, region, resources, evidence: [] } } };
}

/** Reads such an intent. */
export const draftResolver: Resolver = {
  async resolve(intent) {
    const drafted: Proposal = proposal.parse(intent.params?.['proposal']);
    return ok(drafted);
  },
};
