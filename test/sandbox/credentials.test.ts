import { describe, expect, it } from 'vitest';
import { sandboxCredentials, sandboxRoleArn } from '../../src/model/sandbox-credentials.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient, type Signer } from './sandbox-client.ts';
import { account, otherAccount, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();
const sts = (client: SandboxClient, action: string, parameters: Record<string, string> = {}) => client.query('sts', '2011-06-15', action, parameters);
const list = (client: SandboxClient) => client.call('ListResources', { TypeName: 'AWS::S3::Bucket' });
const signedBy = (signer: Signer) => new SandboxClient(shared.sandbox.endpoint, signer);

function tagged(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

async function assumed(client: SandboxClient, role: string, more: Record<string, string> = {}): Promise<SandboxClient> {
  const reply = await sts(client, 'AssumeRole', { RoleArn: role, RoleSessionName: 'test', ...more });
  if (reply.status !== 200) throw new Error(`${reply.status} ${tagged(reply.body, 'Code')}: ${tagged(reply.body, 'Message')}`);
  return signedBy({
    accessKeyId: tagged(reply.body, 'AccessKeyId'),
    secretAccessKey: tagged(reply.body, 'SecretAccessKey'),
    sessionToken: tagged(reply.body, 'SessionToken'),
  });
}

describe('a signature', () => {
  it('by the documented credentials is accepted', async () => {
    await list(signedBy(sandboxCredentials(account)));
    expect(tagged((await sts(shared.client, 'GetCallerIdentity')).body, 'Arn')).toBe(`arn:aws:iam::${account}:user/sandbox`);
  });

  it('by test and test, as every local AWS takes them, is the first account’s, and by test and another secret nobody’s', async () => {
    const arn = async (secretAccessKey: string) => tagged((await sts(signedBy({ accessKeyId: 'test', secretAccessKey }), 'GetCallerIdentity')).body, 'Arn');
    expect(await arn('test')).toBe(`arn:aws:iam::${account}:user/sandbox`);
    await list(signedBy({ accessKeyId: 'test', secretAccessKey: 'test' }));
    await expect(list(signedBy({ accessKeyId: 'test', secretAccessKey: 'guess' }))).rejects.toMatchObject({ code: 'InvalidSignatureException' });
  });

  it.each([
    ['an unknown key', { accessKeyId: '999999999999', secretAccessKey: 'sandbox' }, 'UnrecognizedClientException', 'InvalidClientTokenId', 403],
    ['a wrong secret', { accessKeyId: account, secretAccessKey: 'guess' }, 'InvalidSignatureException', 'SignatureDoesNotMatch', 403],
    [
      'a made-up session',
      { accessKeyId: account, secretAccessKey: 'sandbox', sessionToken: 'e30.AAAA' },
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      403,
    ],
  ])('by %s is refused in the words of each protocol', async (_, signer, json, query, status) => {
    await expect(list(signedBy(signer))).rejects.toMatchObject({ code: json, status: 400 });
    const reply = await sts(signedBy(signer), 'GetCallerIdentity');
    expect([reply.status, tagged(reply.body, 'Code')]).toEqual([status, query]);
    expect(tagged((await signedBy(signer).query('ec2', '2016-11-15', 'DescribeRegions')).body, 'Code')).toBe('AuthFailure');
  });

  it('that is missing or of another form is refused', async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'CloudApiService.ListResources' };
    expect(JSON.parse((await shared.client.http('POST', '/', headers, '{}')).body).__type).toContain('MissingAuthenticationTokenException');
    expect(JSON.parse((await shared.client.http('POST', '/', { ...headers, authorization: 'Bearer x' }, '{}')).body).__type).toContain(
      'IncompleteSignatureException',
    );
  });

  it('over another body than the one sent is refused', async () => {
    const signed = new SandboxClient(shared.sandbox.endpoint, account);
    const http = signed.http.bind(signed);
    signed.http = (method, path, headers, body) => http(method, path, headers, body.replace('Bucket', 'Backet'));
    await expect(list(signed)).rejects.toMatchObject({ code: 'InvalidSignatureException' });
  });

  it('of a clock that is off by more than five minutes is refused', async () => {
    for (const [skew, why] of [
      [-6 * 60_000, 'Signature expired'],
      [6 * 60_000, 'Signature not yet current'],
    ] as const) {
      const off = new SandboxClient(shared.sandbox.endpoint, account);
      off.skew = skew;
      await expect(list(off)).rejects.toMatchObject({
        code: 'InvalidSignatureException',
        message: expect.stringContaining(why),
      });
    }
  });

  it('for another service or an unknown region is refused', async () => {
    await expect(list(shared.client.at('mars-north-1'))).rejects.toMatchObject({
      code: 'InvalidSignatureException',
      message: expect.stringContaining('valid region'),
    });
    expect(tagged((await shared.client.query('sts', '2010-05-15', 'ListTypes')).body, 'Message')).toContain('correct service');
  });
});

describe('AssumeRole', () => {
  it('acts in the account of the built-in role', async () => {
    const there = await assumed(shared.client, sandboxRoleArn(otherAccount));
    expect(tagged((await sts(there, 'GetCallerIdentity')).body, 'Arn')).toBe(`arn:aws:sts::${otherAccount}:assumed-role/OrganizationAccountAccessRole/test`);
    await there.made('AWS::SQS::Queue', { QueueName: 'q' });
    expect((await shared.client.control<{ resources: object[] }>('GET', 'resources')).resources).toMatchObject([{ account: otherAccount }]);
  });

  it('looks at the trust policy and the external id of a role that exists', async () => {
    const trust = (principal: string, condition: object = {}) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', ...condition }],
    });
    await shared.other.made('AWS::IAM::Role', { RoleName: 'open', AssumeRolePolicyDocument: trust(`arn:aws:iam::${account}:root`) });
    await shared.other.made('AWS::IAM::Role', { RoleName: 'closed', AssumeRolePolicyDocument: trust(`arn:aws:iam::333333333333:root`) });
    await shared.other.made('AWS::IAM::Role', {
      RoleName: 'keyed',
      AssumeRolePolicyDocument: trust(account, { Condition: { StringEquals: { 'sts:ExternalId': 'word' } } }),
    });
    const role = (name: string) => `arn:aws:iam::${otherAccount}:role/${name}`;
    await assumed(shared.client, role('open'));
    await assumed(shared.client, role('keyed'), { ExternalId: 'word' });
    for (const [name, more] of [
      ['closed', {}],
      ['keyed', {}],
      ['keyed', { ExternalId: 'other' }],
      ['none', {}],
    ] as const)
      await expect(assumed(shared.client, role(name), more)).rejects.toThrow(/403 AccessDenied.*sts:AssumeRole/);
    await expect(assumed(shared.client, 'role/x')).rejects.toThrow(/400 ValidationError/);
    await expect(assumed(shared.client, role('open'), { DurationSeconds: '7200' })).rejects.toThrow(/MaxSessionDuration/);
  });

  it('gives credentials that expire with the clock', async () => {
    const there = await assumed(shared.client, sandboxRoleArn(otherAccount), { DurationSeconds: '900' });
    await list(there);
    await shared.client.control('POST', 'clock', { seconds: 901 });
    await expect(list(there)).rejects.toMatchObject({ code: 'ExpiredTokenException' });
    const reply = await sts(there, 'GetCallerIdentity');
    expect([reply.status, tagged(reply.body, 'Code')]).toEqual([403, 'ExpiredToken']);
  });
});

describe('a sandbox of any account', () => {
  it('has an account from its first use on, apart from the others, and its role; what is no account it refuses', async () => {
    const registry = loadRegistry();
    const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], anyAccount: true, speed: Number.POSITIVE_INFINITY, types: registry });
    try {
      const by = (signer: Signer) => new SandboxClient(sandbox.endpoint, signer);
      const accounts = async () => (await by(sandboxCredentials(account)).control<{ accounts: string[] }>('GET', 'status')).accounts;
      expect(await accounts()).toEqual([account]);
      const third = by(sandboxCredentials('333333333333'));
      expect(tagged((await sts(third, 'GetCallerIdentity')).body, 'Account')).toBe('333333333333');
      await third.made('AWS::SQS::Queue', { QueueName: 'theirs' });
      expect(await by(sandboxCredentials(account)).call('ListResources', { TypeName: 'AWS::SQS::Queue' })).toMatchObject({ ResourceDescriptions: [] });
      const reply = await sts(third, 'AssumeRole', { RoleArn: sandboxRoleArn('444444444444'), RoleSessionName: 'test' });
      expect(tagged(reply.body, 'Arn')).toContain('::444444444444:');
      expect(await accounts()).toEqual([account, '333333333333', '444444444444']);
      for (const accessKeyId of ['33333333333', '3333333333333', 'AKIAIOSFODNN7EXAMPLE'])
        await expect(list(by({ accessKeyId, secretAccessKey: 'sandbox' }))).rejects.toMatchObject({ code: 'UnrecognizedClientException' });
    } finally {
      await sandbox.close();
      registry.close();
    }
  });
});

describe('the other services', () => {
  it('list types in pages and describe each with its schema', async () => {
    const reply = await shared.client.query('cloudformation', '2010-05-15', 'ListTypes', {
      Visibility: 'PUBLIC',
      Type: 'RESOURCE',
      'Filters.TypeNamePrefix': 'AWS::S3::',
      MaxResults: '5',
    });
    const names = [...reply.body.matchAll(/<TypeName>([^<]+)/g)].map((match) => match[1]);
    expect(names).toHaveLength(5);
    const next = await shared.client.query('cloudformation', '2010-05-15', 'ListTypes', {
      Visibility: 'PUBLIC',
      'Filters.TypeNamePrefix': 'AWS::S3::',
      NextToken: tagged(reply.body, 'NextToken'),
    });
    expect(next.body).toContain('<TypeName>AWS::S3::');
    for (const name of names) expect(next.body).not.toContain(`<TypeName>${name}</TypeName>`);
    const described = await shared.client.query('cloudformation', '2010-05-15', 'DescribeType', { Type: 'RESOURCE', TypeName: 'AWS::S3::Bucket' });
    const schema = JSON.parse(
      tagged(described.body, 'Schema').replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    );
    expect(schema).toMatchObject({
      typeName: 'AWS::S3::Bucket',
      primaryIdentifier: ['/properties/BucketName'],
      createOnlyProperties: expect.arrayContaining(['/properties/BucketName']),
      readOnlyProperties: expect.arrayContaining(['/properties/Arn']),
    });
    const unknown = await shared.client.query('cloudformation', '2010-05-15', 'DescribeType', { Type: 'RESOURCE', TypeName: 'AWS::No::Such' });
    expect([unknown.status, tagged(unknown.body, 'Code')]).toEqual([404, 'TypeNotFoundException']);
  });

  it('list regions', async () => {
    const all = await shared.client.query('ec2', '2016-11-15', 'DescribeRegions');
    expect(all.body).toContain('<regionName>ap-southeast-1</regionName>');
    expect((await shared.client.query('ec2', '2016-11-15', 'DescribeRegions', { 'RegionName.1': 'eu-west-1' })).body.match(/<item>/g)).toHaveLength(1);
    expect(tagged((await shared.client.query('ec2', '2016-11-15', 'DescribeRegions', { 'RegionName.1': 'mars-1' })).body, 'Code')).toBe(
      'InvalidParameterValue',
    );
  });
});
