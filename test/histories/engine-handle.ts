import type { EngineClient } from '../../src/engine/engine.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { Plan } from '../../src/model/plan.ts';

/** An engine that a history plays on: in this process, or in one of its own that can be killed. */
export interface EngineHandle {
  readonly engine: EngineClient;
  /** Signs as the person whose key the engine trusts. */
  approve(plan: Plan): Promise<Result<Approval>>;
  /** Ends the engine with SIGKILL and starts it, or that of another build, over the same folder; null where it lives in this process. */
  readonly kill: ((otherBuild: boolean) => Promise<void>) | null;
}
