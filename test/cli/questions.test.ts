import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { Question } from '../../src/model/question.ts';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { sampleChange, samplePlan } from './sample-plan.ts';

const plan = samplePlan([sampleChange({ node: 'table' })]);
const key: Question = {
  at: 'intent:3',
  slot: 'hash_key',
  text: 'Which attribute is the partition key of "table"?',
  options: [
    { letter: 'a', value: 'id', text: 'an identifier of each item' },
    { letter: 'b', value: 'pk', text: 'a general key' },
  ],
  open: true,
  default: 'id',
  because: null,
};
const kind: Question = {
  ...key,
  slot: 'hash_key_type',
  text: 'What does it hold?',
  options: [
    { letter: 'a', value: 'S', text: 'text' },
    { letter: 'b', value: 'N', text: 'a number' },
  ],
  open: false,
  default: 'S',
  because: 'most keys are text',
};
const question = { kind: 'question' as const, id: 'q_0123456789ab', questions: [key, kind] };

function asking(): FakeEngine {
  const engine = new FakeEngine(plan);
  engine.open = question;
  return engine;
}
const answersOf = (engine: FakeEngine) => engine.calls.filter(([name]) => name === 'answer').map(([, request]) => request);

describe('a question', () => {
  it('is printed with its options, its place and the command that answers, and exits with 5, where nobody can be asked', async () => {
    const { code, out, asked } = await commandLine(['ask', 'a table'], { engine: asking() });
    expect(code).toBe(5);
    expect(asked).toEqual([]);
    expect(out).toContain('1  Which attribute is the partition key of "table"?  intent:3');
    expect(out).toMatch(/a {2}id {2}an identifier of each item {2}only a suggestion/);
    expect(out).toMatch(/a {2}S {2}text {2}default: most keys are text/);
    expect(out).toContain('or a value of your own');
    // A suggestion is nobody's answer yet.
    expect(out.trimEnd()).toMatch(/Next: asbuilt answer q_0123456789ab 1=…$/);
  });

  it('is one line of JSON with --json', async () => {
    const { code, json } = await commandLine(['ask', 'a table', '--json'], { engine: asking(), terminal: true });
    expect(code).toBe(5);
    expect(json()).toEqual([question]);
  });

  it('is asked at once on a terminal, where Enter takes a default that has a reason', async () => {
    const engine = asking();
    const { code, asked } = await commandLine(['ask', 'a table'], { engine, terminal: true, answers: ['order_id', '', 'y'] });
    expect(code).toBe(0);
    expect(asked.slice(0, 2)).toEqual([expect.stringContaining('1 [a/b or a value]'), expect.stringContaining('2 [a/b, Enter for a]')]);
    expect(answersOf(engine)).toEqual([{ id: question.id, answers: { 1: 'order_id', 2: 'a' } }]);
  });

  it('is put again where Enter would take a suggestion, or the answer is none, and stays open in the end', async () => {
    const patient = asking();
    await commandLine(['ask', 'a table'], { engine: patient, terminal: true, answers: ['', 'b', 'x', 'b'] });
    expect(answersOf(patient)).toEqual([{ id: question.id, answers: { 1: 'b', 2: 'b' } }]);
    const engine = asking();
    const { code, out } = await commandLine(['ask', 'a table'], { engine, terminal: true });
    expect(code).toBe(5);
    expect(out).toContain('asbuilt answer q_0123456789ab 1=…');
    expect(answersOf(engine)).toEqual([]);
  });

  it('is not asked in an agent’s terminal, nor with --no-input', async () => {
    for (const [argv, agent] of [
      [['ask', 'a table'], 'Agent'],
      [['ask', 'a table', '--no-input'], undefined],
    ] as const) {
      const { code, asked } = await commandLine(argv, { engine: asking(), terminal: true, ...(agent === undefined ? {} : { agent }) });
      expect([code, asked]).toEqual([5, []]);
    }
  });

  it('stops start as it stops ask', async () => {
    const { code, out } = await commandLine(['start', 'a table', '--yes'], { engine: asking() });
    expect(code).toBe(5);
    expect(out).toContain('asbuilt answer q_0123456789ab');
  });
});

describe('answer', () => {
  it('sends values and letters by the number of their question, and goes on as ask does', async () => {
    const engine = asking();
    const { code, out } = await commandLine(['answer', question.id, '1=order=id', '2=b'], { engine });
    expect(code).toBe(0);
    expect(answersOf(engine)).toEqual([{ id: question.id, answers: { 1: 'order=id', 2: 'b' } }]);
    expect(out).toContain(`Next: asbuilt approve ${plan.id}`);
    expect((await commandLine(['answer', question.id, '1=a', '--yes'], { engine: asking() })).out).toContain('succeeded');
  });

  it.each([[['1=']], [['0=b']], [['12=b']], [['']], [['1=a', '1=b']], [['a', 'b']]])(
    'refuses %j as a usage error and asks the engine nothing',
    async (said) => {
      const engine = asking();
      const { code, err } = await commandLine(['answer', question.id, ...said], { engine });
      expect([code, engine.calls]).toEqual([2, []]);
      expect(err).toContain('error USAGE');
    },
  );

  it.each(['b', 'Runtime=python3.12'])('sends %s as the answer to the only question there is', async (said) => {
    const engine = asking();
    await commandLine(['answer', question.id, said], { engine });
    expect(answersOf(engine)).toEqual([{ id: question.id, answers: { only: said } }]);
  });

  it('says that there is no such question', async () => {
    const { code, err } = await commandLine(['answer', 'q_000000000000', '1=a'], { engine: asking() });
    expect(code).toBe(1);
    expect(err).toContain('QUESTION_UNKNOWN');
  });
});

describe('what else an intent comes to', () => {
  it('is a refusal, with the problems and exit code 1, whatever the first problem’s own code is', async () => {
    const engine = new FakeEngine(plan);
    const refusal = { kind: 'refusal' as const, problems: [problem('CONTROL_CONFLICT', 'public and private', 'keep one')] };
    engine.instead = refusal;
    const shown = await commandLine(['ask', 'x'], { engine });
    expect(shown).toMatchObject({ code: 1, err: expect.stringContaining('error CONTROL_CONFLICT: public and private') });
    const told = await commandLine(['ask', 'x', '--json'], { engine });
    expect([told.code, told.json()]).toEqual([1, [refusal]]);
  });

  it('is an answer: a row a line, and why something was not read, once', async () => {
    const engine = new FakeEngine(plan);
    engine.instead = {
      kind: 'answer',
      text: 'Two buckets are public.',
      rows: [
        { region: 'eu-west-1', identifier: 'logs', public: true },
        { region: 'us-east-1', identifier: 'x', public: false, count: 2 },
      ],
      coverage: { read: [], unread: ['a', 'b', 'c', 'd', 'e'].map((scope) => ({ scope, reason: 'no leave' })) },
    };
    const { code, out } = await commandLine(['ask', 'which buckets are public?'], { engine });
    expect(code).toBe(0);
    expect(out).toBe('Two buckets are public.\nlogs  eu-west-1  public\nx     us-east-1          count 2\nNot read: a, b, c and 2 more (no leave)\n');
  });
});
