import { expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Action } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { handedOn } from './handed-on.ts';
import { from, here, net } from './testing/toy-cloud.ts';

/** No two of a VPC have one range: a key of the table, and no name. */
const subnet: ResourceType = { ...net, name: 'AWS::EC2::Subnet', identifier: ['SubnetId'] };
const vpc = 'vpc-1';
const draft = (node: string, action: Action, after: JsonObject | null, more: object = {}) =>
  ({ kind: 'resource', node, action, after, at: here, ...more }) as unknown as ResourceDraft;
const range = (third: number, VpcId: unknown = vpc) => ({ VpcId, CidrBlock: `10.1.${third}.0/24` }) as JsonObject;
const found = (drafts: readonly ResourceDraft[], live: Readonly<Record<string, JsonObject>>) =>
  Object.fromEntries(
    handedOn(
      drafts,
      () => subnet,
      (node) => live[node] ?? null,
    ),
  );

it('finds what asks for the key of another that goes, replaced or deleted', () => {
  const live = { a: range(1), b: range(2), c: range(3) };
  expect(found([draft('a', 'replace', range(2)), draft('b', 'replace', range(9)), draft('c', 'delete', null), draft('d', 'create', range(3))], live)).toEqual({
    a: ['b'],
    d: ['c'],
  });
});

it.each([
  ['stays', [draft('a', 'replace', range(2)), draft('b', 'update', range(2))]],
  ['is its own', [draft('a', 'replace', range(1))]],
  ['is in another region', [draft('a', 'replace', range(2), { at: { ...here, region: 'eu-west-1' } }), draft('b', 'delete', null)]],
  ['is in what is not known before the run', [draft('a', 'replace', range(2, from('v', 'VpcId'))), draft('b', 'delete', null)]],
] as const)('finds nothing where what has the key %s', (_, drafts) => {
  expect(found(drafts, { a: range(1), b: range(2) })).toEqual({});
});
