import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { PlanBody } from '../model/plan.ts';
import { planDeployment } from './plan-deployment.ts';
import { applied, from, link, net, planned, sourceOf, store, type ToyCloud, unit, wanted } from './testing/toy-cloud.ts';

function move(cloud: ToyCloud, node: string, properties: JsonObject): void {
  const live = cloud.liveOf(node);
  if (live !== undefined) live.properties = { ...live.properties, ...properties };
}

function remove(cloud: ToyCloud, node: string): void {
  for (const [key, live] of cloud.live) if (live === cloud.liveOf(node)) cloud.live.delete(key);
}

/** Why each node that does not change stays as it is. */
const kept = ({ changes }: PlanBody) => Object.fromEntries(changes.flatMap(({ node, action, reason }) => (action === 'none' ? [[node, reason]] : [])));
const done = ({ steps }: PlanBody) => steps.map(({ id }) => id);
const about = (...nodes: string[]) => ({ about: new Set(nodes) });

const a = (note: string) => wanted('a', net, { Cidr: 'x', Note: note });
const b = wanted('b', net, { Cidr: 'y', Note: 'asked' });

describe('what a request says nothing of', () => {
  it('is left as somebody changed it, and that is told with the way to put it back', () => {
    const cloud = applied(a('first'), b);
    move(cloud, 'b', { Note: 'by hand' });
    const plan = planned(cloud.input([a('second'), b], { ...about('a'), checks: [{ node: 'b' as never, control: 'noted', pointer: '/Note' }] }));
    expect(done(plan)).toEqual(['a']);
    expect(plan).toMatchObject({ summary: { update: 1, unchanged: 1, deviating: 1 }, complete: true, checks: [] });
    expect(plan.changes.find(({ node }) => node === 'b')).toMatchObject({
      action: 'none',
      reason: 'left',
      differences: [{ path: '/Note', before: 'by hand', after: 'asked', deviates: true }],
      patch: [],
      basis: null,
      note: "not as applied; left as it is, since nothing asked here is about it. To put it back: asbuilt ask --deployment shop 'put b back'",
    });
    cloud.apply(plan);
    expect(cloud.liveOf('b')?.properties['Note']).toBe('by hand');
    expect(done(planned(cloud.input([a('second'), b])))).toEqual(['b']);
  });

  it('is not made again where it is gone, also when something is removed', () => {
    const cloud = applied(a('first'), b);
    remove(cloud, 'b');
    for (const desired of [[a('second'), b], [b]]) {
      const plan = planned(cloud.input(desired, about('a')));
      expect(done(plan)).toEqual(['a']);
      expect(kept(plan)).toEqual({ b: 'left' });
      expect(plan.changes.find(({ node }) => node === 'b')).toMatchObject({ note: expect.stringContaining('was deleted from outside; left as it is') });
    }
    remove(cloud, 'a');
    expect(planned(cloud.input([b], about()))).toMatchObject({ steps: [], changes: [{ reason: 'left' }, { reason: 'already-gone' }] });
  });

  it('does not stand in the way where somebody else has its name by now', () => {
    const cloud = applied(a('first'), wanted('s', store, { StoreName: 's' }));
    const input = cloud.input([a('second'), wanted('s', store, { StoreName: 's' })], about('a'));
    const observed = new Map(input.observed).set('s', { ...cloud.observe('s'), ownership: 'foreign' } as Observed);
    const plan = planned({ ...input, observed });
    expect(done(plan)).toEqual(['a']);
    expect(plan.changes.find(({ node }) => node === 's')).toMatchObject({
      reason: 'left',
      identifier: null,
      note: expect.stringContaining('does not carry the tags'),
    });
  });

  it('is changed where what it refers to is replaced and it has to follow', () => {
    const l = wanted('l', link, { From: from('n', 'Arn'), Weight: 1 });
    const cloud = applied(wanted('n', net, { Cidr: 'x' }), l, b);
    move(cloud, 'b', { Note: 'by hand' });
    const plan = planned(cloud.input([wanted('n', net, { Cidr: 'z' }), l, b], about('n')));
    expect(plan.changes.map(({ node, action, reason }) => [node, action, reason])).toEqual([
      ['b', 'none', 'left'],
      ['n', 'replace', 'wish-changed'],
      ['l', 'replace', 'wish-changed'],
    ]);
  });

  it('is not run again where nobody knows whether it ran, though it would be given another value', () => {
    const u = unit('u', { note: from('a', 'Note') });
    const cloud = applied(a('first'), u);
    const ran = cloud.bindings.get('u');
    cloud.bindings.set('u', { ...ran, mayHaveRun: 'r_1' } as Binding);
    const plan = planned(cloud.input([a('second'), u], about('a')));
    expect(done(plan)).toEqual(['a']);
    expect(plan.changes.find(({ node }) => node === 'u')).toMatchObject({ reason: 'left', note: expect.stringContaining('it may have run already') });
  });

  it('is left where what it refers to changes and gives it the same value as before, or was changed by somebody', () => {
    const l = wanted('l', link, { From: from('a', 'Arn'), To: from('b', 'Note'), Weight: 1 });
    const cloud = applied(a('first'), b, l);
    move(cloud, 'l', { Weight: 9 });
    expect(kept(planned(cloud.input([a('second'), b, l], about('a'))))).toEqual({ b: 'as-wished', l: 'left' });
    move(cloud, 'l', { Weight: 1 });
    move(cloud, 'b', { Note: 'by hand' });
    const plan = planned(cloud.input([a('first'), b, l, wanted('c', net, { Cidr: 'c' })], about('c')));
    expect(kept(plan)).toMatchObject({ b: 'left', l: 'left' });
  });

  it('does not reach what refers to it and to something that the request changes, and which gives what it gave', () => {
    const both = { $join: [from('a', 'Arn'), ' ', from('b', 'Note')] };
    const [l, u] = [wanted('l', link, { To: both, Weight: 1 }), unit('u', { note: both })];
    const cloud = applied(a('first'), b, l, u);
    move(cloud, 'b', { Note: 'by hand' });
    const plan = planned(cloud.input([a('second'), b, l, u], about('a')));
    expect(done(plan)).toEqual(['a']);
    expect(kept(plan)).toEqual({ b: 'left', l: 'left', u: 'left' });
    const noted = { $join: [from('a', 'Note'), ' ', from('b', 'Note')] };
    const follows = wanted('l', link, { To: noted, Weight: 1 });
    const other = applied(a('first'), b, follows);
    move(other, 'b', { Note: 'by hand' });
    expect(done(planned(other.input([a('second'), b, follows], about('a')))).sort()).toEqual(['a', 'l', 'l!delete']);
  });

  it('is no reason to change what refers to it, and is not taken for there by what is changed', () => {
    const l = (weight: number) => wanted('l', link, { From: from('b', 'Arn'), Weight: weight });
    const cloud = applied(a('first'), b, l(1));
    remove(cloud, 'b');
    expect(kept(planned(cloud.input([a('second'), b, l(1)], about('a'))))).toEqual({ b: 'left', l: 'as-wished' });
    const refused = planDeployment(cloud.input([a('first'), b, l(2)], about('l')));
    expect(refused).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'REFERENCE_UNKNOWN',
          at: 'l',
          message: 'l refers to b, which is gone, and nothing asked here is about b',
          fix: "first put b back, and apply that: asbuilt ask --deployment shop 'put b back'; then ask again",
        },
      ],
    });
    expect(done(planned(cloud.input([a('first'), b, l(2)], about('l', 'b'))))).toEqual(['b', 'l', 'l!delete']);
  });

  it('gives what is changed the value that it has now', () => {
    const l = wanted('l', link, { To: from('b', 'Note') });
    const cloud = applied(b);
    move(cloud, 'b', { Note: 'by hand' });
    expect(planned(cloud.input([b, l], about('l'))).changes).toMatchObject([{ reason: 'left' }, { action: 'create', after: { To: 'by hand' } }]);
  });

  it('is asked for where it is named', () => {
    const cloud = applied(a('first'), b);
    const named = { accepts: new Map(), replaces: new Set(['b']), adopts: new Map() };
    expect(done(planned(cloud.input([a('first'), b], { ...about(), named })))).toEqual(['b', 'b!delete']);
  });

  it('runs no unit again', () => {
    const u = unit('u', { note: from('b', 'Note') });
    const cloud = applied(a('first'), b, u);
    move(cloud, 'b', { Note: 'by hand' });
    expect(kept(planned(cloud.input([a('second'), b, u], about('a'))))).toEqual({ b: 'left', u: 'left' });
    expect(done(planned(cloud.input([a('second'), b, { ...u, source: sourceOf('next') }], about('u', 'a')))).sort()).toEqual(['a', 'u']);
    remove(cloud, 'b');
    expect(planned(cloud.input([a('second'), b, u], about('a'))).changes.find(({ node }) => node === 'u')).toMatchObject({ action: 'none' });
  });

  it('is never touched, whatever somebody did to it, and nothing else is planned otherwise for it', () => {
    const notes = fc.constantFrom('asked', 'by hand', null);
    fc.assert(
      fc.property(fc.array(notes, { minLength: 1, maxLength: 6 }), fc.nat(5), (states, choice) => {
        const nodes = states.map((_, index) => wanted(`n${index}`, net, { Cidr: `${index}`, Note: 'asked' }));
        const cloud = applied(...nodes, a('first'));
        for (const [index, state] of states.entries()) {
          if (state === null) remove(cloud, `n${index}`);
          else move(cloud, `n${index}`, { Note: state });
        }
        const meant = `n${choice % states.length}`;
        const plan = planned(cloud.input([...nodes, a('second')], about('a', meant)));
        const whole = planned(cloud.input([...nodes, a('second')]));
        const isMeant = ({ node }: { readonly node: string }) => node === 'a' || node === meant;
        expect(plan.steps).toEqual(whole.steps.filter(isMeant));
        expect(plan.changes.filter(isMeant)).toEqual(whole.changes.filter(isMeant));
        expect(kept({ ...plan, changes: plan.changes.filter((change) => !isMeant(change)) })).toEqual(
          Object.fromEntries(states.flatMap((state, index) => (`n${index}` === meant ? [] : [[`n${index}`, state === 'asked' ? 'as-wished' : 'left']]))),
        );
      }),
    );
  });
});
