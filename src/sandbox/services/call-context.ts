import type { TypeRegistry } from '../../ports/type-registry.ts';
import type { OperationFault } from '../control/faults.ts';
import type { Caller } from '../identity/authenticate.ts';
import type { Principals } from '../identity/principals.ts';
import type { World } from '../world/world.ts';

/** What a service needs to answer one call. */
export interface CallContext {
  readonly world: World;
  readonly registry: TypeRegistry;
  readonly principals: Principals;
  readonly caller: Caller;
  /** An injected fault of the asynchronous operation that this call begins, if any. */
  readonly operationFault: OperationFault | null;
}
