import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-compare-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly answers: readonly Record<string, unknown>[];
  readonly complaints: string;
}

function compare(...argv: readonly string[]): Outcome {
  const program = join(import.meta.dirname, 'compare.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
    cwd: tmpdir(),
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, answers: lines.map((line) => JSON.parse(line)), complaints: stderr };
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const lines = [
  { id: 'same', type: 'AWS::SQS::Queue', asked: { QueueName: 'orders', Tags: [] }, live: { QueueName: 'orders', QueueUrl: 'u', VisibilityTimeout: 30 } },
  { id: 'moved', type: 'AWS::SQS::Queue', asked: { QueueName: 'orders', VisibilityTimeout: 60 }, live: { QueueName: 'orders', VisibilityTimeout: 30 } },
  { id: 'own', kind: 'diff', type: 'Toy::Shop::Till', desired: { Place: 'a' }, applied: { Place: 'b' }, live: { Place: 'b' } },
];
const text = lines.map((line) => JSON.stringify(line)).join('\n');
const till = {
  typeName: 'Toy::Shop::Till',
  properties: { Place: { type: 'string' } },
  primaryIdentifier: ['/properties/Place'],
  createOnlyProperties: ['/properties/Place'],
  handlers: { create: {}, read: {}, update: {}, delete: {} },
};

describe('npm run compare', () => {
  it('answers every line in its order, from the file as from its packed form, found from where it was called', () => {
    const { status, answers, complaints } = compare(file('cases.jsonl', text));
    expect(answers).toMatchObject([
      { id: 'same', action: 'none' },
      { id: 'moved', action: 'update', patch: [{ op: 'replace', path: '/VisibilityTimeout', value: 60 }] },
      { id: 'own', error: { code: 'TYPE_UNKNOWN' } },
    ]);
    expect({ status, complaints }).toEqual({ status: 1, complaints: '' });
    expect(compare(file('cases.jsonl.gz', gzipSync(text))).answers).toEqual(answers);
  });

  it('ends with 0 where every line was answered', () => {
    expect(compare(file('good.jsonl', JSON.stringify(lines[0])))).toMatchObject({ status: 0, answers: [{ id: 'same' }] });
  });

  it('lays schemas over the base, plain or packed', () => {
    const cases = file('schema-cases.jsonl', JSON.stringify({ ...lines[2], modes: ['schema'] }));
    for (const schemas of [file('schemas.jsonl', JSON.stringify(till)), file('schemas.jsonl.gz', gzipSync(JSON.stringify(till)))]) {
      expect(compare(cases, '--schemas', schemas)).toMatchObject({ status: 0, answers: [{ id: 'own', mode: 'schema', action: 'replace' }] });
    }
  });

  it('tells of a schema that it cannot use, goes on without it and does not end with 0', () => {
    const schemas = file('bad-schemas.jsonl', `{"typeName": "Toy::Shop::Shelf"}\n${JSON.stringify(till)}\n{`);
    const { status, answers, complaints } = compare(file('cases.jsonl', text), '--schemas', schemas);
    expect(answers.at(-1)).toMatchObject({ id: 'own', mode: 'schema', action: 'replace' });
    expect(complaints).toContain('schema line 1');
    expect(complaints).toContain('schema line 3');
    expect(status).toBe(1);
  });

  it('takes what was asked for what was applied where it is told so', () => {
    const reasons = (...argv: string[]) => compare(file('moved.jsonl', JSON.stringify(lines[1])), ...argv).answers.map((answer) => answer['reason']);
    expect(reasons()).toEqual(['wish-changed']);
    expect(reasons('--with-records')).toEqual(['live-moved']);
  });

  it('says what is wrong with a file or a command line, without a trace of its own code', () => {
    const unreadable = [
      compare('nowhere.jsonl'),
      compare(file('cut.jsonl.gz', gzipSync(text).subarray(0, 40))),
      compare('cases.jsonl', '--schemas', 'nowhere'),
    ];
    const usage = [compare(), compare('a', 'b'), compare('a', '--unknown')];
    expect(unreadable.map(({ status }) => status)).toEqual([1, 1, 1]);
    expect(usage.map(({ status }) => status)).toEqual([2, 2, 2]);
    for (const { answers, complaints } of [...unreadable, ...usage]) {
      expect(answers).toEqual([]);
      expect(complaints).not.toBe('');
      expect(complaints).not.toContain('    at ');
    }
  });
});

/** Recordings and cases that are not part of the project; where they are missing these tests are skipped by name. */
const shared = join(import.meta.dirname, '..', '..', 'shared', 'data');
const recorded = ['real-aws-echo.jsonl.gz', 'plan-cases.jsonl'].map((name) => join(shared, name));
const schemas = join(shared, 'cfn-schemas.jsonl.gz');
const missing = [...recorded, schemas].some((path) => !existsSync(path));

describe.skipIf(missing)(`npm run compare on real recordings${missing ? ' (skipped: they are not there)' : ''}`, () => {
  it.each(recorded)('answers every line of %s in its order', (path) => {
    const bytes = readFileSync(path);
    const ids = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    const { status, answers } = compare(path, '--schemas', schemas);
    expect(status).toBe(0);
    expect(answers.map((answer) => answer['id']).filter((id, index, all) => id !== all[index - 1])).toEqual(ids);
    for (const answer of answers) expect(answer).toHaveProperty('action');
  });
});
