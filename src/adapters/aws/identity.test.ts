import { expect, it } from 'vitest';
import { CredentialsAway } from './credentials.ts';
import { type Executor, type RawFailure, withoutCredentials } from './executor.ts';
import { AssumeRoleFailure, assumedRole } from './identity.ts';

const named = {
  name: 't',
  regions: ['us-east-1'],
  target: { cloud: 'aws', account: '111111111111', region: 'us-east-1', dialect: 'native', executor: 'sdk' },
} as const;
const base = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
const failing = (failure: RawFailure): Executor => ({ execute: async () => ({ ok: false, failure }), close() {} });
const assume = (failure: RawFailure) => assumedRole({ ...named, target: { ...named.target, simulated: false } }, 'role', base, failing(failure))();

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
