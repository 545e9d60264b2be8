import { describe, expect, it } from 'vitest';
import { type Case, runCase } from './run-case.ts';
import type { Draft, Stage } from './stage.ts';

/** Two calls, of which the second uses what the first gave; taken back by one. */
const two = `steps:
  - name: make
    aws: [ec2, create-vpc, --client-token, "\${token}"]
    gives: { id: Vpc.VpcId }
  - name: name
    aws: [ec2, create-tags, --resources, "\${make.id}", --tags, "\${inputs.tag}"]
outputs: { Id: "\${make.id}" }
undo:
  - name: gone
    aws: [ec2, delete-vpc, --vpc-id, "\${outputs.Id}"]
`;
/** One call whose end can be looked for. */
const checked = `steps:
  - name: make
    aws: [sqs, create-queue, --queue-name, q]
    holds: { aws: [sqs, get-queue-url, --queue-name, q], query: QueueUrl }
    gives: { url: QueueUrl }
outputs: { Id: "\${make.url}" }
`;
/** Gives what it was given, and is taken back with that. */
const kept = `steps:
  - name: mark
    aws: [ec2, create-tags, --resources, "\${inputs.tag}"]
outputs: { Id: "\${inputs.tag}" }
undo:
  - name: gone
    aws: [ec2, delete-tags, --resources, "\${outputs.Id}"]
`;
const job = (procedure = two, more: NonNullable<Draft[string]['unit']> = {}): Draft => ({
  job: { unit: { procedure, inputs: { tag: 'r' }, outputs: { Id: { type: 'string' } }, ...(procedure === checked ? {} : { undo: true }), ...more } },
});
type Course = Stage['processes']['courses'][number];
const gave = (id: string, more: Course = {}): Course => ({ ...more, ends: { output: { id } } });
const held = { ends: { output: { '*': 'u', url: 'u' } } };
/** Exit codes of the stage: 1 refused, 2 certainly not done, 3 not there, 4 unknown. */
const fails = (code: number): Course => ({ ends: { code } });
const goes =
  (...courses: readonly Course[]) =>
  (stage: Stage) => {
    stage.processes.courses = [...courses];
  };
/** The calls that were started, as service, operation and what follows. */
const called =
  (...calls: readonly string[]) =>
  ({ processes }: Stage) =>
    expect(processes.started.map(({ phases }) => phases[0]?.argv.slice(1, 3).join(' '))).toEqual(calls);

const cases: readonly Case[] = [
  {
    name: 'hands on what a call gave, with no shell, as whom the target says, and nothing in its environment but that',
    draft: job(),
    given: goes(gave('vpc-1')),
    expect: { run: 'succeeded', steps: { job: 'done' }, books: { job: '{"Id":"vpc-1"}' } },
    also: ({ processes }) => {
      const [make, name] = processes.started;
      expect(name?.phases).toEqual([
        {
          name: 'name',
          told: false,
          argv: ['/usr/bin/aws', 'ec2', 'create-tags', '--resources', 'vpc-1', '--tags', 'r', '--output', 'json', '--region', 'us-east-1'],
        },
      ]);
      expect(make?.phases[0]?.argv).toContain(make?.token);
      expect(make?.environment).toEqual({ AWS_ACCESS_KEY_ID: 'test' });
    },
  },
  {
    name: 'goes on where it was, when the engine died while a call was under way, and calls nothing twice',
    draft: job(),
    given: goes(gave('vpc-1', { seconds: 30, engineDies: true }), { seconds: 30, engineDies: true }),
    expect: { run: 'succeeded', books: { job: '{"Id":"vpc-1"}' } },
    also: called('ec2 create-vpc', 'ec2 create-tags'),
  },
  {
    name: 'starts no further call when the approval was withdrawn between two, ends what runs, and says that nobody knows',
    draft: job(),
    given: (stage) => {
      goes(gave('vpc-1', { seconds: 10 }))(stage);
      stage.processes.when(5, () => {
        stage.trusted = 'nobody';
      });
    },
    expect: { run: 'failed', steps: { job: 'unknown APPROVAL_INVALID' }, books: { job: '{}' } },
    also: called('ec2 create-vpc'),
  },
  {
    name: 'starts no further call when the approval was withdrawn just as one ended',
    draft: job(),
    given: (stage) => {
      goes(gave('vpc-1', { seconds: 10 }), {})(stage);
      stage.processes.when(10, () => {
        stage.trusted = 'nobody';
      });
    },
    expect: { run: 'failed', steps: { job: 'unknown APPROVAL_INVALID' }, books: { job: '{}' } },
    also: called('ec2 create-vpc'),
  },
  {
    name: 'sends no further call with a value out of which a secret was cut',
    draft: job(),
    given: goes(gave('vpc-(secret)')),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
    also: called('ec2 create-vpc'),
  },
  {
    name: 'says that it failed where a call was refused, and does none of it again',
    draft: job(),
    given: goes(gave('vpc-1'), fails(1)),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
    also: called('ec2 create-vpc', 'ec2 create-tags'),
  },
  {
    name: 'says unknown of a call that was cut off and can be looked for by nothing',
    draft: job(),
    given: goes(gave('vpc-1'), { ends: 'lost' }),
    expect: { run: 'failed', steps: { job: 'unknown UNIT_INTERRUPTED' }, books: { job: '{}' } },
    also: called('ec2 create-vpc', 'ec2 create-tags'),
  },
  {
    name: 'makes all of it again, in an attempt of its own, where it says that it may be repeated',
    draft: job(two, { repeatable: true }),
    given: goes(gave('vpc-1'), { ends: 'lost' }, gave('vpc-2')),
    expect: { run: 'succeeded', books: { job: '{"Id":"vpc-2"}' } },
    also: called('ec2 create-vpc', 'ec2 create-tags', 'ec2 create-vpc', 'ec2 create-tags'),
  },
  {
    name: 'looks for what a call that was cut off was for, and goes on where it holds',
    draft: job(checked),
    given: goes(fails(3), { ends: 'lost' }, held),
    expect: { run: 'succeeded', books: { job: '{"Id":"u"}' } },
    also: called('sqs get-queue-url', 'sqs create-queue', 'sqs get-queue-url'),
  },
  {
    name: 'is taken back with what it gave when it is removed',
    first: { ...job(kept), box: {} },
    draft: 'destroy',
    expect: { run: 'succeeded', books: {} },
    also: ({ processes }) => {
      expect(processes.started.map(({ phases }) => phases[0]?.argv.slice(1, 5).join(' '))).toEqual([
        'ec2 create-tags --resources r',
        'ec2 delete-tags --resources r',
      ]);
      expect(processes.started.at(-1)?.input).toMatchObject({ outputs: { Id: 'r' } });
    },
  },
  {
    name: 'keeps the record of what could not be taken back',
    first: { ...job(kept), box: {} },
    draft: { box: {} },
    given: goes(fails(1)),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: { box: 'box', job: '{"Id":"r"}' } },
  },
  {
    name: 'says unknown of what was cut off while it was taken back',
    first: { ...job(kept), box: {} },
    draft: { box: {} },
    given: goes({ ends: 'lost' }),
    expect: { run: 'failed', steps: { job: 'unknown UNIT_INTERRUPTED' }, books: { box: 'box', job: '{"Id":"r"}' } },
  },
];

describe('a run with procedures', () => {
  it.each(cases)('$name', (one) => runCase(one));
});
