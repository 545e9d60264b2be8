import type { Json } from '../../kernel/json.ts';
import { sandboxRole } from '../../model/sandbox-credentials.ts';
import type { Principal } from '../identity/principals.ts';
import { Draw } from '../types/draw.ts';
import { textAt } from '../types/pointer-paths.ts';
import type { QueryForm } from '../wire/query-form.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { XmlValue } from '../wire/xml.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';

type Handler = (context: CallContext, form: QueryForm) => Answer<Readonly<Record<string, XmlValue>>>;

export const stsOperations: Readonly<Record<string, Handler>> = { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole };

function getCallerIdentity(context: CallContext): ReturnType<Handler> {
  const { arn, userId, account } = context.caller.principal;
  return answer({ UserId: userId, Account: account, Arn: arn });
}

const hour = 3600;

function assumeRole(context: CallContext, form: QueryForm): ReturnType<Handler> {
  const arn = form.text('RoleArn') ?? '';
  const session = form.text('RoleSessionName') ?? '';
  const seconds = Number(form.text('DurationSeconds') ?? hour);
  const parts = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn);
  if (parts === null) return refuse('ValidationError', `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    return refuse(
      'ValidationError',
      "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    );
  const [, account = '', path = ''] = parts;
  const role = context.world.index.having('AWS::IAM::Role', 'Arn', arn).find((live) => live.state === 'live');
  const builtIn = path === sandboxRole && context.principals.knowsAccount(account);
  const longest = role === undefined ? 12 * hour : Number(role.properties['MaxSessionDuration'] ?? hour);
  if (!(seconds >= 900 && seconds <= longest))
    return refuse('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  const allowed = role === undefined ? builtIn : trusts(role, context.caller.principal, form.text('ExternalId'));
  if (!allowed) return refuse('AccessDenied', `User: ${context.caller.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const roleId = role === undefined ? `AROA${new Draw('role', account).upper(17)}` : (textAt(role.properties, ['RoleId']) ?? '');
  const principal: Principal = { account, arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`, userId: `${roleId}:${session}` };
  const credentials = context.principals.issue(principal, context.world.clock.now() + seconds * 1000);
  return answer({
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: `${new Date(credentials.expiresAt).toISOString().slice(0, 19)}Z`,
    },
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    PackedPolicySize: 6,
  });
}

/** Whether the role's trust policy lets the caller in: principal and `sts:ExternalId` are looked at, other conditions are not. */
function trusts(role: Live, caller: Principal, externalId: string | undefined): boolean {
  const statements = listOf(memberOf(role.properties['AssumeRolePolicyDocument'], 'Statement'));
  return statements.some((statement) => {
    if (memberOf(statement, 'Effect') !== 'Allow') return false;
    if (!listOf(memberOf(statement, 'Action')).some((action) => action === 'sts:AssumeRole' || action === 'sts:*' || action === '*')) return false;
    const wanted = memberOf(memberOf(memberOf(statement, 'Condition'), 'StringEquals'), 'sts:ExternalId');
    if (wanted !== undefined && !listOf(wanted).includes(externalId ?? '')) return false;
    const principal = memberOf(statement, 'Principal');
    const accepted = [caller.account, `arn:aws:iam::${caller.account}:root`, caller.arn, '*'];
    return principal === '*' || listOf(memberOf(principal, 'AWS')).some((one) => typeof one === 'string' && accepted.includes(one));
  });
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as { readonly [key: string]: Json })[name]
    : undefined;
}

function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
