import { describe, expect, it } from 'vitest';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Observed, ResourceBinding } from '../model/observed.ts';
import { formerNode } from './binding-of.ts';
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
    expect(settleDoubts(books, observed)).toEqual({ books, observed });
  });

  it.each([
    ['is not there', absent],
    ['is somebody else’s', live('a', 'foreign')],
  ])('is no part of the books when it %s', (_, found) => {
    const settled = settleDoubts([bound('topic', 'a', { doubtful: true })], new Map([['topic', found]]));
    expect(settled.books).toEqual([]);
  });

  it('is the resource of its node when it is there, found by its tags', () => {
    const settled = settleDoubts([bound('topic', '', { doubtful: true, applied: { TopicName: 'a' } })], new Map([['topic', live('a')]]));
    expect(settled.books).toEqual([bound('topic', 'a', { applied: {} })]);
    expect(settled.observed.get('topic')).toEqual(live('a'));
  });

  it('stays out of the plan while it cannot be read', () => {
    const settled = settleDoubts([bound('topic', 'a', { doubtful: true })], new Map([['topic', { kind: 'unread', reason: 'no list' }]]));
    expect(settled.books).toEqual([]);
  });

  it('takes over the node that it was to replace, and what it replaced waits to be deleted', () => {
    const beside = bound('former_topic_x', 'new', { doubtful: true, formerly: topic });
    const observed = new Map([
      ['topic', live('old', 'made')],
      ['former_topic_x', live('new')],
    ]);
    const former = bound(formerNode('topic', 'old'), 'old', { formerly: topic });
    const settled = settleDoubts([bound('topic', 'old'), beside], observed);
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
    );
    expect(settled.books).toEqual([bound('topic', 'old')]);
    expect(settled.observed).toEqual(new Map([['topic', live('old', 'made')]]));
  });
});
