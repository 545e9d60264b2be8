import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

type Asked = Extract<ResponseOf<'ask'>, { readonly kind: 'question' }>;

/** A sentence that leaves something open, from the question to the table, with the real programs. */
describe('a sentence that leaves something open', () => {
  const checkout = new Checkout();
  const sentence = 'a table named orders';
  let asked: Asked;

  beforeAll(async () => {
    const started = await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
    asked = await checkout.json<Asked>('ask', sentence);
  });
  afterAll(() => checkout.end(), 60_000);

  it('comes to a question, and to the same one when it is said again', async () => {
    expect(asked).toMatchObject({ kind: 'question', id: expect.stringMatching(/^q_[0-9a-f]{12}$/) });
    expect(asked.questions.map(({ slot }) => slot)).toEqual(['hash_key', 'hash_key_type']);
    const again = await checkout.run('ask', sentence, '--json');
    expect(again.code).toBe(5);
    expect(JSON.parse(again.out)).toEqual(asked);
    expect((await checkout.json<ResponseOf<'plans'>>('plans', 'list')).plans).toEqual([]);
  });

  it('goes on from an answer, also after the engine was started anew, to the plan that the whole sentence comes to', async () => {
    expect((await checkout.run('down')).code).toBe(0);
    expect((await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity')).code).toBe(0);
    const { plan, kind } = await checkout.json<Proposed>('answer', asked.id, '1=order_id', '2=b');
    expect(kind).toBe('proposal');
    expect(plan.changes.map((change) => (change.kind === 'resource' ? change.after : null))).toMatchObject([
      {
        TableName: 'orders',
        KeySchema: [{ AttributeName: 'order_id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'order_id', AttributeType: 'N' }],
      },
    ]);
    const applied = await checkout.run('answer', asked.id, '1=order_id', '2=N', '--yes');
    expect(applied.code, applied.out + applied.err).toBe(0);
    const said = await checkout.json<Proposed>('ask', 'a table named orders with partition key order_id, partition key of type number');
    expect(said.plan.summary).toMatchObject({ create: 0, update: 0, unchanged: 1 });
  });

  it('refuses an answer that is none, and one to no question', async () => {
    expect((await checkout.run('answer', asked.id, '2=date')).code).toBe(2);
    expect((await checkout.run('answer', asked.id, '3=a')).code).toBe(2);
    expect((await checkout.run('answer', asked.id, '1=order id')).code).toBe(1);
    expect((await checkout.run('answer', 'q_000000000000', '1=a')).err).toContain('QUESTION_UNKNOWN');
  });
});
