import { describe, expect, it } from 'vitest';
import { readProcedure } from '../model/read-procedure.ts';
import { callsOf, checkProcedure, type ProcedureUse } from './check-procedure.ts';

const use: ProcedureUse = { inputs: ['name', 'body'], outputs: ['id'], undo: false };
const good = `steps:
  - name: make
    aws: [s3api, put-object, --bucket, "\${inputs.name}", --key, a, --body, ./file.txt]
    input: { Metadata: { who: "\${inputs.body}" } }
    holds: { aws: [s3api, head-object, --bucket, "\${inputs.name}", --key, a], query: ETag }
    gives: { tag: ETag }
outputs: { id: "\${make.tag}" }
`;

/** `place: message` of each problem. */
function wrong(text: string, more: Partial<ProcedureUse> = {}): string[] {
  const read = readProcedure(text);
  const problems = read.ok ? checkProcedure(read.value.procedure, read.value.place, { ...use, ...more }) : read.problems;
  return problems.map(({ at, message }) => `${at}: ${message}`);
}
const changed = (from: string, to: string, more: Partial<ProcedureUse> = {}) => wrong(good.replace(from, to), more);

describe('a procedure that is published or planned', () => {
  it('is taken where everything that it refers to is there, and its calls are told', () => {
    expect(wrong(good)).toEqual([]);
    const read = readProcedure(good);
    expect(read.ok && callsOf(read.value.procedure)).toEqual(['s3api put-object']);
  });

  it.each([
    ['an input that there is none of', '"${inputs.body}"', '"${inputs.bodi}"', 'procedure.yaml:4 steps[0].input.Metadata.who: there is no input bodi'],
    ['what a step does not give', '"${make.tag}"', '"${make.id}"', 'procedure.yaml:7 outputs.id: make does not give id'],
    ['a step that comes later', '"${inputs.body}"', '"${make.tag}"', 'procedure.yaml:4 steps[0].input.Metadata.who: there is no make here'],
    ['what is no reference', '"${inputs.body}"', '"${size(inputs.body)}"', 'procedure.yaml:4 steps[0].input.Metadata.who: not the form of a reference'],
    ['an output that nothing gives', 'outputs: { id:', 'outputs: { other:', 'procedure.yaml:7 outputs: it does not give id, which is declared'],
    [
      'the target, which is not its to choose',
      '--key, a, --body',
      '--endpoint-url, "http://x", --body',
      'procedure.yaml:3 steps[0].aws[4]: --endpoint-url is given by the target, or by Asbuilt',
    ],
    [
      'the same by its first letters',
      '--key, a, --body',
      '--endpoint=http://x, --body',
      'procedure.yaml:3 steps[0].aws[4]: --endpoint-url is given by the target, or by Asbuilt',
    ],
    [
      'whose credentials are used',
      '--key, a, --body',
      '--profile, root, --body',
      'procedure.yaml:3 steps[0].aws[4]: --profile is given by the target, or by Asbuilt',
    ],
    [
      'a service that is given',
      's3api, put-object',
      '"${inputs.name}", put-object',
      'procedure.yaml:3 steps[0].aws: ${inputs.name} put-object is not a service and an operation',
    ],
    ['this machine', 's3api, put-object', 'configure, set', 'procedure.yaml:3 steps[0].aws: aws configure is about this machine and makes no call'],
    ['a file that is given', './file.txt', '"file://${inputs.name}"', 'procedure.yaml:3 steps[0].aws[7]: which file is read would depend on what is given'],
    [
      'a condition that changes something',
      's3api, head-object',
      's3api, put-object',
      'procedure.yaml:5 steps[0].holds.aws: holds asks by s3api put-object, which is no read',
    ],
    ['a query that is given', 'query: ETag', 'query: "${inputs.name}"', 'procedure.yaml:5 steps[0].holds.query: a query holds no reference'],
    ['no YAML', 'steps:', 'steps: [', 'procedure.yaml:2: not readable as YAML'],
    ['a member that there is none of', 'gives:', 'yields:', 'procedure.yaml:2 steps[0]: Unrecognized key'],
  ])('is refused, at its line and keys, for %s', (_, from, to, message) => {
    const problems = changed(from, to);
    expect(
      problems.some((one) => one.startsWith(message)),
      problems.join('\n'),
    ).toBe(true);
  });

  it('is taken back only by what it gave, and only where its artifact says so', () => {
    const undo = `${good}undo:\n  - name: gone\n    aws: [s3api, delete-object, --bucket, "\${outputs.id}", --key, a]\n`;
    expect(wrong(undo, { undo: true })).toEqual([]);
    expect(wrong(undo)).toEqual([expect.stringContaining('it says how it is taken back, and what uses it does not')]);
    expect(wrong(good, { undo: true })).toEqual([expect.stringContaining('it does not say how it is taken back')]);
    expect(wrong(undo.replace('outputs.id', 'inputs.name'), { undo: true })).toEqual([expect.stringContaining('there is no inputs here')]);
  });
});
