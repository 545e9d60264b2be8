import type { JsonObject } from '../src/kernel/json.ts';
import type { Mutation } from '../src/model/mutation.ts';
import type { NamedTarget } from '../src/model/target.ts';
import type { Cloud, Submission } from '../src/ports/cloud.ts';
import type { Permit } from '../src/ports/permit.ts';
import { permitFor } from './permit.ts';

/** A mutation as tests write it: what a delete finds live is read. */
export type Asked = Exclude<Mutation, { op: 'delete' }> | (Omit<Extract<Mutation, { op: 'delete' }>, 'live'> & { readonly live?: JsonObject });

/** A cloud whose mutations are sent as a run sends them: each under a permit for the very calls that it says it will send. */
export function sending(cloud: Cloud) {
  let known = senders.get(cloud);
  if (known === undefined) {
    known = senderOver(cloud);
    senders.set(cloud, known);
  }
  return known;
}

const senders = new WeakMap<Cloud, ReturnType<typeof senderOver>>();

function senderOver(cloud: Cloud) {
  const permits = new Map<string, Permit>();
  const keyOf = (handle: JsonObject): string => JSON.stringify([handle['type'] ?? handle['operation'], handle['identifier'] ?? handle['requestToken']]);
  const whole = async (target: NamedTarget, asked: Asked): Promise<Mutation> => {
    if (asked.op !== 'delete') return asked;
    const read = asked.live === undefined ? await cloud.read(target, asked) : null;
    return { ...asked, live: asked.live ?? (read?.ok === true && read.value.kind === 'live' ? read.value.properties : {}) };
  };
  return {
    async submit(target: NamedTarget, asked: Asked, token: string, repeated?: boolean, left?: string): Promise<Submission> {
      const mutation = await whole(target, asked);
      const permit = permitFor(cloud.calls(target, mutation), token);
      const submission = await cloud.submit(target, mutation, permit, repeated, left);
      if (submission.status === 'pending') permits.set(keyOf(submission.handle), permit);
      return submission;
    },
    settle(target: NamedTarget, handle: JsonObject, waitMilliseconds: number, expectedSeconds: number): Promise<Submission> {
      return cloud.settle(target, handle, waitMilliseconds, expectedSeconds, permits.get(keyOf(handle)) ?? null);
    },
  };
}
