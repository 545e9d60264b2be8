import { describe, expect, it } from 'vitest';
import type { Question } from '../model/question.ts';
import { readAnswers } from './read-answers.ts';

const key: Question = {
  at: 'intent:3',
  slot: 'key',
  text: 'Which key?',
  options: [
    { letter: 'a', value: 'id', text: 'an identifier' },
    { letter: 'b', value: 'a', text: 'the attribute a' },
  ],
  open: true,
  default: 'id',
  because: null,
};
const kind: Question = {
  ...key,
  slot: 'kind',
  text: 'Which kind?',
  options: [{ letter: 'a', value: 'S', text: 'text' }],
  open: false,
  default: 'S',
  because: 'usual',
};

const values = (given: Record<string, string>) => {
  const read = readAnswers([key, kind], given);
  return read.ok ? Object.fromEntries(read.value.map(({ slot, value }) => [slot, value])) : read.problems.map(({ code, at }) => `${code} ${at}`);
};

describe('answers', () => {
  it.each([
    ['a letter', { 1: 'b', 2: 'a' }, { key: 'a', kind: 'S' }],
    ['a value', { 1: 'id', 2: 'S' }, { key: 'id', kind: 'S' }],
    ['a value that is also a letter: then it is the value', { 1: 'a' }, { key: 'a', kind: 'S' }],
    ['a value of one’s own', { 1: ' order_id ' }, { key: 'order_id', kind: 'S' }],
    ['silence, which takes a default with a reason and no arbitrary one', { 2: 'a' }, { kind: 'S' }],
  ])('are %s', (_, given, expected) => {
    expect(values(given)).toEqual(expected);
  });

  it.each([
    ['none', {}, ['INPUT_INVALID answers']],
    ['to a question that there is not', { 3: 'a' }, ['INPUT_INVALID answers.3']],
    ['no option where only options are right', { 1: 'id', 2: 'x' }, ['INPUT_INVALID answers.2']],
    ['empty', { 1: ' ' }, ['INPUT_INVALID answers.1']],
    ['without a number where there are several questions', { only: 'a' }, ['INPUT_INVALID answers.only']],
    ['without a number beside one with it', { only: 'a', 1: 'id' }, ['INPUT_INVALID answers.only']],
    ['wrong in several places, all of which are said', { 1: '', 2: '' }, ['INPUT_INVALID answers.1', 'INPUT_INVALID answers.2']],
  ])('are refused where they are %s', (_, given, expected) => {
    expect(values(given)).toEqual(expected);
  });

  it('are whose they were given, but for a default that nobody said', () => {
    for (const given of [{ 1: 'x' }, { 2: 'S' }]) {
      const read = readAnswers([key, kind], given, 'agent');
      expect(read.ok && read.value.flatMap(({ slot, by }) => (by === 'agent' ? [slot] : []))).toEqual(1 in given ? ['key'] : ['kind']);
    }
    expect(readAnswers([key], { only: 'x' }, 'agent')).toEqual({ ok: true, value: [{ at: 'intent:3', slot: 'key', value: 'x', by: 'agent' }] });
  });

  it('need no number where there is only one question', () => {
    expect(readAnswers([kind], { only: 'a' })).toMatchObject({ ok: true, value: [{ slot: 'kind', value: 'S' }] });
    expect(readAnswers([key], { only: 'Runtime=python3.12' })).toMatchObject({ ok: true, value: [{ slot: 'key', value: 'Runtime=python3.12' }] });
    expect(readAnswers([kind], { only: 'x' })).toMatchObject({ ok: false, problems: [{ at: 'answers.1' }] });
  });
});

const open: Question = {
  at: 'intent:1',
  slot: 'unread',
  text: 'What is meant?',
  options: [{ letter: 'a', value: 'leave out', text: 'nothing' }],
  open: true,
  default: 'leave out',
  because: null,
};

describe('an answer that gives a property a value', () => {
  it.each(['MasterUserPassword=hunter22x', 'MultiAZ=true, AuthToken = hunter22x', 'LoginProfile.Password="hunter22x"'])(
    'is refused where that is a secret, which no problem tells: %s',
    (said) => {
      const read = readAnswers([open], { 1: said });
      expect(read).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at: 'answers.1' }] });
      expect(JSON.stringify(read)).not.toContain('hunter22x');
    },
  );

  it.each(['MultiAZ=true', 'ManageMasterUserPassword=true', 'SecretArn=arn:aws:x', 'a plain text', 'leave out'])('is taken as it is elsewhere: %s', (value) => {
    expect(readAnswers([open], { only: value })).toEqual({ ok: true, value: [{ at: 'intent:1', slot: 'unread', value }] });
  });
});
