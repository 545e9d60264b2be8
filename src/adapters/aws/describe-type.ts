import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { NamedTarget } from '../../model/target.ts';
import { unreadable } from './classify.ts';
import type { Send } from './send.ts';

/** The text of a type's schema as the target's account knows it in its default region; TYPE_UNKNOWN where it does not. */
export async function describeType(send: Send, named: NamedTarget, type: string): Promise<Result<string>> {
  const region = named.regions[0] ?? 'us-east-1';
  const call: AwsCall = {
    service: 'cloudformation',
    operation: 'DescribeType',
    input: { Type: 'RESOURCE', TypeName: type },
    target: { account: named.target.account, region },
    effect: 'read',
  };
  const sent = await send(call);
  if (sent.ok) {
    const schema = sent.output['Schema'];
    return typeof schema === 'string' ? ok(schema) : fail({ ...unreadable(call, 'no Schema').problem, at: type });
  }
  const { code, problem: why } = sent.failure;
  if (code !== 'TypeNotFoundException') return fail({ ...why, at: type });
  return fail(
    problem(
      'TYPE_UNKNOWN',
      `account ${named.target.account} has no resource type ${type} in ${region}`,
      'check its spelling: asbuilt types show <type>; a type of a third party must be activated in the account and region first',
      { at: type, ...(why.cause === undefined ? {} : { cause: why.cause }) },
    ),
  );
}
