import type { Resolver } from '../src/intent/resolve.ts';
import { ok } from '../src/kernel/result.ts';
import type { Proposal } from '../src/model/proposal.ts';
import { awsScenarios } from './aws-scenarios.ts';

/**
 * Drafts for measuring: the intent `independent 5000` is that many SSM parameters that do not refer to each other; `graph 500 7` is that many in a
 * random graph of that seed, where each node waits for up to three of the twenty before it; the name of a scenario is that scenario.
 */
export const draftResolver: Resolver = {
  async resolve(intent, { target }) {
    const scenario = Object.values(awsScenarios).find(({ name }) => name === intent.intent);
    if (scenario !== undefined) return draft(scenario.name, target.name, scenario.draft);
    const [shape, size = '0', seed = '0'] = intent.intent.split(' ');
    const draw = mulberry(Number(seed));
    const deployment = `${shape}_${size}_${seed}`;
    const resources = Array.from({ length: Number(size) }, (_, index) => ({
      node: `n${index}`,
      type: 'AWS::SSM::Parameter',
      properties: { Name: `/${deployment}/n${index}`, Type: 'String', Value: String(index) },
      dependsOn: shape === 'graph' ? earlier(index, draw) : [],
    }));
    return draft(deployment, target.name, resources);
  },
};

/** Its form is checked by whoever asked, as every resolver's answer is. */
function draft(deployment: string, target: string, resources: readonly object[]) {
  return ok({ kind: 'draft', deployment, target, region: 'us-east-1', evidence: [], resources } as unknown as Proposal);
}

function earlier(index: number, draw: () => number): string[] {
  const nearest = Math.max(0, index - 20);
  const names = Array.from({ length: Math.min(index, Math.floor(draw() * 4)) }, () => `n${nearest + Math.floor(draw() * (index - nearest))}`);
  return [...new Set(names)];
}

/** A small seeded generator (mulberry32), so that a graph can be made again. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
