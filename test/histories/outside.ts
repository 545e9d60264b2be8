import type { JsonObject } from '../../src/kernel/json.ts';
import { permitFor } from '../permit.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { Cloud, Mutation, Submission } from '../../src/ports/cloud.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** How the client tokens of calls from outside begin. */
export const outsideToken = 'outside-';

/** Somebody else with access to the same account, who knows nothing of Asbuilt: changes made through the provider's own calls. */
export class Outside {
  readonly #cloud: Cloud;
  readonly #target: NamedTarget;
  #calls = 0;

  constructor(cloud: Cloud, target: NamedTarget) {
    this.#cloud = cloud;
    this.#target = target;
  }

  /** Makes a resource; gives its key. */
  async make(type: string, properties: JsonObject): Promise<string> {
    const made = await this.#carryOut({ op: 'create', type, place: this.#place(), properties });
    if (made.status !== 'done' || made.identifier === null) throw new Error(`making ${type} from outside: ${JSON.stringify(made)}`);
    return keyOf(type, made.identifier);
  }

  /** Sets some properties of a resource; says what it did. */
  async change(key: string, before: Snapshot, settings: JsonObject): Promise<string> {
    const resource = before.get(key);
    if (resource === undefined) return 'is not there to be changed';
    const patch = Object.entries(settings).map(([name, value]) => ({ op: 'add' as const, path: `/${name}`, value }));
    const { type, identifier, properties } = resource;
    const ended = await this.#carryOut({
      op: 'update',
      type,
      place: this.#place(),
      identifier,
      patch,
      desired: { ...properties, ...settings },
      live: properties,
    });
    return ended.status === 'done' ? `changed to ${JSON.stringify(settings)}` : `could not be changed: ${wordsOf(ended)}`;
  }

  /** Deletes a resource, if its provider lets it; says what became of it. */
  async remove(key: string, before: Snapshot): Promise<string> {
    const [type = '', identifier = ''] = key.split(' ');
    const ended = await this.#carryOut({ op: 'delete', type, place: this.#place(), identifier, live: before.get(key)?.properties ?? {} });
    return ended.status === 'done' ? 'deleted' : `could not be deleted: ${wordsOf(ended)}`;
  }

  async #carryOut(mutation: Mutation): Promise<Submission> {
    const token = `${outsideToken}${this.#target.target.account}-${++this.#calls}-${Date.now()}`;
    const permit = permitFor(this.#cloud.calls(this.#target, mutation), token);
    let submission = await this.#cloud.submit(this.#target, mutation, permit);
    while (submission.status === 'pending') submission = await this.#cloud.settle(this.#target, submission.handle, 5_000, 1, null);
    return submission;
  }

  #place() {
    return { account: this.#target.target.account, region: this.#target.regions[0] ?? '' };
  }
}

function wordsOf(submission: Submission): string {
  return submission.status === 'failed' || submission.status === 'unknown' ? submission.problem.message : submission.status;
}
