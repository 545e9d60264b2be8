import { describe, expect, it } from 'vitest';
import type { Observed } from '../model/observed.ts';
import { planDeployment } from './plan-deployment.ts';
import type { PlanningInput } from './planning-input.ts';
import { applied, here, planned, shed, store, targetAt, there, wanted } from './testing/toy-cloud.ts';

const named = (node: string, ShedName: string, more = {}) => wanted(node, shed, { ShedName, NetId: 'n', Kind: 'k' }, more);
const done = (input: PlanningInput) => planned(input).steps.map(({ id }) => id);
const asks = 'q1 asks for what only one can have, and q2 has it and stays: AWS::Toy::Shed';

function refused(input: PlanningInput, fix: string): void {
  const problems = [{ code: 'GRAPH_CONFLICT', at: 'q1', message: expect.stringContaining(asks), fix: expect.stringContaining(fix) }];
  const answer = planDeployment(input);
  expect(answer).toMatchObject({ ok: false, problems });
  expect(answer.ok || answer.problems).toHaveLength(1);
}

describe('a name that another node of the deployment keeps', () => {
  it('is asked for by no other where that one is retained, and the fix leads out', () => {
    const cloud = applied(named('q1', 'a'), named('q2', 'b', { retain: true }));
    refused(cloud.input([named('q1', 'b')]), 'call the node q2, to keep the resource, or ask for another name');
    expect(done(cloud.input([named('q2', 'b', { retain: true })]))).toEqual(['q1']);
    expect(done(cloud.input([named('q1', 'c')])).sort()).toEqual(['q1', 'q1!delete']);
  });

  it('nor where that one is given up, and stays', () => {
    const cloud = applied(named('q1', 'a'), named('q2', 'b'));
    const creation = { kind: 'unproven', because: 'no read proves it' } as const;
    const disputed = new Map([...cloud.input([]).observed, ['q2', { ...cloud.observe('q2'), ownership: 'disputed', creation } as Observed]]);
    const observed = { observed: disputed };
    const { identifier } = cloud.boundOf('q2');
    refused(cloud.input([named('q1', 'b')], observed), `where it is yours, call the node q2 and take it over: --adopt q2=${identifier}`);
    const adopts = { accepts: new Map(), replaces: new Set<string>(), adopts: new Map([['q2', identifier]]) };
    expect(done(cloud.input([named('q2', 'b')], { ...observed, named: adopts }))).toEqual(['q1']);
  });

  it('nor where that one is left as it is, and has the name still', () => {
    const cloud = applied(named('q1', 'a'), named('q2', 'b'));
    refused(cloud.input([named('q1', 'b'), named('q2', 'c')], { about: new Set(['q1']) }), 'or first give q2 another');
    expect(done(cloud.input([named('q1', 'b'), named('q2', 'c')])).sort()).toEqual(['q1', 'q1!delete', 'q2', 'q2!delete']);
  });

  it('nor where it is what a replacement left behind, by whose name nothing can be asked for', () => {
    const cloud = applied(named('q1', 'a'), named('q2', 'b', { retain: true }));
    cloud.bindings.set('q2', { ...cloud.boundOf('q2'), formerly: named('q3', 'c').node });
    const answer = planDeployment(cloud.input([named('q1', 'b')]));
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'GRAPH_CONFLICT', fix: 'ask for another name' }] });
  });

  it('is told once where both are asked for', () => {
    const q = (node: string, StoreName: string) => wanted(node, store, { StoreName });
    const cloud = applied(q('q1', 'a'), q('q2', 'b'));
    const answer = planDeployment(cloud.input([q('q1', 'b'), q('q2', 'b')]));
    expect(answer.ok || answer.problems).toMatchObject([{ message: 'q1 and q2 are the same AWS::Toy::Store' }]);
  });

  it('is free in another place', () => {
    const retained = named('q2', 'b', { retain: true });
    const moved = applied(named('q1', 'a'), { ...retained, at: there });
    expect(done(moved.input([named('q1', 'b')])).sort()).toEqual(['q1', 'q1!delete']);
    const aside = { ...there, account: here.account, region: here.region };
    const elsewhere = applied(named('q1', 'a'), { ...retained, at: aside });
    const targets = [targetAt(here), targetAt(aside, { kind: 'sandbox', instance: 'one' } as never)];
    expect(done(elsewhere.input([named('q1', 'b')], { targets })).sort()).toEqual(['q1', 'q1!delete']);
    refused(elsewhere.input([named('q1', 'b')], { targets: [targetAt(here), targetAt(aside)] }), 'call the node q2');
  });
});
