import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeOrder } from '../../src/engine/judge-order.ts';
import { planProposal } from '../../src/engine/plan-proposal.ts';
import { patchDraft } from '../../src/intent/patch-draft.ts';
import type { RequestOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Order } from '../../src/ports/driver.ts';
import { person } from '../catalog/library.ts';
import { granted, Stage } from './stage.ts';

const head = (kind: string, name: string, version = '1.0.0') => `apiVersion: asbuilt.dev/v1
kind: ${kind}
metadata: { name: ${name}, version: ${version}, owner: us, description: a thing }
`;
const netAndBox = `${head('Artifact', 'pair')}engine: { type: aws }
inputs: { type: object, required: [name], properties: { name: { type: string }, size: { type: integer, default: 1 } } }
outputs: { type: object, properties: { net: { type: string }, box: { type: string } } }
resources:
  net: { type: "AWS::Toy::Net", properties: { Name: "\${inputs.name}-net" } }
  box: { type: "AWS::Toy::Box", properties: { Name: "\${inputs.name}", Size: "\${inputs.size}", NetId: "\${net.NetId}" } }
provides: { net: "\${net.NetId}", box: "\${inputs.name}" }
`;
const inputs = 'inputs: { type: object, properties: { name: { type: string, default: web }, size: { type: integer, default: 1 } } }\n';
const web = (version: string, nodes: string, more = '') => `${head('Blueprint', 'web', version)}${inputs}nodes:\n${nodes}\n${more}`;
const first = '  a: { use: pair@1, with: { name: "${inputs.name}-a", size: "${inputs.size}" } }';
const both = `${first}\n  b: { use: pair@1, with: { name: "\${a.outputs.box}-b", size: "\${inputs.size}" } }`;

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.close());

async function publish(...documents: readonly string[]): Promise<void> {
  granted(await stage.engine.publish({ files: documents.map((text, index) => ({ path: `${index}.yaml`, text })) }));
}

async function planned(request: Omit<RequestOf<'planBlueprint'>, 'name'> = {}): Promise<Plan> {
  return granted(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' }, ...request }));
}

async function built(request: Omit<RequestOf<'planBlueprint'>, 'name'> = {}): Promise<void> {
  const plan = await planned(request);
  await stage.approve(plan);
  expect((await stage.apply(plan)).status).toBe('succeeded');
}

const changes = (plan: Plan): string[] => plan.changes.flatMap(({ node, action }) => (action === 'none' ? [] : [`${action} ${node}`])).sort();
const stands = { deployment: 'web' as never };

describe('a deployment that was removed and kept something', () => {
  it('is asked for anew, with inputs as if it were new, and not as if its records were lost', async () => {
    const kept = '  a: { use: pair@1, retain: true, with: { name: "${inputs.name}-a" } }\n  b: { use: pair@1, with: { name: "${inputs.name}-b" } }';
    await publish(netAndBox, web('1.0.0', kept).replace(inputs, 'inputs: { type: object, required: [name], properties: { name: { type: string } } }\n'));
    await built({ inputs: { name: 'shop' } });
    const removal = granted(await stage.engine.destroy({ deployment: 'web' }));
    expect(changes(removal)).toEqual(['delete b.box', 'delete b.net']);
    await stage.approve(removal);
    expect((await stage.apply(removal)).status).toBe('succeeded');
    const unsaid = await stage.engine.planBlueprint({ name: 'web', deployment: 'web' as never });
    expect(unsaid).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', message: expect.not.stringContaining('lost') }] });
    expect(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' }, inputs: { name: 'shop' } })).toMatchObject({
      problems: [{ code: 'GRAPH_CONFLICT', message: expect.stringContaining('kept some of it when it was removed') }],
    });
    expect(changes(await planned({ ...stands, inputs: { name: 'shop' } }))).toEqual(['create b.box', 'create b.net']);
  });
});

describe('a deployment of a blueprint', () => {
  it('is made, found as asked, changed by an input alone, and says which version it follows', async () => {
    await publish(netAndBox, web('1.0.0', both));
    await built({ version: '1.0.0' });
    expect(stage.cloud.thing('web-a-b')?.properties['NetId']).toBe(stage.cloud.thing('web-a-b-net')?.identifier);
    expect(changes(await planned())).toEqual([]);
    expect(changes(await planned({ ...stands, inputs: { size: '2' } }))).toEqual(['update a.box', 'update b.box']);
    expect(granted(await stage.engine.deployments({})).deployments).toMatchObject([{ name: 'web', blueprint: 'web@1.0.0' }]);
    expect(granted(await stage.engine.catalogVersion({ name: 'web' })).deployments).toEqual(['web']);
    expect(stage.cloud.thing('web-a')?.properties['Tags']).toContainEqual({ Key: 'asbuilt:blueprint', Value: 'web@1.0.0' });
  });

  it('keeps its inputs where a newer version is planned, and leaves alone what that asks for as before', async () => {
    await publish(netAndBox, web('1.0.0', both));
    await built({ version: '1.0.0', inputs: { name: 'shop', size: 3 } });
    await publish(web('1.1.0', `${both}\n  c: { use: pair@1, with: { name: c, size: "\${inputs.size}" } }`));
    const next = await planned({ ...stands, version: '1.1.0' });
    expect(changes(next)).toEqual(['create c.box', 'create c.net']);
    await stage.approve(next);
    await stage.apply(next);
    expect(stage.cloud.thing('c')?.properties['Size']).toBe(3);
    expect(stage.cloud.thing('shop-a')?.properties['Tags']).toContainEqual({ Key: 'asbuilt:blueprint', Value: 'web@1.0.0' });
    expect(changes(await planned({ ...stands, version: '1.1.0' }))).toEqual([]);
  });

  it('follows a newer version in what nobody gave, keeps what was given, and says which default is another', async () => {
    const later = web('1.1.0', first).replace('size: { type: integer, default: 1 }', 'size: { type: integer, default: 5 }');
    await publish(netAndBox, web('1.0.0', first), later);
    await built({ version: '1.0.0' });
    const next = await planned({ ...stands, version: '1.1.0' });
    expect(changes(next)).toEqual(['update a.box']);
    expect(next.evidence).toContainEqual({
      words: 'web@1.1.0',
      entry: 'blueprint/web@1.1.0',
      effect: expect.stringMatching(/^size is 5, its default.*it was 1/),
    });
    const given = await planned({ ...stands, version: '1.0.0', inputs: { size: 1 } });
    expect(changes(given)).toEqual([]);
    await built({ as: 'kept' as never, version: '1.0.0', inputs: { name: 'kept', size: 1 } });
    const kept = await planned({ deployment: 'kept' as never, version: '1.1.0' });
    expect(changes(kept)).toEqual([]);
    expect(kept.evidence.map(({ effect }) => effect).filter((effect) => effect.startsWith('size'))).toEqual([]);
  });

  it('asks a person again for each default that an agent moves by choosing the version, newer or older, and for none that a person moves', async () => {
    const later = web('1.1.0', first).replace('default: web }', 'default: shop }').replace('integer, default: 1', 'integer, default: 5');
    granted(
      await stage.engine.publish({ files: [netAndBox, web('1.0.0', first), later].map((text, at) => ({ path: `${at}.yaml`, text })), visibleTo: 'agents' }),
    );
    const agent = stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro');
    const moving = async (engine: Stage['engine'], version: string) => granted(await engine.planBlueprint({ name: 'web', ...stands, version }));
    await built({ version: '1.0.0' });
    const next = await moving(agent, '1.1.0');
    expect(next.choices).toContainEqual(expect.objectContaining({ node: 'a.box', property: '/Name', chosen: 'shop-a', because: 'unchangeable' }));
    expect(next.evidence.slice(0, 2)).toMatchObject([
      { words: 'shop', entry: 'input/name', effect: expect.stringMatching(/chosen by an AI agent with the version/) },
      { words: '5', entry: 'input/size' },
    ]);
    expect((await moving(stage.engine, '1.1.0')).choices).toBeUndefined();
    await built({ ...stands, version: '1.1.0', replace: ['a.box', 'a.net'] as never });
    expect((await moving(agent, '1.0.0')).choices).toContainEqual(expect.objectContaining({ node: 'a.box', property: '/Name', chosen: 'web-a' }));
    expect((await moving(agent, '1.1.0')).choices).toBeUndefined();
  });

  it('keeps a default that a newer version no longer has, and all of what older records do not tell to be given, saying so', async () => {
    const without = web('1.1.0', first).replace('size: { type: integer, default: 1 }', 'size: { type: integer }');
    const later = web('1.2.0', first).replace('size: { type: integer, default: 1 }', 'size: { type: integer, default: 5 }');
    await publish(netAndBox, web('1.0.0', first), without, later);
    await built({ version: '1.0.0' });
    expect(changes(await planned({ ...stands, version: '1.1.0' }))).toEqual([]);
    stage.database.prepare("UPDATE plan_drafts SET draft = json_remove(draft, '$.blueprint.given')").run();
    const older = await planned({ ...stands, version: '1.2.0' });
    expect(changes(older)).toEqual([]);
    expect(older.evidence).toContainEqual(
      expect.objectContaining({ effect: expect.stringMatching(/^size stays 1; whether that was given is not in the records.*is 5/) }),
    );
  });

  it('stays at the version that it follows where none is named, and says that there is a higher one', async () => {
    const later = web('2.0.0', both).replace('size: { type: integer, default: 1 }', 'size: { type: integer, default: 5 }');
    await publish(netAndBox, web('1.0.0', first));
    await built();
    await publish(later);
    const plan = await planned({ ...stands, inputs: { name: 'web' } });
    expect(changes(plan)).toEqual([]);
    expect(plan.blueprint?.version).toBe('1.0.0');
    const told = plan.evidence.filter(({ effect }) => effect.includes('2.0.0'));
    expect(told).toMatchObject([{ words: 'web@1.0.0', effect: expect.stringMatching(/stays; there is web@2\.0\.0/) }]);
    expect(changes(await planned())).toEqual([]);
    expect((await planned({ as: 'other' as never, inputs: { name: 'other' } })).blueprint?.version).toBe('2.0.0');
    const named = await planned({ ...stands, version: '2.0.0' });
    expect(changes(named)).toEqual(['create b.box', 'create b.net', 'update a.box']);
    expect(named.evidence.filter(({ effect }) => effect.includes('stays'))).toEqual([]);
    granted(await stage.engine.markVersion({ name: 'web', version: '1.0.0', as: 'withdrawn', why: 'no more' }));
    expect(await stage.engine.planBlueprint({ name: 'web', ...stands })).toMatchObject({
      ok: false,
      problems: [{ code: 'VERSION_WITHDRAWN', fix: expect.stringContaining('2.0.0') }],
    });
  });

  it('loses, by a plan that asks for consent, what a newer version no longer asks for', async () => {
    await publish(netAndBox, web('1.0.0', both), web('2.0.0', first));
    await built({ version: '1.0.0' });
    const plan = await planned({ ...stands, version: '2.0.0' });
    expect(changes(plan)).toEqual(['delete b.box', 'delete b.net']);
    await stage.approve(plan);
    await stage.apply(plan);
    expect([stage.cloud.thing('web-a'), stage.cloud.thing('web-a-b')].map((thing) => thing === undefined)).toEqual([false, true]);
  });

  it('loses an input that a newer version does not take, and keeps no other from being refused', async () => {
    await publish(netAndBox, web('1.0.0', first), web('1.1.0', first.replace('"${inputs.size}"', '1')).replace(/, size: \{ type: integer, default: 1 \}/, ''));
    await built({ version: '1.0.0' });
    expect(changes(await planned({ ...stands, version: '1.1.0' }))).toEqual([]);
    expect(await stage.engine.planBlueprint({ name: 'web', version: '1.1.0', ...stands, inputs: { size: 2 } })).toMatchObject({
      ok: false,
      problems: [{ code: 'INPUT_INVALID', at: 'inputs.size' }],
    });
  });

  it('says of an input that was given, and of which older records do not tell whether it was, that a newer version does not take it', async () => {
    const renamed = `\nnodes:\n${first.replace('inputs.size', 'inputs.amount')}\n`;
    const later = web('1.1.0', first).replace(`\nnodes:\n${first}\n`, renamed).replace(', size: {', ', amount: {');
    await publish(netAndBox, web('1.0.0', first), later);
    await built({ version: '1.0.0', inputs: { size: 3 } });
    const next = await planned({ ...stands, version: '1.1.0' });
    expect(changes(next)).toEqual(['update a.box']);
    expect(next.evidence).toContainEqual(expect.objectContaining({ effect: 'size, which was given as 3, is no input of this version' }));
    stage.database.prepare("UPDATE plan_drafts SET draft = json_remove(draft, '$.blueprint.given')").run();
    const older = await planned({ ...stands, version: '1.1.0' });
    expect(older.evidence).toContainEqual(expect.objectContaining({ effect: 'size, which was 3, is no input of this version' }));
    await built({ as: 'silent' as never, version: '1.0.0', inputs: { name: 'silent' } });
    const silent = await planned({ deployment: 'silent' as never, version: '1.1.0' });
    expect(silent.evidence.filter(({ effect }) => effect.includes('is no input'))).toEqual([]);
  });

  it('lives where its nodes say, and in the place of its deployment where they say none', async () => {
    await publish(netAndBox, web('1.0.0', `${first}\n  b: { use: pair@1, at: { target: other }, with: { name: b } }`));
    const plan = await planned({ targets: { main: 'main', other: 'other' } });
    expect(plan.changes.map(({ node, at }) => [node, at.target]).sort()).toEqual([
      ['a.box', 'main'],
      ['a.net', 'main'],
      ['b.box', 'other'],
      ['b.net', 'other'],
    ]);
    expect(await stage.engine.planBlueprint({ name: 'web', targets: { main: 'main' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'TARGET_UNKNOWN', at: expect.stringMatching(/^b\./) }, {}],
    });
  });

  it('is removed whole, and leaves nothing', async () => {
    await publish(netAndBox, web('1.0.0', both));
    await built();
    const plan = granted(await stage.engine.destroy({ deployment: 'web' as never }));
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect(granted(await stage.engine.deployments({})).deployments).toEqual([]);
    expect(granted(await stage.engine.catalogVersion({ name: 'web' })).deployments).toEqual([]);
  });

  it('takes no name of one that follows something else, and is not there where its name is wrong', async () => {
    await publish(netAndBox, web('1.0.0', first), web('1.0.0', first).replace('name: web,', 'name: other,'));
    await built();
    expect(await stage.engine.planBlueprint({ name: 'other', as: 'web' as never, targets: { main: 'main' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'GRAPH_CONFLICT' }],
    });
    expect(await stage.engine.planBlueprint({ name: 'web', deployment: 'wob' as never })).toMatchObject({
      ok: false,
      problems: [{ code: 'DEPLOYMENT_UNKNOWN' }],
    });
    expect(changes(granted(await stage.engine.planBlueprint({ name: 'other', ...stands })))).toEqual([]);
  });
});

describe('a boundary', () => {
  it('keeps an account, a region and a number of resources out of the plan', async () => {
    const bounded = async (version: string, boundary: string, more: object = {}) => {
      await publish(web(version, both, `boundary: ${boundary}`));
      return stage.engine.planBlueprint({ name: 'web', version, targets: { main: 'main' }, ...more });
    };
    await publish(netAndBox);
    for (const [index, boundary] of ['{ accounts: ["222222222222"] }', '{ regions: ["eu-*"] }'].entries())
      expect(await bounded(`1.0.${index}`, boundary)).toMatchObject({
        ok: false,
        problems: [{ code: 'BOUNDARY_CROSSED', at: expect.stringMatching(/^[ab]\./) }, {}, {}, {}],
      });
    expect(await bounded('1.1.0', '{ accounts: ["1*"], regions: ["us-*"], types: ["AWS::Toy::*"], engines: [aws], resources: 4 }')).toMatchObject({ ok: true });
  });

  it('is signed with the plan, and asked again before each step of the run', async () => {
    await publish(netAndBox, web('1.0.0', both, 'boundary: { types: ["AWS::Toy::*"] }'));
    const plan = await planned();
    expect(plan.blueprint?.boundaries).toEqual([{ of: 'web@1.0.0', under: '', boundary: { types: ['AWS::Toy::*'] } }]);
    const change = plan.changes.find(({ node }) => node === 'a.box');
    const step = plan.steps.find(({ node }) => node === 'a.box');
    const order = { step, change, wish: {}, patch: [] } as unknown as Order;
    const narrowed = {
      ...plan,
      blueprint: { ...plan.blueprint, boundaries: [{ of: 'web@1.0.0', under: '', boundary: { types: ['AWS::Toy::Net'] } }] },
    } as Plan;
    expect(await judgeOrder({ run: 'r', plan: narrowed } as never, order, stage.ports)).toMatchObject({
      ok: true,
      value: { code: 'BOUNDARY_CROSSED', at: 'a.box' },
    });
  });

  it('is kept by whoever changes such a deployment otherwise', async () => {
    await publish(netAndBox, web('1.0.0', first, 'boundary: { types: ["AWS::Toy::Net", "AWS::Toy::Box"], resources: 2 }'));
    await built();
    const draft = await stage.store.draft('web');
    if (draft === null) throw new Error('nothing is recorded of it');
    const changed = (type: string) => {
      const change = {
        ...draft,
        patch: true as const,
        blueprint: undefined,
        resources: [{ ...draft.resources[0], node: 'more', type: `AWS::Toy::${type}`, properties: { Name: 'more' } }],
      };
      const { proposal: patched } = patchDraft({ deployment: draft.deployment, draft, unsaid: [], owed: [] } as never, change as never, new Set());
      const named = new Map(stage.targets.map((target) => [target.name, target]));
      return planProposal(patched, { targets: named, intent: 'more', agent: null, sources: [] }, person, stage.ports);
    };
    const exports = [{ name: 'net', account: '111111111111', region: 'eu-central-1', value: 'x' }] as const;
    const standing = { deployment: draft.deployment, draft: { ...draft, exports }, unsaid: [], owed: [] };
    expect(patchDraft(standing as never, { ...draft, patch: true } as never, new Set()).proposal.exports).toEqual(exports);
    expect(await changed('Label')).toMatchObject({ ok: false, problems: [{ code: 'BOUNDARY_CROSSED' }, { code: 'BOUNDARY_CROSSED', at: 'more' }] });
    expect(await changed('Box')).toMatchObject({ ok: false, problems: [{ message: 'web@1.0.0: it would consist of 3 resources, and at most 2 are allowed' }] });
  });
});
