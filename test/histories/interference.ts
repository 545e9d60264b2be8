import type { JsonObject } from '../../src/kernel/json.ts';
import { nodeTagValue } from '../../src/model/node-tag.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Deployment } from './deployment.ts';
import { propertiesOf, type Wish } from './draft.ts';
import { kinds } from './kinds.ts';
import { type Moved, movedBetween } from './moved-world.ts';
import { strippedTags } from './outside.ts';
import type { Scene } from './scene.ts';
import { keyOf, type LiveResource } from './snapshot.ts';

export interface Work {
  readonly deployment: Deployment;
  readonly plan: Plan;
}

/** What somebody else did to a resource of ours. */
export interface Interference {
  readonly deployment: Deployment;
  readonly node: string;
  readonly moved: Moved;
  /** Whether the engine can no longer know the resource as ours: until it is put right nothing can be planned for its node. */
  readonly estranged: boolean;
  /** Puts right what only somebody else can put right. */
  undo(): Promise<void>;
}

interface Held {
  readonly deployment: Deployment;
  readonly wish: Wish;
  readonly resource: LiveResource;
}

/** Somebody else changes, deletes, strips or makes again something of ours, straight at the sandbox: rather something that the given plans want to change. Null when nothing moved. */
export async function interfere(scene: Scene, deployments: readonly Deployment[], works: readonly Work[]): Promise<Interference | null> {
  const { random } = scene;
  const all = await holdings(scene, deployments);
  const concerned = new Set(works.flatMap(({ plan }) => plan.steps.flatMap((step) => (step.op === 'create' ? [] : [`${plan.deployment}.${step.node}`]))));
  const aimed = all.filter(({ deployment, wish }) => concerned.has(`${deployment.name}.${wish.node}`));
  const choice = aimed.length > 0 && random.chance(0.85) ? aimed : all;
  if (choice.length === 0) return null;
  const held = random.pick(choice);
  const kind = kinds[held.wish.kind];
  const plain = isPlain(held.wish) && kind.tags !== 'none';
  const way = random.weighted({ change: 4, remove: 2, strip: kind.tags === 'none' ? 0 : 2, remake: plain ? 1.5 : 0, copy: plain ? 1.5 : 0 });
  switch (way) {
    case 'strip':
      return strip(scene, held);
    case 'remake':
    case 'copy':
      return remake(scene, held, way === 'copy');
    case 'remove':
    case 'change': {
      const settings = kind.settings(random);
      return alter(scene, held, way === 'remove' || Object.keys(settings).length === 0 ? null : settings);
    }
    default:
      return way satisfies never;
  }
}

/** Somebody else changes a setting that a plan promises and does not touch. Null where it promises none. */
export async function breakPromise(scene: Scene, deployments: readonly Deployment[], works: readonly Work[]): Promise<void> {
  const touched = new Set(works.flatMap(({ plan }) => plan.steps.map((step) => `${plan.deployment}.${step.node}`)));
  const planned = new Set(works.map(({ deployment }) => deployment));
  const untouched = (await holdings(scene, deployments)).filter(
    ({ deployment, wish }) => planned.has(deployment) && deployment.draft.get(wish.node)?.promised === true && !touched.has(`${deployment.name}.${wish.node}`),
  );
  if (untouched.length === 0) return;
  const held = scene.random.pick(untouched);
  const settings = kinds[held.wish.kind].settings(scene.random);
  if (Object.keys(settings).length > 0) await alter(scene, held, settings);
}

async function holdings(scene: Scene, deployments: readonly Deployment[]): Promise<Held[]> {
  const truth = await scene.truth();
  return deployments.flatMap((deployment) =>
    [...deployment.former.values()].flatMap((wish) => {
      const place = deployment.books.get(wish.node);
      const key = place === undefined ? '' : keyOf(place.type, place.identifier);
      const resource = truth.get(key);
      return resource === undefined || scene.isForeign(key) ? [] : [{ deployment, wish, resource }];
    }),
  );
}

async function alter(scene: Scene, { deployment, wish, resource }: Held, settings: JsonObject | null): Promise<Interference | null> {
  const { outside } = scene.stage;
  const key = keyOf(resource.type, resource.identifier);
  const before = await scene.truth();
  const said = settings === null ? await outside.remove(key, before) : await outside.change(key, before, settings);
  scene.tell(`outside: ${deployment.name}.${wish.node} ${said}`);
  const moved = movedBetween(before, await scene.truth(), key);
  return moved === null ? null : { deployment, node: wish.node, moved, estranged: false, undo: async () => undefined };
}

/** Its tags go. What proves its creation still tells whose it is; where nothing does, nobody knows. */
async function strip(scene: Scene, { deployment, wish, resource }: Held): Promise<Interference | null> {
  const { outside } = scene.stage;
  const key = keyOf(resource.type, resource.identifier);
  const before = await scene.truth();
  const creation = await outside.creationOf(resource);
  const said = await outside.change(key, before, { Tags: strippedTags(resource.properties['Tags']) });
  scene.tell(`outside: the tags of ${deployment.name}.${wish.node} (${creation}): ${said}`);
  const moved = movedBetween(before, await scene.truth(), key);
  if (moved === null) return null;
  return {
    deployment,
    node: wish.node,
    moved,
    estranged: creation === 'unproven',
    async undo() {
      const said = await outside.change(key, await scene.truth(), { Tags: resource.properties['Tags'] ?? [] });
      scene.tell(`outside: the tags of ${deployment.name}.${wish.node} are given back: ${said}`);
    },
  };
}

/** Another team deletes it and makes one of the same name, with or without a copy of its tags. */
async function remake(scene: Scene, { deployment, wish, resource }: Held, copied: boolean): Promise<Interference | null> {
  const { outside } = scene.stage;
  const key = keyOf(resource.type, resource.identifier);
  const before = await scene.truth();
  const creation = await outside.creationOf(resource);
  const removed = await outside.remove(key, before);
  if (removed !== 'deleted') return null;
  const tags = copied ? { Tags: resource.properties['Tags'] ?? [] } : {};
  const made = await outside.make(resource.type, { ...propertiesOf(wish), ...tags }, resource.account);
  if (made !== key) throw new Error(`${key} was made again as ${made}`);
  scene.tell(`outside: ${deployment.name}.${wish.node} (${creation}) is deleted and made again${copied ? ' with its tags' : ''}`);
  const remade = creation === 'read';
  const estranged = !copied || remade;
  if (estranged) await scene.claim(key);
  const moved = movedBetween(before, await scene.truth(), key) ?? { key, gone: false, properties: [] };
  return { deployment, node: wish.node, moved: { ...moved, remade }, estranged, undo: () => (estranged ? scene.clear(key) : Promise.resolve()) };
}

/** Somebody else makes what a node asks for before it is made, perhaps with a copy of the tags that it would have. */
export async function makeLookAlike(scene: Scene, deployment: Deployment, wish: Wish, copied: boolean): Promise<string> {
  const { outside, ground } = scene.stage;
  const { type, tags } = kinds[wish.kind];
  const ours = { 'asbuilt:deployment': deployment.name, 'asbuilt:node': nodeTagValue(wish.node, type), 'asbuilt:blueprint': 'draft' };
  const held = tags === 'list' ? Object.entries(ours).map(([Key, Value]) => ({ Key, Value })) : ours;
  const key = await outside.make(type, { ...propertiesOf(wish), ...(copied ? { Tags: held } : {}) }, ground.accountAt(wish.at));
  scene.tell(`outside: somebody else makes ${key}${copied ? ' with the tags of this deployment' : ''}`);
  await scene.claim(key);
  return key;
}

/** Whether a resource is named, and refers to nothing. */
export function isPlain(wish: Wish): boolean {
  return kinds[wish.kind].named && Object.keys(kinds[wish.kind].refs).length === 0;
}
