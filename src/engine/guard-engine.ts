import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import { type Effect, routes } from '../model/routes.ts';
import { StoreFailure } from '../ports/store-failure.ts';
import { now } from './decide.ts';
import type { Engine, EngineEvent, UseCases } from './engine.ts';
import type { EnginePorts } from './engine-ports.ts';

type Log = Pick<EnginePorts, 'store' | 'clock'>;
type Listen = (run: string | null, caller: Caller, signal: AbortSignal, after: number | undefined) => AsyncIterable<EngineEvent>;
type UseCase = (request: Readonly<Record<string, unknown>>, caller: Caller) => Promise<Result<unknown>>;

/**
 * The only way to the use cases, whatever door a call came through. It keeps two rules:
 * 1. A caller gets as far as the operation's effect in the table of operations is among what they may; else CALLER_NOT_ALLOWED, which is in the audit
 *    log before it is answered.
 * 2. A use case whose store cannot write answers with that problem; it is no bug of the engine.
 */
export function guardEngine(useCases: UseCases, listen: Listen, log: Log): Engine {
  const guarded = Object.entries(routes).map(([name, { effect }]) => {
    const useCase = useCases[name as keyof UseCases] as UseCase;
    const operation: UseCase = (request, caller) =>
      kept(async () => {
        const subject = String(request['id'] ?? request['deployment'] ?? request['name'] ?? name).slice(0, longestSubject);
        const refusal = await refuse({ operation: name, effect, subject }, caller, log);
        return refusal ?? useCase(request, caller);
      });
    return [name, operation];
  });
  const events: Engine['events'] = (run, caller, signal, after) =>
    kept<AsyncIterable<EngineEvent>>(async () => {
      const refusal = await refuse({ operation: 'events', effect: 'read', subject: (run ?? 'events').slice(0, longestSubject) }, caller, log);
      return refusal ?? { ok: true, value: listen(run, caller, signal, after) };
    });
  return { ...Object.fromEntries(guarded), events } as Engine;
}

/** Characters; every name and id of ours is shorter. What somebody may not do is in the audit log for ever, whatever they write. */
const longestSubject = 200;

interface Attempt {
  readonly operation: string;
  readonly effect: Effect;
  /** The plan, run or deployment that it is about, in the caller's words. */
  readonly subject: string;
}

async function refuse(attempt: Attempt, caller: Caller, log: Log): Promise<Result<never> | null> {
  if (caller.may.has(attempt.effect)) return null;
  const { operation, effect, subject } = attempt;
  const data = { operation, effect, caller: callerRecord(caller) };
  await log.store.commit([{ kind: 'audit', event: { at: now(log), kind: 'caller.denied', actor: caller.principal, subject, data } }]);
  return fail(notAllowed(attempt, caller));
}

function notAllowed({ operation, effect, subject }: Attempt, caller: Caller): Diagnostic {
  const may = caller.may.size === 0 ? 'nothing' : [...caller.may].join(', ');
  // A fix is a command that somebody may copy: only what is certainly an id goes into it.
  const plan = /^p_[0-9a-f]{12}$/.test(subject) ? subject : '<plan>';
  const run = /^r_[0-9a-f]{12}$/.test(subject) ? subject : '<run>';
  const fixes: Readonly<Record<string, string>> = {
    approve: `a person approves: asbuilt approve ${plan}`,
    reject: `a person rejects: asbuilt reject ${plan} --why TEXT`,
    openGate: `a person lets it pass: asbuilt runs open ${run} <gate>`,
    approveDifference: `a person approves it: asbuilt runs approve ${run} <step>`,
    refuseDifference: `a person refuses it: asbuilt runs refuse ${run} <step> --why TEXT`,
    changeApprovers: 'a person on the list changes it: asbuilt approver list',
    addKnowledge: 'a person adds it: asbuilt kb add FILE',
    reviewKnowledge: 'a person reviews it: asbuilt kb review <entry>',
    publish: 'a person publishes: asbuilt catalog publish PATH',
    markVersion: 'a person decides that: asbuilt catalog deprecate NAME@VERSION --why TEXT, or asbuilt catalog withdraw NAME@VERSION --why TEXT',
    recover: 'a person rebuilds the records: asbuilt deployments recover',
  };
  const fix = fixes[operation] ?? `call with a credential that may ${effect}`;
  return problem('CALLER_NOT_ALLOWED', `${caller.principal} may ${may}, and ${operation} needs ${effect}`, fix, { at: subject });
}

async function kept<A>(useCase: () => Promise<Result<A>>): Promise<Result<A>> {
  try {
    return await useCase();
  } catch (failure) {
    if (failure instanceof StoreFailure) return fail(failure.problem);
    throw failure;
  }
}
