import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Binding } from '../model/observed.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Cloud } from '../ports/cloud.ts';
import { keyAliasesAt } from './key-aliases.ts';

const here = { target: 'main', cloud: 'aws', account: '111111111111', region: 'us-east-1' } as const;
const there = { ...here, region: 'eu-west-1' };
const targets = new Map([['main', { name: 'work' } as NamedTarget]]);
const wish = (properties: JsonObject, at: typeof here | typeof there = here, node = 'n', type = 'AWS::S3::Bucket') =>
  ({ kind: 'resource', node, type, at, properties, dependsOn: [], retain: false }) as unknown as DesiredNode;
const booked = (applied: JsonObject) => ({ kind: 'resource', node: 'n', type: 'AWS::S3::Bucket', at: here, applied }) as unknown as Binding;

/** What is asked of a cloud that says in each region the same of another key; in `denied` nothing may be asked. */
async function asking(desired: readonly DesiredNode[], books: readonly Binding[] = [], denied = '') {
  const asked: string[] = [];
  const keyAliases: Cloud['keyAliases'] = async ({ name }, { region }) => {
    asked.push(`${name} ${region}`);
    return region === denied ? fail(problem('CLOUD_DENIED', 'kms:ListAliases was denied', 'allow it')) : ok({ 'alias/own': `key of ${region}` });
  };
  return { ...(await keyAliasesAt(desired, books, targets, { cloud: { keyAliases } as Cloud })), asked };
}

describe('what aliases of keys mean', () => {
  it('is asked once for each place where a wish or the books name a key by one, and means there what it means there', async () => {
    const { at, asked, unread } = await asking(
      [
        wish({ KmsKeyId: 'alias/own' }),
        wish({ KmsKeyId: 'alias/other' }),
        wish({ Deep: [{ KMSMasterKeyID: `arn:aws:kms:eu-west-1:111111111111:alias/own` }] }, there),
      ],
      [booked({ KmsKeyId: 'alias/own' })],
    );
    expect(asked.sort()).toEqual(['work eu-west-1', 'work us-east-1']);
    expect([at(here), at(there)]).toEqual([{ 'alias/own': 'key of us-east-1' }, { 'alias/own': 'key of eu-west-1' }]);
    expect(unread).toEqual([]);
  });

  it.each<[string, DesiredNode[], Binding[], string[]]>([
    ['only the books name one', [wish({})], [booked({ KmsKeyId: 'alias/own' })], ['work us-east-1']],
    [
      'a wish refers to one that another node is',
      [wish({ AliasName: 'alias/own' }, here, 'own', 'AWS::KMS::Alias'), wish({ KmsKeyId: { $from: { node: 'own', attribute: 'AliasName' } } })],
      [],
      ['work us-east-1'],
    ],
    ['one is only made', [wish({ AliasName: 'alias/own', TargetKeyId: 'k' }, here, 'own', 'AWS::KMS::Alias')], [], []],
    ['keys are named otherwise', [wish({ KmsKeyId: 'arn:aws:kms:us-east-1:111111111111:key/k', Path: 'alias/own' })], [booked({})], []],
    ['one of another place is named', [wish({ KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:alias/own' })], [], []],
  ])('is asked as far as it matters: where %s', async (_, desired, books, asked) => {
    expect((await asking(desired, books)).asked).toEqual(asked);
  });

  it('is told to be unknown where it may not be asked', async () => {
    const { at, unread } = await asking([wish({ KmsKeyId: 'alias/own' }), wish({ KmsKeyId: 'alias/own' }, there)], [], 'us-east-1');
    expect([at(here), at(there)]).toEqual([undefined, { 'alias/own': 'key of eu-west-1' }]);
    expect(unread).toEqual([
      { scope: 'which keys the aliases in 111111111111 us-east-1 mean', reason: 'they could not be listed: kms:ListAliases was denied' },
    ]);
  });
});
