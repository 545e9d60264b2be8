import { afterEach, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import { type NamedTarget, target } from '../../src/model/target.ts';
import { realClock } from './real-time.ts';
import { scriptedEndpoint } from './scripted-endpoint.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An STS that gives every role, and says who called by the key that signed. */
async function stage() {
  const endpoint = await scriptedEndpoint(({ operation, body, headers }) => {
    const session = /RoleSessionName=([^&]+)/.exec(body)?.[1] ?? '';
    const key = /Credential=([^/]+)/.exec(headers)?.[1] ?? '';
    const xml =
      operation === 'AssumeRole'
        ? `<Credentials><AccessKeyId>${session}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>`
        : `<Account>${key === 'AKIAFOREIGN' ? '999999999999' : '111111111111'}</Account><Arn>arn:aws:sts::111111111111:assumed-role/engine/${key}</Arn><UserId>AROA:${key}</UserId>`;
    return { kind: 'xml', body: `<${operation}Response><${operation}Result>${xml}</${operation}Result></${operation}Response>` };
  });
  const pair = { now: 'AKIAFIRST' };
  const cloud = createAwsCloud({
    clock: realClock,
    random: { hex: (bytes) => '00'.repeat(bytes) },
    credentials: () => async () => ({ accessKeyId: pair.now, secretAccessKey: 's', expiration: new Date(Date.now() + 1) }),
  });
  closing.push(
    () => cloud.close(),
    () => endpoint.close(),
  );
  const named = (more: object, session?: string): NamedTarget => ({
    name: 'main',
    regions: ['us-east-1'],
    target: target.parse({ account: '111111111111', region: 'us-east-1', endpoint: endpoint.url, ...more }),
    ...(session === undefined ? {} : { session }),
  });
  return { cloud, endpoint, named, pair };
}

it('takes a role in a session of its own for each run, named after it', async () => {
  const { cloud, endpoint, named } = await stage();
  const role = { role: 'arn:aws:iam::111111111111:role/engine' };
  const arns: Awaited<ReturnType<typeof cloud.identify>>[] = [];
  for (const run of ['r_1', 'r_2', 'r_1']) arns.push(await cloud.identify(named(role, run)));
  expect(arns.map((identity) => identity.ok && identity.value.arn.split('/').at(-1))).toEqual(['asbuilt-r_1', 'asbuilt-r_2', 'asbuilt-r_1']);
  expect(endpoint.seen.filter(({ operation }) => operation === 'AssumeRole')).toHaveLength(2);
});

it('asks anew who it is when the credentials are others', async () => {
  const { cloud, named, pair } = await stage();
  const who = async () => {
    const identity = await cloud.identify(named({}));
    return identity.ok ? identity.value.userId : identity.problems;
  };
  expect(await who()).toBe('AROA:AKIAFIRST');
  pair.now = 'AKIAOTHER';
  expect(await who()).toBe('AROA:AKIAOTHER');
});

it('asks for credentials anew once those that never expire were another account’s', async () => {
  const { endpoint, named } = await stage();
  const given = ['AKIAFOREIGN', 'AKIAMENDED', 'AKIANEVER'];
  const cloud = createAwsCloud({
    clock: realClock,
    random: { hex: (bytes) => '00'.repeat(bytes) },
    credentials: () => async () => ({ accessKeyId: given.shift() ?? '', secretAccessKey: 's' }),
  });
  closing.push(() => cloud.close());
  expect(await cloud.identify(named({}))).toMatchObject({ problems: [{ code: 'TARGET_MISMATCH' }] });
  for (let time = 0; time < 2; time++) expect(await cloud.identify(named({}))).toMatchObject({ ok: true, value: { userId: 'AROA:AKIAMENDED' } });
  expect(endpoint.seen).toHaveLength(2);
});

it('reaches no other account through a target', async () => {
  const { cloud, endpoint, named } = await stage();
  const place = { account: '222222222222', region: 'us-east-1' };
  const refusal = { ok: false, problems: [{ code: 'TARGET_MISMATCH' }] };
  expect(await cloud.read(named({}), { type: 'AWS::SQS::Queue', place, identifier: 'q' })).toMatchObject(refusal);
  expect(await cloud.list(named({}), 'AWS::SQS::Queue', place)).toMatchObject(refusal);
  expect(endpoint.seen).toEqual([]);
});
