import { describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import { type NamedTarget, target } from '../../model/target.ts';
import type { FailureKind } from './classify.ts';
import { scheduledDeletion } from './scheduled-deletion.ts';
import type { Sent } from './send.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
const named = { name: 'work', regions: [place.region], target: target.parse({ ...place, profile: 'work' }) } as NamedTarget;
const secret = { type: 'AWS::SecretsManager::Secret', place, name: 'shop/login', identifier: null };
const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/login-a1b2c3';

const asked: AwsCall[] = [];
const saying =
  (output: JsonObject) =>
  async (call: AwsCall): Promise<Sent> => {
    asked.push(call);
    return { ok: true, output };
  };
const failing = (kind: FailureKind) => async (): Promise<Sent> => ({ ok: false, failure: { kind, code: 'X', problem: problem('CLOUD_DENIED', 'no', 'no') } });

describe('what is scheduled for deletion', () => {
  it.each([1_900_000_000, '2030-03-17T17:46:40Z'])('is told with its day and what restores it, however the day is written (%s)', async (DeletedDate) => {
    expect(await scheduledDeletion(saying({ ARN: arn, DeletedDate }), named, secret)).toEqual({
      ok: true,
      value: {
        identifier: arn,
        name: 'shop/login',
        day: '2030-03-17',
        restore: `aws secretsmanager restore-secret --secret-id ${arn} --region eu-west-1 --profile work`,
      },
    });
  });

  it('is nothing where the thing is there, or is not', async () => {
    expect(await scheduledDeletion(saying({ ARN: arn }), named, secret)).toEqual({ ok: true, value: null });
    expect(await scheduledDeletion(failing('not-found'), named, secret)).toEqual({ ok: true, value: null });
  });

  it('is not known where it may not be asked', async () => {
    expect(await scheduledDeletion(failing('denied'), named, secret)).toMatchObject({ ok: false });
  });

  it('is asked of nothing that has no name or identifier, and of no other type', async () => {
    asked.length = 0;
    const send = saying({});
    for (const sought of [
      { ...secret, name: null },
      { ...secret, type: 'AWS::KMS::Key' },
      { ...secret, type: 'AWS::SQS::Queue' },
    ])
      expect(await scheduledDeletion(send, named, sought)).toEqual({ ok: true, value: null });
    expect(asked).toEqual([]);
  });
});
