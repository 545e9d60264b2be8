import { describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { type Procedure, procedure } from '../../model/procedure.ts';
import { performProcedure } from './perform-procedure.ts';
import type { Past } from './unit-engine.ts';

const ended = (output: JsonObject = {}): Past => ({ kind: 'ended', code: 0, phase: 'x', output: JSON.stringify(output), errors: '' });
/** 1 refused, 2 certainly not done, 3 not there, 4 unknown. */
const failed = (code: number): Past => ({ kind: 'ended', code, phase: 'x', output: '', errors: `code ${code}` });
const lost: Past = { kind: 'lost' };

/** What is called, one after the other, when the calls end so; and how that ends. */
function perform({ steps, outputs }: Procedure, inputs: JsonObject, answers: readonly Past[]) {
  const kinds = ['refused', 'refused', 'none', 'missing', 'unknown'] as const;
  const performance = performProcedure(steps, outputs, {
    values: { inputs },
    token: 't-1',
    failure: (_, code, errors) => ({ kind: kinds[code] ?? 'refused', problem: problem('CLOUD_INVALID', errors, 'look') }),
    ended: (_, message, cause) => problem('UNIT_FAILED', message, 'look', cause === undefined ? {} : { cause }),
  });
  const calls: string[] = [];
  let now = performance.next();
  for (const answer of answers) {
    if (now.done === true) break;
    calls.push(now.value.words.join(' '));
    now = performance.next(answer);
  }
  return { calls, end: now.done === true ? now.value : now.value.words.join(' ') };
}

const two = procedure.parse({
  steps: [
    { name: 'make', aws: ['ec2', 'create-vpc', '--token', '${token}'], gives: { id: 'Vpc.VpcId' } },
    { name: 'name', aws: ['ec2', 'create-tags', '--resources', '${make.id}', '--tag', '${inputs.tag}'] },
  ],
  outputs: { id: '${make.id}' },
});
const checked = procedure.parse({
  steps: [
    {
      name: 'make',
      aws: ['sqs', 'create-queue', '--queue-name', '${inputs.name}'],
      holds: { aws: ['sqs', 'get-queue-url', '--queue-name', '${inputs.name}'], query: 'QueueUrl' },
      gives: { url: 'QueueUrl' },
    },
  ],
  outputs: { url: '${make.url}' },
});
const there = ended({ '*': 'u', url: 'u' });

describe('a procedure', () => {
  it('hands on what its steps gave, and gives what it says', () =>
    expect(perform(two, { tag: 'x' }, [ended({ id: 'vpc-1' }), ended()])).toEqual({
      calls: ['ec2 create-vpc --token t-1', 'ec2 create-tags --resources vpc-1 --tag x'],
      end: { kind: 'gave', outputs: { id: 'vpc-1' } },
    }));

  it('comes to the same calls whenever it is performed again with what is known by then', () =>
    expect(perform(two, { tag: 'x' }, [ended({ id: 'vpc-1' })]).end).toBe('ec2 create-tags --resources vpc-1 --tag x'));

  it('sends again what was certainly not done, five times at most', () => {
    expect(perform(two, { tag: 'x' }, [failed(2), failed(2), ended({ id: 'v' }), ended()]).end).toMatchObject({ kind: 'gave' });
    expect(perform(two, { tag: 'x' }, Array(9).fill(failed(2))).calls).toHaveLength(5);
  });

  it.each([
    ['was refused', failed(1), 'failed', 'step name (aws ec2 create-tags): it failed; done before: make'],
    ['had no answer', failed(4), 'unknown', 'step name (aws ec2 create-tags): nothing tells whether it was done; done before: make'],
    ['was cut off', lost, 'unknown', 'step name (aws ec2 create-tags): it was begun, and nothing tells how it ended; done before: make'],
  ])('ends truthfully at a call that %s, and sends it no second time', (_, answer, kind, message) => {
    const { calls, end } = perform(two, { tag: 'x' }, [ended({ id: 'v' }), answer]);
    expect(calls).toHaveLength(2);
    expect(end).toMatchObject({ kind, problem: { message } });
  });

  it('does not take a step whose end holds already', () =>
    expect(perform(checked, { name: 'q' }, [there])).toEqual({ calls: ['sqs get-queue-url --queue-name q'], end: { kind: 'gave', outputs: { url: 'u' } } }));

  it.each([
    ['was cut off', lost],
    ['had no answer', failed(4)],
    ['was answered', ended()],
  ])('looks for what a call that %s was for, and goes on where it holds', (_, answer) =>
    expect(perform(checked, { name: 'q' }, [failed(3), answer, failed(3), there])).toEqual({
      calls: ['sqs get-queue-url --queue-name q', 'sqs create-queue --queue-name q', 'sqs get-queue-url --queue-name q', 'sqs get-queue-url --queue-name q'],
      end: { kind: 'gave', outputs: { url: 'u' } },
    }),
  );

  it.each([
    ['failed where it was done', ended(), 'failed'],
    ['unknown where it was cut off', lost, 'unknown'],
  ])('is %s and what it is for never holds', (_, answer, kind) => {
    const { calls, end } = perform(checked, { name: 'q' }, [failed(3), answer, ...Array(9).fill(failed(3))]);
    expect(calls.filter((call) => call.includes('create-queue'))).toHaveLength(1);
    expect(end).toMatchObject({ kind });
  });

  it('asks again where a read was cut off, and sends nothing where it is refused', () => {
    expect(perform(checked, { name: 'q' }, [lost, failed(2), there]).end).toMatchObject({ kind: 'gave' });
    expect(perform(checked, { name: 'q' }, [failed(1)])).toMatchObject({ calls: ['sqs get-queue-url --queue-name q'], end: { kind: 'failed' } });
  });

  it('ends before the call where a value is not there', () =>
    expect(perform(two, {}, [ended({ id: 'v' })])).toMatchObject({
      calls: ['ec2 create-vpc --token t-1'],
      end: { kind: 'failed', problem: { message: 'there is no inputs.tag; done before: make' } },
    }));
});
