import { describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Thing } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const draft: Draft = {
  box: { properties: { Size: 1 } },
  net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } },
  // Identified by the provider and without tags: known by what it hangs on.
  rule: { type: 'Rule', properties: { Port: 443, NetId: '${net.NetId}' } },
};

/** A stage whose deployment was built, and whose records of it are lost after `world` moved. */
async function lost(world: (stage: Stage) => void = () => {}): Promise<Stage> {
  const stage = new Stage();
  await stage.build(draft);
  world(stage);
  stage.database.exec('DELETE FROM bindings; DELETE FROM deployments; DELETE FROM surveys');
  return stage;
}

async function recovered(stage: Stage): Promise<ResponseOf<'recover'>> {
  return granted(await stage.engine.recover({}));
}

function thing(stage: Stage, name: string): Thing {
  const found = stage.cloud.thing(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

async function bound(stage: Stage): Promise<string[]> {
  return (await stage.store.bindings('shop')).map(({ node }) => node.replace(/_[0-9a-f]{8}$/, '_…')).sort();
}

describe('recovering lost records', () => {
  it('binds what carries its tags as it is proved now, and what hangs on it without tags as uncertain', async () => {
    const stage = await lost();
    const { deployments, notFound } = await recovered(stage);
    expect(deployments).toMatchObject([
      { name: 'shop', targets: { main: 'main' }, blueprint: 'draft', resources: 3, certain: 2, uncertain: [{ type: 'AWS::Toy::Rule' }] },
    ]);
    expect(notFound).toEqual([]);
    expect(await bound(stage)).toEqual(['box', 'net', 'net.rule_…']);
    const books = await stage.store.bindings('shop');
    expect(books.map((binding) => (binding.kind === 'resource' ? [binding.applied, binding.creation] : null))).toEqual([
      [{}, { kind: 'read', source: 'toy GetBox Birth', value: thing(stage, 'box').birth }],
      [{}, { kind: 'identifier' }],
      [{}, { kind: 'identifier' }],
    ]);
    expect(await stage.store.deployments()).toMatchObject([{ name: 'shop', targets: { main: 'main' } }]);
  });

  it('brings back a deployment of which everything is known but that it is one', async () => {
    const stage = new Stage();
    await stage.build(draft);
    stage.database.exec('DELETE FROM deployments');
    expect((await recovered(stage)).deployments).toMatchObject([{ name: 'shop', certain: 2 }]);
    expect(await stage.store.deployments()).toMatchObject([{ name: 'shop', targets: { main: 'main' } }]);
    expect((await stage.plan(draft)).summary).toMatchObject({ unchanged: 3 });
    expect(await stage.engine.show({ deployment: 'shop' })).toMatchObject({ ok: true });
    await stage.close();
  });

  it('is refused where there is no target to search', async () => {
    const stage = await lost();
    stage.targets = [];
    expect(await stage.engine.recover({})).toMatchObject({ ok: false, problems: [{ code: 'TARGET_UNKNOWN' }] });
  });

  it('changes nothing the second time, and never what the books know', async () => {
    const stage = await lost();
    await recovered(stage);
    const books = await stage.store.bindings('shop');
    expect((await recovered(stage)).deployments).toMatchObject([{ resources: 2, certain: 2, uncertain: [] }]);
    expect(await stage.store.bindings('shop')).toEqual(books);
    const whole = new Stage();
    await whole.build(draft);
    const kept = await whole.store.bindings('shop');
    expect((await recovered(whole)).deployments).toMatchObject([{ certain: 2, uncertain: [] }]);
    expect(await whole.store.bindings('shop')).toEqual(kept);
  });

  it('leaves nothing to do when the same is wished again, and binds what has no tags by that', async () => {
    const stage = await lost();
    await recovered(stage);
    const same = await stage.plan(draft);
    expect(same.steps).toEqual([]);
    expect(same.changes.map(({ node, action }) => [node, action]).sort()).toEqual([
      ['box', 'none'],
      ['net', 'none'],
      ['rule', 'none'],
    ]);
    expect(await bound(stage)).toEqual(['box', 'net', 'rule']);
    const other = { ...draft, box: { properties: { Size: 2 } } };
    const plan = await stage.plan(other);
    expect(plan.steps.map(({ id }) => id)).toEqual(['box']);
    await stage.build(other);
    expect(thing(stage, 'box').properties['Size']).toBe(2);
  });

  it('learns from the wish what is to be kept on removal, and says before that it does not know', async () => {
    const stage = await lost();
    await recovered(stage);
    const unsure = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(unsure.coverage.unread[0]?.scope).toBe('what was to be kept on removal, of 3 whose records were rebuilt');
    const kept = { ...draft, box: { ...draft['box'], retain: true } };
    expect((await stage.plan(kept)).steps).toEqual([]);
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(plan.changes.map(({ node, action }) => [node, action]).sort()).toEqual([
      ['box', 'none'],
      ['net', 'delete'],
      ['rule', 'delete'],
    ]);
  });

  it('is not bound by what an agent wishes', async () => {
    const stage = await lost();
    await recovered(stage);
    const { engine } = stage;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan', 'run'])) });
    expect((await stage.plan(draft)).steps).toEqual([]);
    expect(await bound(stage)).toEqual(['box', 'net', 'net.rule_…']);
    expect(await stage.engine.recover({})).toMatchObject({
      ok: false,
      problems: [{ code: 'CALLER_NOT_ALLOWED', fix: expect.stringContaining('asbuilt deployments recover') }],
    });
    Object.assign(stage, { engine });
  });

  it('keeps what no wish names while what it hangs on is wanted, and says so', async () => {
    const stage = await lost();
    await recovered(stage);
    const { rule: _, ...rest } = draft;
    const plan = await stage.plan(rest);
    expect(plan.steps).toEqual([]);
    expect(plan.coverage.unread.filter(({ reason }) => reason.includes('no node of the wish is it'))).toHaveLength(1);
    expect(await bound(stage)).toEqual(['box', 'net', 'net.rule_…']);
  });

  it('leaves to be taken over, by a step that is approved, what is as wished and hangs on nothing', async () => {
    const loose: Draft = { ...draft, rule: { type: 'Rule', properties: { Port: 443 } } };
    const stage = new Stage();
    await stage.build(loose);
    stage.database.exec('DELETE FROM bindings; DELETE FROM deployments; DELETE FROM surveys');
    await recovered(stage);
    const plan = await stage.plan(loose);
    expect(plan.changes.filter(({ action }) => action !== 'none').map(({ node, action }) => [node, action])).toEqual([['rule', 'adopt']]);
    expect(await bound(stage)).toEqual(['box', 'net']);
  });

  it('removes it straight afterwards with what it hangs on, as something that only the books say is ours', async () => {
    const stage = await lost();
    await recovered(stage);
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    const unproven = plan.changes.filter((change) => change.kind === 'resource' && change.ownership === 'unproven');
    expect(unproven.map(({ node, action }) => [node.replace(/_[0-9a-f]{8}$/, '_…'), action])).toEqual([['net.rule_…', 'delete']]);
    await stage.approve(plan);
    expect((await stage.apply(plan)).status).toBe('succeeded');
    expect(stage.cloud.things.size).toBe(0);
  });

  it('binds neither of two that carry the tags of one node, nor a copy of tags on another type', async () => {
    const stage = await lost(({ cloud }) => {
      cloud.make('AWS::Toy::Net', { ...thingOf(cloud, 'net').properties, Name: 'twin' });
      cloud.make('AWS::Toy::Box', { Name: 'copy', Tags: thingOf(cloud, 'net').properties['Tags'] ?? [] });
    });
    const [shop] = (await recovered(stage)).deployments;
    expect(shop).toMatchObject({ resources: 4, certain: 1 });
    expect(shop?.uncertain.map(({ identifier, because }) => [identifier.split('-')[0], because.replace(/: .*/, '')]).sort()).toEqual([
      ['copy', 'its tags name AWS::Toy::Net'],
      ['net', '2 live resources carry the tags of net'],
      ['net', '2 live resources carry the tags of net'],
    ]);
    expect(await bound(stage)).toEqual(['box']);
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' }));
    expect(plan.coverage.unread.filter(({ reason }) => reason.includes('is left alone'))).toHaveLength(3);
    expect(plan.changes.map(({ node }) => node)).toEqual(['box']);
  });

  it('does not take one that was made again for the one that the books know', async () => {
    const stage = new Stage();
    await stage.build(draft);
    const { type, properties } = thing(stage, 'box');
    stage.cloud.remove('box');
    stage.cloud.make(type, properties);
    const [shop] = (await recovered(stage)).deployments;
    expect(shop?.uncertain).toMatchObject([{ node: 'box', because: expect.stringContaining('made again') }]);
  });

  it('names what the books name and the search did not see', async () => {
    const stage = new Stage();
    await stage.build(draft);
    stage.cloud.remove('net');
    expect((await recovered(stage)).notFound).toMatchObject([{ deployment: 'shop', node: 'net', type: 'AWS::Toy::Net' }]);
  });

  it('says which types could not be listed, reads what the index of tags names of them, and says which places could not be reached', async () => {
    const stage = await lost(({ cloud }) => {
      cloud.when('list Net', () => ({ ok: false, problems: [{ code: 'CLOUD_DENIED', message: 'no', fix: '', retryable: false }] }));
      cloud.when('identify', () => ({ ok: false, problems: [{ code: 'CREDENTIALS_REFUSED', message: 'who', fix: '', retryable: false }] }));
    });
    stage.targets.reverse();
    const { coverage, deployments } = await recovered(stage);
    expect(coverage.unread).toMatchObject([
      { scope: 'all of 222222222222/us-east-1 at other', reason: 'CREDENTIALS_REFUSED: who' },
      { scope: 'AWS::Toy::Net in 111111111111/us-east-1', reason: 'CLOUD_DENIED: no' },
      { scope: 'every other region of 222222222222', reason: 'only the regions of target other were searched: us-east-1' },
      { scope: 'every other region of 111111111111', reason: 'only the regions of target main were searched: us-east-1' },
      { scope: 'units' },
    ]);
    expect(deployments).toMatchObject([{ certain: 2 }]);
  });
});

describe('a search of many regions', () => {
  it('lists a further region only where its index of tags names something of ours or cannot be asked, and says so', async () => {
    const stage = await lost();
    stage.targets = stage.targets.map((target) => ({ ...target, regions: ['us-east-1', 'eu-west-1'] }));
    const { coverage, deployments } = await recovered(stage);
    expect(deployments).toMatchObject([{ certain: 2 }]);
    const skipped = coverage.unread.filter(({ reason }) => reason.includes('names nothing of ours')).map(({ scope }) => scope);
    expect(skipped).toEqual(['111111111111/eu-west-1', '222222222222/eu-west-1']);
    const asked = stage.cloud.asked.get('list Net');
    stage.cloud.make('AWS::Toy::Net', { ...thing(stage, 'net').properties }, { account: '222222222222', region: 'eu-west-1' });
    expect((await recovered(stage)).deployments).toMatchObject([{ uncertain: expect.arrayContaining([expect.objectContaining({ region: 'eu-west-1' })]) }]);
    expect((stage.cloud.asked.get('list Net') ?? 0) - (asked ?? 0)).toBe(3);
  });
});

describe('before it has run', () => {
  it('every plan at a place with things of ours that the books do not name says so, and names the command', async () => {
    const stage = await lost();
    for (let time = 0; time < 2; time++) {
      const [first] = (await stage.plan({ box: draft['box'] ?? {} })).coverage.unread;
      expect(first?.reason).toContain(
        '1 resource carries tags of ours and is not in them, 1 of them of shop: net; run: asbuilt deployments recover --target main'
          .replace('1 resource carries tags of ours and is', '2 resources carry tags of ours and are')
          .replace('1 of them of shop: net', '2 of them of shop: box, net'),
      );
    }
    await recovered(stage);
    expect((await stage.plan(draft)).coverage.unread.map(({ reason }) => reason).join()).not.toContain('recover');
  });

  it('a refusal to touch what seems to be somebody else’s says so, too', async () => {
    const stage = await lost();
    const refused = await stage.tryPlan({ other: { properties: { Name: 'box' } } });
    expect(refused).toMatchObject({
      ok: false,
      problems: [{ code: 'OWNERSHIP_UNPROVEN', cause: expect.stringContaining('asbuilt deployments recover --target main') }],
    });
  });

  it('nothing is said where nothing of ours is, and the place is not asked again', async () => {
    const stage = new Stage();
    for (let time = 0; time < 3; time++) expect((await stage.plan(draft)).coverage.unread.map(({ reason }) => reason).join()).not.toContain('recover');
    expect(stage.cloud.asked.get('index of tags')).toBe(1);
  });

  it('a plan whose place could not be asked says that', async () => {
    const stage = new Stage();
    stage.cloud.when('index of tags', () => ({ ok: false, problems: [{ code: 'CLOUD_DENIED', message: 'you may not', fix: '', retryable: false }] }));
    expect((await stage.plan(draft)).coverage.unread[0]?.reason).toContain(
      'could not be asked what of ours stands there that the books do not name: you may not',
    );
  });
});

function thingOf(cloud: Stage['cloud'], name: string): Thing {
  return cloud.thing(name) as Thing;
}

/** Somebody has written the tags of each on the other before the records were lost; `knows`: what was last asked of the deployment is still known. */
describe.each(['Box', 'Net'] as const)('two of type %s that carry each other’s tags', (type) => {
  const wish = (names: Readonly<Record<string, string>>): Draft =>
    Object.fromEntries(Object.entries(names).map(([node, Name]) => [node, { type, properties: { Name } }]));
  const both = wish({ a: 'A', b: 'B' });

  function swap(stage: Stage): void {
    const [one, other] = [thing(stage, 'A'), thing(stage, 'B')];
    const { Tags } = one.properties;
    Object.assign(one.properties, { Tags: other.properties['Tags'] });
    Object.assign(other.properties, { Tags });
  }

  async function swapped({ knows }: { readonly knows: boolean }): Promise<Stage> {
    const stage = new Stage();
    await stage.build(both);
    swap(stage);
    stage.database.exec(`DELETE FROM bindings; DELETE FROM deployments; DELETE FROM surveys${knows ? '' : '; DELETE FROM plan_drafts; DELETE FROM runs'}`);
    return stage;
  }

  it('are uncertain where what was last asked calls them otherwise, and nothing is bound', async () => {
    const stage = await swapped({ knows: true });
    const { deployments } = await recovered(stage);
    expect(deployments).toMatchObject([{ name: 'shop', resources: 2, certain: 0 }]);
    expect(deployments[0]?.uncertain.map(({ node, because }) => [node, because]).sort()).toEqual([
      ['a', 'its tags say a, which was asked for as A; it is called B, and A carries the tags of b'],
      ['b', 'its tags say b, which was asked for as B; it is called A, and B carries the tags of a'],
    ]);
    expect(await bound(stage)).toEqual([]);
    expect(await stage.tryPlan(both)).toMatchObject({
      ok: false,
      problems: [
        { code: 'OWNERSHIP_UNPROVEN', at: 'a' },
        { code: 'OWNERSHIP_UNPROVEN', at: 'b' },
      ],
    });
    swap(stage);
    expect((await recovered(stage)).deployments).toMatchObject([{ certain: 2, uncertain: [] }]);
    expect((await stage.plan(both)).summary).toMatchObject({ unchanged: 2 });
  });

  it('are neither changed nor deleted where a wish calls them otherwise, until their tags are put right and recovered', async () => {
    const stage = await swapped({ knows: false });
    await recovered(stage);
    const refused = { ok: false, problems: expect.arrayContaining([expect.objectContaining({ code: 'OWNERSHIP_UNPROVEN', at: 'b' })]) };
    expect(await stage.tryPlan(both)).toMatchObject(refused);
    expect(await stage.tryPlan(wish({ b: 'B' }))).toMatchObject(refused);
    swap(stage);
    await recovered(stage);
    expect((await stage.plan(both)).summary).toMatchObject({ unchanged: 2 });
    const identifiers = (await stage.store.bindings('shop')).map((one) => one.kind === 'resource' && one.identifier);
    expect(identifiers).toEqual([thing(stage, 'A').identifier, thing(stage, 'B').identifier]);
  });

  it('are what their tags say where they are first asked for by the names that they have', async () => {
    const stage = await swapped({ knows: false });
    await recovered(stage);
    expect((await stage.plan(wish({ a: 'B', b: 'A' }))).summary).toMatchObject({ unchanged: 2 });
    expect((await stage.plan(both)).changes).toMatchObject([{ node: 'a', identifier: thing(stage, 'B').identifier }, { node: 'b' }]);
  });

  it('are asked for by the name of the node', async () => {
    const stage = await swapped({ knows: false });
    await recovered(stage);
    expect((await stage.plan(both, { replace: ['a', 'b'] as never })).changes).toMatchObject([{ action: 'replace' }, { action: 'replace' }]);
  });

  it('may hand their names on where the records of them were not lost', async () => {
    const stage = new Stage();
    await stage.build(both);
    stage.database.exec('DELETE FROM plan_drafts');
    expect((await stage.plan(wish({ a: 'B', b: 'C' }))).changes).toMatchObject([{ node: 'a' }, { node: 'b' }]);
  });
});
