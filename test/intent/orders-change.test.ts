import { describe, expect, it } from 'vitest';
import { ordersChange } from '../../src/intent/reading/orders-change.ts';
import { context } from './real-context.ts';

const standing = { ...context, names: new Map([['pair', new Set(['AWS::SQS::Queue'])]]) };

describe('a text that orders something of what is there', () => {
  it.each([
    'set the desired count of web to 4',
    'scale web to 4 tasks',
    'close port 443 on web',
    'raise the retention of web to 5 days',
    'never delete pair',
    'purge pair',
    'undo the deletion of the queue pair',
    'delete the retention of pair',
  ])('is told from a wish: %s', (text) => {
    expect(ordersChange(text, standing)).toBe(true);
  });

  it.each([
    'a web platform',
    'create a web platform for prod',
    'set up a pair platform',
    'a platform of pair',
    'pair platform',
    'spin up the web platform',
    'add a web platform',
  ])('is not what wants something new: %s', (text) => {
    expect(ordersChange(text, standing)).toBe(false);
  });
});
