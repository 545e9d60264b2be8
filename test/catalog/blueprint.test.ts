import { beforeAll, describe, expect, it } from 'vitest';
import { crossed } from '../../src/catalog/boundary.ts';
import { expandVersion } from '../../src/catalog/expand-blueprint.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { DesiredUnit } from '../../src/model/desired.ts';
import { diffUnit } from '../../src/plan/diff-unit.ts';
import { Library, told } from './library.ts';

const library = new Library();
beforeAll(() => library.withExample().then(() => undefined));

function blueprint(name: string, nodes: string, more = ''): string {
  return `apiVersion: asbuilt.dev/v1
kind: Blueprint
metadata: { name: ${name}, version: 1.0.0, owner: us, description: a composition }
inputs: { type: object, properties: { name: { type: string, default: shop }, count: { type: integer, default: 30 }, prod: { type: boolean, default: false }, zones: { type: array, items: { type: string }, default: [a, b] } } }
nodes:
${nodes}
${more}`;
}

async function published(name: string, nodes: string, more = ''): Promise<string> {
  const done = await library.publish(blueprint(name, nodes, more));
  if (!done.ok) throw new Error(done.problems.map(told).join('\n'));
  return name;
}

function expanded(name: string, inputs: JsonObject = {}, version = '1.0.0') {
  return expandVersion(library.contentOf(name, version), inputs, {
    locked: (digest) => library.contents.get(digest),
    controls: library.ports.knowledge.controls,
  });
}

function made(name: string, inputs: JsonObject = {}, version = '1.0.0') {
  const came = expanded(name, inputs, version);
  if (!came.ok) throw new Error(came.problems.map(told).join('\n'));
  return came.value;
}

function refusedInputs(name: string, inputs: JsonObject): string[] {
  const came = expanded(name, inputs);
  if (came.ok) throw new Error('it came to something');
  return came.problems.map(told);
}

describe('a blueprint is refused, at its file, line and keys,', () => {
  it.each([
    [
      'what the catalog has not',
      '  a: { use: private_buckets@^1 }',
      'CATALOG_UNKNOWN web.yaml:6 nodes.a.use: the catalog has no artifact and no blueprint private_buckets',
    ],
    [
      'a range that no version satisfies',
      '  a: { use: private_bucket@^2 }',
      'VERSION_UNMATCHED web.yaml:6 nodes.a.use: no version satisfies private_bucket@^2',
    ],
    [
      'a node that is called like a word of expressions',
      '  in: { use: private_bucket@^1, with: { name: abc } }',
      'CATALOG_INVALID web.yaml:6 nodes.in: a node cannot be called in: in is a word of the language of expressions',
    ],
    ['a range that is none', '  a: { use: private_bucket@latest }', 'CATALOG_INVALID web.yaml:6 nodes.a.use: "latest" is not a range of versions'],
    ['an input that is required', '  a: { use: private_bucket }', 'CATALOG_INVALID web.yaml:6 nodes.a.with: private_bucket requires the input name'],
    [
      'an input that is not there',
      '  a: { use: private_bucket, with: { name: abc, nam: x } }',
      'CATALOG_INVALID web.yaml:6 nodes.a.with.nam: private_bucket has no input nam',
    ],
    [
      'a value outside of the schema',
      '  a: { use: private_bucket, with: { name: "-" } }',
      'CATALOG_INVALID web.yaml:6 nodes.a.with.name: name: it has not the form',
    ],
    [
      'a value of another type',
      '  a: { use: work_queue, with: { name: x, seconds: "${inputs.name}" } }',
      'EXPRESSION_INVALID web.yaml:6 nodes.a.with.seconds: ${inputs.name} is a string, and a whole number is expected',
    ],
    [
      'an output that is not there',
      '  a: { use: private_bucket, with: { name: abc } }\n  b: { use: setting, with: { name: x, value: "${a.outputs.arm}" } }',
      'REFERENCE_UNKNOWN web.yaml:7 nodes.b.with.value: ${a.outputs.arm}: a.outputs has no arm',
    ],
    [
      'a node that is not there',
      '  b: { use: setting, with: { name: x, value: "${a.outputs.arn}" } }',
      'REFERENCE_UNKNOWN web.yaml:6 nodes.b.with.value: ${a.outputs.arn}: there is no a',
    ],
    [
      'a circle',
      '  a: { use: setting, with: { name: x, value: "${b.outputs.name}" } }\n  b: { use: setting, with: { name: y, value: "${a.outputs.name}" } }',
      'GRAPH_CYCLE web.yaml:6 nodes.a: a → b → a',
    ],
    [
      'a circle of what waits',
      '  a: { use: setting, with: { name: x, value: y }, dependsOn: [b] }\n  b: { use: setting, with: { name: y, value: y }, dependsOn: [a] }',
      'GRAPH_CYCLE web.yaml:6',
    ],
    [
      'a condition that never holds',
      '  a: { use: setting, with: { name: x, value: y }, when: "${false}" }',
      'EXPRESSION_INVALID web.yaml:6 nodes.a.when: the condition is always false',
    ],
    [
      'a condition on a later value',
      '  a: { use: private_bucket, with: { name: abc } }\n  b: { use: setting, with: { name: x, value: y }, when: "${a.outputs.arn != \'\'}" }',
      'EXPRESSION_INVALID web.yaml:7 nodes.b.when: a.outputs.arn exists only after a step',
    ],
    [
      'a repetition over a later value',
      '  a: { use: routing_table, with: { queues: [], assets: x } }\n  b: { use: setting, forEach: "${[a.outputs.table]}", with: { name: x, value: y } }',
      'EXPRESSION_INVALID web.yaml:7 nodes.b.forEach',
    ],
    [
      'a later value where it is computed with',
      '  a: { use: private_bucket, with: { name: abc } }\n  b: { use: private_bucket, with: { name: abd, versioned: "${a.outputs.arn == \'x\'}" } }',
      'EXPRESSION_INVALID web.yaml:7 nodes.b.with.versioned: private_bucket computes with its input versioned',
    ],
    [
      'what is there only sometimes',
      '  a: { use: private_bucket, with: { name: abc }, when: "${inputs.prod}" }\n  b: { use: setting, with: { name: x, value: "${a.outputs.arn}" } }',
      'EXPRESSION_INVALID web.yaml:7 nodes.b.with.value: a is there only where ${inputs.prod}',
    ],
    ['each where nothing is repeated', '  a: { use: setting, with: { name: x, value: "${each.key}" } }', 'REFERENCE_UNKNOWN web.yaml:6'],
    [
      'a type outside of its boundary',
      '  a: { use: private_bucket, with: { name: abc } }',
      'BOUNDARY_CROSSED web.yaml:6 nodes.a.use: private_bucket makes AWS::S3::Bucket',
      'boundary: { types: ["AWS::SQS::*"] }',
    ],
    [
      'more resources than its boundary has',
      '  a: { use: work_queue, with: { name: abc } }',
      'BOUNDARY_CROSSED web.yaml:7 boundary.resources',
      'boundary: { resources: 1 }',
    ],
    [
      'an engine outside of its boundary',
      '  a: { use: routing_table, with: { queues: [], assets: x } }',
      'BOUNDARY_CROSSED web.yaml:6 nodes.a.use: routing_table runs the engine python',
      'boundary: { engines: [aws] }',
    ],
    [
      'a gate for what is known',
      '  a: { gate: { kind: until, value: "${inputs.name}", equals: x, withinSeconds: 5 } }',
      'EXPRESSION_INVALID web.yaml:6 nodes.a.gate.value',
    ],
    [
      'a dependency that is not there',
      '  a: { use: setting, with: { name: x, value: y }, dependsOn: [bb] }',
      'REFERENCE_UNKNOWN web.yaml:6 nodes.a.dependsOn[0]: there is no node bb',
    ],
    [
      'a check that computes with a later value',
      '  a: { use: private_bucket, with: { name: abc } }',
      'EXPRESSION_INVALID web.yaml:7 checks[0].assert',
      'checks: [{ assert: "a.outputs.arn != \'\'", message: no }]',
    ],
  ])('for %s', async (_, nodes, expected, more = '') => {
    const problems = await library.refused(blueprint('wrong', nodes, more));
    expect(
      problems.filter((problem) => problem.startsWith(expected)),
      problems.join('\n'),
    ).toHaveLength(1);
  });
});

describe('an input that is given to what takes none', () => {
  it('is to be left out, or declared there', async () => {
    await library.publish(
      'apiVersion: asbuilt.dev/v1\nkind: Artifact\nmetadata: { name: bare, version: 1.0.0, owner: us, description: takes nothing }\nengine: { type: aws }\nresources: { q: { type: AWS::SQS::Queue } }\n',
    );
    const refused = await library.publish(blueprint('of_bare', '  a: { use: bare, with: { url: x } }'));
    expect(refused).toMatchObject({ ok: false, problems: [{ message: 'bare has no input url', fix: expect.stringContaining('declare it among its inputs') }] });
  });
});

describe('a blueprint comes to', () => {
  it('nodes of its artifacts, outputs feeding inputs, in the regions that it says', () => {
    const { resources, units } = made('web_platform', { name: 'shop' });
    expect(resources.map(({ node, at }) => [node, at?.region])).toEqual([
      ['assets.bucket', undefined],
      ['jobs["us-east-1"].dead_letters', 'us-east-1'],
      ['jobs["us-east-1"].queue', 'us-east-1'],
      ['jobs["eu-west-1"].dead_letters', 'eu-west-1'],
      ['jobs["eu-west-1"].queue', 'eu-west-1'],
      ['setting.parameter', undefined],
    ]);
    expect(units.map(({ node, inputs }) => [node, inputs])).toEqual([
      ['routing', { queues: ['${jobs["us-east-1"].queue.Arn}', '${jobs["eu-west-1"].queue.Arn}'], assets: '${assets.bucket.Arn}' }],
    ]);
    expect(resources.at(-1)?.properties['Value']).toBe('${routing.table}');
  });

  it('what its conditions leave of it', () => {
    expect(made('web_platform', { name: 'shop', tier: 'prod' }).resources.some(({ node }) => node === 'alerts.topic')).toBe(true);
    expect(made('web_platform', { name: 'shop' }).resources.some(({ node }) => node === 'alerts.topic')).toBe(false);
  });

  it('the checks of the controls that its artifacts keep', () => {
    const { checks } = made('web_platform', { name: 'shop' }).resources[0] ?? { checks: [] };
    expect(new Set(checks.map(({ control }) => control))).toEqual(new Set(['private', 'encrypted']));
  });

  it('nothing where its inputs are outside of their schema, or a check does not hold', () => {
    expect(refusedInputs('web_platform', {})).toEqual(['INPUT_INVALID inputs.name: name: it is required and not given']);
    expect(refusedInputs('web_platform', { name: 'shop', tier: 'test', more: 1 })).toHaveLength(2);
    expect(refusedInputs('web_platform', { name: 'a-name-that-is-far-too-long' })).toEqual([
      'INPUT_INVALID undefined: web_platform@1.0.0: a name has at most 20 characters',
    ]);
    expect(refusedInputs('web_platform', { name: 'shop', regions: ['mars'] })[0]).toContain(
      'EXPRESSION_INVALID jobs["mars"]: jobs["mars"]: "mars" is not the form of a region',
    );
  });

  it('blueprints within it, their conditions, gates and boundaries', async () => {
    await published(
      'pair',
      '  a: { use: private_bucket, with: { name: "${inputs.name}-a" } }\n  gate: { gate: { kind: person, ask: go on? }, dependsOn: [a] }\n  b: { use: setting, dependsOn: [gate], with: { name: x, value: "${a.outputs.arn}" } }',
      'outputs: { arn: "${a.outputs.arn}", both: ["${a.outputs.name}", "${b.outputs.name}"] }\nboundary: { types: ["AWS::S3::*", "AWS::SSM::*"] }',
    );
    await published(
      'outer',
      '  first: { use: pair@1.0.0, with: { name: one }, retain: true }\n  last: { use: setting, dependsOn: [first], with: { name: y, value: "all of ${first.outputs.arn}" } }',
      'boundary: { resources: 9 }',
    );
    const { resources, gates, boundaries } = made('outer');
    expect(resources.map(({ node, retain, dependsOn }) => [node, retain, dependsOn])).toEqual([
      ['first.a.bucket', true, []],
      ['first.b.parameter', true, ['first.gate']],
      ['last.parameter', false, ['first.a.bucket', 'first.gate', 'first.b.parameter']],
    ]);
    expect(gates).toEqual([{ node: 'first.gate', dependsOn: ['first.a.bucket'], gate: { kind: 'person', ask: 'go on?' } }]);
    expect(resources[2]?.properties['Value']).toBe('all of ${first.a.bucket.Arn}');
    expect(boundaries.map(({ of, under }) => [of, under])).toEqual([
      ['outer@1.0.0', ''],
      ['pair@1.0.0', 'first'],
    ]);
  });

  it('one instance for each of a list or an object, called after its text or key', async () => {
    await published(
      'many',
      '  a: { use: setting, forEach: "${inputs.zones}", with: { name: "${each.key}", value: "${each.value}" } }\n  b: { use: setting, forEach: { x: { v: one }, y: { v: two } }, with: { name: "${each.key}", value: "${each.value.v}" } }\n  c: { use: setting, forEach: [1, 2], with: { name: "n${each.value}", value: "${each.key}" } }\n  d: { use: routing_table, with: { queues: "${a.outputs.name}", assets: x } }',
    );
    const { resources, units } = made('many', { zones: ['p', 'q'] });
    expect(resources.map(({ node, properties }) => [node, properties['Name'], properties['Value']])).toEqual([
      ['a["p"].parameter', '/p', 'p'],
      ['a["q"].parameter', '/q', 'q'],
      ['b["x"].parameter', '/x', 'one'],
      ['b["y"].parameter', '/y', 'two'],
      ['c[0].parameter', '/n1', '0'],
      ['c[1].parameter', '/n2', '1'],
    ]);
    expect(units[0]?.inputs).toEqual({ queues: ['/p', '/q'], assets: 'x' });
    expect(refusedInputs('many', { zones: ['p', 'p'] })[0]).toContain('is in the list twice');
    expect(refusedInputs('many', { zones: [...Array(300).keys()].map(String) })[0]).toContain('300 times');
    expect(refusedInputs('many', { zones: ['"'] })[0]).toContain('cannot be the address of a node');
  });

  it('a choice between what is there and what is not', async () => {
    await published(
      'choice',
      '  a: { use: private_bucket, with: { name: abc }, when: "${inputs.prod}" }\n  b: { use: setting, with: { name: x, value: "${inputs.prod ? a.outputs.arn : \'none\'}" } }',
    );
    expect(made('choice', { prod: true }).resources.at(-1)?.properties['Value']).toBe('${a.bucket.Arn}');
    expect(made('choice', { prod: false }).resources.at(-1)?.properties['Value']).toBe('none');
  });

  it('a later value through several of them, as it is', async () => {
    await published('passes', '  a: { use: setting, with: { name: "${inputs.name}", value: x } }', 'outputs: { name: "${a.outputs.name}" }');
    const nodes = '  unit: { use: routing_table, with: { queues: [], assets: x } }\n  b: { use: passes, with: { name: "${unit.outputs.table}" } }';
    await published('through', nodes);
    expect(made('through').resources[0]?.properties['Name']).toBe('/${unit.table}');
  });
});

describe('a boundary', () => {
  const at = { target: 'main', cloud: 'aws' as const, account: '111111111111', region: 'eu-west-1' };
  const bounded = (boundary: object, node = 'a.b', under = '') =>
    crossed([{ of: 'web@1.0.0', under, boundary }], [{ node, at, type: 'AWS::S3::Bucket' }]).map(told);

  it('keeps types, accounts, regions, engines and the number of resources', () => {
    expect(bounded({ types: ['AWS::S3::*'], accounts: ['1*1'], regions: ['eu-west-?', 'eu-*'], engines: ['aws'], resources: 1 })).toEqual([]);
    expect(bounded({ types: ['AWS::SQS::*'] })).toEqual([
      'BOUNDARY_CROSSED a.b: web@1.0.0: a.b has the type AWS::S3::Bucket, and its boundary allows AWS::SQS::*',
    ]);
    expect(bounded({ accounts: ['222222222222'] })).toHaveLength(1);
    expect(bounded({ regions: ['us-*'] })).toHaveLength(1);
    expect(bounded({ engines: ['python'] })).toHaveLength(1);
    expect(bounded({ resources: 0 })).toHaveLength(1);
  });

  it('is kept below the node of its blueprint, and nowhere else', () => {
    expect(bounded({ types: ['AWS::SQS::*'] }, 'inner.b', 'inner')).toHaveLength(1);
    expect(bounded({ types: ['AWS::SQS::*'] }, 'inner["x"].b', 'inner')).toHaveLength(1);
    expect(bounded({ types: ['AWS::SQS::*'] }, 'inner_too.b', 'inner')).toEqual([]);
  });
});

describe('an input that is given a secret', () => {
  const secret = "${secret('db')}";

  it('has it by its name wherever it goes, alone and within a text, and is kept as it was written', async () => {
    const name = await published(
      'with_secret',
      '  a: { use: setting, with: { name: x, value: "${inputs.name}" } }\n  b: { use: setting, with: { name: y, value: "amqp://app:${inputs.name}@${a.outputs.name}" } }\n  c: { use: routing_table, with: { queues: [], assets: "${inputs.name}" } }',
    );
    const { resources, units, inputs } = made(name, { name: secret });
    expect(resources.map(({ properties }) => properties['Value'])).toEqual([secret, `amqp://app:${secret}@/x`]);
    expect(units.map(({ inputs: given }) => given)).toEqual([{ queues: [], assets: secret }]);
    expect(inputs).toMatchObject({ name: secret, count: 30 });
    expect(made(name, { name: `a-${secret}` }).resources[0]?.properties['Value']).toBe(`a-${secret}`);
  });

  it('counts as given where it is required', () => {
    expect(made('setting', { name: 'x', value: secret }).resources[0]?.properties).toMatchObject({ Name: '/x', Value: secret });
  });

  it('is refused where it is no text, is computed with, refers to something else, or names none', async () => {
    const counted = await published('counted_secret', '  a: { use: setting, with: { name: x, value: "${string(size(inputs.name))}" } }');
    const asked = await published('asked_secret', '  a: { use: setting, when: "${inputs.name != \'\'}", with: { name: x, value: y } }');
    expect(refusedInputs(counted, { count: secret })).toEqual(['INPUT_INVALID inputs.count: count is no text, and a secret is one']);
    expect(refusedInputs(counted, { zones: [secret] })).toEqual(['INPUT_INVALID inputs.zones: a secret stands within a list or an object']);
    expect(refusedInputs(counted, { name: `\${a.b} ${secret}` })).toEqual(['INPUT_INVALID inputs.name: an input refers to nothing but secrets']);
    expect(refusedInputs(counted, { name: "${secret('../db')}" })[0]).toContain('EXPRESSION_INVALID');
    for (const name of [counted, asked]) expect(refusedInputs(name, { name: secret })[0]).toContain('and a secret is not read then');
  });
});

describe('a unit of a version', () => {
  const artifact = (engine: string) => `apiVersion: asbuilt.dev/v1
kind: Artifact
metadata: { name: caller, version: 1.0.0, owner: us, description: calls somebody }
engine: ${engine}
`;
  const of = (path: string, text: string) => ({
    sources: [{ file: 'web.yaml', name: './caller', bundle: { files: [{ path, base64: Buffer.from(text).toString('base64') }] } }],
  });

  it('calls the hosts that its artifact names, and its change says that a person has published it', async () => {
    const hosts = ['api.example.com', '*.rds.amazonaws.com:5432', '10.0.0.7'];
    const done = await library.publish(artifact(`{ type: python, source: ./caller, hosts: ${JSON.stringify(hosts)} }`), of('main.py', 'print({})'));
    if (!done.ok) throw new Error(done.problems.map(told).join('\n'));
    const { units } = made('caller');
    expect(units).toMatchObject([{ node: 'caller', hosts }]);
    expect(diffUnit({ ...units[0], kind: 'unit' } as unknown as DesiredUnit, null, () => undefined)).toMatchObject({ published: true });
  });

  it.each([
    [
      'a name that is none',
      '{ type: python, source: ./caller, hosts: ["http://x/"] }',
      'CATALOG_INVALID web.yaml:4 engine.hosts[0]: a host is a name or an address',
    ],
    ['none', '{ type: python, source: ./caller, hosts: [] }', 'CATALOG_INVALID web.yaml:4 engine.hosts'],
    ['one although it is a procedure, which calls its target', '{ type: aws-cli, source: ./caller, hosts: [x] }', 'CATALOG_INVALID web.yaml:4 engine'],
  ])('is refused where its artifact names %s', async (_, engine, expected) => {
    const procedure = 'steps: [{ name: a, aws: [sts, get-caller-identity] }]';
    expect((await library.refused(artifact(engine), of(engine.includes('python') ? 'main.py' : 'procedure.yaml', procedure)))[0]).toContain(expected);
  });
});
