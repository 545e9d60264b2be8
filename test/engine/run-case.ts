import { expect } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { Deaths } from './scheduler.ts';
import { type Draft, granted, Stage } from './stage.ts';

/** One line of a table: what was there, what is asked, what happens meanwhile, and how it must come out. */
export interface Case {
  readonly name: string;
  /** Built before, on a cloud that does everything right. */
  readonly first?: Draft;
  /** What happens to the world, or to anything else, before the plan is made. */
  readonly world?: (stage: Stage) => unknown;
  readonly draft: Draft | 'destroy';
  /** Between the approval and the run: scripts of the cloud, and what else changes. */
  readonly given?: (stage: Stage, plan: Plan) => unknown;
  /** What is done once the run has nothing more to do; what it answers is the run that is judged. */
  readonly next?: (stage: Stage, run: Run, plan: Plan) => unknown;
  /** Whatever else must hold in the end. */
  readonly also?: (stage: Stage, run: Run) => unknown;
  readonly expect: Expected;
}

/** Only what is named is compared, and that exactly. */
export interface Expected {
  readonly run: string;
  readonly cause?: string;
  /** By step: its status, with the code of its error where it has one: `failed CLOUD_DENIED`. */
  readonly steps?: Readonly<Record<string, string>>;
  /** What the books hold, by node: the name of the thing, `?` before what is doubtful. */
  readonly books?: Readonly<Record<string, string>>;
  /** Names of what is there, sorted. */
  readonly things?: readonly string[];
  /** Calls that were let through, in their order: `Create box`. */
  readonly sent?: readonly string[];
  /** Each mutation that was handed to the cloud, by what it was: a letter for its token, with ' where it was said to be a repetition. `A A' B`. */
  readonly tries?: Readonly<Record<string, string>>;
  /** Kinds of the audit log's entries since the run began, in their order. */
  readonly audit?: readonly string[];
  readonly asked?: Readonly<Record<string, number>>;
  /** What the checks found, by `node control pointer`. */
  readonly checks?: Readonly<Record<string, boolean>>;
}

/** Plays a case on a stage of its own. */
export async function runCase(one: Case, deaths?: Deaths): Promise<void> {
  const stage = new Stage(deaths);
  try {
    if (one.first !== undefined) await stage.build(one.first);
    await one.world?.(stage);
    const plan = one.draft === 'destroy' ? granted(await stage.engine.destroy({ deployment: 'shop' })) : await stage.plan(one.draft);
    await stage.approve(plan);
    stage.cloud.calm();
    const head = await stage.store.auditHead();
    await one.given?.(stage, plan);
    let run = await stage.apply(plan);
    const changed = await one.next?.(stage, run, plan);
    run = isRun(changed) ? changed : await stage.report(run.id);
    expect(stage.cloud.unused(), 'scripts that nothing asked for').toEqual([]);
    expect(await toldOf(stage, run, head.seq, one.expect)).toEqual(one.expect);
    await one.also?.(stage, run);
    expect(await stage.store.verifyAudit()).toMatchObject({ ok: true });
  } finally {
    await stage.close();
  }
}

async function toldOf(stage: Stage, run: Run, seq: number, { cause, steps, books, things, sent, tries, audit, asked, checks }: Expected): Promise<Expected> {
  const { cloud, store } = stage;
  const held = await store.bindings('shop');
  const nameOf = (identifier: string) => cloud.nameOf(identifier);
  return {
    run: run.status,
    ...(cause === undefined ? {} : { cause: run.cause?.code ?? 'none' }),
    ...(steps === undefined
      ? {}
      : { steps: Object.fromEntries(run.nodes.map(({ step, status, error }) => [step, [status, error?.code].filter(Boolean).join(' ')])) }),
    ...(books === undefined
      ? {}
      : {
          books: Object.fromEntries(
            held.map((binding) =>
              binding.kind === 'unit'
                ? [binding.node, JSON.stringify(binding.outputs)]
                : [binding.node.replace(/^(former_[a-z]+)_.*/, '$1'), `${binding.doubtful === true ? '?' : ''}${nameOf(binding.identifier)}`],
            ),
          ),
        }),
    ...(things === undefined ? {} : { things: [...cloud.things.values()].map(({ properties }) => String(properties['Name'])).sort() }),
    ...(sent === undefined ? {} : { sent: cloud.sent.map(({ operation, name }) => `${operation} ${name}`) }),
    ...(tries === undefined ? {} : { tries: triesOf(stage, Object.keys(tries)) }),
    ...(audit === undefined ? {} : { audit: (await store.audit(seq + 1, 500)).map(({ kind }) => kind) }),
    ...(asked === undefined ? {} : { asked: Object.fromEntries(Object.keys(asked).map((what) => [what, cloud.asked.get(what) ?? 0])) }),
    ...(checks === undefined ? {} : { checks: Object.fromEntries(run.verification.map(({ node, check, passed }) => [`${node} ${check}`, passed])) }),
  };
}

function triesOf({ cloud }: Stage, of: readonly string[]): Record<string, string> {
  const tries = of.map((what): [string, string] => {
    const handedIn = cloud.handedIn.filter((one) => one.what === what);
    const tokens = [...new Set(handedIn.map(({ token }) => token))];
    return [what, handedIn.map(({ token, repeated }) => `${'ABCDEFGH'[tokens.indexOf(token)]}${repeated ? "'" : ''}`).join(' ')];
  });
  return Object.fromEntries(tries);
}

function isRun(value: unknown): value is Run {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'status' in value;
}
