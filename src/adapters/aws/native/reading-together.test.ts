import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import { classify } from '../classify.ts';
import type { Send, Sent } from '../send.ts';
import type { Together } from './native-type.ts';
import { sendTogether } from './reading-together.ts';

const together: Together = { asked: 'SubnetIds', answered: 'Subnets', by: 'SubnetId' };
const call = (id: string, region = 'us-east-1'): AwsCall => ({
  service: 'ec2',
  operation: 'DescribeSubnets',
  input: { SubnetIds: [id] },
  target: { account: '111111111111', region },
  effect: 'read',
});

/** A service that knows some subnets, holds its answers until it is told to give them, and remembers what it was asked for. */
function service(known: readonly string[], missing: 'refused' | 'left out' | 'AccessDenied' = 'refused') {
  const asked: (readonly string[])[] = [];
  const held: (() => void)[] = [];
  const answerTo = (sent: AwsCall): Sent => {
    const ids = sent.input['SubnetIds'] as readonly string[];
    const there = ids.filter((id) => known.includes(id));
    if (there.length === ids.length || missing === 'left out')
      return { ok: true, output: { RequestId: 'r', Subnets: there.map((SubnetId): JsonObject => ({ SubnetId, CidrBlock: `of ${SubnetId}` })) } };
    const code = missing === 'refused' ? 'InvalidSubnetID.NotFound' : missing;
    return { ok: false, failure: classify({ origin: 'service', code, message: 'words', status: 400 }, sent) };
  };
  const send: Send = (sent) => {
    asked.push(sent.input['SubnetIds'] as readonly string[]);
    return new Promise((resolve) => held.push(() => resolve(answerTo(sent))));
  };
  /** Gives every answer, also to what is asked because of one. */
  const answerAll = async () => {
    for (let quiet = 0; quiet < 3; quiet = held.length === 0 ? quiet + 1 : 0) {
      for (const give of held.splice(0)) give();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { send, asked, answerAll };
}

const outputOf = (sent: Sent): Json => (sent.ok ? sent.output : sent.failure.kind);
const alone = (id: string): Json => ({ RequestId: 'r', Subnets: [{ SubnetId: id, CidrBlock: `of ${id}` }] });

describe('reads of the same kind', () => {
  it('wait for the one that is under way, go out as one call, and are answered as if each had been sent alone', async () => {
    const { send, asked, answerAll } = service(['a', 'b', 'c']);
    const answers = ['a', 'b', 'c', 'b'].map((id) => sendTogether(send, call(id), together));
    await answerAll();
    expect((await Promise.all(answers)).map(outputOf)).toEqual([alone('a'), alone('b'), alone('c'), alone('b')]);
    expect(asked).toEqual([['a'], ['b', 'c']]);
  });

  it('never answer with what was sent before they were asked', async () => {
    const { send, asked, answerAll } = service(['a']);
    const answers = [sendTogether(send, call('a'), together), sendTogether(send, call('a'), together)];
    await answerAll();
    await Promise.all(answers);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it.each(['refused', 'left out'] as const)('find absent only what was asked for alone, whether the missing one is %s', async (missing) => {
    const { send, asked, answerAll } = service(['a', 'b'], missing);
    const answers = ['a', 'b', 'gone'].map((id) => sendTogether(send, call(id), together));
    await answerAll();
    const [, there, absent] = (await Promise.all(answers)).map(outputOf);
    expect(there).toEqual(alone('b'));
    expect(absent).toEqual(missing === 'refused' ? 'not-found' : { RequestId: 'r', Subnets: [] });
    expect(asked).toContainEqual(['gone']);
  });

  it('share a refusal that is not due to one of them', async () => {
    const { send, asked, answerAll } = service([], 'AccessDenied');
    const answers = ['a', 'b', 'c'].map((id) => sendTogether(send, call(id), together));
    await answerAll();
    expect((await Promise.all(answers)).map(outputOf)).toEqual(['denied', 'denied', 'denied']);
    expect(asked).toEqual([['a'], ['b', 'c']]);
  });

  it('of another place or another target are not mixed', async () => {
    const { send, asked, answerAll } = service(['a', 'b']);
    const other = service(['c']);
    const answers = [
      sendTogether(send, call('a'), together),
      sendTogether(send, call('b', 'eu-west-1'), together),
      sendTogether(other.send, call('c'), together),
    ];
    await Promise.all([answerAll(), other.answerAll()]);
    await Promise.all(answers);
    expect(asked).toEqual([['a'], ['b']]);
    expect(other.asked).toEqual([['c']]);
  });

  it('fail with a bug of the sender instead of waiting for ever, and the next ones go on', async () => {
    let sendings = 0;
    const send: Send = async () => {
      if (++sendings < 3) throw new Error('a bug');
      return { ok: true, output: { Subnets: [] } };
    };
    const answers = ['a', 'b'].map((id) => sendTogether(send, call(id), together));
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await sendTogether(send, call('a'), together)).toEqual({ ok: true, output: { Subnets: [] } });
  });

  describe('whose call tells of all when it names none', () => {
    const all: Together = { asked: 'Prefix', answered: 'Buckets', by: 'Name', whole: true };
    const listing = (prefix: string): AwsCall => ({
      service: 's3api',
      operation: 'ListBuckets',
      input: { MaxBuckets: 2, Prefix: prefix },
      target: { account: '111111111111', region: 'us-east-1' },
      effect: 'read',
    });

    it('share one, and ask alone for what its first page does not tell', async () => {
      const asked: JsonObject[] = [];
      const send: Send = async ({ input }) => {
        asked.push(input);
        await new Promise((resolve) => setImmediate(resolve));
        const named = ['a', 'b', 'c'].filter((name) => name.startsWith(String(input['Prefix'] ?? ''))).map((Name): JsonObject => ({ Name }));
        return { ok: true, output: named.length > 2 ? { Buckets: named.slice(0, 2), ContinuationToken: 'more' } : { Buckets: named } };
      };
      const answers = await Promise.all(['a', 'a', 'b', 'c', 'd'].map((name) => sendTogether(send, listing(name), all)));
      expect(answers.map(outputOf)).toEqual([...['a', 'a', 'b', 'c'].map((Name) => ({ Buckets: [{ Name }] })), { Buckets: [] }]);
      expect(asked.map((input) => input['Prefix'] ?? 'all')).toEqual(['a', 'all', 'c', 'd']);
    });
  });
});
