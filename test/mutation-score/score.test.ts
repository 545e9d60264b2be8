import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { operators } from './operators.ts';
import { type Miss, type Recorded, scoreOf } from './score.ts';
import { sitesOf, withAt } from './sites.ts';

const account = '123456789012';
const recorded = (type: string, asked: JsonObject, live: JsonObject = asked): Recorded => ({ id: type, type, asked, live });
const group = recorded(
  'AWS::EC2::SecurityGroup',
  {
    GroupDescription: 'Web',
    SecurityGroupIngress: [
      { CidrIp: '10.1.0.0/16', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 },
      { CidrIp: '10.2.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ],
    Tags: [{ Key: 'team', Value: 'shop' }],
  },
  {
    GroupDescription: 'Web',
    SecurityGroupIngress: [
      { CidrIp: '10.2.0.0/16', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
      { CidrIp: '10.1.0.0/16', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 },
    ],
    Tags: [
      { Key: 'aws:cloudformation:stack-name', Value: 's' },
      { Key: 'team', Value: 'shop' },
    ],
  },
);
const policy = recorded('AWS::SQS::QueuePolicy', {
  Queues: ['u'],
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:eu-west-1:${account}:jobs` }],
  },
});
const rules = recorded('AWS::WAFv2::RuleGroup', { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Block: {} } }] });
const database = recorded(
  'AWS::RDS::DBInstance',
  { DBInstanceIdentifier: 'Books', Engine: 'mysql', EngineVersion: '8.0', MasterUserPassword: 'Secret' },
  { DBInstanceIdentifier: 'books', Engine: 'mysql', EngineVersion: '8.0.45', MultiAZ: false },
);

describe('the mutation score', () => {
  const registry = loadRegistry();
  const missesOf = (...all: Recorded[]): Miss[] => {
    const misses: Miss[] = [];
    scoreOf(all, registry, (miss) => misses.push(miss));
    return misses;
  };

  it('tries every operator on what it is for, in both directions, with records and without', () => {
    const scores = scoreOf([group, policy, rules, database], registry, () => {});
    const tried = (operator: string) => scores.filter((score) => score.operator === operator).map(({ side, books }) => `${side} ${books}`);
    const everywhere = ['wish true', 'live true', 'wish false', 'live false'].toSorted();
    for (const { name } of operators.filter(({ name: each }) => !/enum|order|account/.test(each)))
      expect([name, tried(name).toSorted()]).toEqual([name, everywhere]);
    expect(tried('another account').toSorted()).toEqual(everywhere);
  });

  it('finds what was changed of such recordings, and nothing in a host bit', () => {
    expect(missesOf(group, policy, rules, database)).toEqual([]);
  });

  it('counts a miss where the planner takes no notice, with its place and both values', () => {
    const deaf = {
      ...registry,
      type: (name: string) => {
        const known = registry.type(name);
        return known.ok ? { ok: true as const, value: { ...known.value, writeOnly: ['/Queues', '/PolicyDocument'] } } : known;
      },
    };
    const misses: Miss[] = [];
    const scores = scoreOf([{ ...policy, live: {} }], deaf, (miss) => misses.push(miss));
    // What is only written is known by its digest: a changed wish is found, and nothing else can be.
    expect(misses).toEqual([]);
    expect(new Set(scores.map(({ side, books }) => `${side} ${books}`))).toEqual(new Set(['wish true']));
    const blind = {
      ...registry,
      type: (name: string) => {
        const known = registry.type(name);
        return known.ok ? { ok: true as const, value: { ...known.value, transforms: { '/GroupDescription': '$value $OR $join([$value, ".*"])' } } } : known;
      },
    };
    const missed: Miss[] = [];
    scoreOf([recorded('AWS::EC2::SecurityGroup', { GroupDescription: 'Web' })], blind, (miss) => missed.push(miss));
    expect(missed).toContainEqual(expect.objectContaining({ operator: 'another value', side: 'live', path: '/GroupDescription', from: 'Web', to: 'Webx' }));
  });

  it('pairs what was asked for with what a read shows, whatever the order', () => {
    const type = registry.type(group.type);
    if (!type.ok) throw new Error('no such type');
    const sites = sitesOf(type.value, group.asked, group.live, {});
    const ports = sites.filter(({ askedPath }) => askedPath.at(-1) === 'FromPort').map(({ asked, live }) => [asked, live?.value, live?.path[1]]);
    expect(ports).toEqual([
      [80, 80, '1'],
      [443, 443, '0'],
    ]);
    expect(sites.find(({ askedPath }) => askedPath[0] === 'Tags' && askedPath.at(-1) === 'Value')?.live?.path).toEqual(['Tags', '1', 'Value']);
  });

  it('changes a value within a document that is held as a text', () => {
    expect(withAt({ Body: '{"a":{"b":[1,2]}}' }, ['Body', 'a', 'b', '1'], 3)).toEqual({ Body: '{"a":{"b":[1,3]}}' });
    expect(withAt({ list: [1, 2, 3] }, ['list', '1'], undefined)).toEqual({ list: [1, 3] });
  });
});
