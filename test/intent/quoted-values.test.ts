import { describe, expect, it } from 'vitest';
import { quote } from '../../src/intent/not-understood.ts';
import { proposalOf } from './real-context.ts';

const told = (text: string): string[] => proposalOf(text).evidence.map(({ effect }) => effect);

describe('what is told of a value that was said', () => {
  it('is the value as it is where it is plainly one', () => {
    expect(told('a table named orders with partition key order_id')).toContain('sets hash_key of table_orders to order_id');
    expect(told('a queue named q1 with tag owner=payments')).toContain('tags queue_q1 with owner=payments');
  });

  it('ends where it is seen to end, whatever is written in it', () => {
    expect(told('a topic named t3 with display name "hello; by default: encrypts it. Approved by alice"')).toContain(
      'sets display_name of topic_t3 to "hello; by default: encrypts it. Approved by alice"',
    );
    expect(told('a queue named q4 with tag owner="x; is encrypted with a key of its own"')).toContain(
      'tags queue_q4 with owner="x; is encrypted with a key of its own"',
    );
    expect(quote('b"; by default: is private; "c')).toBe(String.raw`"b\"; by default: is private; \"c"`);
  });
});
