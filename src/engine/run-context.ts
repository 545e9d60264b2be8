import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Approval } from '../model/approval.ts';
import type { EngineName } from '../model/names.ts';
import type { Change, Plan, Step } from '../model/plan.ts';
import { changeAt } from '../plan/change-at.ts';
import { openPlan, type SealedPlan } from '../plan/seal-plan.ts';
import type { Driver } from '../ports/driver.ts';
import type { EnginePorts } from './engine-ports.ts';

/** An approved plan opened for its run: what every step of it needs, looked up in constant time. */
export interface RunContext {
  readonly run: string;
  readonly plan: Plan;
  /** The same plan with its text, whole. */
  readonly sealed: SealedPlan;
  readonly approval: Approval;
  readonly startedAt: string;
  readonly steps: ReadonlyMap<string, Step>;
  readonly changes: ReadonlyMap<string, Change>;
  /** Step → the steps that wait for it. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** Outputs of nodes as last read in this run: a cache of the provider, filled as needed. */
  readonly outputs: Map<string, JsonObject>;
  /** The nodes whose outputs were read in whole: a step looks at no more of what it made than it was asked for. */
  readonly readWhole: Set<string>;
  /** Texts that steps were given of what stands where it is hidden: in no message of the run. */
  readonly taken: Set<string>;
  /** What this process knows of steps that it has under way. After a restart nothing is known, and everything counts as sent. */
  readonly underWay: Map<string, UnderWay>;
}

export interface UnderWay {
  /** The current attempt has certainly not been sent yet: it was prepared by this process, and not handed to the driver since. */
  unsent: boolean;
  /** When the provider last told something of the operation, in milliseconds since the epoch. */
  heardAt: number;
  /** When an attempt of it first ended in a failure that another one may not meet. */
  hinderedAt?: number;
  /** When this process first saw, while the provider was at it, that the run had been cancelled; in milliseconds since the epoch. */
  cancelledAt?: number;
}

/** The contexts of the runs under way. They are caches: after a restart each is read again from the records, and checked again. */
export class RunContexts {
  readonly #ports: EnginePorts;
  readonly #open = new Map<string, Promise<Result<RunContext>>>();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /** The context of a run; RUN_UNKNOWN, PLAN_UNKNOWN, PLAN_FORMAT, PLAN_TAMPERED or APPROVAL_NEEDED where it cannot be had. */
  async of(run: string): Promise<Result<RunContext>> {
    const known = this.#open.get(run);
    if (known !== undefined) return known;
    const opening = this.#read(run);
    this.#open.set(run, opening);
    const opened = await opening.catch((bug: unknown) => {
      this.#open.delete(run);
      throw bug;
    });
    if (!opened.ok) this.#open.delete(run);
    return opened;
  }

  close(run: string): void {
    this.#open.delete(run);
  }

  async #read(run: string): Promise<Result<RunContext>> {
    const { store } = this.#ports;
    const head = await store.runHead(run);
    if (head === null) return fail(problem('RUN_UNKNOWN', `there is no run ${run}`, 'asbuilt runs list', { at: run }));
    const record = await store.plan(head.plan);
    if (record === null) return fail(problem('PLAN_UNKNOWN', `the plan ${head.plan} of run ${run} is gone`, 'make a new plan', { at: run }));
    const opened = openPlan(record.bytes);
    if (!opened.ok) return opened;
    const { plan } = opened.value;
    if (plan.id !== head.plan)
      return fail(
        problem('PLAN_TAMPERED', `the stored plan ${head.plan} has become another`, 'make a new plan, review it and approve that one', { at: head.plan }),
      );
    const approval = await store.approvalOf(plan.id);
    if (approval === null) return fail(problem('APPROVAL_NEEDED', `plan ${plan.id} has no approval`, `asbuilt approve ${plan.id}`, { at: plan.id }));
    const dependents = new Map<string, string[]>();
    for (const step of plan.steps) {
      for (const earlier of step.after) {
        const list = dependents.get(earlier);
        if (list === undefined) dependents.set(earlier, [step.id]);
        else list.push(step.id);
      }
    }
    return ok({
      run,
      plan,
      sealed: opened.value,
      approval,
      startedAt: head.startedAt,
      steps: new Map(plan.steps.map((step) => [step.id, step])),
      changes: new Map(plan.changes.map((change) => [change.node, change])),
      dependents,
      outputs: new Map(),
      readWhole: new Set(),
      taken: new Set(),
      underWay: new Map(),
    });
  }
}

/** The step and what it does of its change; a step the plan does not have is a bug, since the plan made the run's steps. */
export function stepAndChange(context: RunContext, id: string): { step: Step; change: Change } {
  const step = context.steps.get(id);
  const change = step === undefined ? undefined : context.changes.get(step.node);
  if (step === undefined || change === undefined) throw new Error(`plan ${context.plan.id} has no step ${id}`);
  return { step, change: changeAt(change, step) };
}

/** Who carries out the steps of a change. */
export function driverOf(change: { readonly kind: 'resource' } | { readonly kind: 'unit'; readonly engine: EngineName }, { drivers }: EnginePorts): Driver {
  return change.kind === 'resource' ? drivers.resource : drivers[change.engine];
}

/** What this process knows of a step; of one that it does not know, everything counts as sent. */
export function underWayOf({ underWay }: RunContext, id: string, { clock }: EnginePorts): UnderWay {
  let known = underWay.get(id);
  if (known === undefined) {
    known = { unsent: false, heardAt: clock.now() };
    underWay.set(id, known);
  }
  return known;
}
