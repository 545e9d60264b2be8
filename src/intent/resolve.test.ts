import { describe, expect, it } from 'vitest';
import { ok } from '../kernel/result.ts';
import { loadKnowledge } from '../knowledge/load-knowledge.ts';
import type { Proposal } from '../model/proposal.ts';
import { type ResolveContext, resolve } from './resolve.ts';

const empty = loadKnowledge([]);
if (!empty.ok) throw new Error('the empty knowledge base does not load');
const context: ResolveContext = {
  knowledge: empty.value,
  types: { type: () => ({ ok: false, problems: [] }), names: () => [], regions: () => ['us-east-1'] },
  target: {
    name: 'sandbox',
    target: { cloud: 'aws', account: '111111111111', dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
    regions: ['us-east-1'],
  },
  names: new Map(),
};

const good = {
  kind: 'draft',
  deployment: 'shop',
  target: 'sandbox',
  region: 'us-east-1',
  resources: [{ node: 'bucket', type: 'AWS::S3::Bucket', properties: {} }],
  evidence: [],
};
const answering = (answer: unknown) => ({ resolve: async () => ok(answer as Proposal) });

describe('resolve', () => {
  it('hands on a well formed proposal for the target', async () => {
    expect(await resolve({ intent: 'x' }, context, answering(good))).toMatchObject({ ok: true, value: { deployment: 'shop' } });
  });

  it('trusts no resolver: refuses a malformed proposal, and one for another target', async () => {
    expect(await resolve({ intent: 'x' }, context, answering({ ...good, deployment: '../x' }))).toMatchObject({
      ok: false,
      problems: [{ code: 'INPUT_INVALID', at: 'deployment' }],
    });
    expect(await resolve({ intent: 'x' }, context, answering({ ...good, target: 'prod' }))).toMatchObject({
      ok: false,
      problems: [{ code: 'TARGET_UNKNOWN' }],
    });
  });
});
