import type { CompiledType } from '../types/compiled-type.ts';
import { readable } from '../types/readable.ts';
import { isOpen, type Operation } from '../world/live.ts';
import type { World } from '../world/world.ts';

/** A ProgressEvent as Cloud Control words it; times are seconds since the epoch. */
export function progressEvent(operation: Operation, world: World, type: CompiledType | null): Record<string, unknown> {
  const failed = operation.status === 'FAILED' && operation.ending.kind === 'failure' ? operation.ending : null;
  const identifier =
    operation.identifierKnown ||
    operation.status === 'SUCCESS' ||
    (operation.ending.kind === 'failure' && operation.ending.effect === 'applied' && operation.status === 'FAILED')
      ? operation.identifier
      : null;
  const live = operation.uid === null || type === null ? undefined : world.index.get(operation.uid);
  const model = operation.status === 'SUCCESS' && live !== undefined && type !== null ? JSON.stringify(readable(type, live.properties)) : null;
  return {
    TypeName: operation.type,
    ...(identifier === null ? {} : { Identifier: identifier }),
    RequestToken: operation.token,
    Operation: operation.verb,
    OperationStatus: operation.status,
    EventTime: operation.eventAt / 1000,
    ...(model === null ? {} : { ResourceModel: model }),
    ...(failed === null ? {} : { StatusMessage: failed.message, ErrorCode: failed.code }),
    ...(isOpen(operation) ? { RetryAfter: retryAfter(operation, world) } : {}),
  };
}

/** When asking again is worth while: in a second, or when it will have ended, whichever is sooner. */
function retryAfter(operation: Operation, world: World): number {
  const now = world.clock.now();
  return Math.max(now, Math.min(operation.dueAt, now + 1000)) / 1000;
}
