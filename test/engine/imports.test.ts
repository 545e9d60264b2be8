import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chosenBefore } from '../../src/engine/chosen-before.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import { granted, Stage } from './stage.ts';

const exporter = `Resources:
  Net: { Type: "AWS::Toy::Net", Properties: { Name: net } }
Outputs:
  Net: { Value: !Sub "\${Net.NetId}", Export: { Name: shared-net } }
`;
const importer = `Resources:
  Box: { Type: "AWS::Toy::Box", Properties: { Name: box, NetId: !ImportValue shared-net } }
`;

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

const ask = (name: string, template: string, by: 'person' | 'agent' = 'person') => {
  const engine = by === 'person' ? stage.engine : stage.engineFor(new Set(['read', 'plan', 'run']), 'agent');
  const bundle = { files: [{ path: 't.yaml', base64: Buffer.from(template).toString('base64') }] };
  const source = digestOf(bundle);
  const intent = { name, nodes: { t: { template: 't.yaml', source } } } as unknown as JsonObject;
  return engine.ask({ intent, sources: { [source]: bundle }, targets: { main: 'main' } });
};

async function planned(name: string, template: string, by: 'person' | 'agent' = 'person'): Promise<Plan> {
  const came = granted(await ask(name, template, by));
  if (came.kind !== 'proposal') throw new Error(came.kind);
  return came.plan as Plan;
}

async function build(plan: Plan): Promise<void> {
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const refusalOf = async (name: string, template: string) => {
  const came = await ask(name, template);
  return came.ok ? null : came.problems[0];
};

describe('what a template imports from another deployment', () => {
  it('is refused where it stands hidden', async () => {
    const key = exporter.replace('Net.NetId', 'Net.Name').replace('Name: net', 'Name: AKIAABCDEFGHIJKLMNOP');
    await build(await planned('base', key));
    expect(await refusalOf('user', importer)).toMatchObject({ code: 'REFERENCE_UNKNOWN', message: expect.stringContaining('hidden') });
  });

  it('is the value that is live when it is planned, is told, and is told of when it would go', async () => {
    expect(await refusalOf('user', importer)).toMatchObject({ code: 'TEMPLATE_UNSUPPORTED', message: expect.stringContaining('shared-net') });
    const base = await planned('base', exporter);
    expect(await refusalOf('user', importer)).toMatchObject({ code: 'TEMPLATE_UNSUPPORTED' });
    await build(base);

    const user = await planned('user', importer);
    expect(user.evidence).toContainEqual(expect.objectContaining({ words: 'shared-net', effect: expect.stringContaining('base exports') }));
    expect(user.changes).toMatchObject([{ node: 't.box', after: { NetId: 'net-1' } }]);
    await build(user);
    expect((await planned('user', importer)).changes.filter(({ action }) => action !== 'none')).toEqual([]);

    const removal = granted(await stage.engine.destroy({ deployment: 'base' as never }));
    expect(removal.impact).toEqual([expect.objectContaining({ node: 'user.t.box' })]);
    expect(removal.evidence).toContainEqual(expect.objectContaining({ effect: 'no longer exports shared-net in us-east-1, which user imports' }));
  });

  it.each([
    ['as it is', '!ImportValue shared-net', 'evil-net'],
    ['within a text', '!Join ["", [x-, !ImportValue shared-net]]', 'x-evil-net'],
    ['in a part', '!Select [1, !Split ["-", !ImportValue shared-net]]', 'net'],
  ])('is asked of the person again, %s, where an agent had a hand in what exports it, however often it was passed on', async (_, name, value) => {
    const exports = (net: string, from: string, as: string) =>
      `Resources:\n  Net: { Type: "AWS::Toy::Net", Properties: { Name: ${net} } }\nOutputs:\n  Net: { Value: ${from}, Export: { Name: ${as} } }\n`;
    const boxed = `Resources:\n  Box: { Type: "AWS::Toy::Box", Properties: { Name: ${name} } }\n`;
    const asked = ({ agent, choices = [] }: Plan) => ({ agent, choices: choices.map(({ node, property, chosen }) => [node, property, chosen]) });
    await build(await planned('base', exports('net', 'evil-net', 'first-net'), 'agent'));
    const passed = await planned('between', exports('net2', '!ImportValue first-net', 'shared-net'));
    await build(passed);
    const user = await planned('user', boxed);
    expect(asked(user)).toEqual({ agent: 'agent', choices: [['t.box', '/Name', value]] });
    // And again where it is made once more at another place.
    await build(user);
    const oncemore = granted(await chosenBefore((await stage.store.draft('user')) as Proposal, { store: stage.store }));
    expect(oncemore.resources).toMatchObject([{ node: 't.box', chosen: ['/Name'], theirs: { by: 'agent', places: ['/Name'] } }]);
  });

  it('is taken away by no agent, and told where a person takes it away', async () => {
    await build(await planned('base', exporter));
    const without = exporter.slice(0, exporter.indexOf('Outputs:'));
    expect(await ask('base', without, 'agent')).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining('no longer exports shared-net') }],
    });
    expect((await planned('base', without)).evidence).toContainEqual(
      expect.objectContaining({ effect: expect.stringMatching(/^no longer exports shared-net in /) }),
    );
  });

  it('ends with what it is of, which no agent asks for, and of which every importer is told; what is of the rest goes on', async () => {
    const more = exporter.replace(
      'Outputs:',
      "  Box: { Type: 'AWS::Toy::Box', Properties: { Name: own } }\nOutputs:\n  Own: { Value: !Ref Box, Export: { Name: own-box } }",
    );
    await build(await planned('base', more));
    await build(await planned('user', importer));
    await build(await planned('user', importer.replace('Name: box', 'Name: box, Size: 2')));
    const draft = (await stage.store.draft('base')) as Proposal;
    const rest = { ...draft, resources: draft.resources.filter(({ node }) => node !== 't.net') };
    const askFor = (engine: Stage['engine']) =>
      engine.ask({ intent: { intent: 'a case', params: { proposal: rest } } as unknown as JsonObject, targets: { main: 'main' } });
    expect(await askFor(stage.engineFor(new Set(['read', 'plan']), 'agent'))).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining('no longer exports shared-net in us-east-1, which user imports') }],
    });
    const came = granted(await askFor(stage.engine));
    const plan = (came.kind === 'proposal' ? came.plan : null) as Plan;
    expect(plan.evidence.map(({ effect }) => effect)).toEqual(['no longer exports shared-net in us-east-1, which user imports']);
    await build(plan);
    expect((await stage.store.draft('base'))?.exports?.map(({ name }) => name)).toEqual(['own-box']);
    expect(await refusalOf('user', importer)).toMatchObject({ code: 'TEMPLATE_UNSUPPORTED' });
  });

  it('is another value only once a person has approved that, where nothing else changes', async () => {
    const named = exporter.replace('Net.NetId', 'Net.Name');
    await build(await planned('base', exporter));
    const other = await planned('base', named);
    expect([other.steps, other.keeps, other.evidence.map(({ effect }) => effect)]).toEqual([[], true, ['exports another value as shared-net in us-east-1']]);
    expect((await planned('user', importer)).changes).toMatchObject([{ after: { NetId: 'net-1' } }]);
    await build(other);
    expect((await planned('user', importer)).changes).toMatchObject([{ after: { NetId: 'net' } }]);
  });

  it('is told with whatever else changes, and an agent gives none another value', async () => {
    const effects = ({ evidence }: Plan) => evidence.map(({ effect }) => effect);
    const base = await planned('base', exporter);
    expect(effects(base)).toEqual(['exports shared-net in us-east-1 from now on']);
    await build(base);
    const wider = exporter.replace('Name: net }', "Name: net, Cidr: '10.0.0.0/16' }");
    for (const otherwise of [wider.replace('Net.NetId', 'Net.Name'), wider.replace('!Sub "${Net.NetId}"', 'evil-net')])
      expect(await ask('base', otherwise, 'agent')).toMatchObject({
        ok: false,
        problems: [{ code: 'CALLER_NOT_ALLOWED', message: expect.stringContaining('exports another value as shared-net in us-east-1') }],
      });
    const more = `${wider}  More: { Value: x, Export: { Name: more } }\n`;
    expect(effects(await planned('base', more, 'agent'))).toContain('exports more in us-east-1 from now on, asked for by an AI agent: is it what you want?');
    const other = await planned('base', wider.replace('Net.NetId', 'Net.Name'));
    expect(other.steps).not.toEqual([]);
    expect(effects(other)).toEqual(['exports another value as shared-net in us-east-1']);
  });

  it.each(['person', 'agent'] as const)('is exported by one deployment alone: another by the same name is refused to a %s', async (by) => {
    await build(await planned('base', exporter));
    expect(await ask('other', exporter.replace('Name: net', 'Name: net2'), by)).toMatchObject({
      ok: false,
      problems: [
        { code: 'GRAPH_CONFLICT', at: 'shared-net', message: 'base exports shared-net in us-east-1 already', fix: expect.stringContaining('another name') },
      ],
    });
    expect(await ask('base', exporter, by)).toMatchObject({ ok: true });
    expect(await ask('other', exporter.replace('Name: net', 'Name: net2').replace('Name: shared-net', 'Name: other-net'), by)).toMatchObject({ ok: true });
  });

  it.each(['stands', 'has just begun'] as const)(
    'does not begin to be exported where another deployment %s that was not there when it was planned',
    async (by) => {
      const later = await planned('other', exporter.replace('Name: net', 'Name: net2'));
      const first = await planned('base', exporter);
      await stage.approve(first);
      const { run } = granted(await stage.engine.apply({ id: first.id }));
      if (by === 'stands') await stage.durable.drain();
      await stage.approve(later);
      expect(await stage.engine.apply({ id: later.id })).toMatchObject({
        ok: false,
        problems: [{ code: 'GRAPH_CONFLICT', at: 'shared-net', message: 'base exports shared-net in us-east-1 already' }],
      });
      await stage.durable.drain();
      expect((await stage.report(run)).status).toBe('succeeded');
      expect(await planned('user', importer)).toMatchObject({ changes: [{ after: { NetId: 'net-1' } }] });
    },
  );

  it('does not go on to be exported where another deployment has come to do so since it failed', async () => {
    const first = await planned('base', exporter);
    stage.cloud.when('create net', () => ({ status: 'failed', problem: { code: 'CLOUD_INVALID', message: 'no', fix: 'none', retryable: false }, over: true }));
    await stage.approve(first);
    const failed = await stage.apply(first);
    expect(failed.status).toBe('failed');
    await build(await planned('other', exporter.replace('Name: net', 'Name: net2')));
    expect(await stage.engine.resume({ id: failed.id })).toMatchObject({
      ok: false,
      problems: [{ code: 'GRAPH_CONFLICT', message: 'other exports shared-net in us-east-1 already' }],
    });
  });

  it('is nobody’s choice where people alone export it', async () => {
    await build(await planned('base', exporter));
    expect(await planned('user', importer)).not.toHaveProperty('choices');
  });

  it('is asked again when the run is to begin: another value by then makes the plan stale', async () => {
    await build(await planned('base', exporter));
    const user = await planned('user', importer);
    await stage.approve(user);
    await build(await planned('base', exporter.replace('Name: net }', "Name: net, Cidr: '10.0.0.0/16' }")));
    expect(await stage.engine.apply({ id: user.id })).toMatchObject({
      ok: false,
      problems: [{ code: 'PLAN_STALE', message: expect.stringContaining('shared-net'), cause: 'base exports another value' }],
    });
    await build(await planned('user', importer));
  });

  it('is refused by name where all of a template is left out by its conditions', async () => {
    const nothing = `Conditions: { Never: !Equals [a, b] }\nResources:\n  Net: { Type: "AWS::Toy::Net", Condition: Never }\n`;
    expect(await refusalOf('base', nothing)).toMatchObject({ code: 'TEMPLATE_UNSUPPORTED', at: 't', message: expect.stringContaining('makes nothing') });
  });

  it('is refused where two deployments export the name, and where what exported it is gone', async () => {
    // As records that were merged, or written by an earlier program, may have it.
    const [base, other] = [await planned('base', exporter), await planned('other', exporter.replace('Name: net', 'Name: net2'))];
    await build(base);
    const { askedIn } = stage.store;
    stage.store.askedIn = async () => null;
    await build(other);
    stage.store.askedIn = askedIn;
    expect(await refusalOf('user', importer)).toMatchObject({
      code: 'REFERENCE_UNKNOWN',
      message: 'base and other both export shared-net, and it would be either',
    });
    await build(granted(await stage.engine.destroy({ deployment: 'other' as never })) as Plan);
    await planned('user', importer);
    await build(granted(await stage.engine.destroy({ deployment: 'base' as never })) as Plan);
    expect(await refusalOf('user', importer)).toMatchObject({ code: 'TEMPLATE_UNSUPPORTED' });
  });
});
