import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode, DesiredUnit } from '../model/desired.ts';
import type { UnitBinding } from '../model/observed.ts';
import { diffUnit, droppedUnit, plannedOutput, unitBasis } from './diff-unit.ts';
import { applied, from, here, link, net, planned, sourceOf, store, ToyCloud, unit, wanted } from './testing/toy-cloud.ts';

const unknown = () => undefined;

/** What the books hold after a unit ran. */
function ran(wish: DesiredUnit, inputs: JsonObject = wish.inputs): UnitBinding {
  const cloud = applied({ ...wish, inputs });
  return cloud.bindings.get(wish.node) as UnitBinding;
}

const wish = unit('u', { size: 3, nested: { list: [1, 2] } });

describe('a unit', () => {
  it('runs when it never ran', () => {
    expect(diffUnit(wish, null, unknown)).toMatchObject({ action: 'run', reason: 'new', basis: null, source: wish.source, inputs: wish.inputs });
  });

  it('runs, and says why, where it may have run since with the same inputs and nobody knows what it did', () => {
    expect(diffUnit(wish, { ...ran(wish), mayHaveRun: 'r_1' }, unknown)).toMatchObject({
      action: 'run',
      reason: 'doubtful',
      note: expect.stringContaining('r_1'),
    });
    const dropped = droppedUnit({ ...ran(wish), undo: true, ranWith: null, mayHaveRun: 'r_1' });
    expect(dropped).toMatchObject({ action: 'delete', note: expect.stringContaining('forgotten') });
  });

  it('does not run again with the same source and inputs, however these are written', () => {
    const turned = { ...wish, inputs: { nested: { list: [1, 2] }, size: 3 } };
    expect(diffUnit(turned, ran(wish), unknown)).toMatchObject({ action: 'none', reason: 'as-wished', risk: 'reversible', basis: ran(wish).ranWith });
  });

  it.each([
    ['another source', { source: sourceOf('second') }],
    ['another input', { inputs: { ...wish.inputs, size: 4 } }],
    ['an input more', { inputs: { ...wish.inputs, more: null } }],
    ['an input less', { inputs: { size: 3 } }],
    ['a list in another order', { inputs: { size: 3, nested: { list: [2, 1] } } }],
  ])('runs with %s', (_, more) => {
    expect(diffUnit({ ...wish, ...more }, ran(wish), unknown)).toMatchObject({
      action: 'run',
      reason: 'wish-changed',
      risk: 'lossy',
      basis: ran(wish).ranWith,
    });
  });

  it('says which hosts it calls, and of one that is taken back those that it had said', () => {
    const hosts = ['api.example.com'];
    expect(diffUnit({ ...wish, hosts }, null, unknown).hosts).toEqual(hosts);
    expect(droppedUnit({ ...ran(wish), undo: true, hosts })).toMatchObject({ action: 'delete', undo: true, hosts });
    expect(droppedUnit({ ...ran(wish), hosts }).hosts).toBeUndefined();
  });

  it('does not run for what is neither source nor input', () => {
    const more = { retain: true, repeatable: true, outputs: {}, dependsOn: [wanted('n', net, {}).node] };
    expect(diffUnit({ ...wish, ...more }, ran(wish), unknown).action).toBe('none');
  });

  it.each([
    [{ hosts: ['b.example', 'a.example'] }, { hosts: ['a.example'] }, 'from its next run on it may call b.example', true],
    [{}, { hosts: ['a.example'] }, 'from its next run on it no longer says that it calls a.example', false],
    [{}, { foresees: true }, 'from its next run on it no longer says beforehand what it changes', true],
    [{ foresees: true }, {}, 'from its next run on it says beforehand what it changes', false],
    [{ repeatable: true }, {}, 'it is run again by itself where nobody knows how a run of it ended', true],
    [{}, { repeatable: true }, 'it is not run again by itself where nobody knows how a run of it ended', false],
    [{ undo: true }, {}, 'its undo runs when it is removed', true],
    [{}, { undo: true }, 'what it did is not taken back when it is removed', true],
    [{}, { retain: true }, 'it is no longer kept when it is removed', true],
    [{ retain: true }, {}, 'it is from now on kept when it is removed', false],
  ] as const)('tells that it is asked for as %j after %j, and puts that into the books', (now, before, note, eases) => {
    const terms = { ...wish, ...now } as DesiredUnit;
    const books = ran({ ...wish, ...before } as DesiredUnit);
    const draft = diffUnit(terms, books, unknown);
    expect(draft).toMatchObject({ action: 'none', reason: 'terms-changed', note });
    expect(draft.eases).toEqual(eases ? [note] : undefined);
    const cloud = new ToyCloud();
    cloud.bindings.set(wish.node, books);
    const plan = planned(cloud.input([terms]));
    expect(plan.steps.map(({ op }) => op)).toEqual(['adopt']);
    cloud.apply(plan);
    expect(cloud.bindings.get(wish.node)).toEqual(ran(terms));
    expect(planned(cloud.input([terms])).steps).toEqual([]);
  });

  it('tells it of one that runs anyway, and nothing of what was not recorded when it ran', () => {
    const more = { ...wish, hosts: ['a.example'], repeatable: true };
    expect(diffUnit({ ...more, inputs: {} }, ran(wish), unknown)).toMatchObject({
      action: 'run',
      eases: [/a\.example/, /again/].map((each) => expect.stringMatching(each)),
    });
    const { repeatable: _, ...former } = ran(wish);
    expect(diffUnit({ ...wish, repeatable: true }, former, unknown).reason).toBe('as-wished');
  });

  it('runs where an input exists only after an earlier step, and keeps it by where it comes from', () => {
    const open = { ...wish, inputs: { size: from('n', 'NetId') } };
    const before = ran(wish, { size: 'net-1' });
    expect(diffUnit(open, before, unknown)).toMatchObject({ action: 'run', reason: 'wish-changed', inputs: { size: from('n', 'NetId') } });
    // Not even a record of a run with that very reference in place of a value makes it known.
    expect(diffUnit(open, { ...before, ranWith: unitBasis(open.source, open.inputs) }, unknown).action).toBe('run');
    expect(diffUnit(open, before, () => 'net-1')).toMatchObject({ action: 'none', inputs: { size: 'net-1' } });
    expect(diffUnit(open, before, () => 'net-2')).toMatchObject({ action: 'run', inputs: { size: 'net-2' } });
  });

  it('takes the values of an input into a joined text as far as they are known', () => {
    const joined = { ...wish, inputs: { text: { $join: ['<', from('n', 'NetId'), from('m', 'NetId'), '>'] } } };
    const partly = diffUnit(joined, null, (node) => (node === 'n' ? 'net-1' : undefined));
    expect(partly.inputs).toEqual({ text: { $join: ['<net-1', from('m', 'NetId'), '>'] } });
  });

  it('is known by a digest that tells source from inputs', () => {
    expect(unitBasis(wish.source, { a: 1, b: 2 })).toBe(unitBasis(wish.source, { b: 2, a: 1 }));
    expect(new Set([unitBasis(wish.source, {}), unitBasis(sourceOf('second'), {}), unitBasis(wish.source, { source: wish.source })]).size).toBe(3);
  });
});

describe('a unit that is no longer wanted', () => {
  it('is forgotten: its record goes, in a step that sends nothing and takes no time', () => {
    const plan = planned(applied(wish).input([]));
    expect(plan.changes).toMatchObject([{ action: 'delete', reason: 'not-wanted', risk: 'reversible', inputs: null, estimate: { p50: 0, p90: 0 } }]);
    expect(plan.changes[0]?.note).toContain('what it did when it ran stays');
    expect(plan.steps).toEqual([{ id: 'u', node: 'u', op: 'delete', after: [], calls: [] }]);
    expect(plan.estimate.seconds).toEqual({ p50: 0, p90: 0 });
  });

  it('is kept in the books where it is retained', () => {
    const plan = planned(applied({ ...wish, retain: true }).input([]));
    expect(plan.changes).toMatchObject([{ action: 'none', reason: 'retained', retain: true, note: 'kept: it is retained' }]);
    expect(plan.steps).toEqual([]);
  });
});

describe('what a unit gives', () => {
  const uses = (of = 'Text') => [unit('u', { size: 3 }), wanted('l', link, { From: from('u', of) })];

  it('is known while it does not run, also within an output, and nothing that it did not give is', () => {
    const kept = diffUnit(wish, ran(wish), unknown);
    const binding = { ...ran(wish), outputs: { rows: 5, deep: { list: [{ id: 'a' }] } } };
    const given = (name: string) => plannedOutput(kept, binding, name);
    expect([given('rows'), given('deep.list.0.id'), given('deep.none'), given('constructor'), given('rows.length')]).toEqual([
      5,
      'a',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is not known while it runs, or where it is forgotten', () => {
    expect(plannedOutput(diffUnit({ ...wish, inputs: {} }, ran(wish), unknown), ran(wish), 'Text')).toBeUndefined();
    expect(plannedOutput(droppedUnit(ran(wish)), ran(wish), 'Text')).toBeUndefined();
  });

  it.each(['Text', 'Deep.Text'])('reaches later nodes as a value while it does not run (%s)', (of) => {
    const cloud = applied(...uses(of));
    const [, change] = planned(cloud.input(uses(of))).changes;
    expect(change).toMatchObject({ node: 'l', action: 'none', after: { From: (cloud.bindings.get('u') as UnitBinding).outputs['Text'] } });
  });

  it('reaches later nodes by where it comes from while it runs, and what cannot follow in place is replaced', () => {
    const cloud = applied(...uses());
    const plan = planned(cloud.input([unit('u', { size: 4 }), ...uses().slice(1)]));
    expect(plan.changes).toMatchObject([
      { node: 'u', action: 'run' },
      { node: 'l', action: 'replace', after: { From: from('u', 'Text') } },
    ]);
    expect(plan.steps.map(({ id, after }) => [id, after])).toEqual([
      ['u', []],
      ['l', ['u']],
      ['l!delete', ['l']],
    ]);
    expect(plan.steps[1]?.calls).toMatchObject([{ input: { properties: { From: from('u', 'Text') } } }]);
  });
});

describe('what is deferred', () => {
  const chain = [
    wanted('n', net, { Cidr: 'x' }),
    wanted('s', store, { StoreName: 's', Kind: 'x' }),
    unit('u', { net: from('n', 'NetId'), join: { $join: [from('s', 'Arn'), '/', from('n', 'Arn')] }, store: from('s', 'StoreName') }),
  ];

  it('names what a unit waits for, and keeps it to its source, its place, and the inputs that are known', () => {
    const plan = planned(new ToyCloud().input(chain));
    expect(plan.deferred).toEqual([
      {
        node: 'u',
        because: 'n.Arn, n.NetId, s.Arn exist only after an earlier step',
        envelope: {
          engine: 'python',
          source: sourceOf('first'),
          at: here,
          inputs: { net: from('n', 'NetId'), join: { $join: [from('s', 'Arn'), '/', from('n', 'Arn')] }, store: 's' },
          outputs: { Text: { type: 'string' }, Deep: { type: 'object' } },
        },
      },
    ]);
    expect(plan.steps.find((step) => step.id === 'u')).toEqual({ id: 'u', node: 'u', op: 'run', after: ['n', 's'], calls: [] });
  });

  it('is nothing once the values are there, whether the unit runs or not', () => {
    const cloud = applied(...chain);
    expect(planned(cloud.input(chain)).deferred).toEqual([]);
    const other = planned(cloud.input([...chain.slice(0, 2), { ...chain[2], source: sourceOf('second') } as DesiredNode]));
    expect(other).toMatchObject({ summary: { run: 1, unchanged: 2 }, deferred: [], complete: true });
  });

  it('is a unit behind a unit that runs, and not a resource, whose calls say what is open', () => {
    const nodes = [unit('a', {}), unit('b', { text: from('a', 'Deep.Text') }), wanted('l', link, { From: from('b', 'Text') })];
    expect(planned(new ToyCloud().input(nodes)).deferred).toMatchObject([{ node: 'b', because: 'a.Deep.Text exists only after an earlier step' }]);
  });
});

describe('a plan that is not complete', () => {
  it('is one that takes over what differs from the wish, and leaves that to the next plan', () => {
    const cloud = applied(wanted('n', net, { Cidr: 'x', Note: 'a' }));
    const found = (Note: string) => {
      const desired = [wanted('n', net, { Cidr: 'x', Note })];
      const observed = new Map([['n', { ...cloud.observe('n'), ownership: 'found' } as never]]);
      return planned(cloud.input(desired, { observed, bindings: new Map() }));
    };
    expect(found('a')).toMatchObject({ complete: true, summary: { adopt: 1 } });
    expect(found('b')).toMatchObject({ complete: false, summary: { adopt: 1, update: 0 }, changes: [{ differences: [{ path: '/Note' }] }] });
    expect(found('b').steps).toEqual([{ id: 'n', node: 'n', op: 'adopt', after: [], calls: [] }]);
  });
});
