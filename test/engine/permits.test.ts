import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import type { DeploymentName, NodeAddress } from '../../src/model/names.ts';
import { standardRules } from '../../src/policy/standard-rules.ts';
import type { Mutation } from '../../src/ports/cloud.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import { ahead, behind, fails, loses, refuses, swallows, takes } from './acts.ts';
import { elsewhere } from './moved-targets.ts';
import { type Case, runCase } from './run-case.ts';
import { type Act, forever, sendingOf } from './scripted-cloud.ts';
import { granted, Stage } from './stage.ts';
import { toyTypes } from './toy-types.ts';

const box = { box: {} };
const two = { first: {}, second: { dependsOn: ['first'] } };
const net = { net: { type: 'Net', properties: { Note: 'hello' } } } as const;
/** The toys, as if they held data. */
const holdsData: TypeRegistry['type'] = (name) => {
  const type = toyTypes.type(name);
  return type.ok ? ok({ ...type.value, stateful: true }) : type;
};
const nobodyIsTrusted = (stage: Stage) => () => {
  stage.trusted = 'nobody';
};
/** The adapter would send something else than what was signed. */
const sends =
  (otherwise: JsonObject): Act =>
  (request, cloud) => {
    const { mutation, permit } = sendingOf(request);
    return cloud.carryOut({ ...mutation, ...otherwise } as Mutation, permit);
  };

const withdrawn: readonly Case[] = [
  {
    name: 'sends nothing more once the approver’s key is no longer trusted',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(nobodyIsTrusted(stage))),
    expect: {
      run: 'failed',
      cause: 'APPROVAL_INVALID',
      steps: { first: 'done', second: 'failed APPROVAL_INVALID' },
      sent: ['Create first'],
      asked: { 'create second': 0 },
      audit: ['run.begun', 'call.attempted', 'step.ended', 'step.denied', 'step.ended', 'run.ended'],
    },
  },
  {
    name: 'asks again before a later call of the same step',
    draft: net,
    given: (stage) =>
      stage.cloud.when(
        'follow net',
        ahead(async () => {
          stage.trusted = 'nobody';
          await stage.clock.sleep(1_500);
        }),
      ),
    expect: { run: 'failed', steps: { net: 'failed APPROVAL_INVALID' }, sent: ['Create net'], books: { net: 'net' } },
  },
  {
    name: 'asks again before a later call whether the target is still as signed',
    draft: net,
    given: (stage) =>
      stage.cloud.when(
        'follow net',
        ahead(async () => {
          elsewhere(stage)();
          await stage.clock.sleep(1_500);
        }),
      ),
    expect: { run: 'failed', steps: { net: 'failed TARGET_CHANGED' }, sent: ['Create net'], books: { net: 'net' } },
  },
  {
    name: 'asks again before a new attempt',
    draft: box,
    given: (stage) => stage.cloud.when('create box', behind(nobodyIsTrusted(stage), refuses('CLOUD_THROTTLED'))),
    expect: { run: 'failed', steps: { box: 'failed APPROVAL_INVALID' }, tries: { 'create box': 'A' }, books: {}, sent: [] },
  },
  {
    name: 'asks again before it repeats a sending without a reply, and looks for what that did',
    draft: box,
    given: (stage) => stage.cloud.when('create box', behind(nobodyIsTrusted(stage), loses)),
    expect: { run: 'succeeded', steps: { box: 'done' }, tries: { 'create box': 'A' }, books: { box: 'box' } },
  },
  {
    name: 'says unknown, not failed, when the approval went while a reply was outstanding and nothing is to be seen',
    draft: box,
    given: (stage) => stage.cloud.when('create box', behind(nobodyIsTrusted(stage), swallows)),
    expect: { run: 'failed', steps: { box: 'unknown APPROVAL_INVALID' }, tries: { 'create box': 'A' }, books: { box: '?box' } },
  },
  {
    name: 'follows to its end what was sent while the approval held',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(nobodyIsTrusted(stage), takes(100))),
    expect: { run: 'failed', steps: { first: 'done', second: 'failed APPROVAL_INVALID' }, sent: ['Create first'], books: { first: 'first' } },
  },
  {
    name: 'sends nothing after the time that the approval gives its run',
    draft: two,
    given: (stage) => stage.cloud.when('create first', takes(5_500)),
    expect: { run: 'failed', cause: 'APPROVAL_EXPIRED', steps: { first: 'done', second: 'failed APPROVAL_EXPIRED' }, sent: ['Create first'] },
  },
  {
    name: 'goes on after the time in which a run may begin, until that in which it may go on is over',
    draft: two,
    given: (stage) => stage.cloud.when('create first', takes(5_300)),
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'sends nothing once another policy is in force',
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(() => {
          (standardRules as { version: string }).version = 'stricter@1.0.0';
        }),
      ),
    expect: { run: 'failed', cause: 'APPROVAL_FOREIGN', steps: { first: 'done', second: 'failed APPROVAL_FOREIGN' }, sent: ['Create first'] },
  },
];

const calls: readonly Case[] = [
  {
    name: 'lets no other call through than was signed',
    draft: { box: { properties: { Size: 1 } } },
    given: (stage) => stage.cloud.when('create box', sends({ properties: { Name: 'box', Size: 2 } })),
    expect: { run: 'failed', steps: { box: 'failed CALL_UNSIGNED' }, sent: [], things: [], books: {} },
  },
  {
    name: 'lets no call through at another place than was signed',
    draft: box,
    given: (stage) => stage.cloud.when('create box', sends({ place: { account: '222222222222', region: 'us-east-1' } })),
    expect: { run: 'failed', steps: { box: 'failed CALL_UNSIGNED' }, sent: [], things: [] },
  },
  {
    name: 'lets a call through with the values that the plan only names',
    draft: { ...net, box: { properties: { NetId: '${net.NetId}' } } },
    expect: { run: 'succeeded', sent: ['Create net', 'Note net', 'Create box'] },
  },
  {
    name: 'lets no call through with another value than the one that the plan names',
    draft: { ...net, box: { properties: { NetId: '${net.NetId}' } } },
    given: (stage) =>
      stage.cloud.when('create box', (request, cloud) => {
        const { properties } = sendingOf(request).mutation as Mutation & { op: 'create' };
        return sends({ properties: { ...properties, NetId: 'net-elsewhere' } })(request, cloud);
      }),
    expect: { run: 'failed', steps: { net: 'done', box: 'failed CALL_UNSIGNED' }, sent: ['Create net', 'Note net'] },
  },
  {
    name: 'lets no call through long after the permit was given',
    draft: box,
    given: (stage) =>
      stage.cloud.when(
        'create box',
        ahead(() => stage.clock.sleep(91_000)),
      ),
    expect: { run: 'failed', steps: { box: 'failed PERMIT_ENDED' }, sent: [] },
  },
];

const identities: readonly Case[] = [
  {
    name: 'sends nothing with credentials that are refused',
    draft: box,
    given: ({ cloud }) => cloud.when('identify', (request) => request.honest(), forever(fails('CREDENTIALS_REFUSED'))),
    expect: { run: 'failed', cause: 'CREDENTIALS_REFUSED', steps: { box: 'failed CREDENTIALS_REFUSED' }, asked: { 'create box': 0 } },
  },
  {
    name: 'waits for a provider that cannot say for a moment who we are',
    draft: box,
    given: ({ cloud }) => cloud.when('identify', (request) => request.honest(), fails('CLOUD_UNREACHABLE'), fails('CLOUD_THROTTLED')),
    expect: { run: 'succeeded', sent: ['Create box'] },
  },
];

describe('what a run may send', () => {
  it.each(withdrawn)('$name', async (one) => {
    const { version } = standardRules;
    try {
      await runCase(one);
    } finally {
      (standardRules as { version: string }).version = version;
    }
  });
  it.each(calls)('$name', (one) => runCase(one));
  it.each(identities)('$name', (one) => runCase(one));
});

interface Refusal {
  readonly name: string;
  readonly happens: (stage: Stage) => unknown;
  readonly code: string;
}

/** What happens between a valid approval and the beginning of its run. */
const beginnings: readonly Refusal[] = [
  { name: 'an approval that expired', happens: ({ clock }) => clock.sleep(10 * 60_000), code: 'APPROVAL_EXPIRED' },
  { name: 'a plan that expired', happens: ({ clock }) => clock.sleep(31 * 60_000), code: 'PLAN_EXPIRED' },
  { name: 'an approver who is no longer trusted', happens: (stage) => nobodyIsTrusted(stage)(), code: 'APPROVAL_INVALID' },
  {
    name: 'a plan that was rejected',
    happens: async ({ engine, store }) => granted(await engine.reject({ id: (await store.plans(1))[0]?.id ?? '', why: 'no' })),
    code: 'PLAN_REJECTED',
  },
  {
    name: 'a target in another account',
    happens: (stage) => {
      stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, account: '333333333333' } }));
    },
    code: 'TARGET_CHANGED',
  },
  {
    name: 'a target with another endpoint',
    happens: (stage) => {
      stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, endpoint: 'http://127.0.0.1:4000' } }));
    },
    code: 'TARGET_CHANGED',
  },
  {
    name: 'a target that is gone',
    happens: (stage) => {
      stage.targets = [];
    },
    code: 'TARGET_CHANGED',
  },
  {
    name: 'another identity at the target',
    happens: ({ cloud }) => {
      cloud.identity = { ...cloud.identity, arn: 'arn:aws:iam::111111111111:user/other' };
    },
    code: 'TARGET_CHANGED',
  },
  { name: 'credentials that are refused', happens: ({ cloud }) => cloud.when('identify', fails('CREDENTIALS_REFUSED')), code: 'CREDENTIALS_REFUSED' },
];

describe('a run does not begin', () => {
  it.each(beginnings)('with $name, and its denial is in the audit log', async ({ happens, code }) => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    granted(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { expiryMinutes: 5 }) }));
    const known = stage.cloud.identity;
    const targets = stage.targets;
    await happens(stage);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject({ ok: false, problems: [{ code }] });
    await stage.durable.drain();
    expect(stage.cloud.sent).toEqual([]);
    expect((await stage.kinds()).at(-1)).toBe('run.denied');
    expect(await stage.store.liveRuns()).toEqual([]);
    // A target that is put back does not make the approval good again: what would run was not what was approved.
    stage.targets = targets;
    stage.cloud.identity = known;
    if (code === 'TARGET_CHANGED') expect(await stage.engine.apply({ id: plan.id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_REJECTED' }] });
  });

  it('without an approval, nor with one by a key that is not trusted', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_NEEDED' }] });
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'stranger') })).toMatchObject({
      ok: false,
      problems: [{ code: 'APPROVAL_INVALID' }],
    });
    expect((await stage.kinds()).slice(-2)).toEqual(['run.denied', 'approval.denied']);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_NEEDED' }] });
    expect(stage.cloud.sent).toEqual([]);
  });

  it('a second time: the plan is applied, and neither it nor another approval of it begins anything again', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(run.status).toBe('succeeded');
    const applied = {
      ok: false,
      problems: [{ code: 'PLAN_APPLIED', message: expect.stringContaining(run.id), fix: expect.stringContaining('asbuilt show shop') }],
    };
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject(applied);
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan) })).toMatchObject(applied);
    expect(await stage.engine.reject({ id: plan.id, why: 'late' })).toMatchObject(applied);
    expect(stage.cloud.sent).toHaveLength(1);
  });

  it('where its run waits or has failed: the way on is that run’s', async () => {
    const stage = new Stage();
    const plan = await stage.plan(box);
    await stage.approve(plan);
    const { run } = granted(await stage.engine.apply({ id: plan.id }));
    const fixOf = async () => (await stage.engine.apply({ id: plan.id })) as { problems: readonly { fix: string }[] };
    expect((await fixOf()).problems[0]?.fix).toBe(`follow it: asbuilt runs watch ${run}`);
    granted(await stage.engine.cancel({ id: run }));
    await stage.durable.drain();
    expect((await fixOf()).problems[0]?.fix).toContain(`asbuilt runs resume ${run}`);
  });

  it('while another run has the deployment', async () => {
    const stage = new Stage();
    const [one, other] = [await stage.plan(box), await stage.plan(two)];
    await stage.approve(one);
    await stage.approve(other);
    const { run } = granted(await stage.engine.apply({ id: one.id }));
    expect(await stage.engine.apply({ id: other.id })).toMatchObject({
      ok: false,
      problems: [{ code: 'DEPLOYMENT_BUSY', message: expect.stringContaining(run) }],
    });
    await stage.durable.drain();
    expect(await stage.engine.apply({ id: other.id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE' }] });
  });

  it('with another program for its units than the plan was made with', async () => {
    const stage = new Stage();
    const plan = await stage.plan({ job: { unit: {} } });
    await stage.approve(plan);
    stage.engineDigest = 'f'.repeat(64);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject({ ok: false, problems: [{ code: 'PLAN_STALE' }] });
    expect(stage.processes.started).toEqual([]);
  });

  it('with an approval that does not name what is lost: it is refused at every door, and nothing is sent', async () => {
    const stage = new Stage();
    Object.assign(stage.ports, { types: { ...toyTypes, type: holdsData } });
    await stage.build({ ...box, spare: { type: 'Box' } });
    const plan = await stage.plan(box);
    expect(lossesOf(plan)).toEqual([{ node: 'spare', what: 'deletes AWS::Toy::Box spare: its data is lost' }]);
    const missing = { ok: false, problems: [{ code: 'CONSENT_MISSING', at: 'spare', fix: `asbuilt approve ${plan.id} --confirm spare` }] };
    for (const consents of [[], ['box'], ['shop']])
      expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { consents }) })).toMatchObject(missing);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject({
      ok: false,
      // Whoever was only refused is not handed what a person has to say.
      problems: [{ code: 'APPROVAL_NEEDED', fix: `asbuilt approve ${plan.id}` }],
    });
    // An approval that got into the records without that check begins nothing either.
    await stage.store.commit([{ kind: 'approval', approval: await stage.sign(plan, 'approver', { consents: [] }) }]);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject(missing);
    expect(stage.cloud.sent.filter(({ operation }) => operation === 'DeleteResource')).toEqual([]);
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
  });

  it('with a plan that another run has made useless: it can no longer be approved either', async () => {
    const stage = new Stage();
    const [one, other] = [await stage.plan(box), await stage.plan(two)];
    await stage.approve(one);
    expect(await stage.apply(one)).toMatchObject({ status: 'succeeded' });
    expect(await stage.engine.approve({ id: other.id, approval: await stage.sign(other) })).toMatchObject({
      ok: false,
      problems: [{ code: 'PLAN_STALE', fix: 'plan again: ask with the same intent' }],
    });
  });

  it('with an approval that does not name what is taken over for its tags', async () => {
    const stage = new Stage();
    await stage.build(box);
    await stage.store.commit([{ kind: 'unbind', deployment: 'shop' as DeploymentName, node: 'box' as NodeAddress }]);
    const plan = await stage.plan(box);
    expect(lossesOf(plan)).toEqual([{ node: 'box', what: 'takes over AWS::Toy::Box box: only its tags say it is ours' }]);
    const missing = { ok: false, problems: [{ code: 'CONSENT_MISSING', at: 'box', fix: `asbuilt approve ${plan.id} --confirm box` }] };
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { consents: [] }) })).toMatchObject(missing);
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
  });

  it('with a plan that changes nothing', async () => {
    const stage = new Stage();
    await stage.build(box);
    const plan = await stage.plan(box);
    const empty = { ok: false, problems: [{ code: 'PLAN_EMPTY' }] };
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan) })).toMatchObject(empty);
    expect(await stage.engine.apply({ id: plan.id })).toMatchObject(empty);
  });
});
