import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/kernel/json.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer, Question } from '../../src/model/question.ts';
import { proposalOf, resolveText } from './real-context.ts';

function questionsOf(text: string, answers: readonly Answer[] = []): readonly Question[] {
  const resolved = resolveText(text, answers);
  if (!resolved.ok || resolved.value.kind !== 'question') throw new Error(`no question: ${JSON.stringify(resolved)}`);
  return resolved.value.questions;
}

function answered(text: string, answers: readonly Answer[]): Proposal {
  const resolved = resolveText(text, answers);
  if (!resolved.ok || resolved.value.kind === 'question') throw new Error(`not answered: ${JSON.stringify(resolved)}`);
  return resolved.value;
}

const content = (proposal: Proposal): string =>
  canonicalJson({ ...proposal, resources: proposal.resources.map(({ said: _, ...resource }) => resource), evidence: [] } as never);
const key = (at: string, value: string): Answer => ({ at, slot: 'hash_key', value });
const type = (at: string, value: string): Answer => ({ at, slot: 'hash_key_type', value });

describe('what a sentence leaves open', () => {
  it('is asked at its place, with options, and with a default that is called arbitrary where it is', () => {
    expect(questionsOf('a table named orders')).toEqual([
      {
        at: 'intent:3',
        slot: 'hash_key',
        text: 'Which attribute is the partition key of "table named orders"?',
        options: [
          { letter: 'a', value: 'id', text: expect.any(String) },
          { letter: 'b', value: 'pk', text: expect.any(String) },
        ],
        open: true,
        default: 'id',
        because: null,
      },
      {
        at: 'intent:3',
        slot: 'hash_key_type',
        text: 'What does the partition key of "table named orders" hold?',
        options: [
          { letter: 'a', value: 'S', text: 'text' },
          { letter: 'b', value: 'N', text: 'a number' },
          { letter: 'c', value: 'B', text: 'bytes' },
        ],
        open: false,
        default: 'S',
        because: 'most keys are text',
      },
    ]);
  });

  it.each([
    ['a DynamoDB table', ['hash_key', 'hash_key_type']],
    ['a private bucket and a table with backups', ['hash_key', 'hash_key_type']],
    ['a table with a number partition key', ['hash_key']],
    ['a table with a number partition key and sort key ts', ['hash_key']],
    ['{"intent": "a table", "params": {"hash_key_type": "N"}}', ['hash_key']],
  ])('is nothing that was said: %s', (text, slots) => {
    expect(questionsOf(text).map(({ slot }) => slot)).toEqual(slots);
  });

  it.each(['a table keyed by id', 'a table with partition key order_id', '{"intent": "a table", "params": {"hash_key": "id"}}'])(
    'is nothing in: %s',
    (text) => {
      expect(proposalOf(text).resources).toHaveLength(1);
    },
  );

  it('does not offer what another part of the key is called already, nor take it for an answer', () => {
    const [question] = questionsOf('a table with sort key id');
    expect(question).toMatchObject({ options: [{ letter: 'a', value: 'pk' }], default: 'pk', because: null });
    expect(resolveText('a table with sort key id', [key('intent:3', 'id')])).toMatchObject({ ok: false, problems: [{ code: 'CONTROL_CONFLICT' }] });
    expect(resolveText('a table with partition key id and sort key id')).toMatchObject({ ok: false, problems: [{ code: 'CONTROL_CONFLICT' }] });
  });

  it('comes after words that nobody knows, and not at all where something cannot be understood', () => {
    expect(questionsOf('a flying table').map(({ at, slot }) => [at, slot])).toEqual([
      ['intent:3', 'unread'],
      ['intent:10', 'hash_key'],
      ['intent:10', 'hash_key_type'],
    ]);
    expect(resolveText('a table and an encrypted parameter with value x')).toMatchObject({ ok: false });
  });

  it('is no more than three questions: defaults with a reason are taken, and whoever leaves more open is told to say it', () => {
    expect(questionsOf('a table named orders and a table named users').map(({ at, slot }) => [at, slot])).toEqual([
      ['intent:3', 'hash_key'],
      ['intent:28', 'hash_key'],
    ]);
    expect(questionsOf('two tables').map(({ slot }) => slot)).toEqual(['hash_key', 'hash_key_type']);
    const four = ['a', 'b', 'c', 'd'].map((name) => `a table named t${name}`).join(', ');
    expect(resolveText(four)).toMatchObject({
      ok: false,
      problems: [{ code: 'INTENT_NOT_UNDERSTOOD', message: expect.stringContaining('4 things are left open') }],
    });
  });
});

describe('an answer', () => {
  it('makes the proposal that the sentence would have made with it, and shows how it would have been said', () => {
    for (const value of ['S', 'N', 'B']) {
      const proposal = answered('a table named orders', [key('intent:3', 'order_id'), type('intent:3', value)]);
      const said = proposal.evidence.filter(({ effect }) => /hash_key/.test(effect)).map(({ words }) => words);
      expect(said).toEqual(['partition key order_id', `partition key of type ${value}`]);
      expect(content(proposal)).toBe(content(proposalOf(`a table named orders with ${said.join(', ')}`)));
    }
  });

  it('leaves the type at its default where that is not answered', () => {
    expect(content(answered('a table', [key('intent:3', 'pk')]))).toBe(content(proposalOf('a table keyed by pk')));
  });

  it('is of one place: another table stays open', () => {
    const text = 'a table named orders and a table named users';
    expect(questionsOf(text, [key('intent:3', 'id')])).toMatchObject([
      { at: 'intent:28', slot: 'hash_key' },
      { at: 'intent:28', slot: 'hash_key_type' },
    ]);
    const both = answered(text, [key('intent:3', 'order_id'), key('intent:28', 'user_id')]);
    expect(content(both)).toBe(content(proposalOf('a table named orders keyed by order_id and a table named users keyed by user_id')));
  });

  it.each([
    ['a form that the attribute cannot have', key('intent:3', 'order id')],
    ['more than the attribute can hold', key('intent:3', 'x'.repeat(256))],
    ['nothing', key('intent:3', '')],
    ['a type that there is not', type('intent:3', 'date')],
  ])('is refused at its place where it is %s', (_, answer) => {
    expect(resolveText('a table', [answer])).toMatchObject({ ok: false, problems: [{ code: 'PROPERTY_INVALID', at: 'intent:3' }] });
  });

  it('that is about nothing of the sentence changes nothing', () => {
    expect(questionsOf('a table', [key('intent:1', 'x'), { at: 'intent:3', slot: '__proto__', value: 'x' }])).toEqual(questionsOf('a table'));
  });
});
