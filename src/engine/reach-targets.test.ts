import { describe, expect, it } from 'vitest';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type NamedTarget, target as targetSchema } from '../model/target.ts';
import { definitionOf, type PlanTarget } from '../model/target-definition.ts';
import { changedIdentity, changedTarget, reachTargets, startWithSandbox } from './reach-targets.ts';
import { notThere } from './refuse-step.ts';

const usual = { account: '111111111111', region: 'us-east-1', endpoint: 'http://127.0.0.1:5000' };
const target = (more: Record<string, unknown> = {}, instance?: string): NamedTarget => {
  const target = targetSchema.parse({ ...usual, ...more });
  const named = { name: 'local', target, regions: target.regions ?? [target.region ?? ''] };
  return instance === undefined ? named : { ...named, instance };
};
const among = (targets: readonly NamedTarget[], ...faults: Diagnostic[]) => ({ targets: () => targets, targetFaults: () => faults });
const identity = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ann', userId: 'AIDA1' };
const signed = (named: NamedTarget): PlanTarget => ({ alias: 'main', name: 'local', definition: definitionOf(named), identity, simulated: false });

describe('a target that was signed', () => {
  it('is the same with another profile, and for a sandbox at another address', () => {
    expect(changedTarget([signed(target())], among([target({ profile: 'other' })]))).toBeNull();
    expect(changedTarget([signed(target({}, 'box'))], among([target({ endpoint: 'http://127.0.0.1:6000' }, 'box')]))).toBeNull();
  });

  it.each([
    ['role', { role: 'arn:aws:iam::111111111111:role/x' }],
    ['external id', { external_id: 'two' }],
    ['dialect', { dialect: 'native' }],
    ['dialect for some types', { dialects: { 'AWS::S3::Bucket': 'native' } }],
    ['executor', { executor: 'cli' }],
    ['account', { account: '222222222222' }],
    ['list of regions', { region: undefined, regions: ['us-east-1', 'eu-west-1'] }],
    ['endpoint', { endpoint: 'http://localhost:5000' }],
    ['endpoint', { endpoint: undefined }],
  ])('is another one with another %s, and that is said', (what, more) => {
    expect(changedTarget([signed(target())], among([target(more)]))).toMatchObject({
      code: 'TARGET_CHANGED',
      message: expect.stringContaining(what),
      at: 'targets.local',
    });
  });

  it('is another one when the sandbox at its address is, or when it is not configured any more', () => {
    expect(changedTarget([signed(target({}, 'box'))], among([target({}, 'other box')]))?.code).toBe('TARGET_CHANGED');
    expect(changedTarget([signed(target({}, 'box'))], among([target()]))?.code).toBe('TARGET_CHANGED');
    expect(changedTarget([signed(target())], among([]))?.code).toBe('TARGET_CHANGED');
  });

  it('is told apart from a sandbox that the engine was started without, which a start with it brings back', () => {
    const gone = changedTarget([signed(target({}, 'box'))], among([]));
    expect(gone).toMatchObject({ code: 'TARGET_CHANGED', message: expect.stringContaining('started without'), fix: startWithSandbox });
    expect(notThere('main')).toMatchObject({ message: expect.stringContaining('started without'), fix: startWithSandbox });
    expect(changedTarget([signed(target())], among([]))?.fix).not.toBe(startWithSandbox);
  });

  it('is not known to be another one where targets.yaml cannot be used: what is wrong with it is said', () => {
    const fault = problem('TARGETS_INVALID', 'targets.yaml is not YAML', 'correct the file', { at: 'targets.yaml' });
    expect(changedTarget([signed(target())], among([], fault))).toEqual(fault);
    expect(changedTarget([signed(target())], among([target()], fault))).toBeNull();
  });

  it('is reached through its definition, with today’s profile and a sandbox’s address of today, and nothing else', () => {
    const today = [target({ profile: 'other', role: 'arn:aws:iam::111111111111:role/x', dialect: 'native', executor: 'cli' })];
    const reached = reachTargets([signed(target())], today, 'r_1').get('main');
    expect(reached?.target).toMatchObject({ endpoint: 'http://127.0.0.1:5000', profile: 'other', dialect: 'cloudcontrol', executor: 'sdk' });
    expect(reached?.target.role).toBeUndefined();
    expect(reached?.session).toBe('r_1');
    expect(reached?.target.simulated).toBe(false);
    expect(reachTargets([signed(target())], [target({ simulated: true })]).get('main')?.target.simulated).toBe(true);
    const moved = reachTargets([signed(target({}, 'box'))], [target({ endpoint: 'http://127.0.0.1:6000' }, 'box')]).get('main');
    expect(moved?.target.endpoint).toBe('http://127.0.0.1:6000');
  });

  it('cannot be reached where its sandbox is not there: never at the address where it once was', () => {
    expect(reachTargets([signed(target({}, 'box'))], [target({}, 'other box')]).get('main')).toBeNull();
    expect(reachTargets([signed(target({}, 'box'))], []).get('main')).toBeNull();
  });
});

describe('who we are at a target', () => {
  const role = (session: string, name = 'asbuilt', id = 'AROA1') => ({
    account: '111111111111',
    arn: `arn:aws:sts::111111111111:assumed-role/${name}/${session}`,
    userId: `${id}:${session}`,
  });
  const as = (who: typeof identity): PlanTarget => ({ ...signed(target()), identity: who });

  it('is the same in another session of the same role', () => {
    expect(changedIdentity(as(role('p')), role('r_1'))).toBeNull();
    expect(changedIdentity(as(identity), identity)).toBeNull();
  });

  it.each([
    ['another user', as(identity), { ...identity, arn: 'arn:aws:iam::111111111111:user/bob', userId: 'AIDA2' }],
    ['a user made again under the same name', as(identity), { ...identity, userId: 'AIDA9' }],
    ['another role', as(role('p')), role('p', 'admin')],
    ['a role made again under the same name', as(role('p')), role('p', 'asbuilt', 'AROA2')],
    ['another account', as(identity), { ...identity, account: '222222222222' }],
  ])('is not %s', (_, before, now) => {
    expect(changedIdentity(before, now)).toMatchObject({ code: 'TARGET_CHANGED', at: 'targets.local' });
  });
});
