import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import { ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { homeLayout } from '../../src/app/home-layout.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { systemClock, systemRandomness } from '../../src/app/system-clock.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import { asCaller } from '../as-caller.ts';
import type { EngineHandle } from './engine-handle.ts';
import { accountOf, engineOnStage, region, targetOf } from './engine-on-stage.ts';
import { History } from './history.ts';
import type { HistoryFailure } from './history-failure.ts';
import { startKillableEngine } from './killable-engine.ts';
import { Outside, outsideToken } from './outside.ts';
import { SandboxControl } from './sandbox-control.ts';

/** One history in so many is played on an engine that can be killed. */
const KILLED = 8;
/** Histories at the same time on the engine in this process. */
const WIDTH = 8;

export interface Outcome {
  readonly played: number;
  readonly failures: readonly HistoryFailure[];
  /** Problems of the engines' audit logs. */
  readonly audit: readonly string[];
}

/**
 * Plays the histories of some seeds: a real sandbox in its own process, one engine in this process that plays several at once, and one in a process of
 * its own that plays one at a time and is killed. Everything it started has ended when it resolves.
 */
export async function playHistories(
  seeds: readonly number[],
  told: (outcome: { readonly seed: number; readonly failure: HistoryFailure | null; readonly story: readonly string[] }) => void,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-histories-'));
  const closers: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  let closing: Promise<void> | null = null;
  const closeAll = (): Promise<void> => {
    closing ??= (async () => {
      for (const close of closers.reverse()) await close();
    })();
    return closing;
  };
  // Whoever interrupts is not left with servers that nobody stops.
  const interrupted = (): void => void closeAll().then(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const failures: HistoryFailure[] = [];
  const audit: string[] = [];
  try {
    const endpoint = await startSandboxProcess(folder, seeds.length, closers);
    const cloud = createAwsCloud({
      clock: systemClock,
      random: systemRandomness,
      credentials: () => {
        throw new Error('only simulated targets here');
      },
    });
    closers.push(async () => cloud.close());
    const play = async (seed: number, index: number, handle: EngineHandle): Promise<void> => {
      const target = targetOf(index, endpoint);
      const stage = { handle, sandbox: new SandboxControl(endpoint, accountOf(index)), outside: new Outside(cloud, target), target: target.name, region };
      const history = new History(seed, stage);
      const failure = await history.play().then(
        () => null,
        (error: unknown) => history.failureOf(error),
      );
      if (failure !== null) failures.push(failure);
      told({ seed, failure, story: history.story });
    };
    const numbered = seeds.map((seed, index) => ({ seed, index }));
    const onKillable = numbered.filter(({ seed }) => seed % KILLED === 0);
    const onLocal = numbered.filter(({ seed }) => seed % KILLED !== 0);
    const lane = async (queue: { seed: number; index: number }[], handle: EngineHandle): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await play(next.seed, next.index, handle);
    };
    const attempted = new Set<string>();
    const sides: Promise<void>[] = [];
    if (onLocal.length > 0) {
      const home = newHome(folder, 'local');
      const composed = await engineOnStage({ home, endpoint, accounts: seeds.length });
      closers.push(() => composed.close());
      const engine = asCaller(composed.engine, localCallers('historian').cli);
      const handle = { ...handleOf(engine, home), kill: null };
      sides.push(
        Promise.all(Array.from({ length: WIDTH }, () => lane(onLocal, handle))).then(async () => void audit.push(...(await readAudit(engine, attempted)))),
      );
    }
    if (onKillable.length > 0) {
      const home = newHome(folder, 'killable');
      const killable = await startKillableEngine({ home, endpoint, accounts: seeds.length });
      closers.push(() => killable.close());
      const handle = { ...handleOf(killable.engine, home), kill: () => killable.kill() };
      sides.push(lane(onKillable, handle).then(async () => void audit.push(...(await readAudit(killable.engine, attempted)))));
    }
    await Promise.all(sides);
    for (const { seed, index } of numbered) {
      const tokens = await new SandboxControl(endpoint, accountOf(index)).tokens();
      const unrecorded = tokens.filter((token) => !token.startsWith(outsideToken) && !attempted.has(token));
      audit.push(...unrecorded.map((token) => `history ${seed}: the sandbox took a call with the token ${token}, of which the audit log says nothing`));
    }
    return { played: seeds.length, failures, audit };
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await closeAll();
  }
}

function newHome(folder: string, name: string): string {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  return home;
}

function handleOf(engine: EngineClient, home: string): Omit<EngineHandle, 'kill'> {
  const made = ensureApproverKey(homeLayout(home).keys);
  if (!made.ok) throw new Error(made.problems[0]?.message);
  const { key } = made.value;
  return {
    engine,
    approve: async (plan) => {
      const shown = await engine.plan({ id: plan.id });
      if (!shown.ok) return shown;
      return key.sign(plan, { auditHead: shown.value.auditHead, approver: 'historian', now: Date.now(), nonce: systemRandomness.hex(16) });
    },
  };
}

/** Checks the chain of an engine's audit log, and adds the token of every attempt that it records. */
async function readAudit(engine: EngineClient, attempted: Set<string>): Promise<string[]> {
  const verified = await engine.verifyAudit({});
  if (!verified.ok) return verified.problems.map((one) => `${one.code}: ${one.message}`);
  let seen = 0;
  for (;;) {
    const page = await engine.audit({ from: seen + 1 });
    if (!page.ok) return page.problems.map((one) => `${one.code}: ${one.message}`);
    const last = page.value.entries.at(-1);
    if (last === undefined) break;
    seen = last.seq;
    for (const { kind, data } of page.value.entries) if (kind === 'call.attempted') attempted.add(String(data['token']));
  }
  return seen === verified.value.entries ? [] : [`${verified.value.entries} audit entries were verified, ${seen} can be read`];
}

async function startSandboxProcess(folder: string, accounts: number, closers: (() => Promise<void>)[]): Promise<string> {
  const child = fork(join(import.meta.dirname, 'sandbox-program.ts'), [join(folder, 'sandbox.db'), String(accounts)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  closers.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  return new Promise((resolve, reject) => {
    child.once('message', (endpoint) => resolve(String(endpoint)));
    child.once('exit', (code) => reject(new Error(`the sandbox did not start: ${code}`)));
  });
}
