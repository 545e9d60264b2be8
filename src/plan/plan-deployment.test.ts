import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Mutation } from '../model/mutation.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Binding, Observed } from '../model/observed.ts';
import { type PlanBody, planBody, type ResourceChange } from '../model/plan.ts';
import { planDeployment } from './plan-deployment.ts';
import type { PlanningInput } from './planning-input.ts';
import { deployment, from, here, link, net, planned, shed, sourceOf, store, ToyCloud, targetAt, there, unit, wanted } from './testing/toy-cloud.ts';

function problemsOf(input: PlanningInput): string[] {
  const result = planDeployment(input);
  return result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`);
}

/** Applies desired nodes to a new toy cloud. */
function applied(...nodes: DesiredNode[]): ToyCloud {
  const cloud = new ToyCloud();
  cloud.apply(planned(cloud.input(nodes)));
  cloud.log.length = 0;
  return cloud;
}

/** The change of a node that is a resource. */
function changeOf(plan: PlanBody, node: string): ResourceChange {
  const change = plan.changes.find((candidate) => candidate.node === node);
  if (change?.kind !== 'resource') throw new Error(`no change of a resource ${node}`);
  return change;
}

const actionsOf = (plan: PlanBody) => Object.fromEntries(plan.changes.map((change) => [change.node, change.action]));
const stepsOf = (plan: PlanBody) => Object.fromEntries(plan.steps.map((step) => [step.id, step.after]));

/** What a node of a random deployment is, by its number: its type never changes, nor where it is. */
const kinds = [net, net, 'unit', store, link, net, store, 'unit', link, store, link] as const;
const placeOf = (index: number) => (index % 3 === 0 ? there : here);
const wish = fc.record({
  there: fc.boolean(),
  letter: fc.constantFrom('x', 'y'),
  number: fc.integer({ min: 1, max: 3 }),
  one: fc.nat(10),
  two: fc.nat(10),
  refers: fc.boolean(),
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;
const deploymentArb = fc.tuple(...kinds.map(() => wish)).map((wishes) => nodesOf(wishes));

function nodesOf(wishes: readonly Wish[]): DesiredNode[] {
  const nodes: DesiredNode[] = [];
  for (const [index, { there, letter, number, one, two, refers }] of wishes.entries()) {
    if (!there) continue;
    const pick = (choice: number, of?: string) => {
      const candidates = nodes.filter((node) => of === undefined || (node.kind === 'resource' && node.type === of));
      return candidates[choice % candidates.length];
    };
    const given = (node: DesiredNode | undefined, ...attributes: [string, string]) =>
      node === undefined ? undefined : from(node.node, node.kind === 'unit' ? attributes[1] : attributes[0]);
    const type = kinds[index] as (typeof kinds)[number];
    const netNode = pick(one, net.name);
    const [start, end] = [given(pick(one), 'Arn', 'Text'), given(pick(two), 'Arn', 'Deep.Text')];
    const ends = { ...(start === undefined ? {} : { From: start }), ...(refers && end !== undefined ? { To: end } : {}) };
    if (type === 'unit') {
      nodes.push(unit(`n${index}`, { number, ...ends }, { source: sourceOf(letter), at: placeOf(index) }));
      continue;
    }
    const properties: JsonObject =
      type === net
        ? { Cidr: letter, Note: `${number}` }
        : type === store
          ? { StoreName: `store-${index}`, Kind: letter, Size: number, ...(refers && netNode !== undefined ? { NetId: from(netNode.node, 'NetId') } : {}) }
          : { Weight: number, ...ends };
    nodes.push(wanted(`n${index}`, type, properties, { at: placeOf(index) }));
  }
  return nodes;
}

describe('planDeployment, as laws', () => {
  it('leaves nothing to do once it was applied, from any state to any other, and to nothing', () => {
    fc.assert(
      fc.property(deploymentArb, deploymentArb, (first, second) => {
        const cloud = new ToyCloud();
        for (const desired of [first, second, []]) {
          cloud.apply(planned(cloud.input(desired)));
          const again = planned(cloud.input(desired));
          expect(again.steps).toEqual([]);
          expect(again.summary).toEqual({ create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: desired.length });
          expect(again).toMatchObject({ complete: true, deferred: [] });
          expect(cloud.live.size).toBe(desired.filter((node) => node.kind === 'resource').length);
          expect([...cloud.bindings.keys()].sort()).toEqual(desired.map((node) => node.node as string).sort());
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('does not depend on the order of what it is given', () => {
    const orders = fc
      .record({ first: deploymentArb, second: deploymentArb })
      .chain(({ first, second }) =>
        fc.record({ first: fc.constant(first), second: fc.constant(second), turned: fc.shuffledSubarray(second, { minLength: second.length }) }),
      );
    fc.assert(
      fc.property(orders, ({ first, second, turned }) => {
        const cloud = applied(...first);
        const input = cloud.input(second);
        const other = cloud.input(turned, {
          targets: [...input.targets].reverse(),
          bindings: new Map([...cloud.bindings].reverse()),
          allBindings: [...cloud.bindings.values()].reverse(),
          observed: new Map([...input.observed].reverse()),
        });
        expect(planned(other)).toEqual(planned(input));
      }),
    );
  });

  it('is a plan by the schema, with a step for every thing to do, and in it all that is sent, at the place of its node', () => {
    fc.assert(
      fc.property(deploymentArb, deploymentArb, (first, second) => {
        const plan = planned(applied(...first).input(second));
        expect(planBody.parse(plan)).toEqual(plan);
        for (const change of plan.changes) {
          const own = plan.steps.filter((step) => step.node === change.node);
          expect(own.map((step) => step.op).sort()).toEqual(
            { none: [], create: ['create'], update: ['update'], delete: ['delete'], adopt: ['adopt'], run: ['run'], replace: ['create', 'delete'] }[
              change.action
            ],
          );
          for (const { op, calls } of own) {
            if (change.kind === 'unit') expect(calls).toEqual([]);
            else expect(calls).toMatchObject([{ operation: op, input: { target: change.at.target }, target: { account: change.at.account } }]);
          }
        }
      }),
    );
  });
});

describe('a replacement', () => {
  it('reaches those who cannot follow it in place, and those who can are changed', () => {
    const before = [
      wanted('n', net, { Cidr: 'x' }),
      wanted('l', link, { From: from('n', 'Arn') }),
      wanted('s', store, { StoreName: 's', NetId: from('n', 'NetId') }),
      wanted('l2', link, { From: from('l', 'Arn') }),
    ];
    const cloud = applied(...before);
    const plan = planned(cloud.input([wanted('n', net, { Cidr: 'y' }), ...before.slice(1)]));
    expect(actionsOf(plan)).toEqual({ n: 'replace', l: 'replace', l2: 'replace', s: 'update' });
    expect(changeOf(plan, 'l').differences).toMatchObject([{ path: '/From', after: from('n', 'Arn'), forcesReplace: true }]);
    expect(stepsOf(plan)).toEqual({
      n: [],
      l: ['n'],
      l2: ['l'],
      s: ['n'],
      'n!delete': ['l!delete', 'n', 's'],
      'l!delete': ['l', 'l2!delete'],
      'l2!delete': ['l2'],
    });
  });

  it('of something that keeps its name deletes first, and with it those who hang on it', () => {
    const before = [wanted('s', store, { StoreName: 's', Kind: 'x' }), wanted('l', link, { From: from('s', 'Arn') })];
    const plan = planned(applied(...before).input([wanted('s', store, { StoreName: 's', Kind: 'y' }), ...before.slice(1)]));
    expect(stepsOf(plan)).toEqual({ 'l!delete': [], 's!delete': ['l!delete'], s: ['s!delete'], l: ['l!delete', 's'] });
    expect(plan.changes.map((change) => change.risk)).toEqual(['irreversible', 'lossy']);
  });

  it('of something that gets another name is made first', () => {
    const plan = planned(applied(wanted('s', store, { StoreName: 's', Kind: 'x' })).input([wanted('s', store, { StoreName: 't', Kind: 'x' })]));
    expect(stepsOf(plan)).toEqual({ s: [], 's!delete': ['s'] });
  });

  it('goes as the type’s schema says', () => {
    const inPlace = { ...net, replacement: 'delete-first' as const };
    const input = applied(wanted('n', net, { Cidr: 'x' })).input([wanted('n', net, { Cidr: 'y' })]);
    expect(stepsOf(planned({ ...input, typeOf: () => ({ ok: true, value: inPlace }) }))).toEqual({ 'n!delete': [], n: ['n!delete'] });
  });

  it('does not touch those whose value is known to stay', () => {
    const before = [wanted('s', store, { StoreName: 's', Kind: 'x' }), wanted('l', link, { From: from('s', 'StoreName') })];
    expect(actionsOf(planned(applied(...before).input([wanted('s', store, { StoreName: 's', Kind: 'y' }), ...before.slice(1)])))).toEqual({
      s: 'replace',
      l: 'none',
    });
  });
});

describe('what is as desired', () => {
  it('is one change without steps, calls, and without values that nothing rests on', () => {
    const nodes = [wanted('n', net, { Cidr: 'x' }), wanted('s', store, { StoreName: 's', NetId: from('n', 'NetId') })];
    const plan = planned(applied(...nodes).input(nodes));
    expect(nodes.map(({ node }) => changeOf(plan, node))).toMatchObject(nodes.map(() => ({ action: 'none', before: null, basis: null, patch: [] })));
    expect(plan.steps).toEqual([]);
  });
});

describe('what is no longer wanted', () => {
  const both = [wanted('n', net, { Cidr: 'x' }), wanted('s', store, { StoreName: 's', NetId: from('n', 'NetId') })];

  it('is deleted after whatever referred to it was deleted or let it go', () => {
    expect(stepsOf(planned(applied(...both).input([])))).toEqual({ s: [], n: ['s'] });
    expect(stepsOf(planned(applied(...both).input([wanted('s', store, { StoreName: 's' })])))).toEqual({ s: [], n: ['s'] });
  });

  it('is kept, with a note, when it is retained', () => {
    const plan = planned(applied(wanted('n', net, { Cidr: 'x' }, { retain: true })).input([]));
    expect(plan.changes).toMatchObject([{ action: 'none', retain: true, note: 'kept: it is retained' }]);
    expect(plan.steps).toEqual([]);
  });

  it('is kept when the node was only renamed', () => {
    const cloud = applied(wanted('old', store, { StoreName: 's' }));
    const input = cloud.input([wanted('now', store, { StoreName: 's' })]);
    const observed = new Map(input.observed).set('now', { ...cloud.observe('old'), ownership: 'found' } as Observed);
    expect(planned({ ...input, observed }).changes).toMatchObject([
      { node: 'now', action: 'adopt', reason: 'found-by-tags', note: 'the records have it as old; it has no tags, and is exactly as asked' },
      { node: 'old', action: 'none', reason: 'renamed', note: 'kept: it is now now' },
    ]);
  });

  it('is nothing to do when it is gone already', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x' }));
    cloud.live.clear();
    expect(planned(cloud.input([])).changes).toMatchObject([{ action: 'none', reason: 'already-gone', note: 'already gone' }]);
    expect(planned(cloud.input([wanted('n', net, { Cidr: 'x' })])).changes).toMatchObject([
      { action: 'create', reason: 'gone', note: expect.stringContaining('deleted from outside') },
    ]);
  });
});

describe('names that are handed on', () => {
  const named = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([node, ShedName]) => wanted(node, shed, { ShedName }));

  it.each([
    ['to the next', { a: '2', b: '3', c: '4' }],
    ['in a circle', { a: '2', b: '3', c: '1' }],
    ['by two to each other', { a: '2', b: '1', c: '3' }],
  ])('%s are free when they are asked for, though the provider makes the identifiers', (_, names) => {
    const cloud = applied(...named({ a: '1', b: '2', c: '3' }));
    cloud.apply(planned(cloud.input(named(names))));
    expect(actionsOf(planned(cloud.input(named(names))))).toEqual({ a: 'none', b: 'none', c: 'none' });
  });

  it('are free, too, where a replacement has left behind what had them', () => {
    const cloud = applied(...named({ old: '1', b: '2' }));
    cloud.bindings.set('old', { ...cloud.boundOf('old'), formerly: 'a' as NodeAddress });
    expect(stepsOf(planned(cloud.input(named({ b: '1' }))))).toEqual({ old: [], b: ['old'], 'b!delete': ['b'] });
  });
});

describe('a change from outside', () => {
  it('is the only thing the next plan shows', () => {
    const desired = [wanted('n', net, { Cidr: 'x', Note: 'a' }), wanted('m', net, { Cidr: 'z', Note: 'a' })];
    const cloud = applied(...desired);
    const resource = cloud.liveOf('n') as { properties: JsonObject };
    resource.properties = { ...resource.properties, Note: 'changed' };
    const plan = planned(cloud.input(desired));
    expect(plan.summary).toMatchObject({ update: 1, unchanged: 1 });
    expect(plan.changes.find((change) => change.action === 'update')).toMatchObject({
      node: 'n',
      reason: 'live-moved',
      differences: [{ path: '/Note', before: 'changed', after: 'a' }],
      patch: [{ op: 'replace', path: '/Note', value: 'a' }],
    });
  });
});

describe('a plan', () => {
  it('shows where a value will come from, in calls and in what is desired', () => {
    const plan = planned(new ToyCloud().input([wanted('n', net, { Cidr: 'x' }), wanted('l', link, { From: from('n', 'Arn') })]));
    expect(changeOf(plan, 'l').after).toEqual({ From: from('n', 'Arn') });
    expect(plan.steps.find((step) => step.id === 'l')?.calls).toMatchObject([{ input: { properties: { From: from('n', 'Arn') } } }]);
  });

  it('has no calls for what its target cannot do as it is meant, and says so', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x', Note: 'a' }));
    const cannot = (_: string, { op }: Mutation) => (op === 'update' ? problem('CLOUD_UNSUPPORTED', 'no call gives it', 'leave it out') : null);
    const plan = planned({ ...cloud.input([wanted('n', net, { Cidr: 'x', Note: 'b' }), wanted('m', net, { Cidr: 'y' })]), cannot });
    expect(plan.steps.map(({ id, calls }) => [id, calls.length])).toEqual(
      expect.arrayContaining([
        ['n', 0],
        ['m', 1],
      ]),
    );
    expect(plan.obstacles).toEqual([{ node: 'n', because: 'dialect', message: 'n: no call gives it', fix: 'leave it out' }]);
  });

  it('adds up: summary, estimate and critical path', () => {
    const input = new ToyCloud().input([wanted('n', net, { Cidr: 'x' }), wanted('l', link, { From: from('n', 'Arn') }), wanted('m', net, { Cidr: 'y' })], {
      durations: (type) => (type === net.name ? [10, 10, 10, 10, 20] : [1, 1, 1, 1, 1]),
    });
    const plan = planned(input);
    expect(plan.summary).toEqual({ create: 3, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 });
    expect(plan.estimate).toEqual({ seconds: { p50: 11, p90: 21 }, cost: null, criticalPath: ['n', 'l'] });
    expect([...plan.changes].sort((a, b) => b.estimate.p50 - a.estimate.p50).map((change) => change.estimate)).toEqual([
      { p50: 10, p90: 20 },
      { p50: 10, p90: 20 },
      { p50: 1, p90: 1 },
    ]);
  });

  it('expects of a sandbox the time that it takes at its speed, and no time where operations end at once', () => {
    const nodes = [wanted('n', net, { Cidr: 'x' }), wanted('l', link, { From: from('n', 'Arn') })];
    const secondsAt = (paceAt: PlanningInput['paceAt']) =>
      planned(new ToyCloud().input(nodes, { durations: () => [10, 10, 10, 10, 20], paceAt })).estimate.seconds;
    expect(secondsAt(() => 1)).toEqual({ p50: 20, p90: 34.14 });
    expect(secondsAt(() => 20)).toEqual({ p50: 1, p90: 1.71 });
    expect(secondsAt(() => Number.POSITIVE_INFINITY)).toEqual({ p50: 0, p90: 0 });
  });

  it('takes what is only called as it is, here or in another account, for nothing that depends on it', () => {
    const cloud = applied(wanted('n', store, { StoreName: 'pair', Kind: 'a', Size: 1 }));
    const mine = cloud.boundOf('n');
    const foreign: Binding = { ...mine, deployment: 'other' as Binding['deployment'], at: { ...mine.at, account: '222222222222' } };
    const besides: Binding = { ...foreign, node: 'b' as Binding['node'], at: { ...mine.at, region: 'eu-west-1' as typeof mine.at.region } };
    const changed = wanted('n', store, { StoreName: 'pair', Kind: 'a', Size: 2 });
    for (const desired of [[changed], []]) expect(planned(cloud.input(desired, { allBindings: [mine, foreign, besides] })).impact).toEqual([]);
  });

  it('names what of other deployments depends on what it touches', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x' }));
    const mine = cloud.boundOf('n');
    const arn = cloud.liveOf('n')?.properties['Arn'] as string;
    const foreign: Binding = {
      ...mine,
      deployment: 'other' as Binding['deployment'],
      node: 'user' as Binding['node'],
      type: link.name,
      identifier: 'link-9',
      applied: { From: `${arn}/part`, To: arn },
    };
    const own: Binding = { ...foreign, deployment, node: 'own' as Binding['node'] };
    const plan = planned(cloud.input([], { allBindings: [mine, foreign, own] }));
    expect(plan.impact).toEqual([{ node: 'other.user', type: link.name, identifier: 'link-9', because: 'its From is the Arn of n, which is deleted' }]);
    expect(planned(cloud.input([wanted('n', net, { Cidr: 'x' })], { allBindings: [mine, foreign] })).impact).toEqual([]);
  });

  it('names what of its own deployment depends on what it deletes and stays, kept or still asked for', () => {
    const first = applied(wanted('n', net, { Cidr: 'x' }), wanted('kept', link, { From: from('n', 'Arn') }, { retain: true }));
    const arn = first.liveOf('n')?.properties['Arn'] as string;
    const missed = { type: link.name, because: 'its From is the Arn of n, which is deleted' };
    expect(planned(first.input([])).impact).toMatchObject([{ node: 'kept', identifier: first.boundOf('kept').identifier, ...missed }]);
    const spelled = wanted('spelled', link, { From: arn });
    const kept = wanted('kept', link, { From: from('n', 'Arn') }, { retain: true });
    first.apply(planned(first.input([wanted('n', net, { Cidr: 'x' }), kept, spelled])));
    expect(planned(first.input([spelled])).impact).toMatchObject([{ node: 'kept' }, { node: 'spelled', ...missed }]);
    expect(planned(first.input([wanted('n', net, { Cidr: 'x', Note: 'new' }), kept, spelled])).impact).toEqual([]);
  });

  it('names nothing that is gone already, nor what goes as another node', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x' }), wanted('l', link, { From: from('n', 'Arn') }));
    const twice = { ...cloud.boundOf('l'), node: 'again' as Binding['node'] };
    const input = cloud.input([]);
    const both = { ...input, bindings: new Map([...input.bindings, ['again', twice]]), observed: new Map([...input.observed, ['again', cloud.observe('l')]]) };
    expect(planned(both)).toMatchObject({ summary: { delete: 2, unchanged: 1 }, impact: [] });
    expect(planned({ ...input, observed: new Map(input.observed).set('l', { kind: 'absent' }) })).toMatchObject({ summary: { delete: 1 }, impact: [] });
  });
});

it('tells what an update deletes to make room, which only the run will see', () => {
  const cloud = applied(wanted('n', net, { Cidr: 'x', Note: 'a' }));
  const calls: PlanningInput['calls'] = (_, mutation) => [
    { service: 'toy', operation: 'DeleteVersion', input: { Id: { $each: 'OldVersions' } }, target: mutation.place, effect: 'write' },
  ];
  const told = (desired: DesiredNode[]) => changeOf(planned(cloud.input(desired, { calls })), 'n').note;
  expect(told([wanted('n', net, { Cidr: 'x', Note: 'b' })])).toBe(
    'deletes first what leaves no room, whoever made it: toy DeleteVersion for each of OldVersions that the run finds',
  );
  expect(told([])).toBeUndefined();
});

describe('a plan for several targets', () => {
  it('names each by its alias, in their order, and sends each call to the place of its node', () => {
    const nodes = [wanted('n', net, { Cidr: 'x' }), wanted('s', store, { StoreName: 's', NetId: from('n', 'NetId') }, { at: there })];
    const plan = planned(new ToyCloud().input(nodes, { targets: [targetAt(there), targetAt(here)] }));
    expect(plan.targets.map(({ alias, name, identity }) => [alias, name, identity.account])).toEqual([
      ['main', 'toy-main', here.account],
      ['other', 'toy-other', there.account],
    ]);
    expect(plan.steps.map(({ id, calls }) => [id, calls.map(({ input, target }) => [input['target'], target])])).toEqual([
      ['n', [['main', { account: here.account, region: here.region }]]],
      ['s', [['other', { account: there.account, region: there.region }]]],
    ]);
  });

  it('lets resources have the same name in different places', () => {
    const nodes = [wanted('a', store, { StoreName: 's' }), wanted('b', store, { StoreName: 's' }, { at: there })];
    const cloud = applied(...nodes);
    expect(cloud.live.size).toBe(2);
    expect(planned(cloud.input(nodes)).steps).toEqual([]);
  });

  it('finds two that are one resource behind two aliases of one target, and lets a sandbox have an account’s number and names', () => {
    const again = { ...here, target: 'again' };
    const nodes = [wanted('a', store, { StoreName: 's' }), wanted('b', store, { StoreName: 's' }, { at: again })];
    const targets = (endpoint?: Parameters<typeof targetAt>[1]) => [targetAt(here), targetAt(again, endpoint)];
    expect(problemsOf(new ToyCloud().input(nodes, { targets: targets() }))).toEqual(['GRAPH_CONFLICT b']);
    expect(problemsOf(new ToyCloud().input(nodes, { targets: targets({ kind: 'sandbox', instance: 's1' }) }))).toEqual([]);
    // Both live, with one identifier, as the names of a sandbox and of AWS can be.
    const cloud = applied(...nodes.slice(0, 1));
    const observed = new Map([...cloud.input(nodes).observed, ['b', { ...cloud.observe('a'), ownership: 'found' } as Observed]]);
    expect(problemsOf(cloud.input(nodes, { observed, targets: targets() }))).toEqual(['GRAPH_CONFLICT b']);
    expect(problemsOf(cloud.input(nodes, { observed, targets: targets({ kind: 'sandbox', instance: 's1' }) }))).toEqual([]);
  });
});

describe('what cannot be planned', () => {
  it('names the nodes of a cycle', () => {
    const circle = [
      wanted('a', link, { From: from('b', 'Arn') }),
      wanted('b', link, { From: from('c', 'Arn') }),
      wanted('c', link, {}, { dependsOn: ['a' as DesiredNode['node']] }),
      wanted('d', net, {}),
    ];
    const result = planDeployment(new ToyCloud().input(circle));
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'GRAPH_CYCLE', message: expect.stringContaining('a → b → c → a') }] });
  });

  it('names unknown nodes and attributes, with the nearest ones, all at once', () => {
    const nodes = [wanted('logs', net, {}), wanted('l', link, { From: from('logz', 'Arn'), To: from('logs', 'Arm') })];
    const result = planDeployment(new ToyCloud().input(nodes));
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { code: 'REFERENCE_UNKNOWN', at: 'l', fix: expect.stringContaining('logs') },
        { code: 'REFERENCE_UNKNOWN', fix: expect.stringContaining('logs.Arn') },
      ],
    });
  });

  it('refuses two nodes that are one resource', () => {
    const twice = [wanted('a', store, { StoreName: 's' }), wanted('b', store, { StoreName: 's' })];
    expect(problemsOf(new ToyCloud().input(twice))).toEqual(['GRAPH_CONFLICT b']);
    expect(problemsOf(new ToyCloud().input([wanted('a', net, {}), wanted('a', net, {})]))).toEqual(['GRAPH_CONFLICT a']);
  });

  it('refuses a new node that asks for the name of one that would be deleted', () => {
    expect(problemsOf(applied(wanted('a', store, { StoreName: 's' })).input([wanted('b', store, { StoreName: 's' })]))).toEqual(['GRAPH_CONFLICT b']);
    const cloud = applied(wanted('a', shed, { ShedName: 's', Kind: 'oak' }));
    expect(problemsOf(cloud.input([wanted('b', shed, { ShedName: 's', Kind: 'pine' })]))).toEqual(['GRAPH_CONFLICT b']);
    expect(problemsOf(cloud.input([wanted('b', shed, { ShedName: 's', NetId: 'elsewhere' })]))).toEqual([]);
  });

  it('refuses to turn a resource into one of another type', () => {
    expect(problemsOf(applied(wanted('a', net, { Cidr: 'x' })).input([wanted('a', link, {})]))).toEqual(['GRAPH_CONFLICT a']);
  });

  it('refuses to turn a resource into a unit, and a unit into a resource', () => {
    expect(problemsOf(applied(wanted('a', net, { Cidr: 'x' })).input([unit('a', {})]))).toEqual(['GRAPH_CONFLICT a']);
    expect(problemsOf(applied(unit('a', {})).input([wanted('a', net, { Cidr: 'x' })]))).toEqual(['GRAPH_CONFLICT a']);
  });

  it('refuses to move a resource or a unit to another place', () => {
    expect(problemsOf(applied(wanted('a', net, { Cidr: 'x' })).input([wanted('a', net, { Cidr: 'x' }, { at: there })]))).toEqual(['GRAPH_CONFLICT a']);
    expect(problemsOf(applied(unit('a', {})).input([unit('a', {}, { at: there })]))).toEqual(['GRAPH_CONFLICT a']);
  });

  it('names an output that a unit does not give, with those it gives', () => {
    const nodes = [unit('u', {}), wanted('l', link, { From: from('u', 'Txt'), To: from('u', 'Deep.Anything') })];
    expect(planDeployment(new ToyCloud().input(nodes))).toMatchObject({
      ok: false,
      problems: [{ code: 'REFERENCE_UNKNOWN', at: 'l', message: 'u gives no Txt', fix: expect.stringContaining('u.Text or u.Deep') }],
    });
  });

  it('takes over, changes or replaces nothing that is somebody else’s, and leaves it alone where it is no longer wanted', () => {
    const cloud = applied(wanted('s', store, { StoreName: 's', Kind: 'x' }));
    const observed = new Map([['s', { ...cloud.observe('s'), ownership: 'foreign' } as Observed]]);
    const desired = (Kind: string) => [wanted('s', store, { StoreName: 's', Kind })];
    expect(problemsOf({ ...cloud.input(desired('x')), observed, bindings: new Map() })).toEqual(['OWNERSHIP_UNPROVEN s']);
    for (const kind of ['x', 'y']) expect(problemsOf({ ...cloud.input(desired(kind)), observed })).toEqual(['OWNERSHIP_UNPROVEN s']);
    const plan = planned({ ...cloud.input([]), observed });
    expect(plan.changes).toMatchObject([{ action: 'none', reason: 'already-gone', basis: null, note: expect.stringContaining('somebody else') }]);
    expect(plan.steps).toEqual([]);
  });

  it('says nothing of a node that was not read', () => {
    const cloud = applied(wanted('a', net, { Cidr: 'x' }));
    const observed = new Map([['a', { kind: 'unread', reason: 'denied' } as const]]);
    expect(problemsOf({ ...cloud.input([]), observed })).toEqual(['NODE_UNREAD a']);
    expect(problemsOf({ ...cloud.input([wanted('b', net, {})]), observed: new Map() })).toEqual(['NODE_UNREAD b', 'NODE_UNREAD a']);
  });
});

describe('the toy cloud of these tests', () => {
  it('refuses to delete what others refer to, names that are taken, and calls that are not the step’s', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x' }), wanted('s', store, { StoreName: 's', NetId: from('n', 'NetId') }));
    const plan = planned(cloud.input([]));
    const hasty = { ...plan, steps: plan.steps.map((step) => ({ ...step, after: [] })).reverse() };
    expect(() => cloud.apply(hasty)).toThrow('depends on');
    expect(() => cloud.apply(planned(new ToyCloud().input([wanted('t', store, { StoreName: 's' })])))).toThrow('exists');
    const astray = planned(new ToyCloud().input([wanted('n', net, { Cidr: 'x' })]));
    expect(() => new ToyCloud().apply({ ...astray, steps: astray.steps.map((step) => ({ ...step, op: 'update' })) })).toThrow('elsewhere');
  });
});
