import { expect, it } from 'vitest';
import type { AwsCall } from '../../model/call.ts';
import { CredentialsAway } from './credentials.ts';
import { type Executor, type RawFailure, withoutCredentials } from './executor.ts';
import { AssumeRoleFailure, assumedRole, whoAmI } from './identity.ts';

const named = {
  name: 't',
  regions: ['us-east-1'],
  target: { cloud: 'aws', account: '111111111111', region: 'us-east-1', dialect: 'native', executor: 'sdk' },
} as const;
const base = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
const failing = (failure: RawFailure): Executor => ({ execute: async () => ({ ok: false, failure }), close() {} });
const assume = (failure: RawFailure) => assumedRole({ ...named, target: { ...named.target, simulated: false } }, 'role', base, failing(failure))();

it('is who the provider says, and nobody in another account', async () => {
  const target = { ...named, target: { ...named.target, simulated: false } };
  const saying = (account: string) => async () => ({ ok: true, output: { Account: account, Arn: `arn:aws:iam::${account}:user/u`, UserId: 'AIDA' } }) as const;
  expect(await whoAmI(saying('111111111111'), target)).toEqual({
    ok: true,
    value: { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/u', userId: 'AIDA' },
  });
  expect(await whoAmI(saying('222222222222'), target)).toMatchObject({ ok: false, problems: [{ code: 'TARGET_MISMATCH' }] });
  expect(await whoAmI(async () => ({ ok: true, output: {} }), target)).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_UNREACHABLE' }] });
});

it('names the run in the provider’s own audit trail when it takes a role, and gives the external id', async () => {
  const asked: AwsCall[] = [];
  const executor: Executor = {
    async execute(call) {
      asked.push(call);
      return { ok: true, output: { Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: '2026-01-01T00:00:00.000Z' } } };
    },
    close() {},
  };
  const target = { ...named, session: 'r_0123', target: { ...named.target, simulated: false, external_id: 'ours' } };
  expect(await assumedRole(target, 'arn:aws:iam::111111111111:role/engine', base, executor)()).toMatchObject({ accessKeyId: 'ASIA', sessionToken: 't' });
  expect(asked[0]).toMatchObject({
    operation: 'AssumeRole',
    input: { RoleArn: 'arn:aws:iam::111111111111:role/engine', RoleSessionName: 'asbuilt-r_0123', SourceIdentity: 'asbuilt-r_0123', ExternalId: 'ours' },
  });
});

it('tells a role that cannot be assumed from a service that cannot be asked for it', async () => {
  await expect(assume({ origin: 'service', code: 'AccessDenied', message: 'no', status: 403 })).rejects.toThrow(AssumeRoleFailure);
  await expect(assume({ origin: 'transport', sent: false, message: 'ECONNREFUSED' })).rejects.toThrow(CredentialsAway);
  await expect(assume({ origin: 'transport', sent: true, message: 'reset' })).rejects.toThrow(CredentialsAway);
  await expect(assume({ origin: 'service', code: 'Throttling', message: 'slower', status: 400 })).rejects.toThrow(CredentialsAway);
});

it('takes a call whose credentials cannot be asked for just now as one that was not sent, and may be later', () => {
  expect(withoutCredentials(new CredentialsAway('m'))).toEqual({ ok: false, failure: { origin: 'transport', sent: false, message: 'm' } });
  expect(withoutCredentials(new AssumeRoleFailure('m'))).toEqual({ ok: false, failure: { origin: 'local', code: 'credentials', message: 'm' } });
});
