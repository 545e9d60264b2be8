import { describe, expect, it } from 'vitest';
import { type Credentials, renewing } from '../../src/adapters/aws/credentials.ts';
import type { Executor, RawFailure, Reply } from '../../src/adapters/aws/executor.ts';
import { createPace } from '../../src/adapters/aws/pace.ts';
import { sender } from '../../src/adapters/aws/send.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { AwsCall } from '../../src/model/call.ts';
import type { Permit } from '../../src/ports/permit.ts';
import { permitFor } from '../permit.ts';

const target = { account: '111111111111', region: 'us-east-1' };
const read: AwsCall = { service: 'sqs', operation: 'GetQueueUrl', input: {}, target, effect: 'read' };
const write: AwsCall = {
  service: 'sqs',
  operation: 'CreateQueue',
  input: { ClientToken: { $token: true }, Policy: { $json: { b: 1, a: 2 } } },
  target,
  effect: 'write',
};
const fine: Reply = { ok: true, output: {} };
const lost: RawFailure = { origin: 'transport', sent: true, message: 'the connection broke' };
const unsent: RawFailure = { origin: 'transport', sent: false, message: 'nobody listens' };
const said = (code: string, status = 400): RawFailure => ({ origin: 'service', code, message: '', status });

/** Answers in turn, the last one again and again; every call as it arrived, with the credentials that it was signed with. */
function stage(...answers: (Reply | RawFailure)[]) {
  const sent: { readonly call: AwsCall; readonly key: string }[] = [];
  let now = 0;
  let pairs = 0;
  const clock = {
    now: () => now,
    async sleep(milliseconds: number) {
      now += milliseconds;
    },
  };
  const executor: Executor = {
    async execute(call, session) {
      sent.push({ call, key: (await session.credentials()).accessKeyId });
      if (sent.length > 200) throw new Error('it is sent without an end');
      const answer = answers[Math.min(sent.length, answers.length) - 1] ?? fine;
      return 'ok' in answer ? answer : { ok: false, failure: answer };
    },
    close() {},
  };
  const fetched = async (): Promise<Credentials> => ({ accessKeyId: `pair ${++pairs}`, secretAccessKey: 's' });
  const pace = createPace({ concurrency: 1, retryBudget: 100, baseMilliseconds: 100, capMilliseconds: 1_000 }, clock, { hex: (bytes) => 'ff'.repeat(bytes) });
  return { sent, sender: sender({ executor, credentials: renewing(fetched, clock), paceOf: () => pace }) };
}

/** A permit for the write that remembers what it was asked, and refuses after so many times. */
function permit(asked: AwsCall[], refusesAfter = Number.POSITIVE_INFINITY): Permit {
  const real = permitFor([write], 'the-token');
  const admit: Permit['admit'] = async (call) => {
    asked.push(call);
    return asked.length > refusesAfter ? problem('APPROVAL_INVALID', 'withdrawn', 'approve it again') : real.admit(call);
  };
  return { ...real, admit };
}

describe('a call that is sent', () => {
  it('is not sent again when it wrote and no answer came', async () => {
    const { sent, sender: send } = stage(lost);
    expect(await send.under(permit([]))(write)).toMatchObject({ ok: false, failure: { kind: 'unknown' } });
    expect(sent).toHaveLength(1);
  });

  it('is not sent again when it wrote and the service failed', async () => {
    const { sent, sender: send } = stage(said('SomethingNew', 500));
    expect(await send.under(permit([]))(write)).toMatchObject({ ok: false, failure: { kind: 'unknown' } });
    expect(sent).toHaveLength(1);
  });

  it('is sent again when it only read, or never left', async () => {
    const reading = stage(lost, fine);
    expect(await reading.sender.read(read)).toEqual(fine);
    expect(reading.sent).toHaveLength(2);
    const writing = stage(unsent, fine);
    expect(await writing.sender.under(permit([]))(write)).toEqual(fine);
    expect(writing.sent).toHaveLength(2);
  });

  it('is sent with other credentials once when they are refused, and not with the same', async () => {
    const { sent, sender: send } = stage(said('ExpiredToken'));
    expect(await send.under(permit([]))(write)).toMatchObject({ ok: false, failure: { kind: 'credentials' } });
    expect(sent.map(({ key }) => key)).toEqual(['pair 1', 'pair 2']);
  });

  it('is sent again a few times when it is throttled, and not for ever', async () => {
    const { sent, sender: send } = stage(said('ThrottlingException'));
    expect(await send.read(read)).toMatchObject({ ok: false, failure: { kind: 'throttled' } });
    expect(sent).toHaveLength(11);
  });

  it('is sent again a few times when nobody listens, and not for ever', async () => {
    const { sent, sender: send } = stage(unsent);
    expect(await send.under(permit([]))(write)).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
    expect(sent).toHaveLength(4);
  });

  it('is not waited for when the service asks for a long pause', async () => {
    const { sent, sender: send } = stage({ origin: 'service', code: 'ThrottlingException', message: '', status: 400, retryAfterSeconds: 600 });
    expect(await send.read(read)).toMatchObject({ ok: false, failure: { kind: 'throttled' } });
    expect(sent).toHaveLength(1);
  });
});

describe('a call that writes', () => {
  it('is asked for before each sending, as it was signed, and encoded only then', async () => {
    const asked: AwsCall[] = [];
    const { sent, sender: send } = stage(said('ThrottlingException'), fine);
    await send.under(permit(asked))(write);
    expect(asked).toEqual([write, write]);
    expect(sent[1]?.call.input).toEqual({ ClientToken: 'the-token', Policy: '{"a":2,"b":1}' });
  });

  it('is not sent when its permit refuses, the first time or a later one', async () => {
    const never = stage(fine);
    expect(await never.sender.under(permit([], 0))(write)).toMatchObject({ ok: false, failure: { problem: { code: 'APPROVAL_INVALID' } } });
    expect(never.sent).toEqual([]);
    const once = stage(said('ThrottlingException'), fine);
    expect(await once.sender.under(permit([], 1))(write)).toMatchObject({ ok: false, failure: { problem: { code: 'APPROVAL_INVALID' } } });
    expect(once.sent).toHaveLength(1);
  });

  it('cannot be sent without a permit', async () => {
    const { sent, sender: send } = stage(fine);
    await expect(send.read(write)).rejects.toThrow('has no permit');
    expect(sent).toEqual([]);
  });
});
