import { appendFileSync, readFileSync } from 'node:fs';
import type { Composition } from '../../src/app/compose-engine.ts';
import type { Driver, Order } from '../../src/ports/driver.ts';
import type { Journal, RunProgram } from '../../src/ports/journal.ts';
import type { Store, Write } from '../../src/ports/store.ts';
import { twelveNodes } from './twelve-nodes.ts';

/** A place where the engine or Restate may die: a durable step, a commit to the store, or what a driver does, by name. */
export type Phase = 'before' | 'at' | 'after';
export const phases: readonly Phase[] = ['before', 'at', 'after'];

export interface CrashPlan {
  /** File to which every point is appended as it is reached; empty for none. */
  readonly record: string;
  readonly point: string;
  readonly phase: Phase;
  readonly victim: 'engine' | 'restate';
  readonly restatePidFile: string;
}

/**
 * Wraps what the engine is made of so that it reports each point and, at the chosen one, kills for real (SIGKILL). `before`: nothing of the action has happened.
 * `at`: the effect has been asked for or has happened, and nobody has been told. `after`: its result has been handed on.
 */
export function crashPoints(plan: CrashPlan): NonNullable<Composition['adjust']> {
  let armed = true;
  const reach = async (name: string, phase: Phase): Promise<void> => {
    if (phase === 'before' && plan.record !== '') appendFileSync(plan.record, `${name}\n`);
    if (!armed || name !== plan.point || phase !== plan.phase) return;
    armed = false;
    if (plan.victim === 'engine') {
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    }
    process.kill(Number(readFileSync(plan.restatePidFile, 'utf8')), 'SIGKILL');
  };
  const around = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    await reach(name, 'before');
    const doing = action();
    doing.catch(() => undefined);
    const result = await doing;
    await reach(name, 'at');
    return result;
  };
  const wrapped = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    const result = await around(name, action);
    await reach(name, 'after');
    return result;
  };
  const store = (real: Store): Store => ({
    ...real,
    commit: (writes) => {
      const name = nameOfCommit(writes);
      return name === null ? real.commit(writes) : wrapped(`commit ${name}`, () => real.commit(writes));
    },
    beginRun: (...given) => wrapped('commit run.begun', () => real.beginRun(...given)),
  });
  // Of a resource what is sent matters most; of a unit also its end and the reading of its result, of which its folder is the only witness.
  const driver = <D extends Driver>(real: D, kind: 'resource' | 'unit'): D => ({
    ...real,
    submit: (order, permit) => wrapped(`submit ${nameOfOrder(order)}`, () => real.submit(order, permit)),
    ...(kind === 'resource'
      ? {}
      : {
          follow: (order, ...how) => wrapped(`follow ${nameOfOrder(order)}`, () => real.follow(order, ...how)),
          replaced: (order) => wrapped(`replaced ${nameOfOrder(order)}`, () => real.replaced(order)),
          confirm: (order, known, told) => wrapped(`confirm ${nameOfOrder(order)}`, () => real.confirm(order, known, told)),
        }),
  });
  const journal = (real: Journal): Journal => ({
    // The step's result is handed on when Restate has acknowledged it: that is after `real.step` resolves.
    step: async (name, action) => {
      const result = await real.step(name, () => around(`journal ${name}`, action));
      await reach(`journal ${name}`, 'after');
      return result;
    },
  });
  return {
    ports: (ports) => {
      const { resource, python, 'aws-cli': procedures } = ports.drivers;
      return {
        ...ports,
        resolver: twelveNodes,
        store: store(ports.store),
        drivers: { resource: driver(resource, 'resource'), python: driver(python, 'unit'), 'aws-cli': driver(procedures, 'unit') },
      };
    },
    program: (program: RunProgram): RunProgram => ({
      begin: (real, run, round) => program.begin(journal(real), run, round),
      execute: (real, run, step, round) => program.execute(journal(real), run, step, round),
      finish: (real, run, round) => program.finish(journal(real), run, round),
    }),
  };
}

/** A commit is known by the step and the audit entry in it; commits outside runs have no name and are left alone. */
function nameOfCommit(writes: readonly Write[]): string | null {
  for (const write of writes) {
    if (write.kind === 'audit' && /^(call|step|run)\./.test(write.event.kind)) return `${write.event.kind} ${write.event.subject.split('/')[1] ?? ''}`.trim();
  }
  return null;
}

function nameOfOrder({ step }: Order): string {
  return `${step.op} ${step.node}`;
}
