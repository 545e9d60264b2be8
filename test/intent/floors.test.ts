import { beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books } from './books.ts';
import { proposalOf } from './real-context.ts';

const hiddenFor = ({ resources }: Proposal): unknown[] =>
  resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(({ properties }) => properties['VisibilityTimeout']);

describe('a queue that triggers a function', () => {
  let books: Books;
  beforeEach(() => {
    books = new Books();
  });

  it('hides a message for six times what the function may run, where it is new, and that is told', () => {
    const made = proposalOf('a lambda named thumbs with a timeout of 2 minutes triggered by a queue named inbox');
    expect(hiddenFor(made)).toEqual([720]);
    expect(made.evidence.map(({ effect }) => effect)).toContainEqual(
      expect.stringMatching(/^gives queue_inbox VisibilityTimeout of 720 seconds, 6 times what function_thumbs has: /),
    );
  });

  it('is asked how long, where what is said of it, or what stands, is less', async () => {
    const said = 'a lambda named thumbs with a timeout of 2 minutes triggered by a queue named inbox with a visibility timeout of 20 seconds';
    await books.make('a queue named emails');
    for (const text of [said, 'a lambda named thumbs with a timeout of 2 minutes triggered by the queue emails']) {
      const asked = await books.say(text);
      const [question, ...others] = asked.ok && asked.value.kind === 'question' ? asked.value.questions : [];
      expect(others).toEqual([]);
      expect(question?.text).toMatch(/^VisibilityTimeout of queue_\w+ is [23]0 seconds, less than Timeout of function_thumbs \(120\): /);
      const answers = [{ at: question?.at ?? '', slot: question?.slot ?? '', value: question?.default ?? '' }];
      expect(hiddenFor(await books.propose(text, answers))).toEqual([720]);
      expect(hiddenFor(await books.propose(text, [{ ...(answers[0] as (typeof answers)[0]), value: 'leave it' }]))).not.toEqual([720]);
    }
  });

  it('is asked about when the function gets more time later, or the queue less', async () => {
    await books.make('a lambda named thumbs with a timeout of 2 minutes triggered by a queue named inbox');
    for (const text of ['set the timeout of thumbs to 14 minutes', 'set the visibility timeout of inbox to 10 seconds'].map((one) =>
      one.replace('inbox', 'the queue inbox'),
    )) {
      const asked = await books.say(text);
      expect(asked.ok && asked.value.kind === 'question' ? asked.value.questions.map(({ slot }) => slot) : asked).toEqual(['queue_inbox.VisibilityTimeout']);
    }
    expect(hiddenFor(await books.propose('double the timeout of thumbs'))).toEqual([720]);
  });

  it('is let be where nothing of the two is spoken of', async () => {
    await books.make('a queue named inbox and a lambda named thumbs');
    expect(hiddenFor(await books.propose('an alarm when the queue inbox has more than 1000 messages'))).toEqual([undefined]);
  });
});
