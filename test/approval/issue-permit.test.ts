import { describe, expect, it } from 'vitest';
import { issuePermit } from '../../src/engine/issue-permit.ts';
import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import type { AwsCall } from '../../src/model/call.ts';
import { approvedPlan } from '../permit.ts';

const begun = Date.parse('2026-01-01T00:00:00.000Z');
const call = (operation: string): AwsCall => ({
  service: 's3api',
  operation,
  input: {},
  target: { account: '111111111111', region: 'us-east-1' },
  effect: 'write',
});
const calls = [call('CreateBucket'), call('PutBucketTagging'), call('PutBucketVersioning')];

function permit(runUntil = begun + 3_600_000) {
  const world = { now: begun, withdrawn: null as Diagnostic | null, asked: 0 };
  const { approved, step } = approvedPlan(calls, { now: begun, runUntil });
  const issued = issuePermit(approved, {
    run: 'r_1',
    step,
    calls,
    token: 't',
    now: () => world.now,
    withdrawn: async () => {
      world.asked++;
      return world.withdrawn;
    },
  });
  const admit = async (operation: string): Promise<string> => (await issued.admit(call(operation)))?.code ?? 'admitted';
  return { world, issued, admit };
}

describe('a permit', () => {
  it('admits the signed calls in their order, each of them again, and leaves out what is not needed', async () => {
    const { admit } = permit();
    expect(await admit('CreateBucket')).toBe('admitted');
    expect(await admit('CreateBucket')).toBe('admitted');
    expect(await admit('PutBucketVersioning')).toBe('admitted');
    expect(await admit('PutBucketTagging')).toBe('CALL_UNSIGNED');
    expect(await admit('PutBucketVersioning')).toBe('admitted');
  });

  it('admits no other call', async () => {
    expect(await permit().admit('DeleteBucket')).toBe('CALL_UNSIGNED');
  });

  it('ends by itself, and no later than the approval lets the run go on', async () => {
    const long = permit();
    long.world.now = begun + 89_000;
    expect(await long.admit('CreateBucket')).toBe('admitted');
    long.world.now = begun + 90_000;
    expect(await long.admit('CreateBucket')).toBe('PERMIT_ENDED');
    const short = permit(begun + 1_000);
    short.world.now = begun + 1_000;
    expect(await short.admit('CreateBucket')).toBe('PERMIT_ENDED');
  });

  it('asks again whether the approval holds once its last answer is a second old, and then admits nothing', async () => {
    const { world, issued, admit } = permit();
    world.withdrawn = problem('APPROVAL_INVALID', 'the key is not trusted any more', 'approve it again');
    expect(await admit('CreateBucket')).toBe('admitted');
    world.now += 1_000;
    expect(await admit('PutBucketTagging')).toBe('APPROVAL_INVALID');
    expect(world.asked).toBe(1);
    world.now += 1_000;
    expect((await issued.ended())?.code).toBe('APPROVAL_INVALID');
  });
});
