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
}

const template = (text: string, inputs?: JsonObject): Template => ({ text, ...(inputs === undefined ? {} : { inputs }) });
const net = (Name: string, more: JsonObject = {}) => ({ type: 'AWS::Toy::Net', properties: { Name, ...more } });

async function planned(name: string, nodes: Readonly<Record<string, Template | JsonObject>>, by: 'person' | 'agent' = 'person'): Promise<Plan> {
  const engine = by === 'person' ? stage.engine : stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro');
  const sources: Record<string, { files: { path: string; base64: string }[] }> = {};
  const named = Object.entries(nodes).map(([node, wanted]) => {
    if (!('text' in wanted)) return [node, wanted];
    const bundle = { files: [{ path: 't.yaml', base64: Buffer.from(String(wanted['text'])).toString('base64') }] };
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
    await giving('ours', 'one');
    await giving('ours', 'two', 'agent');
    expect(await whose()).toBeUndefined();
    await giving('evil', 'three', 'agent');
    await giving('evil', 'four');
    expect(await whose()).toBe('kiro');
    await giving('ours', 'five');
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
