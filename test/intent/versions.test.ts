import { describe, expect, it } from 'vitest';
import { problemsOf, proposalOf, resolveText } from './real-context.ts';

const ofType = (says: string, type: string) => proposalOf(says).resources.filter((resource) => resource.type === `AWS::${type}`);

describe('a number behind a product', () => {
  it.each([
    ['A Postgres 16 database named ledger', 'RDS::DBInstance', { DBInstanceIdentifier: 'ledger', Engine: 'postgres', EngineVersion: '16' }],
    ['A Postgres database version 16 named ledger', 'RDS::DBInstance', { DBInstanceIdentifier: 'ledger', EngineVersion: '16' }],
    ['A PostgreSQL 15.4 database named ledger', 'RDS::DBInstance', { EngineVersion: '15.4' }],
    ['An Aurora Postgres 15 cluster named au', 'RDS::DBCluster', { DBClusterIdentifier: 'au', Engine: 'aurora-postgresql', EngineVersion: '15' }],
    ['A Redis 7.1 cache named hot', 'ElastiCache::CacheCluster', { ClusterName: 'hot', EngineVersion: '7.1' }],
    ['An EKS 1.31 cluster named e', 'EKS::Cluster', { Name: 'e', Version: '1.31' }],
    ['a Node 20 function named x', 'Lambda::Function', { FunctionName: 'x', Runtime: 'nodejs20.x' }],
    ['a bucket and a Node 20 function named x', 'Lambda::Function', { FunctionName: 'x', Runtime: 'nodejs20.x' }],
    ['a Windows 2019 server named w', 'EC2::Instance', {}],
  ])('is its version, and never a count: %s', (says, type, holds) => {
    const made = ofType(says, type);
    expect(made).toHaveLength(1);
    expect(made[0]?.properties).toMatchObject(holds);
  });

  it('stands beside a count', () => {
    const made = ofType('Two Postgres 16 databases named a1 and b1', 'RDS::DBInstance').map(({ properties }) => properties);
    expect(made).toMatchObject([
      { DBInstanceIdentifier: 'a1', EngineVersion: '16' },
      { DBInstanceIdentifier: 'b1', EngineVersion: '16' },
    ]);
    expect(ofType('3 Redis caches', 'ElastiCache::CacheCluster')).toHaveLength(3);
  });

  it.each([
    ['A MySQL 8 database named shop with 50 GB', ['EngineVersion=8.0', 'EngineVersion=8.4', 'leave out']],
    ['A Redis 7 cache named hot', ['EngineVersion=7.0', 'EngineVersion=7.1', 'leave out']],
    ['A Postgres 9 database', [...['12', '13', '14', '15', '16', '17', '18'].map((one) => `EngineVersion=${one}`), 'leave out']],
    ['a node 24 lambda named z', ['leave out']],
    ['an Ubuntu 22 instance', ['leave out']],
  ])('is asked about where which version it is cannot be told: %s', (says, options) => {
    const came = resolveText(says);
    const [question, more] = came.ok && came.value.kind === 'question' ? came.value.questions : [];
    expect(question?.slot).toBe('unread');
    expect(question?.options.map(({ value }) => value)).toEqual(options);
    expect(more).toBeUndefined();
  });
});

describe('names', () => {
  it('stop what they cannot all be given to', () => {
    expect(problemsOf('3 lambda functions named f1 and f2')[0]?.message).toBe('2 names for 3 ("lambda functions")');
    expect(problemsOf('3 queues and 2 postgres databases named a1')[0]?.message).toBe('1 name for 2 ("postgres databases")');
  });
});
