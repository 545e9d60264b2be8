import type { JsonObject } from '../../kernel/json.ts';
import type { Mutation } from '../../model/mutation.ts';
import type { ResourceChange, Step } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { placeOf } from '../../model/target.ts';
import { withUnchangedWriteOnly } from '../../plan/write-only.ts';

/** What a step does to its resource. `patch` counts for an update. */
export function mutationOf(
  { id, op }: Step,
  change: ResourceChange,
  type: ResourceType,
  { wish, patch }: { readonly wish: JsonObject; readonly patch: ResourceChange['patch'] },
): Mutation {
  const place = placeOf(change.at);
  const identifier = change.identifier ?? '';
  switch (op) {
    case 'create':
      return { op, type: change.type, place, properties: wish };
    case 'update': {
      const live = withUnchangedWriteOnly(type, change.before ?? {}, wish, change.differences);
      return { op, type: change.type, place, identifier, patch, desired: wish, live };
    }
    case 'delete':
      return { op, type: change.type, place, identifier, live: change.before ?? {} };
    case 'adopt':
    case 'run':
    case 'gate':
      throw new TypeError(`step ${id} (${op}) sends nothing to AWS`);
    default:
      return op satisfies never;
  }
}
