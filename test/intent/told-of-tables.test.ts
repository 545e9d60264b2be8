import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import { problemsOf, proposalOf } from './real-context.ts';

const toldOf = ({ evidence }: Proposal): string[] => evidence.map(({ words, effect }) => `${words}: ${effect}`);
const tablesOf = ({ resources }: Proposal) => resources.filter(({ type }) => type === 'AWS::DynamoDB::Table').map(({ properties }) => properties);

describe('what is told of a table', () => {
  it('is what its stream holds', () => {
    const made = proposalOf('a table named orders with partition key order_id and a stream of new images');
    expect(tablesOf(made)[0]).toMatchObject({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } });
    expect(toldOf(made)).toContain('stream: publishes every change in table_orders, with NEW_IMAGE of the item');
    expect(toldOf(proposalOf('a table named orders with partition key id and streams'))).toContain(
      'streams: publishes every change in table_orders, with NEW_AND_OLD_IMAGES of the item',
    );
  });

  it('is the type of each of its keys, where nobody said it', () => {
    const told = toldOf(proposalOf('a table named events with partition key id and sort key created_at'));
    expect(told).toContain('default: sets hash_key_type of table_events to S (text)');
    expect(told).toContain('default: sets sort_key_type of table_events to S (text)');
  });

  it.each(['as a number', 'as number', '(number)', 'of type number', 'which is a number', 'being numeric'])('is a key that is said %s', (says) => {
    const made = proposalOf(`a table named events with partition key id and sort key created_at ${says}`);
    expect(tablesOf(made)[0]?.['AttributeDefinitions']).toContainEqual({ AttributeName: 'created_at', AttributeType: 'N' });
    expect(toldOf(made).filter((one) => /sort_key_type/.test(one))).toHaveLength(1);
  });

  it('excepts what is said otherwise', () => {
    const told = toldOf(proposalOf('a table named cheap with provisioned capacity of 5 reads and 5 writes and partition key id'));
    expect(told).toContain('table: creates the DynamoDB table table_cheap, billed per request, except for BillingMode, which is said otherwise');
    expect(told).toContain('provisioned capacity of 5 reads and 5 writes: sets BillingMode of table_cheap to "PROVISIONED"');
  });

  it('is refused where a control and a property contradict each other', () => {
    const [problem] = problemsOf('an on-demand table named cheap with provisioned capacity of 5 reads and 5 writes and partition key id');
    expect(problem).toMatchObject({
      code: 'CONTROL_CONFLICT',
      message: '"on-demand" and "provisioned capacity of 5 reads and 5 writes" contradict each other',
    });
  });
});
