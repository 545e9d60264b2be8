import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamingRule } from '../model/knowledge.ts';
import { formName, givenName } from './physical-name.ts';

const bucket: NamingRule = {
  property: 'BucketName',
  form: '{deployment}-{node}-{digest}',
  dashes: true,
  minLength: 3,
  maxLength: 63,
  pattern: '^[a-z0-9][a-z0-9-]*[a-z0-9]$',
  rule: 'lower case',
};
const queue: NamingRule = {
  property: 'QueueName',
  form: '{deployment}-{node}',
  dashes: false,
  minLength: 1,
  maxLength: 80,
  pattern: '^[A-Za-z0-9_-]+(\\.fifo)?$',
  rule: 'letters',
  suffix: { when: 'FifoQueue', text: '.fifo' },
};
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,63}$/);

describe('formName', () => {
  it('is within the rule for every deployment and node, and always the same', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (deployment, node, fifo) => {
        for (const rule of [bucket, queue]) {
          const parts = { deployment, node, account: '111111111111', region: 'us-east-1' };
          const formed = formName('T', rule, parts, fifo && rule === queue);
          if (!formed.ok) throw new Error(formed.problems[0]?.message);
          expect(formed.value.length).toBeLessThanOrEqual(rule.maxLength);
          expect(formed.value).toMatch(new RegExp(rule.pattern, 'u'));
          expect(formName('T', rule, parts, fifo && rule === queue)).toEqual(formed);
        }
      }),
    );
  });

  it('tells apart places, deployments and nodes, also where names are cut', () => {
    const long = 'x'.repeat(60);
    const made = [
      { deployment: long, node: `${long}a`, account: '111111111111', region: 'us-east-1' },
      { deployment: long, node: `${long}b`, account: '111111111111', region: 'us-east-1' },
      { deployment: long, node: `${long}a`, account: '222222222222', region: 'us-east-1' },
      { deployment: 'a_b', node: 'c', account: '111111111111', region: 'us-east-1' },
      { deployment: 'a', node: 'b_c', account: '111111111111', region: 'us-east-1' },
    ].map((parts) => formName('T', bucket, parts, false));
    expect(new Set(made.map((formed) => formed.ok && formed.value)).size).toBe(made.length);
  });
});

describe('givenName', () => {
  const said = { words: 'named x', at: 'intent:9' };

  it('takes the name as it is, with the suffix the type asks for', () => {
    expect(givenName('T', queue, 'orders', said, true)).toEqual({ ok: true, value: 'orders.fifo' });
    expect(givenName('T', queue, 'orders.fifo', said, true)).toEqual({ ok: true, value: 'orders.fifo' });
    expect(givenName('T', queue, 'orders', said, false)).toEqual({ ok: true, value: 'orders' });
  });

  it('refuses a name that the type does not allow, where it was said', () => {
    for (const bad of ['orders.fifo', 'a b', ''])
      expect(givenName('T', queue, bad, said, false)).toMatchObject({ ok: false, problems: [{ code: 'PROPERTY_INVALID', at: 'intent:9' }] });
  });
});
