import { describe, expect, it } from 'vitest';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Observed, ResourceBinding } from '../model/observed.ts';
import { formerNode } from '../plan/former-binding.ts';
import { settleDoubts } from './settle-doubts.ts';

const bound = (node: string, identifier: string, more: Partial<ResourceBinding> = {}): ResourceBinding => ({
  kind: 'resource',
  deployment: 'web' as DeploymentName,
  node: node as NodeAddress,
  type: 'AWS::SNS::Topic',
  at: { target: 'sandbox', cloud: 'aws', account: '123456789012', region: 'us-east-1' },
  identifier,
  creation: null,
  applied: { TopicName: identifier },
  echo: {},
  deviations: [],
  outputs: {},
  writeOnlyDigests: {},
  retain: false,
  ...more,
});
const live = (identifier: string, ownership: 'made' | 'found' | 'foreign' = 'found'): Observed => ({
  kind: 'live',
  identifier,
  properties: {},
  ownership,
  creation: null,
});
const absent: Observed = { kind: 'absent' };
const topic = 'topic' as NodeAddress;

describe('a creation of unknown outcome', () => {
  it('leaves books without doubts as they are', () => {
    const books = [bound('topic', 'a')];
    const observed = new Map([['topic', live('a', 'made')]]);
    expect(settleDoubts(books, observed, 0)).toEqual({ books, observed, unseen: new Map() });
  });

  it('stays doubtful where something stands under its name that does not say whose it is, unless its node keeps what was to be replaced', () => {
    const observed = new Map([['topic', live('a', 'foreign')]]);
    expect(settleDoubts([bound('topic', 'a', { doubtful: true })], observed, 0).books).toMatchObject([{ identifier: 'a', doubtful: true, applied: {} }]);
    const beside = bound('former_topic_1', 'a', { doubtful: true, formerly: topic });
    const seen = new Map([['former_topic_1', live('a', 'foreign')]]);
    expect(settleDoubts([beside], seen, 0, new Set(['topic'])).books).toEqual([]);
    expect(settleDoubts([beside], seen, 0).books).toMatchObject([{ node: 'former_topic_1', doubtful: true }]);
  });

  it.each([
    ['is not there', absent],
    ['is somebody else’s', live('b', 'foreign')],
  ])('is no part of the books when it %s', (_, found) => {
    const settled = settleDoubts([bound('topic', 'a', { doubtful: true })], new Map([['topic', found]]), 0);
    expect(settled.books).toEqual([]);
  });

  it('is the resource of its node when it is there, found by its tags', () => {
    const settled = settleDoubts([bound('topic', '', { doubtful: true, applied: { TopicName: 'a' } })], new Map([['topic', live('a')]]), 0);
    expect(settled.books).toEqual([bound('topic', 'a', { applied: {} })]);
    expect(settled.observed.get('topic')).toEqual(live('a'));
  });

  it('stays out of the plan while it cannot be read', () => {
    const settled = settleDoubts([bound('topic', 'a', { doubtful: true })], new Map([['topic', { kind: 'unread', reason: 'no list' }]]), 0);
    expect(settled.books).toEqual([]);
  });

  it('stays in the books, for the plan to strike it, where no look can ever tell', () => {
    const doubt = bound('topic', 'a', { doubtful: true });
    const settled = settleDoubts([doubt], new Map([['topic', { kind: 'unread', reason: 'no list', never: true }]]), 0);
    expect(settled.books).toEqual([doubt]);
  });

  it('takes over the node that it was to replace, and what it replaced waits to be deleted', () => {
    const beside = bound('former_topic_x', 'new', { doubtful: true, formerly: topic });
    const observed = new Map([
      ['topic', live('old', 'made')],
      ['former_topic_x', live('new')],
    ]);
    const former = bound(formerNode('topic', 'old'), 'old', { formerly: topic });
    const settled = settleDoubts([bound('topic', 'old'), beside], observed, 0);
    expect(settled.books).toHaveLength(2);
    expect(settled.books).toEqual(expect.arrayContaining([bound('topic', 'new', { applied: {} }), former]));
    expect(settled.observed).toEqual(
      new Map([
        ['topic', live('new')],
        [former.node, live('old', 'made')],
      ]),
    );
  });

  it('leaves the node alone when the replacement did not happen', () => {
    const beside = bound('former_topic_x', 'new', { doubtful: true, formerly: topic });
    const settled = settleDoubts(
      [bound('topic', 'old'), beside],
      new Map([
        ['topic', live('old', 'made')],
        ['former_topic_x', absent],
      ]),
      0,
    );
    expect(settled.books).toEqual([bound('topic', 'old')]);
    expect(settled.observed).toEqual(new Map([['topic', live('old', 'made')]]));
  });

  it('may still come to light where only a listing could show it, for as long as listings may lag', () => {
    const asked = bound('topic', '', { doubtful: true, askedAt: '2026-01-01T00:00:00.000Z' });
    const unseenAt = (minutes: number, doubt = asked, found: Observed = absent) =>
      settleDoubts([doubt], new Map([['topic', found]]), Date.parse('2026-01-01T00:00:00.000Z') + minutes * 60_000).unseen;
    expect(unseenAt(14)).toEqual(new Map([['topic', 'AWS::SNS::Topic']]));
    expect(unseenAt(15).size).toBe(0);
    expect(unseenAt(1, { ...asked, identifier: 'a' }).size).toBe(0);
    expect(unseenAt(1, asked, live('a')).size).toBe(0);
  });
});
