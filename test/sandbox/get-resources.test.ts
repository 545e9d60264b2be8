import { describe, expect, it } from 'vitest';
import type { SandboxClient } from './sandbox-client.ts';
import { account, withSandbox } from './with-sandbox.ts';

const sandbox = withSandbox();

interface Page {
  readonly PaginationToken: string;
  readonly ResourceTagMappingList: readonly { readonly ResourceARN: string; readonly Tags: readonly { readonly Key: string; readonly Value: string }[] }[];
}

async function ask(input: object, client: SandboxClient = sandbox.client): Promise<{ readonly status: number; readonly body: Page }> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources' };
  const reply = await client.send('tagging', JSON.stringify(input), headers);
  return { status: reply.status, body: JSON.parse(reply.body) as Page };
}

const arns = async (input: object, client?: SandboxClient) => (await ask(input, client)).body.ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);
const tags = (team: string) => [
  { Key: 'kind', Value: 'test' },
  { Key: 'team', Value: team },
];
const queue = (name: string, region = 'us-east-1') => `arn:aws:sqs:${region}:${account}:${name}`;

describe('the Resource Groups Tagging API', () => {
  it('tells what has a tag, whatever form its type keeps tags in, and nothing without tags', async () => {
    await sandbox.client.made('AWS::SQS::Queue', { QueueName: 'orders', Tags: tags('a') });
    await sandbox.client.made('AWS::SQS::Queue', { QueueName: 'plain' });
    await sandbox.client.made('AWS::SSM::Parameter', { Name: '/team/a', Type: 'String', Value: 'x', Tags: { team: 'b' } });
    const { status, body } = await ask({ TagFilters: [{ Key: 'team' }] });
    expect(status).toBe(200);
    expect(body).toEqual({
      PaginationToken: '',
      ResourceTagMappingList: [
        { ResourceARN: queue('orders'), Tags: tags('a') },
        { ResourceARN: `arn:aws:ssm:us-east-1:${account}:parameter/team/a`, Tags: [{ Key: 'team', Value: 'b' }] },
      ],
    });
    expect(await arns({ TagFilters: [{ Key: 'team', Values: ['b', 'c'] }] })).toEqual([`arn:aws:ssm:us-east-1:${account}:parameter/team/a`]);
    expect(await arns({ TagFilters: [{ Key: 'team' }, { Key: 'kind' }] })).toEqual([queue('orders')]);
    expect(await arns({ ResourceTypeFilters: ['sqs'] })).toEqual([queue('orders')]);
    expect(await arns({ ResourceTypeFilters: ['ssm:parameter', 'kms:key'] })).toEqual([`arn:aws:ssm:us-east-1:${account}:parameter/team/a`]);
    expect(await arns({ ResourceTypeFilters: ['ssm:document'] })).toEqual([]);
  });

  it('tells of one region, of what has none in the first, and of nobody else’s', async () => {
    await sandbox.client.at('eu-west-1').made('AWS::SQS::Queue', { QueueName: 'away', Tags: tags('a') });
    await sandbox.client.made('AWS::IAM::Role', { RoleName: 'tagged', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }, Tags: tags('a') });
    const filter = { TagFilters: [{ Key: 'team' }] };
    expect(await arns(filter, sandbox.client.at('eu-west-1'))).toEqual([queue('away', 'eu-west-1')]);
    expect(await arns(filter)).toContain(`arn:aws:iam::${account}:role/tagged`);
    expect(await arns(filter)).not.toContain(queue('away', 'eu-west-1'));
  });

  it('gives pages of at most a hundred', async () => {
    for (const name of ['one', 'two', 'three']) await sandbox.client.made('AWS::SQS::Queue', { QueueName: name, Tags: [{ Key: 'page', Value: name }] });
    const input = { TagFilters: [{ Key: 'page' }], ResourcesPerPage: 2 };
    const first = (await ask(input)).body;
    const second = (await ask({ ...input, PaginationToken: first.PaginationToken })).body;
    expect([first, second].map((page) => page.ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN))).toEqual([
      [queue('one'), queue('two')],
      [queue('three')],
    ]);
    expect(second.PaginationToken).toBe('');
    expect((await ask({ ResourcesPerPage: 101 })).status).toBe(400);
    expect((await ask({ TagFilters: [{ Value: 'x' }] })).status).toBe(400);
  });
});
