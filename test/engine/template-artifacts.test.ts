import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import { granted, Stage } from './stage.ts';

const head = (kind: string, name: string, version = '1.0.0') => `apiVersion: asbuilt.dev/v1
kind: ${kind}
metadata: { name: ${name}, version: ${version}, owner: us, description: a thing }
`;
const template = (more = '') => `Parameters:
  Name: { Type: String }
  Size: { Type: Number, Default: 1 }
  Second: { Type: String, Default: "no" }
Conditions:
  Two: !Equals [!Ref Second, "yes"]
Resources:
  Net: { Type: "AWS::Toy::Net", Properties: { Name: !Sub "\${Name}-net" } }
  Box: { Type: "AWS::Toy::Box", Properties: { Name: !Ref Name, Size: !Ref Size, NetId: !GetAtt Net.NetId } }
  Other: { Type: "AWS::Toy::Box", Condition: Two, Properties: { Name: !Sub "\${Name}-2", NetId: !GetAtt Net.NetId } }
${more}Outputs:
  Net: { Value: !GetAtt Net.NetId }
  Called: { Value: !Ref Name }
`;
const pair = (version = '1.0.0', more = '') => `${head('Artifact', 'pair', version)}engine: { type: aws, template: ./pair.yaml }\n${more}`;
const box = `${head('Artifact', 'box')}engine: { type: aws }
inputs: { type: object, required: [name, net], properties: { name: { type: string }, net: { type: string } } }
resources: { it: { type: "AWS::Toy::Box", properties: { Name: "\${inputs.name}", NetId: "\${inputs.net}" } } }
`;
const web = `${head('Blueprint', 'web')}inputs: { type: object, properties: { size: { type: integer, default: 1 } } }
nodes:
  a: { use: pair, with: { Name: web, Size: "\${inputs.size}" } }
  more: { use: pair, forEach: [x, y], with: { Name: "\${a.outputs.Called}-\${each.value}" } }
  b: { use: box, with: { name: beside, net: "\${a.outputs.Net}" } }
`;

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

type Publish = RequestOf<'publish'>;
const bundle = (text: string) => ({ files: [{ path: 'pair.yaml', base64: Buffer.from(text).toString('base64') }] });

function publish(documents: readonly string[], text = template()) {
  const files = documents.map((document, index) => ({ path: `${index}.yaml`, text: document }));
  const templates: Publish['templates'] = files
    .filter(({ text: document }) => document.includes('./pair.yaml'))
    .map(({ path }) => ({ file: path, name: './pair.yaml', template: 'pair.yaml', bundle: bundle(text) }));
  return stage.engine.publish({ files, templates });
}

async function planned(request: Partial<RequestOf<'planBlueprint'>> = {}): Promise<Plan> {
  return granted(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' }, ...request }));
}

async function built(plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const changes = (plan: Plan): string[] => plan.changes.flatMap(({ node, action }) => (action === 'none' ? [] : [`${action} ${node}`])).sort();

describe('an artifact of a CloudFormation template', () => {
  it('takes and gives what the template says, and tells what stands in it', async () => {
    granted(await publish([pair()]));
    const { facts } = granted(await stage.engine.catalogVersion({ name: 'pair' }));
    expect(facts.inputs).toMatchObject({ required: ['Name'], properties: { Name: { type: 'string' }, Size: { default: 1 }, Second: { default: 'no' } } });
    expect(facts.later).toEqual({ Net: true, Called: true });
    expect(facts.template).toEqual([
      { id: 'Net', type: 'AWS::Toy::Net', conditional: false },
      { id: 'Box', type: 'AWS::Toy::Box', conditional: false },
      { id: 'Other', type: 'AWS::Toy::Box', conditional: true },
    ]);
    expect(facts).toMatchObject({ types: ['AWS::Toy::Box', 'AWS::Toy::Net'], resources: 2, engines: ['aws'] });
  });

  it('is made as a part of a blueprint, several times, its outputs where they are used; is found as asked, changed by an input, and removed', async () => {
    granted(await publish([pair(), box, web]));
    const first = await planned();
    expect(changes(first)).toEqual(
      ['a.box', 'a.net', 'b.it', 'more["x"].box', 'more["x"].net', 'more["y"].box', 'more["y"].net'].map((node) => `create ${node}`),
    );
    await built(first);
    expect(stage.cloud.thing('beside')?.properties['NetId']).toBe(stage.cloud.thing('web-net')?.identifier);
    expect(stage.cloud.thing('web-x')?.properties['NetId']).toBe(stage.cloud.thing('web-x-net')?.identifier);
    expect(stage.cloud.thing('web')?.properties['Tags']).toContainEqual({ Key: 'asbuilt:blueprint', Value: 'web@1.0.0' });
    expect(changes(await planned())).toEqual([]);
    const larger = await planned({ deployment: 'web' as never, inputs: { size: '3' } });
    expect(changes(larger)).toEqual(['update a.box']);
    await built(larger);
    expect(stage.cloud.thing('web')?.properties['Size']).toBe(3);
    await built(granted(await stage.engine.destroy({ deployment: 'web' })));
    expect(['web', 'web-net', 'web-x', 'beside'].map((name) => stage.cloud.thing(name))).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is a deployment of its own, where it is planned by itself, with what its conditions bring', async () => {
    granted(await publish([pair()]));
    const plan = await planned({ name: 'pair', inputs: { Name: 'solo', Second: 'yes' } });
    expect(changes(plan)).toEqual(['create pair.box', 'create pair.net', 'create pair.other']);
    await built(plan);
    expect(stage.cloud.thing('solo-2')).toBeDefined();
    // What a condition no longer brings goes, with consent.
    expect(changes(await planned({ name: 'pair', deployment: 'pair' as never, inputs: { Second: 'no' } }))).toEqual(['delete pair.other']);
  });

  it('is kept as it was published: another text is another version, which says what it changes', async () => {
    granted(await publish([pair()]));
    const other = template('  Third: { Type: "AWS::Toy::Net", Properties: { Name: third } }\n');
    expect(await publish([pair()], other)).toMatchObject({
      ok: false,
      problems: [{ code: 'VERSION_TAKEN', message: expect.stringContaining('files of its source') }],
    });
    granted(await publish([pair('1.1.0')], other));
    expect(granted(await stage.engine.catalogDiff({ name: 'pair', from: '1.0.0', to: '1.1.0' })).changes).toEqual([
      { of: 'engine', what: 'template', change: 'its text is another', breaking: false },
      { of: 'resource', what: 'Third', change: 'added: AWS::Toy::Net', breaking: false },
    ]);
  });

  it.each([
    [
      'an input that is no parameter',
      pair('1.0.0', 'inputs: { type: object, properties: { Name: { type: string }, Colour: { type: string } } }\n'),
      'the template has no parameter Colour',
    ],
    ['a needed parameter that is not named', pair('1.0.0', 'inputs: { type: object, properties: { Size: { type: integer } } }\n'), 'the template needs Name'],
    [
      'an output that it does not have',
      pair('1.0.0', 'outputs: { type: object, properties: { Nett: { type: string } } }\n'),
      'the template has no output Nett',
    ],
    ['resources of its own beside the template', pair('1.0.0', 'resources: { a: { type: "AWS::Toy::Net" } }\n'), 'both a template and resources'],
    ['a source beside the template', pair('1.0.0').replace('./pair.yaml', `./pair.yaml, source: ${'a'.repeat(64)}`), 'has no source'],
  ])('refuses %s', async (_, document, message) => {
    expect(await publish([document])).toMatchObject({ ok: false, problems: [{ code: 'CATALOG_INVALID', message: expect.stringContaining(message) }] });
  });

  it('refuses what no plan could make, with the line of the template, and a condition over what is not known yet when it is planned', async () => {
    const custom = template('  Hook: { Type: "Custom::Hook", Properties: {} }\n');
    expect(await publish([pair()], custom)).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('custom resource'), at: 'pair.yaml:11' }],
    });
    const decided = `${head('Blueprint', 'web')}nodes:\n  a: { use: pair, with: { Name: a } }\n  b: { use: pair, with: { Name: b, Second: "\${a.outputs.Net}" } }\n`;
    granted(await publish([pair(), decided]));
    expect(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' } })).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('exists only after a step') }],
    });
  });

  it('gives its outputs where it is repeated over keys of any spelling', async () => {
    const over = `${head('Blueprint', 'web')}nodes:
  a: { use: pair, forEach: ["eu-west-1", "us-east-1"], with: { Name: "\${each.value}" } }
  b: { use: box, with: { name: beside, net: "\${a.outputs.Net[1]}" } }
`;
    granted(await publish([pair(), box, over]));
    await built(await planned());
    expect(stage.cloud.thing('beside')?.properties['NetId']).toBe(stage.cloud.thing('us-east-1-net')?.identifier);
  });

  it('keeps its nodes where a newer version has another id that differs in capitals only', async () => {
    granted(await publish([pair()]));
    await built(await planned({ name: 'pair', inputs: { Name: 'solo' } }));
    granted(await publish([pair('1.1.0')], template('  NET: { Type: "AWS::Toy::Net", Properties: { Name: shouted } }\n')));
    expect(changes(await planned({ name: 'pair', version: '1.1.0', deployment: 'pair' as never }))).toEqual(['create pair["NET"]']);
  });

  it('asks for every input where the records of a deployment are lost, since a default would change what stands', async () => {
    granted(await publish([pair(), box, web]));
    await built(await planned({ inputs: { size: 2 } }));
    const { draft } = stage.store;
    stage.store.draft = async () => null;
    expect(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' }, deployment: 'web' as never })).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'INPUT_INVALID',
          message: expect.stringContaining('are lost, and size is not given'),
          fix: 'give each as it was: --input size=1; what stands here is the default, which holds for what nobody gave',
        },
      ],
    });
    expect(changes(await planned({ deployment: 'web' as never, inputs: { size: 2 } }))).toEqual([]);
    stage.store.draft = draft;
  });

  it('takes no secret where it would become what a thing is called', async () => {
    granted(await publish([pair()]));
    const asked = stage.engine.planBlueprint({ name: 'pair', targets: { main: 'main' }, inputs: { Name: "${secret('db')}" } });
    expect(await asked).toMatchObject({
      ok: false,
      problems: [{ code: 'PROPERTY_INVALID', at: 'pair.box/properties/Name', message: expect.stringContaining('would tell a secret') }],
    });
  });

  it('stays within the boundary of its blueprint, whoever says its nodes one by one', async () => {
    granted(
      await publish([box, `${head('Blueprint', 'web')}boundary: { types: ["AWS::Toy::Box"] }\nnodes: { b: { use: box, with: { name: one, net: x } } }\n`]),
    );
    await built(await planned());
    const asked = (type: string) =>
      stage.engine.ask({ intent: { name: 'web', nodes: { other: { type, properties: { Name: 'other' } } } }, targets: { main: 'main' } });
    expect(await asked('AWS::Toy::Net')).toMatchObject({ ok: false, problems: [{ code: 'BOUNDARY_CROSSED' }] });
    const within = granted(await asked('AWS::Toy::Box'));
    if (within.kind !== 'proposal') throw new Error(within.kind);
    expect(within.plan.evidence[0]).toMatchObject({ entry: 'blueprint/web@1.0.0' });
  });
});

describe('a template that would grow without end', () => {
  const asked = (text: string) =>
    stage.engine.publish({
      files: [{ path: 'a.yaml', text: pair() }],
      templates: [{ file: 'a.yaml', name: './pair.yaml', template: 'pair.yaml', bundle: bundle(text) }],
    });

  it('is refused for what its loops write out', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `"${'x'.repeat(60)}${index}"`).join(', ');
    const loops = `Resources:
  Fn::ForEach::Many:
    - I
    - [${names}]
    - "N&{I}": { Type: "AWS::Toy::Net", Properties: { Name: "${'${I}'.repeat(20_000)}" } }
`;
    granted(await asked(loops));
    expect(await stage.engine.planBlueprint({ name: 'pair', targets: { main: 'main' } })).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('characters') }],
    });
  });

  it('is read in the time that its size takes, however many aliases it has', async () => {
    const aliases = Array.from({ length: 20_000 }, () => '*a').join(', ');
    granted(await asked(`Metadata: { one: &a x, many: [${aliases}] }\n${template()}`));
  });
});
