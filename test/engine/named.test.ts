import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { AwsCall } from '../../src/model/call.ts';
import type { NamedAsks } from '../../src/model/named-asks.ts';
import type { Plan, ResourceChange } from '../../src/model/plan.ts';
import { does, stale } from './acts.ts';
import type { Thing } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const small: Draft = { box: { properties: { Size: 1 } } };
const accept: NamedAsks = { accept: ['box/Size'] };

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

const moves = (properties: JsonObject, name = 'box'): void => {
  const thing = stage.cloud.thing(name) as Thing;
  thing.properties = { ...thing.properties, ...properties };
};

/** A box that came back with another size than it was asked for. */
const deviating = async (draft: Draft = small): Promise<void> => {
  stage.cloud.when('create box', does({ Size: 7 }));
  await stage.build(draft);
};

const changeIn = (plan: Plan): ResourceChange => {
  const [change] = plan.changes;
  if (change?.kind !== 'resource') throw new Error('no change of a resource');
  return change;
};

const run = async (plan: Plan) => {
  await stage.approve(plan);
  return stage.apply(plan);
};

const refusal = async (draft: Draft, named: NamedAsks) => {
  const tried = await stage.tryPlan(draft, named);
  if (tried.ok) throw new Error('it was planned');
  return tried.problems.map(({ code, message }) => `${code} ${message}`).join('; ');
};

describe('a deviation that is accepted by name', () => {
  it('is a plan whose only change is in the books, and then nothing is told any more', async () => {
    await deviating();
    stage.cloud.calm();
    const plan = await stage.plan(small, accept);
    expect(changeIn(plan)).toMatchObject({ action: 'none', reason: 'deviation', accepts: ['/Size'], patch: [], differences: [{ before: 7, after: 1 }] });
    expect(plan.steps).toMatchObject([{ op: 'adopt', calls: [] }]);
    expect(plan.summary).toMatchObject({ unchanged: 1 });
    expect(plan.summary.deviating).toBeUndefined();
    const report = await run(plan);
    expect(report).toMatchObject({ status: 'succeeded', nodes: [{ kept: [{ path: '/Size', asked: 1, found: 7 }] }] });
    expect(report.nodes[0]?.kept?.[0]).not.toHaveProperty('deviation');
    expect(stage.cloud.sent).toEqual([]);
    const next = await stage.plan(small);
    expect(changeIn(next)).toMatchObject({ action: 'none', reason: 'as-wished', differences: [] });
    expect(next.steps).toEqual([]);
  });

  it('is a difference again once the value moves, and once the wish changes', async () => {
    await deviating();
    await run(await stage.plan(small, accept));
    moves({ Size: 9 });
    expect(changeIn(await stage.plan(small))).toMatchObject({ action: 'update', reason: 'live-moved' });
    moves({ Size: 7 });
    expect(changeIn(await stage.plan({ box: { properties: { Size: 2 } } }))).toMatchObject({ action: 'update', reason: 'wish-changed' });
  });

  it('stays accepted when something else of it is changed, and when only its keeping is', async () => {
    await deviating();
    await run(await stage.plan(small, accept));
    const report = await run(await stage.plan({ box: { properties: { Size: 1, NetId: 'n-1' } } }));
    expect(report).toMatchObject({ status: 'succeeded', nodes: [{ kept: [{ path: '/Size', asked: 1, found: 7 }] }] });
    await run(await stage.plan({ box: { properties: { Size: 1, NetId: 'n-1' }, retain: true } }));
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ retain: true, deviations: [], echo: { '/Size': 7 } });
  });

  it('is told again where an update brings the same place to another value', async () => {
    await deviating();
    await run(await stage.plan(small, accept));
    const plan = await stage.plan({ box: { properties: { Size: 2 } } });
    stage.cloud.when('update box', does({ Size: 8 }));
    expect((await run(plan)).nodes[0]?.kept).toMatchObject([{ path: '/Size', asked: 2, found: 8, deviation: true }]);
  });

  it('is not accepted where the value is no longer the one that was shown', async () => {
    await deviating();
    const plan = await stage.plan(small, accept);
    await stage.approve(plan);
    moves({ Size: 8 });
    expect(await stage.apply(plan)).toMatchObject({ status: 'stale', cause: { code: 'PLAN_STALE' } });
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ echo: { '/Size': 7 }, deviations: ['/Size'] });
  });

  it('is not accepted where the value moves between the two looks of its run', async () => {
    await deviating();
    const plan = await stage.plan(small, accept);
    await stage.approve(plan);
    stage.cloud.calm();
    stage.cloud.when('read box', (request) => request.honest(), stale({ Size: 8 }));
    expect(await stage.apply(plan)).toMatchObject({ nodes: [{ status: 'failed', error: { code: 'PLAN_STALE' } }] });
    expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ deviations: ['/Size'] });
  });

  it('takes what moved as it is, in place of putting it back', async () => {
    await stage.build(small);
    moves({ Size: 5 });
    await run(await stage.plan(small, accept));
    expect(changeIn(await stage.plan(small))).toMatchObject({ action: 'none', reason: 'as-wished' });
  });

  it('is every one of the node where no place is named, and leaves what moved to be named', async () => {
    await deviating();
    expect(changeIn(await stage.plan(small, { accept: ['box'] }))).toMatchObject({ accepts: ['/Size'] });
    await run(await stage.plan(small, { accept: ['box'] }));
    moves({ Size: 9 });
    expect(await refusal(small, { accept: ['box'] })).toBe('INPUT_INVALID nothing of box deviates, and /Size would be changed');
  });

  it('is all that is not as asked of what cannot be changed, moved by itself', async () => {
    const kind: Draft = { box: { properties: { Kind: 'x', Size: 1 } } };
    await stage.build(kind);
    moves({ Kind: 'y' });
    expect(changeIn(await stage.plan(kind))).toMatchObject({
      action: 'none',
      reason: 'deviation',
      differences: [{ path: '/Kind', deviates: true, fixed: true }],
    });
    await run(await stage.plan(kind, { accept: ['box/Kind'] }));
    expect(changeIn(await stage.plan(kind))).toMatchObject({ action: 'none', reason: 'as-wished' });
  });

  it('is said yes to by name', async () => {
    await deviating();
    const plan = await stage.plan(small, accept);
    expect(lossesOf(plan)).toEqual([{ node: 'box', what: 'accepts AWS::Toy::Box box: Size is not as asked, and counts as that from then on' }]);
    const approval = await stage.sign(plan, 'approver', { consents: [] });
    expect(await stage.engine.approve({ id: plan.id, approval })).toMatchObject({ ok: false });
  });

  it('may be named for what stands, without a word of the wish', async () => {
    await deviating();
    const asked = granted(await stage.engine.ask({ intent: { accept: ['box/Size'] }, deployment: 'shop' as never }));
    if (asked.kind !== 'proposal') throw new Error(asked.kind);
    await run(asked.plan);
    expect(changeIn(await stage.plan(small))).toMatchObject({ reason: 'as-wished' });
  });

  it.each<[string, Draft, NamedAsks, string]>([
    ['a place that is as asked', small, { accept: ['box/NetId'] }, 'INPUT_INVALID /NetId of box is as asked, or nobody asked for it'],
    ['a node that nobody asks for', small, { accept: ['bix'] }, 'INPUT_INVALID no resource of what is asked for is called bix'],
    ['a new wish', { box: { properties: { Size: 2 } } }, accept, 'INPUT_INVALID the wish for /Size of box is a new one: it is to be carried out'],
    [
      'what is to be changed as well',
      { box: { properties: { Size: 1, NetId: 'n' } } },
      accept,
      'INPUT_INVALID box is to be changed as well (/NetId), and an acceptance changes nothing but the records',
    ],
    ['two things for one node', small, { ...accept, replace: ['box' as never] }, 'INPUT_INVALID box is named for two things at once'],
  ])('refuses %s', async (_, draft, named, expected) => {
    await deviating();
    expect(await refusal(draft, named)).toContain(expected);
  });

  it('never accepts a tag, which says whose a thing is', async () => {
    const tagged: Draft = { box: { properties: { Size: 1, Tags: [{ Key: 'team', Value: 'a' }] } } };
    await stage.build(tagged);
    const { properties } = stage.cloud.thing('box') as Thing;
    moves({
      Tags: (properties['Tags'] as unknown as { Key: string; Value: string }[]).map((tag) => (tag.Key === 'team' ? { ...tag, Value: 'b' } : tag)) as never,
    });
    expect(await refusal(tagged, { accept: ['box/Tags/team'] })).toContain('/Tags/team of box cannot be accepted');
  });
});

describe('a replacement that is asked for by name', () => {
  it('makes the resource anew although the wish did not change, and goes no further than that', async () => {
    await stage.build({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } });
    const draft: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
    const former = (stage.cloud.thing('net') as Thing).identifier;
    const plan = await stage.plan(draft, { replace: ['net' as never] });
    expect(changeIn(plan)).toMatchObject({ action: 'replace', reason: 'named', identifier: former });
    expect(plan.steps.map(({ op }) => op)).toEqual(['create', 'delete']);
    expect(await run(plan)).toMatchObject({ status: 'succeeded' });
    expect((stage.cloud.thing('net') as Thing).identifier).not.toBe(former);
    expect((await stage.plan(draft)).steps).toEqual([]);
  });

  it('deletes first what keeps its name, and ends what moved by itself', async () => {
    const draft: Draft = { box: { properties: { Kind: 'x' } } };
    await stage.build(draft);
    moves({ Kind: 'y' });
    const plan = await stage.plan(draft, { replace: ['box' as never] });
    expect(plan.steps.map(({ op }) => op)).toEqual(['delete', 'create']);
    await run(plan);
    expect(stage.cloud.thing('box')?.properties['Kind']).toBe('x');
    expect((await stage.plan(draft)).steps).toEqual([]);
  });

  it('is refused where nothing is there', async () => {
    expect(await refusal(small, { replace: ['box' as never] })).toContain('INPUT_INVALID nothing of box is there');
  });
});

describe('a replacement that was asked for by name', () => {
  it('is named by a yes where an AI agent asked for it', () => {
    const change = {
      kind: 'resource',
      node: 'role',
      type: 'AWS::IAM::Role',
      identifier: 'r',
      action: 'replace',
      reason: 'named',
      ownership: 'made',
    } as ResourceChange;
    const verdict = { decision: 'allow' as const, policyVersion: '1', longestRun: 1, reasons: [] };
    expect(lossesOf({ changes: [change], verdict })).toEqual([]);
    expect(lossesOf({ changes: [change], verdict, agent: 'agent' })).toEqual([
      { node: 'role', what: 'replaces AWS::IAM::Role r: an AI agent asked that it is made anew' },
    ]);
  });
});

describe('a deletion that leaves a snapshot behind', () => {
  it('names it in the plan, in what a yes has to name, and in the report of the run', async () => {
    const calls = stage.cloud.calls.bind(stage.cloud);
    const leaving = (made: AwsCall): AwsCall =>
      made.operation === 'Delete' ? { ...made, input: { ...made.input, FinalToySnapshotName: 'box-final-1' } } : made;
    stage.cloud.calls = (target, mutation) => calls(target, mutation).map(leaving);
    await stage.build({ box: {} });
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(changeIn(plan)).toMatchObject({ action: 'delete', finalSnapshot: 'box-final-1' });
    expect(lossesOf({ ...plan, changes: [{ ...(changeIn(plan) as ResourceChange), risk: 'irreversible' }] })[0]?.what).toContain(
      'but for a final snapshot, box-final-1',
    );
    stage.cloud.when('delete box', () => {
      stage.cloud.remove('box');
      return { status: 'done', identifier: 'box' };
    });
    expect((await run(plan)).nodes).toMatchObject([{ op: 'delete', status: 'done', finalSnapshot: 'box-final-1' }]);
  });
});

describe('what is taken over by name', () => {
  const net: Draft = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } };
  const mine = (properties: JsonObject = {}): string => stage.cloud.make('AWS::Toy::Net', { Name: 'theirs', Cidr: '10.0.0.0/16', ...properties }).identifier;

  it('is adopted with a yes of its own, and changed by the plan after that', async () => {
    const identifier = mine();
    const plan = await stage.plan(net, { adopt: { net: identifier } as never });
    expect(changeIn(plan)).toMatchObject({ action: 'adopt', reason: 'named', identifier, ownership: 'foreign', note: 'nothing on it says that it is ours' });
    expect(lossesOf(plan)).toEqual([{ node: 'net', what: `takes over AWS::Toy::Net ${identifier}: nothing on it says that it is ours` }]);
    expect(await run(plan)).toMatchObject({ status: 'succeeded' });
    const next = await stage.plan(net);
    expect(changeIn(next)).toMatchObject({ action: 'update', identifier });
    await run(next);
    expect((await stage.plan(net)).steps).toEqual([]);
    expect(stage.cloud.things.size).toBe(1);
  });

  it('can bear our tags by the next plan also where no read proves its creation', async () => {
    stage.cloud.make('AWS::Toy::Label', { Name: 'sign', Text: 'old' });
    const draft: Draft = { sign: { type: 'Label', properties: { Text: 'new' } } };
    await run(await stage.plan(draft, { adopt: { sign: 'sign' } as never }));
    await run(await stage.plan(draft));
    expect(stage.cloud.thing('sign')?.properties['Text']).toBe('new');
  });

  it('is what a creation met under its name', async () => {
    stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
    expect(await refusal(small, {})).toContain('OWNERSHIP_UNPROVEN');
    await run(await stage.plan(small, { adopt: { box: 'box' } as never }));
    const next = await stage.plan(small);
    expect(changeIn(next)).toMatchObject({ action: 'update', ownership: 'tags-lost' });
    await run(next);
    expect((await stage.plan(small)).steps).toEqual([]);
  });

  it('is not adopted once it has moved, or was made again by somebody else', async () => {
    stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
    const plan = await stage.plan(small, { adopt: { box: 'box' } as never });
    await stage.approve(plan);
    stage.cloud.remove('box');
    stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
    expect(await stage.apply(plan)).toMatchObject({ status: 'stale' });
    expect(await stage.store.bindingOf('shop', 'box')).toBeNull();
  });

  it.each<[string, () => NamedAsks | Promise<NamedAsks>, string]>([
    [
      'a thing of another type',
      () => ({ adopt: { net: stage.cloud.make('AWS::Toy::Rule', { Name: 'r' }).identifier } }) as never,
      'INPUT_INVALID no AWS::Toy::Net rule-1 is in',
    ],
    [
      'a thing at another place',
      () => ({ adopt: { net: stage.cloud.make('AWS::Toy::Net', { Name: 'n' }, { account: '111111111111', region: 'eu-west-1' }).identifier } }) as never,
      'INPUT_INVALID no AWS::Toy::Net net-1 is in',
    ],
    [
      'a thing that bears the tags of another deployment',
      () => {
        const Tags = [
          { Key: 'asbuilt:deployment', Value: 'other' },
          { Key: 'asbuilt:node', Value: 'net@AWS::Toy::Net' },
        ];
        return { adopt: { net: mine({ Tags }) } } as never;
      },
      'OWNERSHIP_UNPROVEN AWS::Toy::Net net-1 is net of deployment other, as its tags say',
    ],
    [
      'a thing that another deployment of the same books holds',
      async () => {
        const identifier = mine();
        await run(await stage.plan({ net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } }, { adopt: { net: identifier } as never }));
        const binding = (await stage.store.bindingOf('shop', 'net')) as never as { deployment: string };
        await stage.store.commit([
          { kind: 'unbind', deployment: 'shop' as never, node: 'net' as never },
          { kind: 'binding', binding: { ...binding, deployment: 'other' } as never },
        ]);
        return { adopt: { net: identifier } } as never;
      },
      'OWNERSHIP_UNPROVEN AWS::Toy::Net net-1 is net of deployment other, as our records say',
    ],
  ])('refuses %s', async (_, named, expected) => {
    expect(await refusal(net, await named())).toContain(expected);
  });

  it('refuses a name that the wish contradicts, and what the node is or holds already', async () => {
    stage.cloud.make('AWS::Toy::Box', { Name: 'crate' });
    expect(await refusal(small, { adopt: { box: 'crate' } as never })).toContain('INPUT_INVALID by its name box is box, and crate is another AWS::Toy::Box');
    await stage.build(net);
    const { identifier } = stage.cloud.thing('net') as Thing;
    expect(await refusal(net, { adopt: { net: identifier } as never })).toContain(`INPUT_INVALID ${identifier} is net already`);
    expect(await refusal(net, { adopt: { net: mine() } as never })).toContain('GRAPH_CONFLICT net is AWS::Toy::Net net-');
  });
});
