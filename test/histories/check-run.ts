import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { Run, RunStep } from '../../src/model/run.ts';
import { type Draft, propertiesOf, type Wish } from './draft.ts';
import { isWithin, kinds } from './kinds.ts';
import { changedKeys, isUnchanged, keyOf, type LiveResource, ownerOf, type Snapshot } from './snapshot.ts';

/** Where the model believes a node's resource to be. */
export interface Place {
  readonly type: string;
  readonly identifier: string;
}

/** Node → place, of one deployment: what true reports have said so far, each checked against the sandbox. */
export type Books = ReadonlyMap<string, Place>;

export interface RunToCheck {
  readonly deployment: string;
  /** What was wanted when the plan was made; empty for a removal. */
  readonly draft: Draft;
  /** What was asked of the nodes before: what is no longer asked must be gone once a step is done. */
  readonly former: ReadonlyMap<string, Wish>;
  readonly report: Run;
  /** Before this run, or this resume of it. */
  readonly books: Books;
  /** Keys of resources that were replaced and not deleted yet. */
  readonly leftovers: ReadonlySet<string>;
  /** Steps that the report of the former round called done: they have nothing more to explain. */
  readonly settled: ReadonlySet<string>;
  /** Whether a reply was lost or mangled in this run, so that an outcome may honestly be unknown. */
  readonly mayBeUnknown: boolean;
  /** Whether the provider may have said that an operation failed although it had its effect. */
  readonly mayLie: boolean;
}

export interface Checked {
  readonly problems: readonly string[];
  readonly books: Books;
  readonly leftovers: ReadonlySet<string>;
  /** What the run accounts for of the changes between the two snapshots, by key. */
  readonly explained: ReadonlySet<string>;
}

/**
 * Whether a run's report tells the truth about what happened between two snapshots of the sandbox:
 * 1. `done`: the resource is there once, as asked (or gone, after a deletion).
 * 2. `failed` or `skipped`: nothing was changed; a creation that left something behind says where.
 * 3. `unknown`: only when a reply was lost, and then the resource is as before or as asked.
 * 4. No other status is left when a run has ended, and the run's own status follows from them.
 */
export function checkRun(run: RunToCheck, before: Snapshot, after: Snapshot): Checked {
  const problems: string[] = [];
  const explained = new Set<string>();
  const books = new Map(run.books);
  const leftovers = new Set(run.leftovers);
  const say = (step: RunStep, text: string) => problems.push(`${run.deployment}.${step.step} (${step.op}, ${step.status}): ${text}`);

  for (const step of inOrder(run.report.nodes)) {
    // What a unit did is seen elsewhere.
    if (step.type === 'python') continue;
    if (run.settled.has(step.step)) continue;
    const held = run.books.get(step.node);
    switch (step.status) {
      case 'done':
        noteDone(step, held);
        break;
      case 'failed':
      case 'skipped':
        noteUnchanged(step, held);
        break;
      case 'unknown':
        noteUnknown(step, held);
        break;
      default:
        say(step, 'the run has ended, but this has not');
    }
  }
  for (const step of run.report.nodes) {
    const wish = run.draft.get(step.node);
    const place = books.get(step.node);
    // What was found by its tags is taken over as it is.
    if (step.status !== 'done' || step.op === 'delete' || step.op === 'adopt' || wish === undefined || place === undefined) continue;
    const wrong = differenceFrom(wish, books, after, run.deployment);
    if (wrong !== null) say(step, wrong);
    const before = run.former.get(step.node);
    if (step.op === 'update' && before !== undefined && droppedStillThere(wish, before, books, after))
      say(step, 'a property that is no longer asked for is still as it was');
  }
  problems.push(...checkStatus(run.report, unkept(run.draft, run.report, books, after)));
  return { problems, books, leftovers, explained };

  function noteDone(step: RunStep, held: Place | undefined): void {
    if (step.identifier === null) {
      say(step, 'no identifier is reported');
      return;
    }
    const key = keyOf(step.type, step.identifier);
    explained.add(key);
    if (step.op === 'delete') {
      if (after.has(key)) say(step, `${key} is still there`);
      const expected = leftovers.delete(key) || (held !== undefined && keyOf(held.type, held.identifier) === key);
      // It may have gone already when its outcome was unknown in an earlier round.
      if (!expected && before.has(key)) say(step, `${key} was not where the node is`);
      for (const gone of partsOf(key, before, after)) explained.add(gone);
      if (books.get(step.node)?.identifier === step.identifier) books.delete(step.node);
      return;
    }
    if (!after.has(key)) say(step, `${key} is not there`);
    if (step.op === 'update' && held?.identifier !== step.identifier) say(step, `${key} is not the resource of the node, which is ${held?.identifier}`);
    noteReplaced(key, held);
    books.set(step.node, { type: step.type, identifier: step.identifier });
  }

  function noteReplaced(key: string, held: Place | undefined): void {
    const old = held === undefined ? key : keyOf(held.type, held.identifier);
    if (old !== key && after.has(old)) leftovers.add(old);
  }

  function noteUnchanged(step: RunStep, held: Place | undefined): void {
    if (step.op === 'create') {
      if (step.identifier === null) return;
      const key = keyOf(step.type, step.identifier);
      // Not where it was deleted from outside, and this made it again under its name.
      if (held !== undefined && keyOf(held.type, held.identifier) === key && before.has(key)) return;
      if (!after.has(key)) return;
      explained.add(key);
      noteReplaced(key, held);
      books.set(step.node, { type: step.type, identifier: step.identifier });
      return;
    }
    if (held === undefined) return;
    const key = keyOf(held.type, held.identifier);
    if (run.mayLie && step.status === 'failed') {
      explained.add(key);
      for (const gone of partsOf(key, before, after)) explained.add(gone);
    } else if (!isUnchanged(before, after, key) && !explained.has(key)) {
      say(step, `${key} changed all the same`);
    }
  }

  function noteUnknown(step: RunStep, held: Place | undefined): void {
    if (!run.mayBeUnknown) say(step, 'nothing happened that would make the outcome unknown');
    if (step.op === 'create') {
      for (const [key, resource] of after) {
        const wish = run.draft.get(step.node);
        if (before.has(key) || resource.type !== step.type || wish === undefined) continue;
        if (otherwise(wish, resource, new Map(books).set(step.node, resource), after, run.deployment) !== null) continue;
        explained.add(key);
        noteReplaced(key, held);
        books.set(step.node, { type: resource.type, identifier: resource.identifier });
      }
    } else if (held !== undefined) {
      const key = keyOf(held.type, held.identifier);
      explained.add(key);
      if (step.op === 'delete' && !after.has(key)) books.delete(step.node);
      for (const gone of partsOf(key, before, after)) explained.add(gone);
    } else {
      // What was replaced in an earlier run has no name here.
      for (const key of run.leftovers) if (before.get(key)?.type === step.type && !after.has(key)) explained.add(key);
    }
  }
}

/** A replace is reported as two steps; its deletion says which of the two resources it was about, so creations are looked at first. */
function inOrder(steps: readonly RunStep[]): RunStep[] {
  return [...steps.filter((step) => step.op !== 'delete'), ...steps.filter((step) => step.op === 'delete')];
}

/** What went together with a deleted resource because it is a part of it: the subscriptions of a topic. */
function partsOf(key: string, before: Snapshot, after: Snapshot): string[] {
  const resource = before.get(key);
  if (resource?.type !== kinds.topic.type || after.has(key)) return [];
  return [...before.entries()]
    .filter(([, part]) => part.type === kinds.subscription.type && part.properties['TopicArn'] === resource.properties['TopicArn'])
    .map(([part]) => part);
}

/** Why the node's resource is not as wanted, or null: every property asked for is there, and so are the tags. */
export function differenceFrom(wish: Wish, books: Books, truth: Snapshot, deployment: string): string | null {
  const place = books.get(wish.node);
  const resource = place === undefined ? undefined : truth.get(keyOf(place.type, place.identifier));
  return resource === undefined ? 'it is not there' : otherwise(wish, resource, books, truth, deployment);
}

/** In what a resource is not as wanted, or null. */
function otherwise(wish: Wish, resource: LiveResource, books: Books, truth: Snapshot, deployment: string): string | null {
  const asked = resolved(propertiesOf(wish), books, truth);
  for (const [name, value] of Object.entries(asked as JsonObject)) {
    // What it refers to is gone: which value that had cannot be seen any more.
    if (JSON.stringify(value).includes('${')) continue;
    if (!isWithin(value, resource.properties[name])) return `${name} is ${JSON.stringify(resource.properties[name])}, not ${JSON.stringify(value)}`;
  }
  if (kinds[wish.kind].tags === 'none') return null;
  const owner = ownerOf(resource);
  return owner?.deployment === deployment && owner.node === wish.node ? null : `its tags say ${JSON.stringify(owner)}`;
}

/** Whether a property that was asked for before, and is not any more, still has a value other than what AWS gives to those who do not ask. */
export function droppedStillThere(wish: Wish, before: Wish, books: Books, truth: Snapshot): boolean {
  const place = books.get(wish.node);
  const live = place === undefined ? undefined : truth.get(keyOf(place.type, place.identifier))?.properties;
  if (live === undefined || wish.kind !== before.kind) return false;
  const { defaults } = kinds[wish.kind];
  return Object.keys(before.settings).some((name) => wish.settings[name] === undefined && live[name] !== undefined && live[name] !== defaults?.[name]);
}

/** `${node.Attribute}` replaced by what that node's resource has live, where there is one. */
function resolved(value: Json, books: Books, truth: Snapshot): Json {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{(\w+)\.(\w+)\}/g, (expression: string, node: string, attribute: string) => {
      const place = books.get(node);
      const found = place === undefined ? undefined : truth.get(keyOf(place.type, place.identifier))?.properties[attribute];
      return found === undefined ? expression : String(found);
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, books, truth));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, books, truth)]));
  return value;
}

/** Promises of the plan that are not kept: settings of promised nodes that are not found. */
function unkept(draft: Draft, report: Run, books: Books, truth: Snapshot): string[] {
  const undone = new Set(report.nodes.filter((step) => step.status !== 'done').map((step) => step.node as string));
  return [...draft.values()].flatMap((wish) => {
    if (!wish.promised || undone.has(wish.node)) return [];
    const place = books.get(wish.node);
    const live = place === undefined ? undefined : truth.get(keyOf(place.type, place.identifier));
    return live !== undefined && isWithin(wish.settings, live.properties) ? [] : [wish.node];
  });
}

/** Whether the report says that it failed because what was done could not be read again. */
function unverified({ status, cause, verification }: Run): boolean {
  return status === 'failed' && verification.some(({ passed, problem }) => !passed && problem?.code === 'CLOUD_UNREACHABLE' && problem.code === cause?.code);
}

function checkStatus(report: Run, unmet: readonly string[]): string[] {
  const found = new Set(report.nodes.map((step) => step.status));
  const problems: string[] = [];
  const whole = report.nodes.every((step) => step.status === 'done');
  if (report.endedAt === null) problems.push(`${report.id}: it has not ended`);
  if (report.status === 'succeeded' && !whole) problems.push(`${report.id}: it is reported as succeeded with steps that are ${[...found].join(', ')}`);
  if (whole && unmet.length > 0) {
    if (report.status === 'failed' && report.cause?.code === 'VERIFY_FAILED') return problems;
    problems.push(`${report.id}: it is ${report.status} (${report.cause?.code}) although what it promises of ${unmet.join(', ')} is not found`);
  } else if (report.status !== 'succeeded' && whole && !unverified(report))
    problems.push(`${report.id}: it is reported as ${report.status} (${report.cause?.message}) although every step is done`);
  if (report.status !== 'succeeded' && report.cause === undefined && !found.has('skipped'))
    problems.push(`${report.id}: it does not say why it is ${report.status}`);
  return problems;
}

/** Whatever changed without a step that accounts for it. */
export function unexplained(before: Snapshot, after: Snapshot, runs: readonly Checked[]): string[] {
  return changedKeys(before, after)
    .filter((key) => !runs.some((run) => run.explained.has(key)))
    .map((key) => `${key} ${after.has(key) ? (before.has(key) ? 'was changed' : 'appeared') : 'went'} and no step accounts for it`);
}
