import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveNodes } from '../../src/intent/resolve-nodes.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import type { NodesIntent } from '../../src/model/intent.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { granted, Stage } from './stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

interface Template {
  readonly text: string;
  readonly inputs?: JsonObject;
  /** The template of a nested stack. */
  readonly child?: string;
}

const template = (text: string, inputs?: JsonObject): Template => ({ text, ...(inputs === undefined ? {} : { inputs }) });
const net = (Name: string, more: JsonObject = {}) => ({ type: 'AWS::Toy::Net', properties: { Name, ...more } });

async function planned(name: string, nodes: Readonly<Record<string, Template | JsonObject>>, by: 'person' | 'agent' = 'person'): Promise<Plan> {
  const engine = by === 'person' ? stage.engine : stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro');
  const sources: Record<string, { files: { path: string; base64: string }[] }> = {};
  const named = Object.entries(nodes).map(([node, wanted]) => {
    if (!('text' in wanted)) return [node, wanted];
    const files = { 'child.yaml': wanted['child'], 't.yaml': wanted['text'] };
    const bundle = {
      files: Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [{ path, base64: Buffer.from(String(text)).toString('base64') }])),
    };
    const source = digestOf(bundle);
    sources[source] = bundle;
    return [node, { template: 't.yaml', source, ...(wanted['inputs'] === undefined ? {} : { inputs: wanted['inputs'] }) }];
  });
  const came = granted(await engine.ask({ intent: { name, nodes: Object.fromEntries(named) }, sources, targets: { main: 'main' } }));
  if (came.kind !== 'proposal') throw new Error(came.kind);
  return came.plan as Plan;
}

async function build(plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const asked = ({ agent, choices = [] }: Plan) => ({ agent, choices: choices.map(({ node, property, chosen }) => [node, property, chosen]) });

const plain = 'Resources:\n  Net: { Type: "AWS::Toy::Net", Properties: { Name: net } }\n';
const exporting = (value: string) => `${plain.replace('Name: net', 'Name: base')}Outputs:\n  V: { Value: ${value}, Export: { Name: shared } }\n`;
const boxed = 'Parameters: { R: { Type: String } }\nResources:\n  Box: { Type: "AWS::Toy::Box", Properties: { Name: !Ref R } }\n';
const opened = `Parameters: { R: { Type: String } }
Conditions: { Open: !Equals [!Ref R, pin] }
Resources:
  Net: { Type: "AWS::Toy::Net", Properties: { Name: net2 } }
  Box: { Type: "AWS::Toy::Box", Condition: Open, Properties: { Name: open } }
`;

describe('what a template makes of a value that an agent gave elsewhere', () => {
  const through = { a: '${a.outputs.V}', r: { R: '${a.outputs.V}' } };
  const beside: [string, Record<string, Template | JsonObject>, unknown][] = [
    ['a node beside it', { box: { type: 'AWS::Toy::Box', properties: { Name: through.a } } }, ['box', '/Name', 'pin']],
    ['another template', { b: template(boxed, through.r) }, ['b.box', '/Name', 'pin']],
    [
      'a third, by way of another',
      {
        b: template(`${boxed}Outputs: { V: { Value: !Ref R } }\n`, { R: 'ours' }),
        c: template(boxed, { R: '${d.outputs.V}' }),
        d: template(
          `${plain.replace('net }', 'net3 }').replace('Resources', 'Parameters: { R: { Type: String } }\nResources')}Outputs: { V: { Value: !Ref R } }\n`,
          through.r,
        ),
      },
      ['c.box', '/Name', 'pin'],
    ],
    [
      'a node that refers to that one, by way of another',
      { box: { type: 'AWS::Toy::Box', properties: { Name: '${mid.Name}', NetId: '${net.NetId}' } }, mid: net('${net.Name}'), net: net(through.a) },
      ['box', '/Name', 'pin'],
    ],
    ['a condition of another template', { b: template(opened, through.r) }, ['b.box', '', expect.objectContaining({})]],
  ];

  it.each(beside)('is the agent’s choice where an output gives it to %s: of an import', async (_, more, choice) => {
    await build(await planned('base', { t: template(exporting('evil-pin')) }, 'agent'));
    const user = { a: template(`${plain}Outputs: { V: { Value: !Select [1, !Split ["-", !ImportValue shared]] } }\n`), ...more };
    expect(asked(await planned('user', user))).toEqual({ agent: 'kiro', choices: [choice] });
  });

  it.each(beside)('is the agent’s choice where an output gives it to %s: of a stored parameter', async (_, more, choice) => {
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, 'evil-pin'])));
    stage.store.lastAskedOfParameter = async () => ({ node: 'p', draft: { resources: [{ node: 'p', properties: {}, hand: 'kiro' }], units: [] } as never });
    const key = `Parameters: { Key: { Type: "AWS::SSM::Parameter::Value<String>", Default: /own/p } }\n`;
    const user = { a: template(`${key}${plain}Outputs: { V: { Value: !Select [1, !Split ["-", !Ref Key]] } }\n`), ...more };
    expect(asked(await planned('user', user))).toEqual({ agent: 'kiro', choices: [choice] });
  });

  it('is nobody’s where it stands in another output', async () => {
    await build(await planned('base', { t: template(exporting('evil')) }, 'agent'));
    const user = {
      a: template(`${plain}Outputs: { V: { Value: !ImportValue shared }, W: { Value: ours } }\n`),
      box: { type: 'AWS::Toy::Box', properties: { Name: '${a.outputs.W}' } },
    };
    expect(asked(await planned('user', user)).choices).toEqual([]);
  });

  it('is the agent’s among the inputs of code, by name', () => {
    const nodes = { u: { unit: 'python', source: '0'.repeat(64), inputs: { v: ['x-${a.outputs.V}'], w: '${a.outputs.W}' } } };
    const drafts = {
      resources: new Map(),
      outputs: new Map([
        [
          'a',
          new Map([
            ['V', 'evil'],
            ['W', 'ours'],
          ]),
        ],
      ]),
      outputOrigins: new Map([
        [
          'a',
          new Map([
            ['V', new Set(['Fn::ImportValue:shared'])],
            ['W', new Set(['Fn::ImportValue:other'])],
          ]),
        ],
      ]),
      exports: [],
      imports: ['shared', 'other'].map(
        (name) => ({ name, account: '1', region: 'us-east-1', value: name, ...(name === 'shared' ? { by: 'kiro' } : {}) }) as never,
      ),
      evidence: [],
    };
    const made = granted(
      resolveNodes({ name: 'user', nodes } as unknown as NodesIntent, { name: 'main', regions: ['us-east-1'] } as unknown as NamedTarget, drafts),
    );
    expect(made.units).toMatchObject([{ inputs: { v: ['x-evil'], w: 'ours' }, chosen: ['v'] }]);
  });
});

describe('what a deployment exports', () => {
  const handing = (name: string, more: Record<string, JsonObject> = {}) => ({
    y: net(name),
    t: template(`Parameters: { R: { Type: String } }\n${exporting('!Ref R')}`, { R: '${y.Name}' }),
    ...more,
  });
  const whose = async () =>
    asked(await planned('user', { t: template(boxed.replace('Parameters: { R: { Type: String } }\n', '').replace('!Ref R', '!ImportValue shared')) })).agent;

  it('is of who wrote what it refers to, whoever plans it with something beside', async () => {
    await build(await planned('base', handing('ours')));
    await build(await planned('base', handing('ours', { more: net('more') }), 'agent'));
    expect(await whose()).toBeUndefined();
    await build(await planned('base', handing('evil', { more: net('more') }), 'agent'));
    expect(await whose()).toBe('kiro');
    await build(await planned('base', handing('evil', { more: net('more'), again: net('again') })));
    expect(await whose()).toBe('kiro');
    await build(await planned('base', handing('again-ours')));
    expect(await whose()).toBeUndefined();
  });

  it('is of who gave it where it refers to nothing, until a person gives another', async () => {
    const giving = async (value: string, beside: string, by: 'person' | 'agent' = 'person') =>
      build(await planned('base', { t: template(exporting(value)), more: net(beside) }, by));
    await giving('evil', 'one', 'agent');
    await giving('evil', 'two');
    expect(await whose()).toBe('kiro');
    await giving('ours', 'three');
    expect(await whose()).toBeUndefined();
    await giving('ours', 'four', 'agent');
    expect(await whose()).toBeUndefined();
  });
});

describe('what a stored parameter holds', () => {
  const reading = `Parameters: { Key: { Type: "AWS::SSM::Parameter::Value<String>", Default: /own/p } }
Resources: { Box: { Type: "AWS::Toy::Box", Properties: { Name: !Ref Key } } }
`;
  const hand = 'kiro';

  it.each<[string, JsonObject, object[], string | undefined]>([
    ['nobody’s of an agent that wrote something beside it', { Value: 'v' }, [{ node: 'x', properties: {}, hand }], undefined],
    ['of who wrote what it refers to', { Value: 'v-${x.Name}' }, [{ node: 'x', properties: {}, hand }], hand],
    [
      'of who wrote what that refers to',
      { Value: '${y.Name}' },
      [
        { node: 'y', properties: { Name: '${x.Name}' } },
        { node: 'x', properties: {}, theirs: { by: hand, places: ['/Name'] } },
      ],
      hand,
    ],
    [
      'nobody’s of an agent that it only waits for',
      { Value: '${y.Name}' },
      [
        { node: 'y', properties: {}, dependsOn: ['x'] },
        { node: 'x', properties: {}, hand },
      ],
      undefined,
    ],
  ])('is %s', async (_, properties, others, by) => {
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, 'evil'])));
    stage.store.lastAskedOfParameter = async () => ({
      node: 'p',
      draft: { resources: [{ node: 'p', properties, dependsOn: [] }, ...others], units: [] } as never,
    });
    expect((await planned('user', { t: template(reading) })).agent).toBe(by);
  });
});

describe('what a template reads of stored parameters', () => {
  const kept: Readonly<Record<string, string>> = {
    '/own/p': 'evil-pin',
    '/own/list': 'pin,pan',
    '/own/name': '/ours/p',
    '/own/child': 'child',
    '/ours/p': 'ours',
    '/ours/name': '/ours/p',
  };
  beforeEach(() => {
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, kept[name] ?? null])));
    stage.store.lastAskedOfParameter = async (name) => ({
      node: 'p',
      draft: { resources: [{ node: 'p', properties: {}, ...(name.startsWith('/own/') ? { hand: 'kiro' } : {}) }], units: [] } as never,
    });
  });

  const key = (name: string, type = 'String') => `Key: { Type: "AWS::SSM::Parameter::Value<${type}>", Default: ${name} }`;
  const parameters = (...all: string[]) => `Transform: AWS::LanguageExtensions\nParameters: { ${all.join(', ')} }\n`;
  const box = (name: string, more = '') => `${plain}  Box: { Type: "AWS::Toy::Box"${more}, Properties: { Name: ${name} } }\n`;
  const second = (text: string) => `!Select [1, !Split ["-", ${text}]]`;
  const open = 'Conditions: { Open: !Equals [!Ref Key, evil-pin] }\n';
  const loop = (over: string, name: string) =>
    `${plain}  "Fn::ForEach::Boxes": [X, ${over}, { "Box&{X}": { Type: "AWS::Toy::Box", Properties: { Name: ${name} } } }]\n`;
  const stack = (properties: string) => `${plain}  In: { Type: "AWS::CloudFormation::Stack", Properties: ${properties} }\n`;
  const inner = (name: string) => `Resources: { Box: { Type: "AWS::Toy::Box", Properties: { Name: ${name} } } }\n`;
  const nested = (text: string, child: string): Template => ({ text, child });
  const there = (node: string, value: JsonObject) => [node, '', value];
  const own = { '/own/p': 'evil-pin' };
  const list = { '/own/list': 'pin,pan' };

  it.each<[string, Template, unknown[]]>([
    ['in a dynamic reference', template(box(second('"{{resolve:ssm:/own/p}}"'))), [['a.box', '/Name', 'pin']]],
    ['in one that is put together of pieces', template(box(second('!Join ["", ["{{", "resolve:ssm:/own/p}}"]]'))), [['a.box', '/Name', 'pin']]],
    [
      'in one of a mapping',
      template(`Mappings: { M: { m: { n: "{{resolve:ssm:/own/p}}" } } }\n${box(second('!FindInMap [M, m, n]'))}`),
      [['a.box', '/Name', 'pin']],
    ],
    ['as the name of another', template(`${parameters(key('/own/name'))}${box('!Sub "{{resolve:ssm:${Key}}}"')}`), [['a.box', '/Name', 'ours']]],
    [
      'in a condition',
      template(`Conditions: { Open: !Equals ["{{resolve:ssm:/own/p}}", evil-pin] }\n${box('open', ', Condition: Open')}`),
      [there('a.box', own)],
    ],
    [
      'by a name that is put together',
      template(`${parameters(key('/own/p'), 'E: { Type: String, Default: ey }')}${box(second('{ Ref: !Sub "K${E}" }'))}`),
      [['a.box', '/Name', 'pin']],
    ],
    ['by a name with room around it', template(`${parameters(key('/own/p'))}${box(second('!Sub "${ Key }"'))}`), [['a.box', '/Name', 'pin']]],
    [
      'by a condition whose name is put together',
      template(`${parameters(key('/own/p'))}${open}${box('!If [!Sub "Open", pin, pan]')}`),
      [['a.box', '/Name', 'pin']],
    ],
    [
      'where it chooses all properties',
      template(`${parameters(key('/own/p'))}${open}${plain}  Box: { Type: "AWS::Toy::Box", Properties: !If [Open, { Name: pin }, { Name: pan }] }\n`),
      [['a.box', '/Name', 'pin']],
    ],
    [
      'in a loop over it',
      template(`${parameters(key('/own/list', 'CommaDelimitedList'))}${loop('!Ref Key', '!Sub "our-${X}"')}`),
      [['a.boxpan', '/Name', 'our-pan'], ['a.boxpin', '/Name', 'our-pin'], there('a.boxpan', list)],
    ],
    [
      'in a loop over what a loop over it writes',
      template(
        `${parameters(key('/own/list', 'CommaDelimitedList'))}${loop('["m-${Y}"]', '!Ref X').replace('  "Fn::ForEach::Boxes"', '  "Fn::ForEach::All": [Y, !Ref Key, { "Fn::ForEach::Boxes"').replace(/\n$/, ' }]\n')}`,
      ),
      [['a.boxmpan', '/Name', 'm-pan'], ['a.boxmpin', '/Name', 'm-pin'], there('a.boxmpan', list)],
    ],
    [
      'in what a loop over it makes, and is not named in',
      template(`${parameters()}${loop('!Split [",", "{{resolve:ssm:/own/list}}"]', 'ours').replace('Toy::Box', 'Toy::Net')}`),
      [there('a.boxpan', list)],
    ],
    [
      'in a condition that a loop over it makes',
      template(
        `${parameters(key('/own/list', 'CommaDelimitedList'))}Conditions: { "Fn::ForEach::Are": [X, !Ref Key, { "Is&{X}": !Equals [!Ref X, pin] }] }\n${box('!If [Ispin, pin, pan]')}`,
      ),
      [['a.box', '/Name', 'pin']],
    ],
    [
      'in a nested stack, by default',
      nested(stack('{ TemplateURL: ./child.yaml }'), `${parameters(key('/own/p'))}${inner(second('!Ref Key'))}`),
      [['a.in.box', '/Name', 'pin']],
    ],
    [
      'in a nested stack, by plain text',
      nested(
        stack('{ TemplateURL: ./child.yaml, Parameters: { Of: /own/p } }'),
        `${parameters('Of: { Type: String }')}${inner(second('!Sub "{{resolve:ssm:${Of}}}"'))}`,
      ),
      [['a.in.box', '/Name', 'pin']],
    ],
    [
      'where it chooses what a nested stack is given',
      nested(
        `${parameters(key('/own/p'))}${open}${stack('{ TemplateURL: ./child.yaml, Parameters: !If [Open, { Of: pin }, { Of: pan }] }')}`,
        `${parameters('Of: { Type: String }')}${inner('!Ref Of')}`,
      ),
      [['a.in.box', '/Name', 'pin']],
    ],
    [
      'where it chooses the template of a nested stack',
      nested(`${parameters(key('/own/child'))}${stack('{ TemplateURL: !Sub "./${Key}.yaml" }')}`, inner('ours')),
      [there('a.in.box', { '/own/child': 'child' })],
    ],
  ])('is the agent’s choice that wrote it: %s', async (_, a, choices) => {
    expect(asked(await planned('user', { a }))).toEqual({ agent: 'kiro', choices });
  });

  const shows = (value: string) => `  Shown: { Type: "AWS::Toy::Net", Properties: { Name: shown, Note: ${value} } }\n`;
  it.each<[string, string]>([
    ['what a person gave beside it', `${parameters(key('/own/p'), 'P: { Type: String, Default: mine }')}${box('!Ref P')}`],
    ['what is equal to it, or holds it', `${parameters(key('/own/p'))}${box('my-evil-pin')}`],
    [
      'what a person chose in its place',
      `${parameters(key('/own/p'), 'P: { Type: String, Default: mine }')}Conditions: { Mine: !Equals [!Ref P, mine] }\n${box('!If [Mine, !Ref P, !Ref Key]')}`,
    ],
    ['what a loop makes of something else', `${parameters(key('/own/p'))}${loop('[one, two]', '!Ref X')}`],
    [
      'a person’s, read by a name that a person gave',
      `${parameters(key('/own/p'), 'Of: { Type: String, Default: /ours/p }')}${box('!Sub "{{resolve:ssm:${Of}}}"')}`,
    ],
  ])('is not the agent’s: %s', async (_, text) => {
    const plan = await planned('user', { a: template(`${text}${shows('!Ref Key')}`) });
    expect(asked(plan).choices).toEqual([]);
    const effect = 'is read from the stored parameter of that name, which an AI agent had a hand in, with its value when this was planned';
    expect(plan.evidence).toContainEqual({ words: '/own/p', entry: 'template/a', effect });
  });
});
