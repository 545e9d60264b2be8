import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { PlanBody } from '../model/plan.ts';
import { planDeployment } from './plan-deployment.ts';
import { applied, from, link, net, planned, ToyCloud, unit, wanted } from './testing/toy-cloud.ts';

describe('what is hidden, in a plan', () => {
  it('says of each node that it is given what is hidden, however many hands that goes through', () => {
    const nodes = [
      wanted('a', net, { Cidr: 'x', Note: 'postgres://shop:blauw@db.internal/shop' }),
      unit('u', { p: from('a', 'Note') }),
      wanted('l', link, { From: from('u', 'Text'), To: from('a', 'Arn') }),
      unit('v', { p: [{ $join: ['x', from('l', 'From')] }] }),
      unit('w', { p: from('l', 'To') }),
    ];
    const takes = (plan: PlanBody) => Object.fromEntries(plan.changes.map((change) => [change.node, change.takes]));
    const given = {
      u: [{ pointer: '/p', from: 'a.Note' }],
      l: [{ pointer: '/From', from: 'u.Text' }],
      v: [{ pointer: '/p/0', from: 'l.From' }],
      w: undefined,
    };
    expect(takes(planned(new ToyCloud().input(nodes)))).toMatchObject(given);
    const cloud = applied(...nodes);
    expect(planned(cloud.input(nodes)).steps).toEqual([]);
    const again = nodes.map((node) => (node.node === 'v' ? unit('v', { p: [{ $join: ['y', from('l', 'From')] }] }) : node));
    expect(takes(planned(cloud.input(again)))).toEqual({ v: given.v });
  });

  it('tells nothing of a part of what is hidden: it is compared only once the same was applied', () => {
    const call = (cut: string) => ({ $call: ['select', 0, { $call: ['split', cut, from('a', 'Note')] }] }) as JsonObject;
    const nodes = (l: Json) => [wanted('a', net, { Cidr: 'x', Note: 'token=blauw' }), wanted('l', net, { Cidr: 'y', Note: l }), unit('u', { p: l })];
    const known = applied(...nodes('token='));
    const asked = (cut: string) =>
      JSON.stringify(planned(known.input(nodes(call(cut)))).changes)
        .replaceAll(JSON.stringify(cut), '')
        .replaceAll(/"partly":"\w+"/g, '');
    // What is there is what the first gives; the last gives nothing.
    expect(asked('blauw')).toContain('"update"');
    expect(asked('blauw')).toBe(asked('token'));
    const nothing = nodes({ $call: ['select', 1, { $call: ['split', 'rood', from('a', 'Note')] }] });
    expect(planned(known.input(nothing)).changes.map(({ action }) => action)).toEqual(['none', 'update', 'run']);
    const cloud = applied(...nodes(call('blauw')));
    expect(planned(cloud.input(nodes(call('blauw')))).steps).toEqual([]);
    cloud.apply(planned(cloud.input(nodes(call('token')))));
    expect(planned(cloud.input(nodes(call('token')))).steps).toEqual([]);
    expect(planned(cloud.input(nodes(call('blauw')))).summary).toMatchObject({ update: 1, run: 1 });
  });

  it('compares a part of what is hidden with nothing but what was applied of the same value, cut alike', () => {
    const size = (cut: JsonObject) => ({ $call: ['length', { $call: ['split', cut, from('a', 'Note')] }] }) as JsonObject;
    const nodes = (token: string, by: string) => [
      wanted('a', net, { Cidr: 'x', Note: `token=${token}` }),
      wanted('by', net, { Cidr: 'z', Note: by }),
      wanted('l', net, { Cidr: 'y', Note: size(from('by', 'Note')) }),
      unit('u', { p: size(from('by', 'Note')) }),
    ];
    const cloud = applied(...nodes('blauw', 'b'));
    const actions = (token: string, by: string) => Object.fromEntries(planned(cloud.input(nodes(token, by))).changes.map(({ node, action }) => [node, action]));
    expect(actions('blauw', 'b')).toMatchObject({ l: 'none', u: 'none' });
    // Of each of these it gives what is there.
    expect(actions('bruin', 'b')).toMatchObject({ l: 'update', u: 'run' });
    expect(actions('blauw', 'l')).toMatchObject({ l: 'update', u: 'run' });
  });

  it('does not tell by what is too long how long it is that is hidden', () => {
    const nodes = (times: number) => [
      wanted('a', net, { Cidr: 'x', Note: `token=${'x'.repeat(2_000)}` }),
      wanted('b', net, { Cidr: 'y', Note: { $join: Array.from({ length: times }, () => from('a', 'Note')) } }),
    ];
    const cloud = applied(...nodes(1));
    const told = (times: number) => planned(cloud.input(nodes(times))).changes.find(({ node }) => node === 'b');
    expect({ ...told(2), after: null, differences: null, patch: null }).toEqual({ ...told(1_000), after: null, differences: null, patch: null });
  });
});

describe('what references come to', () => {
  it('refuses references of which each doubles what the one before it came to, or that come to too much together', () => {
    const doubling = (index: number, times: number) => ({ $join: Array.from({ length: times }, () => from(`n${index - 1}`, 'Note')) }) as JsonObject;
    const chain = (first: string, count: number, times: (index: number) => JsonObject | string) =>
      Array.from({ length: count }, (_, index) => wanted(`n${index}`, net, { Cidr: `${index}`, Note: index === 0 ? first : times(index) }));
    const doubled = planDeployment(new ToyCloud().input(chain('x'.repeat(600_000), 2, (index) => doubling(index, 2))));
    expect(doubled).toMatchObject({
      ok: false,
      problems: [{ code: 'PROPERTY_INVALID', at: 'n1', message: 'what n1 refers to comes to more than 1048576 characters' }],
    });
    const inAll = 'what the references of the plan refer to comes to more than 1048576 characters';
    expect(planDeployment(new ToyCloud().input(chain('ab', 64, (index) => doubling(index, 2))))).toMatchObject({ ok: false, problems: [{ message: inAll }] });
    const wide = planDeployment(new ToyCloud().input(chain('x'.repeat(1_048_000), 64, () => from('n0', 'Note'))));
    expect(wide).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('16777216') }] });
    // 4 kB that are asked would come to 10 MB.
    const grown = [
      ...chain('x'.repeat(1_000), 10, (index) => doubling(index, 2)),
      ...Array.from({ length: 20 }, (_, index) => wanted(`w${index}`, net, { Cidr: `w${index}`, Note: from('n9', 'Note') })),
    ];
    expect(planDeployment(new ToyCloud().input(grown))).toMatchObject({ ok: false, problems: [{ message: inAll }] });
    const large = [wanted('l', net, { Cidr: 'l', Note: 'x'.repeat(800_000) }), ...grown];
    expect(planDeployment(new ToyCloud().input(large)).ok).toBe(true);
    expect(planDeployment(new ToyCloud().input(chain('x'.repeat(500_000), 2, (index) => doubling(index, 2)))).ok).toBe(true);
  });
});
