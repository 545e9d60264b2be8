import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kernel/digest.ts';
import { operations } from '../../src/model/operations.ts';
import { commandLine } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { samplePlan } from './sample-plan.ts';

/** What a file with these sources beside it is sent as, or the outcome where nothing is sent. */
async function asked(content: string, sources: Record<string, Record<string, string>> = {}, file = 'i.yaml') {
  const engine = new FakeEngine(samplePlan());
  const outcome = await commandLine(['ask', '--file', file], { engine, files: { [file]: content }, sources });
  const request = engine.calls[0]?.[1] as { intent: { nodes: Record<string, Record<string, unknown>> }; sources?: Record<string, unknown> } | undefined;
  return { ...outcome, request };
}
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('an intent file', () => {
  it('may be YAML or JSON, by its name or by what it is', async () => {
    const intent = { intent: 'create s3 bucket', params: { name: 'orders' } };
    const yaml = 'intent: create s3 bucket\nparams: {name: orders}\n';
    for (const file of ['i.yaml', 'i.YML', 'i', '-']) expect((await asked(yaml, {}, file)).request).toEqual({ intent });
    for (const file of ['i.json', 'i.yaml', 'i', '-']) expect((await asked(JSON.stringify(intent), {}, file)).request).toEqual({ intent });
  });

  it.each([
    ['YAML under a name of JSON', 'intent: x', 'i.json', 'INTENT_UNREADABLE'],
    ['YAML that is broken', 'intent: [x', 'i.yaml', 'INTENT_UNREADABLE'],
    ['a key twice', 'intent: x\nintent: y', 'i.yaml', 'INTENT_UNREADABLE'],
    ['a number that JSON has no words for', 'intent: x\nparams: {n: .inf}', 'i.yaml', 'INTENT_UNREADABLE'],
    ['a document without an end', 'a: &a [*a]', 'i.yaml', 'INTENT_UNREADABLE'],
    ['a sentence', 'a private bucket', 'i.txt', 'INPUT_INVALID'],
    ['nothing', '', 'i.yaml', 'INPUT_INVALID'],
  ])('is refused when it holds %s', async (_, content, file, code) => {
    const { code: exit, err, request } = await asked(content, {}, file);
    expect(exit).toBe(2);
    expect(err).toMatch(new RegExp(`error ${code} at ${file}: .*\\n(  cause .*\\n)?  fix `));
    expect(request).toBeUndefined();
  });

  it('that holds nodes is sent as it is, where no node is a unit', async () => {
    const nodes = { bucket: { type: 'AWS::S3::Bucket', properties: {}, at: { target: 'main', region: 'eu-west-1' }, retain: true }, strange: 7 };
    expect((await asked(JSON.stringify({ name: 'orders', nodes }))).request).toEqual({ intent: { name: 'orders', nodes } });
  });
});

describe('the source of a unit', () => {
  const file = `
name: orders
nodes:
  table: { type: "AWS::DynamoDB::Table", properties: {} }
  seed: { unit: python, source: ./seed, inputs: { table: "\${table.Arn}" }, dependsOn: [table] }
`;
  const seed = { 'main.py': 'print(1)\n', 'lib/b.py': 'b', 'lib/a.py': 'a' };
  const bundle = {
    files: [
      { path: 'lib/a.py', base64: base64('a') },
      { path: 'lib/b.py', base64: base64('b') },
      { path: 'main.py', base64: base64('print(1)\n') },
    ],
  };

  it('is sent with the intent, which names it by its digest', async () => {
    const { request } = await asked(file, { './seed': seed });
    expect(request?.intent.nodes['seed']).toEqual({
      unit: 'python',
      source: digestOf(bundle),
      inputs: { table: '${table.Arn}' },
      dependsOn: ['table'],
    });
    expect(request?.sources).toEqual({ [digestOf(bundle)]: bundle });
    expect(operations.ask.request.safeParse(request).success).toBe(true);
  });

  it('is sent once, however many units have it', async () => {
    const nodes = { a: { unit: 'python', source: './one' }, b: { unit: 'python', source: './one' }, c: { unit: 'python', source: './same' } };
    const { request } = await asked(JSON.stringify({ nodes }), { './one': seed, './same': seed });
    expect(Object.keys(request?.sources ?? {})).toEqual([digestOf(bundle)]);
    expect(Object.values(request?.intent.nodes ?? {}).map(({ source }) => source)).toEqual(Array(3).fill(digestOf(bundle)));
  });

  it('says its outputs, that it is repeatable and which hosts it calls, where the node does not', async () => {
    const declared = { ...seed, 'asbuilt.yaml': 'outputs: {rows: {type: integer}}\nrepeatable: true\nhosts: [api.example.com]\n' };
    const unit = { unit: 'python', source: './seed' };
    const nodes = { silent: unit, own: { ...unit, outputs: {}, repeatable: false } };
    const { request } = await asked(JSON.stringify({ nodes }), { './seed': declared });
    expect(request?.intent.nodes['silent']).toMatchObject({ outputs: { rows: { type: 'integer' } }, repeatable: true, hosts: ['api.example.com'] });
    expect(request?.intent.nodes['own']).toMatchObject({ outputs: {}, repeatable: false });
  });

  it.each([
    ['has a field that is unknown', 'repeatabel: true', 'did you mean repeatable?'],
    ['has outputs that are no object', 'outputs: [rows]', '{rows: {type: integer}}'],
    ['is not sure', 'repeatable: maybe', 'write repeatable: true, or leave it out'],
    ['names hosts that are no list', 'hosts: api.example.com', 'write hosts: [api.example.com], or leave it out'],
    ['is a list', '- outputs', 'it may hold outputs and repeatable'],
    ['is broken', 'outputs: {', 'outputs: {rows: {type: integer}} and repeatable: true'],
  ])('is refused when its asbuilt.yaml %s', async (_, content, fix) => {
    const { code, err, request } = await asked(file, { './seed': { ...seed, 'asbuilt.yaml': content } });
    expect(code).toBe(2);
    expect(err).toMatch(/ at \.\/seed\/asbuilt\.yaml: /);
    expect(err).toContain(fix);
    expect(request).toBeUndefined();
  });

  it('is named by every unit, and every one that cannot be had is reported', async () => {
    const nodes = { a: { unit: 'python' }, b: { unit: 'python', source: 7 }, c: { unit: 'python', source: './none' } };
    const { code, err, request } = await asked(JSON.stringify({ nodes }));
    expect(code).toBe(2);
    expect(err).toContain('error INPUT_INVALID at nodes.a.source');
    expect(err).toContain('error INPUT_INVALID at nodes.b.source');
    expect(err).toContain('error SOURCE_UNUSABLE at ./none');
    expect(request).toBeUndefined();
  });
});
