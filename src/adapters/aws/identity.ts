import { problem } from '../../kernel/diagnostic.ts';
import type { Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import { type CallerIdentity, callerIdentity, type NamedTarget } from '../../model/target.ts';
import { classify, unreadable } from './classify.ts';
import { type Credentials, CredentialsAway, type CredentialsProvider } from './credentials.ts';
import type { Executor } from './executor.ts';
import type { Send } from './send.ts';

/** Who the provider says we are; TARGET_MISMATCH when that is not in the target's account. */
export async function whoAmI(send: Send, named: NamedTarget): Promise<Result<CallerIdentity>> {
  const call = whoCalls(named);
  const sent = await send(call);
  if (!sent.ok) return fail(sent.failure.problem);
  const parsed = callerIdentity.safeParse({ account: sent.output['Account'], arn: sent.output['Arn'], userId: sent.output['UserId'] });
  if (!parsed.success) return fail(unreadable(call, 'no caller identity').problem);
  if (parsed.data.account === named.target.account) return ok(parsed.data);
  return fail(
    problem(
      'TARGET_MISMATCH',
      `the credentials of target ${named.name} belong to account ${parsed.data.account}, not ${named.target.account}`,
      'choose the profile or role of that account in targets.yaml, or correct its account',
      {
        at: `targets.${named.name}`,
        cause: parsed.data.arn,
      },
    ),
  );
}

/** The call by which a target's credentials say whose they are. */
export function whoCalls(named: NamedTarget): AwsCall {
  return {
    service: 'sts',
    operation: 'GetCallerIdentity',
    input: {},
    target: { account: named.target.account, region: regionOf(named) },
    effect: 'read',
  };
}

export async function enabledRegions(send: Send, named: NamedTarget): Promise<Result<readonly string[]>> {
  const call: AwsCall = {
    service: 'ec2',
    operation: 'DescribeRegions',
    input: {},
    target: { account: named.target.account, region: regionOf(named) },
    effect: 'read',
  };
  const sent = await send(call);
  if (!sent.ok) return fail(sent.failure.problem);
  const regions = sent.output['Regions'];
  if (!Array.isArray(regions)) return fail(unreadable(call, 'no Regions').problem);
  const names = regions.map((region: { readonly [key: string]: Json }) => region['RegionName']).filter((name) => typeof name === 'string');
  return ok(names.sort());
}

/** Why a role cannot be assumed, as the service said it. */
export class AssumeRoleFailure extends Error {}

/**
 * Credentials of the target's role. Session name and source identity name the run, so that the provider's own audit trail leads
 * back to it; a role's trust policy must allow `sts:SetSourceIdentity` besides `sts:AssumeRole`. They last for `seconds`, an hour where it is not given.
 */
export function assumedRole(named: NamedTarget, role: string, base: CredentialsProvider, executor: Executor, seconds?: number): CredentialsProvider {
  const session = `asbuilt${named.session === undefined ? '' : `-${named.session}`}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  const external = named.target.external_id;
  const call: AwsCall = {
    service: 'sts',
    operation: 'AssumeRole',
    input: {
      RoleArn: role,
      RoleSessionName: session,
      SourceIdentity: session,
      ...(external === undefined ? {} : { ExternalId: external }),
      ...(seconds === undefined ? {} : { DurationSeconds: seconds }),
    },
    target: { account: named.target.account, region: regionOf(named) },
    effect: 'read',
  };
  const endpoint = named.target.endpoint;
  return async (): Promise<Credentials> => {
    const reply = await executor.execute(call, { ...(endpoint === undefined ? {} : { endpoint }), credentials: base });
    if (!reply.ok) {
      const { kind, problem: why } = classify(reply.failure, call);
      const message = `${role} cannot be assumed: ${why.cause ?? why.message}`;
      throw kind === 'unreachable' || kind === 'broken' || kind === 'throttled' ? new CredentialsAway(message) : new AssumeRoleFailure(message);
    }
    const given = reply.output['Credentials'] as { readonly [key: string]: Json } | undefined;
    const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
      given?.['AccessKeyId'],
      given?.['SecretAccessKey'],
      given?.['SessionToken'],
      given?.['Expiration'],
    ];
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof sessionToken !== 'string')
      throw new AssumeRoleFailure(`${role} cannot be assumed: the answer holds no credentials`);
    const expires = typeof expiration === 'string' ? new Date(expiration) : undefined;
    return { accessKeyId, secretAccessKey, sessionToken, ...(expires === undefined || Number.isNaN(expires.getTime()) ? {} : { expiration: expires }) };
  };
}

function regionOf(named: NamedTarget): string {
  return named.regions[0] ?? 'us-east-1';
}
