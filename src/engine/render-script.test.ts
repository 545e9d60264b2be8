import { describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import type { ScriptOrder, StepScript } from '../ports/script.ts';
import type { EnginePorts } from './engine-ports.ts';
import { renderScript } from './render-script.ts';

const shared = ['shared() { :; }'];
const identity = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/me\nrm -rf /', userId: 'u' };
const definition = {
  cloud: 'aws',
  account: '111111111111',
  regions: ['us-east-1'],
  role: 'arn:aws:iam::111111111111:role/asbuilt',
  externalId: null,
  dialect: 'native',
  dialects: {},
  executor: 'sdk',
  endpoint: { kind: 'aws' },
};
const call = (node: string, attribute: string) => ({ input: { Policy: { $json: { A: { $join: ['x', { $from: { node, attribute } }] } } } } });

/** A plan of `first`, `second` that takes from it, and a unit. */
function rendered(endpoint: object = { kind: 'aws' }, state: Parameters<typeof renderScript>[1] = 'open'): { lines: string[]; orders: ScriptOrder[] } {
  const orders: ScriptOrder[] = [];
  const driver = {
    script(order: ScriptOrder): StepScript {
      orders.push(order);
      const secret = { variable: 'SECRET_X', of: '/Password of first', holds: 'text' } as const;
      return { lines: [`run ${order.step.id}`], functions: [shared], secrets: order.step.id === 'first' ? [secret] : [] };
    },
  };
  const plan = {
    id: 'p_0123456789ab',
    deployment: 'web',
    expiresAt: '2030-01-01T00:00:00.000Z',
    targets: [{ alias: 'main', name: 'prod', definition: { ...definition, endpoint }, identity, simulated: false }],
    changes: ['first', 'second'].map((node) => ({ kind: 'resource', node, type: 'AWS::X::Y', at: { target: 'main' } })),
    steps: [
      { id: 'first', node: 'first', op: 'create', after: [], calls: [] },
      { id: 'second', node: 'second', op: 'create', after: ['first'], calls: [call('first', 'Arn'), call('first', 'Endpoint.Address')] },
      { id: 'second!delete', node: 'second', op: 'delete', after: ['second'], calls: [] },
    ],
  } as unknown as Plan;
  const ports = { targets: () => [], drivers: { resource: driver } } as unknown as EnginePorts;
  return { lines: renderScript(plan, state, ports), orders };
}

describe('the script of a plan', () => {
  it('says first what it is and where it goes, then asks for what is not shown, and holds each function once', () => {
    const { lines } = rendered();
    expect(lines[0]).toBe('#!/bin/sh');
    const begin = lines.indexOf('set -eu');
    expect(lines.slice(1, begin).every((line) => /^# [^\n]*$/.test(line))).toBe(true);
    expect(lines.slice(1, begin).join('\n')).toMatch(
      /p_0123456789ab of web.*2030-01-01T00:00:00.000Z[\s\S]*main \(prod\): account 111111111111, us-east-1[\s\S]*role\/asbuilt/,
    );
    expect(lines.slice(begin + 1, begin + 3)).toEqual(['# /Password of first', ': "${SECRET_X:?}"']);
    expect(lines.filter((line) => line === shared[0])).toHaveLength(1);
    expect(lines.slice(-8)).toEqual([
      '# first: create first (AWS::X::Y)',
      'run first',
      '',
      '# second: create second (AWS::X::Y)',
      'run second',
      '',
      '# second!delete: delete second (AWS::X::Y)',
      'run second!delete',
    ]);
  });

  it('says of a plan that is over what became of it, and not until when it can be approved', () => {
    expect(rendered().lines[1]).toContain('to be approved and applied until 2030');
    expect(rendered({ kind: 'aws' }, 'approved').lines[1]).toContain('web, to be applied until 2030');
    for (const state of ['applied', 'rejected'] as const) {
      const [, first = ''] = rendered({ kind: 'aws' }, state).lines;
      expect(first).toContain(`which was ${state}`);
      expect(first).not.toContain('until');
    }
  });

  it('asks of a step what later ones take from its node, each by a variable of its own', () => {
    const { orders } = rendered();
    expect(orders.map(({ wanted }) => wanted)).toEqual([['Arn', 'Endpoint.Address'], [], []]);
    const variable = orders[0]?.variable ?? (() => '');
    const names = [variable('a', 'b.c'), variable('a.b', 'c'), variable('a_b', 'c'), variable('a["b"]', 'c')];
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9_]*$/);
    expect(variable('a', 'b.c')).toBe(names[0]);
  });

  it('stops where the sandbox that it is for does not run', () => {
    const { lines, orders } = rendered({ kind: 'sandbox', instance: 'gone' });
    expect(orders).toEqual([]);
    expect(lines.at(-1)).toBe('exit 1');
  });
});
