import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { Creation } from '../../src/model/creation.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { Cloud, Mutation, Submission } from '../../src/ports/cloud.ts';
import { permitFor } from '../permit.ts';
import { keyOf, type LiveResource, type Snapshot } from './snapshot.ts';

/** How the client tokens of calls from outside begin. */
export const outsideToken = 'outside-';

/** Somebody else with access to the same accounts, who knows nothing of Asbuilt: changes made through the provider's own calls. */
export class Outside {
  readonly #cloud: Cloud;
  readonly #targets: ReadonlyMap<string, NamedTarget>;
  #calls = 0;

  /** `targets`: account → how it is reached. */
  constructor(cloud: Cloud, targets: ReadonlyMap<string, NamedTarget>) {
    this.#cloud = cloud;
    this.#targets = targets;
  }

  /** Makes a resource; gives its key. */
  async make(type: string, properties: JsonObject, account: string): Promise<string> {
    const made = await this.#carryOut(account, { op: 'create', type, place: this.#place(account), properties });
    if (made.status !== 'done' || made.identifier === null) throw new Error(`making ${type} from outside: ${JSON.stringify(made)}`);
    return keyOf(type, made.identifier);
  }

  /** Sets some properties of a resource; says what it did. */
  async change(key: string, before: Snapshot, settings: JsonObject): Promise<string> {
    const resource = before.get(key);
    if (resource === undefined) return 'is not there to be changed';
    const patch = Object.entries(settings).map(([name, value]) => ({ op: 'add' as const, path: `/${name}`, value }));
    const { type, account, identifier, properties } = resource;
    const ended = await this.#carryOut(account, {
      op: 'update',
      type,
      place: this.#place(account),
      identifier,
      patch,
      desired: { ...properties, ...settings },
      live: properties,
    });
    return ended.status === 'done' ? `changed to ${JSON.stringify(settings)}` : `could not be changed: ${wordsOf(ended)}`;
  }

  /** Deletes a resource, if its provider lets it; says what became of it. */
  async remove(key: string, before: Snapshot): Promise<string> {
    const resource = before.get(key);
    if (resource === undefined) return 'is not there to be deleted';
    const { type, account, identifier, properties } = resource;
    const ended = await this.#carryOut(account, { op: 'delete', type, place: this.#place(account), identifier, live: properties });
    return ended.status === 'done' ? 'deleted' : `could not be deleted: ${wordsOf(ended)}`;
  }

  /** What proves a resource's creation, as far as the provider tells it. */
  async creationOf({ type, account, identifier }: LiveResource): Promise<Creation['kind']> {
    const creation = await this.#cloud.creation(this.#target(account), { type, place: this.#place(account), identifier });
    if (!creation.ok) throw new Error(`the creation of ${type} ${identifier}: ${JSON.stringify(creation.problems)}`);
    return creation.value.kind;
  }

  async #carryOut(account: string, mutation: Mutation): Promise<Submission> {
    const target = this.#target(account);
    const token = `${outsideToken}${account}-${++this.#calls}-${Date.now()}`;
    const permit = permitFor(this.#cloud.calls(target, mutation), token);
    let submission = await this.#cloud.submit(target, mutation, permit);
    while (submission.status === 'pending') submission = await this.#cloud.settle(target, submission.handle, 5_000, 1, null);
    return submission;
  }

  #target(account: string): NamedTarget {
    const target = this.#targets.get(account);
    if (target === undefined) throw new Error(`nobody reaches ${account}`);
    return target;
  }

  #place(account: string) {
    return { account, region: this.#target(account).regions[0] ?? '' };
  }
}

/** A resource's tags without ours, in the form it keeps them in. */
export function strippedTags(held: Json | undefined): Json {
  if (Array.isArray(held)) return (held as readonly Json[]).filter((tag) => !(isJsonObject(tag) && String(tag['Key']).startsWith('asbuilt:')));
  return Object.fromEntries(Object.entries(isJsonObject(held) ? held : {}).filter(([key]) => !key.startsWith('asbuilt:')));
}

function wordsOf(submission: Submission): string {
  return submission.status === 'failed' || submission.status === 'unknown' ? submission.problem.message : submission.status;
}
