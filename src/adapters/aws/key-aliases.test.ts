import { describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import { keyAliases } from './key-aliases.ts';
import type { Sent } from './send.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
const entry = (AliasName: string, TargetKeyId?: string) => ({
  AliasName,
  AliasArn: `arn:aws:kms:eu-west-1:123456789012:${AliasName}`,
  ...(TargetKeyId === undefined ? {} : { TargetKeyId }),
});

/** Answers with one page after the other, the last one again and again. */
function answering(...pages: readonly JsonObject[]) {
  const asked: AwsCall[] = [];
  const send = async (call: AwsCall): Promise<Sent> => {
    asked.push(call);
    return { ok: true, output: pages[Math.min(asked.length, pages.length) - 1] as JsonObject };
  };
  return { send, asked };
}

describe('what the aliases of keys mean', () => {
  it('is listed to the last page, but for an alias that has no key yet', async () => {
    const { send, asked } = answering(
      { Aliases: [entry('alias/one', 'k1'), entry('alias/aws/ebs')], Truncated: true, NextMarker: 'm' },
      { Aliases: [entry('alias/two', 'k2')], Truncated: false },
    );
    expect(await keyAliases(send, place)).toEqual({ ok: true, value: { 'alias/one': 'k1', 'alias/two': 'k2' } });
    expect(asked.map(({ service, operation, input, target, effect }) => [service, operation, input, target, effect])).toEqual([
      ['kms', 'ListAliases', { Limit: 100 }, place, 'read'],
      ['kms', 'ListAliases', { Limit: 100, Marker: 'm' }, place, 'read'],
    ]);
  });

  it('is not known where it may not be asked, the answer is none, or the listing does not end', async () => {
    const denied = async (): Promise<Sent> => ({ ok: false, failure: { kind: 'denied', code: 'X', problem: problem('CLOUD_DENIED', 'no', 'no') } });
    expect(await keyAliases(denied, place)).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_DENIED' }] });
    expect(await keyAliases(answering({}).send, place)).toMatchObject({ ok: false });
    expect(await keyAliases(answering({ Aliases: [entry('alias/one', 'k1')], NextMarker: 'm' }).send, place)).toMatchObject({ ok: false });
  });
});
