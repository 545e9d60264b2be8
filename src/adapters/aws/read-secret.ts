import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { SecretSource } from '../../model/secret.ts';
import type { Place } from '../../model/target.ts';
import { unreadable } from './classify.ts';
import type { Send } from './send.ts';

type Remote = Exclude<SecretSource, { kind: 'file' }>;

/**
 * The text of a parameter of Systems Manager (decrypted) or of a secret of Secrets Manager. CLOUD_NOT_FOUND where it is certainly not there, SECRET_UNUSABLE where it holds no text; where the
 * value may not be read, whether it is there is still asked, so that CLOUD_DENIED means no more than that.
 */
export async function readSecret(send: Send, source: Remote, target: Place): Promise<Result<string>> {
  const call = valueCall(source, target);
  const sent = await send(call);
  if (!sent.ok && sent.failure.kind === 'denied') {
    const there = await send(existenceCall(source, target));
    const gone = there.ok ? isEmptyList(there.output['Parameters']) : there.failure.kind === 'not-found';
    if (gone) return fail(problem('CLOUD_NOT_FOUND', 'a look without its value finds nothing of that name', 'make it, or name another one'));
  }
  if (!sent.ok) return fail(absentCodes.has(sent.failure.code) ? { ...sent.failure.problem, code: 'CLOUD_NOT_FOUND' } : sent.failure.problem);
  const text = source.kind === 'ssm' ? (sent.output['Parameter'] as JsonObject | undefined)?.['Value'] : sent.output['SecretString'];
  if (typeof text === 'string') return source.kind === 'ssm' ? ok(text) : memberOf(text, source.member);
  if (source.kind === 'secretsmanager' && sent.output['SecretBinary'] !== undefined) return fail(unusable('it is binary'));
  return fail(unreadable(call, 'no value').problem);
}

/** Systems Manager and Secrets Manager API references, errors of GetParameter and GetSecretValue. */
const absentCodes: ReadonlySet<string> = new Set(['ParameterNotFound', 'ParameterVersionNotFound', 'ResourceNotFoundException']);

function valueCall(source: Remote, target: Place): AwsCall {
  const read = { target, effect: 'read' } as const;
  return source.kind === 'ssm'
    ? { ...read, service: 'ssm', operation: 'GetParameter', input: { Name: source.parameter, WithDecryption: true } }
    : { ...read, service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: source.id } };
}

function existenceCall(source: Remote, target: Place): AwsCall {
  const read = { target, effect: 'read' } as const;
  if (source.kind === 'secretsmanager') return { ...read, service: 'secretsmanager', operation: 'DescribeSecret', input: { SecretId: source.id } };
  const named = { Key: 'Name', Option: 'Equals', Values: [source.parameter.replace(/:[^:/]*$/, '')] };
  return { ...read, service: 'ssm', operation: 'DescribeParameters', input: { ParameterFilters: [named] } };
}

/** A member of a secret that is JSON: the whole name, or one name within another. */
function memberOf(text: string, path: readonly string[]): Result<string> {
  if (path.length === 0) return ok(text);
  let value: Json | undefined;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return fail(unusable('it is not JSON, and a member of it is asked for'));
  }
  const whole = isJsonObject(value) ? value[path.join('.')] : undefined;
  for (const name of whole === undefined ? path : []) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const found = whole ?? value;
  if (typeof found === 'string') return ok(found);
  if (typeof found === 'number' || typeof found === 'boolean') return ok(String(found));
  return fail(unusable(found === undefined ? `it has no member ${path.join('.')}` : `its member ${path.join('.')} is no text`));
}

function unusable(cause: string) {
  return problem('SECRET_UNUSABLE', 'the secret cannot be used', 'name what holds a text', { cause });
}

function isEmptyList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}
