import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeAddress } from './names.ts';
import { nodeOfTag, nodeTagValue } from './node-tag.ts';

describe('the tag value of a node', () => {
  it('reads back to the node and type it was made of, whatever the key holds', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
      .filter((text) => !/["\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(text));
    const address = fc.oneof(
      fc.constantFrom('bucket', 'network.vpc', 'a_b.c1'),
      fc.nat(999).map((index) => `network.vpc[${index}]`),
      key.map((text) => `queues["${text}"]`),
      key.map((text) => `queues["${text}"].dead_letters[0]`),
    );
    fc.assert(
      fc.property(address, (node) => {
        expect(nodeAddress.safeParse(node).success).toBe(true);
        const value = nodeTagValue(node, 'AWS::S3::Bucket');
        expect(value).toMatch(/^[A-Za-z0-9+._:@-]{1,256}$/);
        expect(nodeOfTag(value)).toEqual({ node, type: 'AWS::S3::Bucket' });
      }),
    );
  });

  it('is different for different nodes and types', () => {
    expect(nodeTagValue('a[0]', 'T')).not.toBe(nodeTagValue('a["0"]', 'T'));
    expect(nodeTagValue('a', 'T')).not.toBe(nodeTagValue('a', 'U'));
  });

  it.each(['', 'bucket', '@T', 'bucket@', 'a+5@T', 'a+GG@T', 'a b@T', 'a+61@T', 'a+ff@T', 'a+FF@T'])('reads nothing out of %j', (value) => {
    expect(nodeOfTag(value)).toBeNull();
  });
});

describe('a node address', () => {
  it.each([
    'Bucket',
    '',
    'a.',
    '.a',
    'a[',
    'a[01]',
    'a[""]',
    'a["x"',
    'a[x]',
    'a["x\\"]',
    'a["x\n"]',
    'a!delete',
    'a['.concat('1'.repeat(7), ']'),
    'a'.repeat(161),
    `a["${'é'.repeat(40)}"]`,
    'a["\ud800"]',
    'a["x\u202ey"]',
    'a["x\u200b"]',
    'a["\u2028"]',
    'a["x\u3164"]',
    'a.b\udc00',
    'a[0][1]',
    'a.B',
  ])('is not %j', (text) => {
    expect(nodeAddress.safeParse(text).success).toBe(false);
  });
});
