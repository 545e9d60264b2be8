import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { AwsCall } from '../../src/model/call.ts';
import type { PatchOp } from '../../src/model/plan.ts';
import type { Mutation } from '../../src/ports/cloud.ts';

/** The calls that carry a mutation out: one, but for a net with a note, which it gets once it is there. */
export function callsOf(mutation: Mutation): AwsCall[] {
  const base = { service: 'toy', target: mutation.place, effect: 'write' } as const;
  const { type } = mutation;
  switch (mutation.op) {
    case 'create': {
      const { Note: note, ...first } = mutation.properties;
      const create: AwsCall = { ...base, operation: 'Create', input: { Type: type, State: { $json: first as JsonObject }, Token: { $token: true } } };
      if (note === undefined) return [create];
      return [create, { ...base, operation: 'Note', input: { Id: { $own: 'NetId' }, Note: note as Json } }];
    }
    case 'update':
      return [{ ...base, operation: 'Update', input: { Type: type, Id: mutation.identifier, Patch: { $json: mutation.patch as unknown as Json } } }];
    case 'delete':
      return [{ ...base, operation: 'Delete', input: { Type: type, Id: mutation.identifier } }];
    default:
      return mutation satisfies never;
  }
}

/** The properties with a patch of whole top-level properties applied. */
export function patched(properties: JsonObject, patch: readonly PatchOp[]): JsonObject {
  const next: Record<string, Json> = { ...properties };
  for (const op of patch) {
    const [name, index] = op.path.slice(1).split('/') as [string, string | undefined];
    if (index === undefined) {
      if (op.op === 'remove') delete next[name];
      else next[name] = op.value as Json;
    } else {
      const list = [...(next[name] as readonly Json[])];
      if (op.op === 'remove') list.splice(Number(index), 1);
      else if (op.op === 'add') list.splice(index === '-' ? list.length : Number(index), 0, op.value as Json);
      else list[Number(index)] = op.value as Json;
      next[name] = list;
    }
  }
  return next;
}
