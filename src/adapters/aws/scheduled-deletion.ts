import type { Json, JsonObject } from '../../kernel/json.ts';
import { valueAt } from '../../kernel/pointer.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { renderCommand } from '../../model/aws-cli.ts';
import type { AwsCall } from '../../model/call.ts';
import type { NamedTarget } from '../../model/target.ts';
import type { ScheduledDeletion, Sought } from '../../ports/cloud.ts';
import type { Send } from './send.ts';

interface Rule {
  readonly service: string;
  /** The read that tells it, and what of it is asked for. */
  readonly operation: string;
  readonly member: string;
  readonly by: 'name' | 'identifier';
  /** Where the answer has the day, and the identifier of the thing; it is scheduled where there is a day. */
  readonly day: string;
  readonly identifier: string;
  readonly restore: string;
}

/**
 * Types that are deleted only after days, and until then keep their name, or can be had back. Source: API references of Secrets Manager (DeleteSecret, DescribeSecret, RestoreSecret) and
 * KMS (ScheduleKeyDeletion, DescribeKey, CancelKeyDeletion).
 */
const rules: Readonly<Record<string, Rule>> = {
  'AWS::SecretsManager::Secret': {
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    member: 'SecretId',
    by: 'name',
    day: '/DeletedDate',
    identifier: '/ARN',
    restore: 'RestoreSecret',
  },
  'AWS::KMS::Key': {
    service: 'kms',
    operation: 'DescribeKey',
    member: 'KeyId',
    by: 'identifier',
    day: '/KeyMetadata/DeletionDate',
    identifier: '/KeyMetadata/KeyId',
    restore: 'CancelKeyDeletion',
  },
};

/** See `Cloud.scheduled`. */
export async function scheduledDeletion(
  send: Send,
  { target: { endpoint, profile } }: NamedTarget,
  { type, place, name, identifier }: Sought,
): Promise<Result<ScheduledDeletion | null>> {
  const rule = rules[type];
  const asked = rule?.by === 'name' ? name : identifier;
  if (rule === undefined || asked === null) return ok(null);
  const call = (operation: string, value: Json, effect: AwsCall['effect']): AwsCall => ({
    service: rule.service,
    operation,
    input: { [rule.member]: value },
    target: place,
    effect,
  });
  const at = { ...(endpoint === undefined ? {} : { endpoint }), ...(profile === undefined ? {} : { profile }) };
  const sent = await send(call(rule.operation, asked, 'read'));
  if (!sent.ok) return sent.failure.kind === 'not-found' ? ok(null) : fail(sent.failure.problem);
  const day = dayOf(sent.output, rule.day);
  const found = valueAt(sent.output, rule.identifier);
  if (day === null || typeof found !== 'string') return ok(null);
  return ok({ identifier: found, name: asked, day, restore: renderCommand(call(rule.restore, found, 'write'), at) });
}

/** A point in time as seconds since the epoch, or as the AWS CLI prints it. */
function dayOf(output: JsonObject, pointer: string): string | null {
  const told = valueAt(output, pointer);
  const at = typeof told === 'number' ? told * 1000 : typeof told === 'string' ? Date.parse(told) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}
