import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end, headOf, stepOf } from '../../src/adapters/store/testing/records.ts';
import { chosenBefore } from '../../src/engine/chosen-before.ts';
import { planProposal } from '../../src/engine/plan-proposal.ts';
import { ok } from '../../src/kernel/result.ts';
import type { RequestOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import { person } from '../catalog/library.ts';
import { type Draft, granted, Stage } from './stage.ts';

const head = (kind: string, name: string, version = '1.0.0') => `apiVersion: asbuilt.dev/v1
kind: ${kind}
metadata: { name: ${name}, version: ${version}, owner: us, description: a thing }
`;
const late = (version: string, kind: string) => `${head('Artifact', 'late', version)}engine: { type: aws }
inputs:
  type: object
  properties: { name: { type: string, default: plain }, kind: { type: string, default: ${kind} }, net: { type: string, default: net }, open: { type: boolean, default: false } }
outputs: { type: object, properties: {} }
resources:
  net: { type: "AWS::Toy::Net", properties: { Name: "\${inputs.net}" } }
  box: { type: "AWS::Toy::Box", when: "inputs.open", properties: { Name: "\${inputs.name}", Kind: "\${inputs.kind}" } }
provides: {}
`;

const nested = (version: string, more: string) => `${head('Artifact', 'late', version)}engine: { type: aws }
inputs:
  type: object
  properties: { of: { type: object, default: {}, properties: { name: { type: string, default: plain }${more} } }, open: { type: boolean, default: false } }
outputs: { type: object, properties: {} }
resources:
  net: { type: "AWS::Toy::Net", properties: { Name: net } }
  box: { type: "AWS::Toy::Box", when: "inputs.open", properties: { Name: "\${inputs.of.name}" } }
provides: {}
`;

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

type Request = Partial<RequestOf<'planBlueprint'>>;

async function publish(files: RequestOf<'publish'>['files'], templates: RequestOf<'publish'>['templates'] = []): Promise<void> {
  granted(await stage.engine.publish({ files, templates, visibleTo: 'agents' }));
}

const planner = (by: 'person' | 'agent') => (by === 'person' ? stage.engine : stage.engineFor(new Set(['read', 'plan', 'run']), 'agent'));

async function planned(by: 'person' | 'agent', name: string, request: Request): Promise<Plan> {
  return granted(await planner(by).planBlueprint({ name, as: 'two', targets: { main: 'main' }, ...request }));
}

async function built(by: 'person' | 'agent', request: Request): Promise<void> {
  const plan = await planned(by, 'late', request);
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const chosen = ({ agent, choices = [] }: Plan) => ({ agent, choices: choices.map(({ node, property, chosen: value }) => [node, property, value]) });
const nothing = { agent: undefined, choices: [] };

describe('an agent’s input that its own plan sends nowhere', () => {
  beforeEach(() => publish([{ path: 'a.yaml', text: late('1.0.0', 'small') }]));

  it('is still the agent’s in a person’s plan that sends it, whatever else was planned meanwhile', async () => {
    const first = await planned('agent', 'late', { inputs: { name: 'evil' } });
    expect(chosen(first)).toEqual({ agent: 'agent', choices: [] });
    await built('agent', { inputs: { name: 'evil' } });
    await built('person', { inputs: { net: 'other' } });
    const plan = await planned('person', 'late', { inputs: { open: true } });
    expect(chosen(plan)).toEqual({ agent: 'agent', choices: [['box', '/Name', 'evil']] });
    expect(plan.evidence[0]).toMatchObject({ words: 'evil', effect: expect.stringContaining('in an earlier plan, for the input name') });
    const plain = await stage.sign(plan, 'approver', { consents: [] });
    expect(await stage.engine.approve({ id: plan.id, approval: plain })).toMatchObject({ ok: false, problems: [{ code: 'CONSENT_MISSING', at: 'box' }] });
    await built('person', { inputs: { open: true } });
    expect(chosen(await planned('person', 'late', { inputs: { net: 'third' } }))).toEqual(nothing);
  });

  it('is no plan where nobody would read all of what a yes to it says, and is one where a person gives it', async () => {
    const request = { name: 'late', as: 'two', targets: { main: 'main' }, inputs: { open: true, name: 'x'.repeat(17_000) } };
    const message = expect.stringMatching(/^box: a yes to it would have to say 17\d+ characters, which nobody reads; 16384 is the most$/);
    expect(await planner('agent').planBlueprint(request)).toMatchObject({ ok: false, problems: [{ code: 'PROPERTY_INVALID', at: 'box', message }] });
    granted(await planner('agent').planBlueprint({ ...request, inputs: { open: true, name: 'x'.repeat(15_000) } }));
    granted(await planner('person').planBlueprint(request));
  });

  it('is told beside what another plan of the agent chooses', async () => {
    await built('agent', { inputs: { name: 'evil' } });
    expect(chosen(await planned('agent', 'late', { inputs: { open: true } })).choices).toEqual([
      ['box', '/Name', 'evil'],
      ['box', '', { open: true }],
    ]);
  });

  it('is a person’s once a person gives it, in that plan or in one before', async () => {
    await built('agent', { inputs: { name: 'evil', kind: 'odd' } });
    expect(chosen(await planned('person', 'late', { inputs: { open: true, name: 'evil', kind: 'odd' } }))).toEqual(nothing);
    await built('person', { inputs: { name: 'evil', net: 'other' } });
    expect(chosen(await planned('person', 'late', { inputs: { open: true } })).choices).toEqual([['box', '/Kind', 'odd']]);
  });

  it('is still the agent’s where a version completes it by a default within', async () => {
    await publish([{ path: 'a.yaml', text: nested('2.0.0', '') }]);
    await publish([{ path: 'a.yaml', text: nested('3.0.0', ', port: { type: integer, default: 22 }') }]);
    await built('agent', { version: '2.0.0', inputs: { of: { name: 'evil' } } });
    const plan = await planned('person', 'late', { version: '3.0.0', inputs: { open: true } });
    expect(chosen(plan)).toEqual({ agent: 'agent', choices: [['box', '/Name', 'evil']] });
  });

  it('is not a default that followed the version, once a person chose another version', async () => {
    await built('person', {});
    await publish([{ path: 'a.yaml', text: late('2.0.0', 'large') }]);
    await built('agent', { version: '2.0.0', inputs: { net: 'other' } });
    await publish([{ path: 'a.yaml', text: late('3.0.0', 'huge') }]);
    expect(chosen(await planned('person', 'late', { version: '3.0.0', inputs: { open: true } }))).toEqual(nothing);
  });

  it('is also a default that the agent moved by choosing the version', async () => {
    await built('person', {});
    await publish([{ path: 'a.yaml', text: late('2.0.0', 'large') }]);
    await built('agent', { version: '2.0.0', inputs: { net: 'other' } });
    expect(chosen(await planned('person', 'late', { inputs: { open: true } })).choices).toEqual([['box', '/Kind', 'large']]);
  });
});

describe('an agent’s input in what is made once more', () => {
  beforeEach(() => publish([{ path: 'a.yaml', text: late('1.0.0', 'small') }]));

  const oncemore = async () => granted(await chosenBefore((await stage.store.draft('two')) as Proposal, { store: stage.store }));
  const places = ({ resources }: Proposal) => resources.map(({ node, chosen: at, presence }) => [node, at, presence]);

  it('is the agent’s at the new place, too, and told as that', async () => {
    await built('agent', { inputs: { name: 'evil', open: true } });
    const made = await oncemore();
    expect(places(made)).toEqual([
      ['box', ['/Name'], { open: true }],
      ['net', undefined, undefined],
    ]);
    expect(made.evidence).toContainEqual(expect.objectContaining({ words: 'evil', effect: expect.stringContaining('an AI agent in an earlier plan') }));
  });

  it('is looked for by its value where its version is gone from the records', async () => {
    await built('agent', { inputs: { name: 'evil', open: true } });
    stage.store.catalogContent = async () => null;
    expect(places(await oncemore())).toEqual([
      ['box', ['/Name'], undefined],
      ['net', undefined, undefined],
    ]);
  });

  it('is nothing where people gave all', async () => {
    await built('person', { inputs: { name: 'ours', open: true } });
    expect(places(await oncemore()).map(([, at]) => at)).toEqual([undefined, undefined]);
  });
});

const note = (template: string) => ({
  file: { path: 'n.yaml', text: `${head('Artifact', 'note')}engine: { type: aws, template: ./note.yaml }\n` },
  template: {
    file: 'n.yaml',
    name: './note.yaml',
    template: 'note.yaml',
    bundle: { files: [{ path: 'note.yaml', base64: Buffer.from(template).toString('base64') }] },
  },
});

describe('an agent’s input that names a stored parameter', () => {
  const stored = `Parameters: { Key: { Type: AWS::SSM::Parameter::Value<String> } }
Resources: { Net: { Type: "AWS::Toy::Net", Properties: { Name: !Ref Key } } }
`;
  const web = `${head('Blueprint', 'late')}inputs:
  type: object
  properties: { key: { type: string, default: /none }, net: { type: string, default: net }, open: { type: boolean, default: false } }
nodes:
  a: { use: plain, with: { name: "\${inputs.net}" } }
  n: { use: note, when: "inputs.open", with: { Key: "\${inputs.key}" } }
`;
  const plain = `${head('Artifact', 'plain')}engine: { type: aws }
inputs: { type: object, required: [name], properties: { name: { type: string } } }
resources: { it: { type: "AWS::Toy::Net", properties: { Name: "\${inputs.name}" } } }
`;

  it('reads it for no plan, whoever asks, until a person gives the input', async () => {
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, 'green canary eight'])));
    const { file, template } = note(stored);
    await publish([file, { path: 'p.yaml', text: plain }, { path: 'w.yaml', text: web }], [template]);
    await built('agent', { inputs: { key: '/prod/password' } });
    const opened = (inputs: object) => stage.engine.planBlueprint({ name: 'late', as: 'two', targets: { main: 'main' }, inputs: { open: true, ...inputs } });
    expect(await opened({})).toMatchObject({ ok: false, problems: [{ code: 'SECRET_UNREAD' }] });
    granted(await opened({ key: '/prod/password' }));
  });
});

describe('what an agent wrote', () => {
  const written: Draft = { box: { properties: { Kind: 'odd' } } };
  const copied = async (): Promise<Plan> => {
    const draft = await chosenBefore({ ...((await stage.store.draft('shop')) as Proposal), deployment: 'other' as never }, { store: stage.store });
    const resources = granted(draft).resources.map((one) => ({ ...one, properties: { ...one.properties, Name: `other-${one.node}` } }));
    const targets = new Map(stage.targets.map((target) => [target.name, target]));
    return granted(await planProposal({ ...granted(draft), resources }, { targets, intent: 'copy', agent: null, sources: [] }, person, stage.ports));
  };
  const byAgent = async (draft: Draft) => {
    const { engine } = stage;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro') });
    const plan = await stage.plan(draft).finally(() => Object.assign(stage, { engine }));
    await stage.approve(plan);
    await stage.apply(plan);
  };

  it('is the agent’s still where a person has it made once more, until a person has written it', async () => {
    await byAgent(written);
    expect((await copied()).agent).toBe('kiro');
    await stage.build({ ...written, more: {} });
    expect((await stage.store.draft('shop'))?.resources.map(({ node, hand }) => [node, hand])).toEqual([
      ['box', 'kiro'],
      ['more', undefined],
    ]);
    expect((await copied()).agent).toBe('kiro');
    await stage.build({ box: { properties: { Kind: 'ours' } } });
    expect((await copied()).agent).toBeUndefined();
  });

  it('is nobody’s where people alone wrote it', async () => {
    await stage.build(written);
    expect((await copied()).agent).toBeUndefined();
  });

  it.each([
    ['/own/p', '!Ref Key', 'evil-net'],
    ['/own/p:1', '!Join ["/", [!Select [1, !Split ["-", !Ref Key]], "8"]]', 'net/8'],
  ])('is the agent’s choice where a template reads it of a stored parameter, which is told either way: %s, %s', async (key, name, value) => {
    const template = `Parameters: { Key: { Type: AWS::SSM::Parameter::Value<String>, Default: "${key}" } }
Resources: { Net: { Type: "AWS::Toy::Box", Properties: { Name: ${name} } } }
`;
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, 'evil-net'])));
    const { file, template: bundle } = note(template);
    await publish([file], [bundle]);
    const made = async () => granted(await stage.engine.planBlueprint({ name: 'note', as: 'two', targets: { main: 'main' } }));
    const told = expect.objectContaining({ words: key, effect: expect.stringContaining('stored parameter') });
    const people = await made();
    expect([people.evidence, chosen(people)]).toEqual([expect.arrayContaining([told]), nothing]);
    const { at } = people.changes[0] as { at: object };
    stage.store.bindingsTo = async (identifier) =>
      (identifier === '/own/p' ? [{ kind: 'resource', type: 'AWS::SSM::Parameter', node: 'p', deployment: 'evil', at }] : []) as never;
    const { draft } = stage.store;
    stage.store.draft = async (name) => (name === 'evil' ? ({ resources: [{ node: 'p', hand: 'kiro' }], units: [] } as never) : draft(name));
    const agents = await made();
    expect(agents.evidence).toContainEqual(told);
    expect(chosen(agents)).toEqual({ agent: 'kiro', choices: [[people.changes[0]?.node, '/Name', value]] });
    expect(agents).not.toHaveProperty('imports');
  });

  it('is the agent’s choice, too, where no deployment has the stored parameter any more, until a person writes it', async () => {
    const template = `Parameters: { Key: { Type: AWS::SSM::Parameter::Value<String>, Default: /own/p } }
Resources: { Net: { Type: "AWS::Toy::Box", Properties: { Name: !Ref Key } } }
`;
    stage.cloud.storedParameters = async (_target, _place, names) => ok(new Map(names.map((name) => [name, 'evil-net'])));
    const { file, template: bundle } = note(template);
    await publish([file], [bundle]);
    const made = async () => chosen(granted(await stage.engine.planBlueprint({ name: 'note', as: 'two', targets: { main: 'main' } }))).agent;
    let runs = 0;
    const wrote = async (op: 'create' | 'update' | 'adopt', hand: { hand?: string }, more: object = {}) => {
      const run = `r_${++runs}`;
      const step = { ...stepOf('p', 'done'), op, type: 'AWS::SSM::Parameter', place: 'main 111111111111/us-east-1', identifier: '/own/p', ...more };
      await stage.store.commit([
        { kind: 'draft', plan: run, draft: { resources: [{ node: 'p', properties: {}, ...hand }], units: [] } as never },
        { kind: 'run', head: { ...headOf(run, 'evil'), plan: run } },
        { kind: 'step', run, step },
        end(run),
      ]);
    };
    const kiro = { hand: 'kiro' };
    await wrote('create', kiro, { place: 'main 111111111111/eu-west-1' });
    await wrote('create', kiro, { identifier: '/own/q' });
    expect(await made()).toBeUndefined();
    await wrote('create', kiro);
    expect(await made()).toBe('kiro');
    await wrote('adopt', {});
    expect(await made()).toBe('kiro');
    await wrote('update', {});
    expect(await made()).toBeUndefined();
  });
});

describe('an agent’s input that a template hands on', () => {
  const template = `Parameters: { Name: { Type: String } }
Resources: { Net: { Type: "AWS::Toy::Net", Properties: { Name: !Ref Name } } }
Outputs: { Called: { Value: !Sub "\${Name}-x" }, Id: { Value: !GetAtt Net.NetId } }
`;
  const box = `${head('Artifact', 'box')}engine: { type: aws }
inputs: { type: object, required: [name, kind], properties: { name: { type: string }, kind: { type: string } } }
resources: { it: { type: "AWS::Toy::Box", properties: { Name: "\${inputs.name}", Kind: "\${inputs.kind}" } } }
`;
  const web = `${head('Blueprint', 'web')}inputs: { type: object, required: [text], properties: { text: { type: string } } }
nodes:
  n: { use: note, with: { Name: "\${inputs.text}" } }
  s: { use: box, with: { name: "\${n.outputs.Called}", kind: "\${n.outputs.Id}" } }
`;

  it('is asked of the person where the template’s output stands in another part; not what only a step makes', async () => {
    const made = note(template);
    await publish([made.file, { path: 'b.yaml', text: box }, { path: 'w.yaml', text: web }], [made.template]);
    expect(chosen(await planned('agent', 'web', { inputs: { text: 'evil' } })).choices).toEqual([['s.it', '/Name', 'evil-x']]);
  });
});

describe('a gate of a blueprint', () => {
  const two = (
    version: string,
    gate: string,
  ) => `${head('Blueprint', 'two', version)}inputs: { type: object, properties: { careful: { type: boolean, default: true }, kind: { type: string, default: small } } }
nodes:
  a: { use: late@1.0.0, with: { kind: "\${inputs.kind}", open: true } }
${gate}
  b: { use: late@1.0.0, with: { name: second, net: another }${gate === '' ? '' : ', dependsOn: [ready]'} }
`;
  const gate = '  ready: { gate: { kind: person, ask: "Is it ready?" }, dependsOn: [a], when: "inputs.careful" }';

  it('is let go of by no agent, neither by an input nor by a version, and told where a person does', async () => {
    await publish([
      { path: 'a.yaml', text: late('1.0.0', 'small') },
      { path: 'b.yaml', text: two('1.0.0', '') },
    ]);
    await publish([{ path: 'b.yaml', text: two('1.1.0', gate) }]);
    const first = await planned('person', 'two', {});
    await stage.approve(first);
    stage.clock.later(10, async () => {
      const [run] = await stage.store.liveRuns();
      granted(await stage.engine.openGate({ id: run?.id ?? '', gate: 'ready' as never }));
    });
    expect((await stage.apply(first)).status).toBe('succeeded');
    const told = 'no longer waits at the gate ready';
    for (const request of [{ inputs: { careful: false } }, { version: '1.0.0', inputs: { kind: 'large' } }]) {
      const plan = await planner('agent').planBlueprint({ name: 'two', deployment: 'two' as never, ...request });
      expect(plan).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining(told) }] });
      const persons = granted(await stage.engine.planBlueprint({ name: 'two', deployment: 'two' as never, ...request }));
      expect(persons.evidence.map(({ effect }) => effect)).toContain(told);
    }
    expect(await planner('agent').planBlueprint({ name: 'two', deployment: 'two' as never, inputs: { kind: 'large' } })).toMatchObject({ ok: true });
  });
});
