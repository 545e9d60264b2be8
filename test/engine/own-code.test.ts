import { describe, expect, it } from 'vitest';
import { lossesOf, unvouchedIn } from '../../src/engine/consent.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import { eventsTold } from '../../src/engine/told-to-agent.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { EngineEvent } from '../../src/ports/events.ts';
import { members, row } from './foreseeing.ts';
import { type Draft, granted, Stage } from './stage.ts';

const canary = 'blauwe kanarie';
const procedure = `steps:
  - name: look
    aws: [ssm, get-parameter, --name, "\${inputs.name}"]
    gives: { all: Parameter.Value }
outputs: { Id: "\${look.all}" }
`;
/** Reads a parameter, and gives what stands there. */
const reads: Draft = { job: { unit: { procedure, inputs: { name: '/prod/pass' }, outputs: { Id: { type: 'string' } } } } };
const plain: Draft = { job: { unit: { inputs: { n: 1 } } } };
const bundle = { files: [{ path: 'main.py', base64: 'cHJpbnQoJ3t9Jyk=' }] };
const gives = { ends: { output: { all: canary } } };

const agentOf = (stage: Stage): EngineClient => stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro');

/** The plan for what an AI agent asks for. */
async function askedByAgent(stage: Stage, draft: Draft): Promise<Plan> {
  const { engine } = stage;
  Object.assign(stage, { engine: agentOf(stage) });
  return stage.plan(draft).finally(() => Object.assign(stage, { engine }));
}

async function* recordedOf(events: readonly EngineEvent[]): AsyncIterable<EngineEvent> {
  yield* events;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Everything that an agent is told of a run, and of what it left. */
async function toldOf(stage: Stage, run: string): Promise<string> {
  const agent = agentOf(stage);
  const events = eventsTold(recordedOf(await stage.store.events(0, run, 500)), { agent: 'kiro' } as Caller, stage.ports);
  const audit = granted(await agent.audit({ from: 1 } as never));
  return JSON.stringify([granted(await agent.run({ id: run })), await all(events), audit, granted(await agent.show({ deployment: 'shop' } as never))]);
}

describe('what a unit runs that no person has published', () => {
  it('is taken from its digest, and told, where an agent has sent it; of what only people have, an agent may leave it where it stands', async () => {
    const stage = new Stage();
    await stage.build(plain);
    const [{ source } = { source: '' }] = (await stage.store.draft('shop' as never))?.units ?? [];
    const agent = agentOf(stage);
    const asked = (name: string, nodes: object, sources = {}) =>
      agent.ask({ intent: { name, nodes } as never, targets: { main: 'main' }, sources: sources as never });
    const unit = { unit: 'python', source, inputs: { n: 2 } };
    const unsent = { ok: false, problems: [{ code: 'INPUT_INVALID', message: expect.stringContaining('was not sent') }] };
    for (const nodes of [{ other: unit }, { stack: { template: 'main.py', source } }])
      for (const name of ['shop', 'own']) expect(await asked(name, nodes)).toMatchObject(unsent);
    const [later] = (await stage.plan({ job: { unit: { source: 'another' } } })).changes as { source: string }[];
    expect(await asked('shop', { job: { ...unit, source: later?.source } })).toMatchObject(unsent);
    const toldOf = async (answer: Awaited<ReturnType<typeof asked>>) => {
      const { plan } = granted(answer) as { plan: Plan };
      return granted(await agent.plan({ id: plan.id, sources: 'yes' })).sources?.map(({ node }) => node);
    };
    expect(await toldOf(await asked('shop', { job: unit }))).toEqual([]);
    const kept = await stage.store.source(source);
    expect(await toldOf(await asked('own', { other: unit }, { [source]: kept }))).toEqual(['other']);
    expect(await toldOf(await asked('own', { other: unit }))).toEqual(['other']);
    await stage.plan(plain);
    expect(await toldOf(await asked('own', { other: unit }))).toEqual(['other']);
    await stage.close();
  });

  it('is asked by name where an AI agent had a hand in it, and is seen by who approves', async () => {
    const stage = new Stage();
    const plan = await askedByAgent(stage, reads);
    expect(lossesOf(plan)).toEqual([
      { node: 'job', what: expect.stringMatching(/^runs aws-cli: an AI agent asked that it runs source [0-9a-f]{12}, which is of no/) },
    ]);
    expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { consents: [] }) })).toMatchObject({
      ok: false,
      problems: [{ code: 'CONSENT_MISSING', fix: `asbuilt approve ${plan.id} --confirm job` }],
    });
    const files = [{ path: 'procedure.yaml', text: procedure }];
    for (const engine of [stage.engine, agentOf(stage)])
      expect(granted(await engine.plan({ id: plan.id, sources: 'yes' })).sources).toEqual([{ node: 'job', digest: expect.any(String), files }]);
    const own = await stage.plan(reads);
    expect([lossesOf(own), unvouchedIn(own)]).toEqual([[], []]);
    expect(granted(await agentOf(stage).plan({ id: own.id, sources: 'yes' })).sources).toEqual([]);
    await stage.close();
  });

  it.each([
    ['# coding: utf-7\n', false],
    ['# hello\n# -*- coding: unicode_escape -*-\n', false],
    ['#!/usr/bin/python\r# vim: set fileencoding=latin-1 :\r', false],
    ['\uFEFF# coding: utf-7\n', false],
    ['\f \t#coding=UTF_7\n', false],
    ['# -*- coding: UTF_8 -*-\nx = 1\n', true],
    ['x = 1\n\n# coding: utf-7\n', true],
    ['encoding = "latin-1"  # how the coding: of the rest is\n', true],
  ])('is refused where it says that it is decoded otherwise than it is shown: %j', async (text, usable) => {
    const stage = new Stage();
    const files = [
      { path: 'helper.py', base64: Buffer.from(text).toString('base64') },
      { path: 'main.py', base64: '' },
    ];
    const source = digestOf({ files });
    const answer = await stage.engine.ask({ intent: { name: 'shop', nodes: { job: { unit: 'python', source } } } as never, sources: { [source]: { files } } });
    expect(answer.ok ? 'planned' : answer.problems[0]?.code).toBe(usable ? 'planned' : 'SOURCE_UNUSABLE');
    await stage.close();
  });

  it.each([
    ['__pycache__/helper.cpython-311.pyc', false],
    ['helper.pyc', false],
    ['deep/fast.abi3.so', false],
    ['logo.png', true],
    ['pyc.txt', true],
  ])('is refused where it holds what is compiled: %s', async (path, usable) => {
    const stage = new Stage();
    const files = [
      { path: 'main.py', base64: '' },
      { path, base64: 'AAEC' },
    ].sort((one, other) => (one.path < other.path ? -1 : 1));
    const source = digestOf({ files });
    const answer = await stage.engine.ask({ intent: { name: 'shop', nodes: { job: { unit: 'python', source } } } as never, sources: { [source]: { files } } });
    expect(answer.ok ? 'planned' : answer.problems[0]?.code).toBe(usable ? 'planned' : 'SOURCE_UNUSABLE');
    await stage.close();
  });

  it('gives names alone to agents where it calls AWS by itself, whoever planned it, and what takes it is asked by name', async () => {
    const stage = new Stage();
    stage.processes.courses = [gives];
    const draft: Draft = { ...reads, box: { properties: { Kind: '${job.Id}' } } };
    const byAgent = await askedByAgent(stage, draft);
    expect(lossesOf(byAgent).map(({ node }) => node)).toEqual(['job', 'box']);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(run.status).toBe('succeeded');
    expect(JSON.stringify(granted(await stage.engine.show({ deployment: 'shop' } as never)))).toContain(canary);
    const told = JSON.parse(await toldOf(stage, run.id)) as { units?: { outputs: object }[] }[];
    expect(told[3]?.units?.map(({ outputs }) => outputs)).toEqual([{ Id: '(withheld)' }]);
    expect(JSON.stringify(told.slice(0, 3))).not.toContain(canary);
    const next = await stage.plan({ ...draft, more: { properties: { Kind: '${job.Id}' } } });
    expect(next.changes.find(({ node }) => node === 'more')).toMatchObject({ after: { Kind: { $from: { node: 'job', attribute: 'Id' } } } });
    await stage.close();
  });

  it('tells no agent how it failed where it was given, or read, what is hidden, and people all of it', async () => {
    for (const draft of [reads, { ...reads, seed: { unit: { inputs: { p: '${job.Id}' } } } }] as Draft[]) {
      const stage = new Stage();
      stage.onFailure = 'stop';
      const last = Object.keys(draft).at(-1) as string;
      stage.processes.courses = [...(last === 'job' ? [] : [gives]), { ends: { code: 1 } }];
      const plan = await askedByAgent(stage, { ...draft, after: { dependsOn: [last] } });
      await stage.approve(plan);
      const run = await stage.apply(plan);
      const { error } = run.nodes.find(({ node }) => node === last) ?? {};
      expect(JSON.stringify(error)).toContain('it went wrong');
      const told = await toldOf(stage, run.id);
      expect(told).toContain(error?.code);
      expect(told).not.toContain('it went wrong');
      const { entries } = granted(await stage.engine.audit({ from: 1 } as never));
      const ended = entries.flatMap(({ kind, data }) => (kind === 'step.ended' && data['status'] === 'failed' ? [data] : []));
      expect(ended).toEqual([{ status: 'failed', code: error?.code }]);
      await stage.close();
    }
  });

  it('tells no agent what it would change, nor a digest of that, where it was given what is hidden', async () => {
    const stage = new Stage();
    stage.processes.courses = [gives];
    stage.foresees = ({ inputs: { p } }) => ok(members(row({}, { name: typeof p === 'string' ? [...p].reverse().join('') : 'r' })));
    const plan = await askedByAgent(stage, { ...reads, seed: { unit: { foresees: true, inputs: { p: '${job.Id}' } } } });
    await stage.approve(plan);
    let [seen, told] = ['', ''];
    stage.clock.later(10, async () => {
      const run = (await stage.store.liveRuns())[0]?.id ?? '';
      const { difference } = (await stage.report(run)).nodes.find(({ node }) => node === 'seed') ?? {};
      seen = JSON.stringify(difference);
      told = await toldOf(stage, run);
      expect(told).not.toContain(difference?.answer);
      granted(await stage.engine.refuseDifference({ id: run, step: 'seed', why: 'no' }));
    });
    await stage.apply(plan);
    expect(seen).toContain('eiranak ewualb');
    expect(told).toContain('awaiting-approval');
    expect(told).not.toContain('eiranak');
    await stage.close();
  });
});

describe('what stands, and may do more or is kept less once an agent has asked for that', () => {
  const source = digestOf(bundle);
  const box = (more: object) => ({ type: 'AWS::Toy::Box', properties: { Name: 'box', Size: 1 }, ...more });
  const job = (more: object) => ({ unit: 'python', source, ...more });
  const stood = { box: box({ retain: true }), job: job({ foresees: true, retain: true }) };
  const asks = async (engine: EngineClient, nodes: object) => {
    const answer = await engine.ask({ intent: { name: 'shop', nodes } as never, targets: { main: 'main' }, sources: { [source]: bundle } });
    return (granted(answer) as { plan: Plan }).plan;
  };
  const built = async () => {
    const stage = new Stage();
    const plan = await asks(stage.engine, stood);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    return stage;
  };

  it('is asked by name, recorded by a step of its own, and nothing a second time', async () => {
    const stage = await built();
    const nodes = { box: box({}), job: job({ hosts: ['evil.example'], repeatable: true }), more: box({ properties: { Name: 'more' } }) };
    const plan = await asks(agentOf(stage), nodes);
    const whats = lossesOf(plan).map(({ node, what }) => `${node} ${what}`);
    expect(whats).toEqual([
      'box notes of AWS::Toy::Box box: an AI agent asked that it is no longer kept when it is removed',
      expect.stringMatching(/^job notes of python: .* may call evil\.example, .* says beforehand .*, .* run again .*, .* no longer kept/),
    ]);
    expect(lossesOf(await asks(stage.engine, nodes))).toEqual([]);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(run.nodes.map(({ node, op, status }) => [node, op, status]).sort()).toEqual([
      ['box', 'record', 'done'],
      ['job', 'record', 'done'],
      ['more', 'create', 'done'],
    ]);
    expect(stage.processes.started).toHaveLength(1);
    expect(await stage.store.bindingOf('shop', 'job')).toMatchObject({ hosts: ['evil.example'], repeatable: true, retain: false });
    expect((await asks(stage.engine, nodes)).steps).toEqual([]);
    await stage.close();
  });

  it('is asked by name too where something is sent for another change of it', async () => {
    const stage = await built();
    const plan = await asks(agentOf(stage), { box: box({ properties: { Name: 'box', Size: 2 } }), job: stood.job });
    expect(lossesOf(plan)).toEqual([{ node: 'box', what: 'updates AWS::Toy::Box box: an AI agent asked that it is no longer kept when it is removed' }]);
    await stage.close();
  });
});

it('says no value in a message that a step was given of what is hidden, whoever repeats it', async () => {
  const stage = new Stage();
  stage.processes.courses = [gives];
  const said = `Kind "of ${canary}" is none`;
  const refusal = () => ({ status: 'failed', problem: problem('CLOUD_INVALID', said, 'choose another', { cause: `${said}, ${encodeURIComponent(canary)}` }) });
  stage.cloud.when('create box', refusal);
  const plan = await askedByAgent(stage, { ...reads, box: { properties: { Kind: 'of ${job.Id}' } } });
  await stage.approve(plan);
  const run = await stage.apply(plan);
  const error = { message: 'Kind "(withheld)" is none', cause: 'Kind "(withheld)" is none, (withheld)' };
  expect(run.nodes.find(({ node }) => node === 'box')).toMatchObject({ status: 'failed', error });
  expect(JSON.stringify([run, granted(await stage.engine.audit({ from: 1 } as never))])).not.toContain(canary);
  await stage.close();
});
