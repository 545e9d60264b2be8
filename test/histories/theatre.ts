import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import { ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { homeLayout } from '../../src/app/home-layout.ts';
import { namedTarget } from '../../src/app/load-targets.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { systemClock, systemRandomness } from '../../src/app/system-clock.ts';
import { lossesOf } from '../../src/engine/consent.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import { asCaller } from '../as-caller.ts';
import { effectsAddress } from '../unit-effects.ts';
import { buildsIn } from './builds.ts';
import { Ends } from './ends.ts';
import type { EngineHandle } from './engine-handle.ts';
import { engineOnStage } from './engine-on-stage.ts';
import { accountsOf, Ground, region, type SandboxThere } from './ground.ts';
import { History } from './history.ts';
import type { HistoryFailure } from './history-failure.ts';
import { startKillableEngine } from './killable-engine.ts';
import { Outside, outsideToken } from './outside.ts';
import { writeProfiles } from './profiles.ts';
import { SandboxControl } from './sandbox-control.ts';
import { TargetBoard } from './target-board.ts';

/** One history in so many is played on an engine that can be killed. */
const KILLED = 6;
/** One in so many has its targets as addresses with profiles, the others as the home's own sandbox. */
const ADDRESSED = 5;
/** Histories at the same time on the engine in this process. */
const WIDTH = 8;

export interface Outcome {
  readonly played: number;
  readonly failures: readonly HistoryFailure[];
  /** Problems of the engines' audit logs. */
  readonly audit: readonly string[];
  readonly ends: Ends;
}

/**
 * Plays the histories of some seeds: two real sandboxes in their own processes, of which one is never to be touched, one engine in this process that plays several
 * at once, and one in a process of its own that plays one at a time and is killed. Everything it started has ended when it resolves.
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
  const ends = new Ends();
  try {
    const numbered = seeds.map((seed, index) => ({ seed, index, kind: seed % ADDRESSED === 2 ? ('url' as const) : ('sandbox' as const) }));
    const sandbox = await startSandboxProcess(folder, 'sandbox', closers);
    const other = await startSandboxProcess(folder, 'other', closers);
    const profiles = join(folder, 'credentials');
    const addressed = numbered.filter(({ kind }) => kind === 'url').map(({ index }) => index);
    await writeProfiles(profiles, addressed, sandbox.endpoint);
    closers.push(withCredentials(profiles));
    const cloud = createAwsCloud({
      clock: systemClock,
      random: systemRandomness,
      credentials: () => {
        throw new Error('only simulated targets here');
      },
    });
    closers.push(async () => cloud.close());
    const play = async ({ seed, index, kind }: (typeof numbered)[number], handle: EngineHandle, board: TargetBoard): Promise<void> => {
      const accounts = accountsOf(index);
      const both = [accounts.main, accounts.second];
      const ground = await Ground.open({ index, kind, two: seed % 3 === 0, board, sandbox, other });
      const reached = both.map((account) => [account, outsideTarget(account, sandbox.endpoint)] as const);
      const stage = {
        handle,
        ground,
        sandbox: new SandboxControl(sandbox.endpoint, both),
        outside: new Outside(cloud, new Map(reached)),
        effects: await effectsAddress(`${seed}-${index}`),
        ends,
      };
      const history = new History(seed, stage);
      const failure = await history.play().then(
        () => null,
        (error: unknown) => history.failureOf(error),
      );
      await ground.close();
      if (failure !== null) failures.push(failure);
      told({ seed, failure, story: history.story });
    };
    const onKillable = numbered.filter(({ seed }) => seed % KILLED === 0);
    const onLocal = numbered.filter(({ seed }) => seed % KILLED !== 0);
    const lane = async (queue: typeof numbered, handle: EngineHandle, board: TargetBoard): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await play(next, handle, board);
    };
    const attempted = new Set<string>();
    const sides: Promise<void>[] = [];
    if (onLocal.length > 0) {
      const home = newHome(folder, 'local');
      const board = new TargetBoard(join(folder, 'local-targets.json'));
      const composed = await engineOnStage({ home, board: board.file });
      closers.push(() => composed.close());
      const engine = asCaller(composed.engine, localCallers('historian').cli);
      const handle = { ...handleOf(engine, home), kill: null };
      const lanes = Array.from({ length: WIDTH }, () => lane(onLocal, handle, board));
      sides.push(Promise.all(lanes).then(async () => void audit.push(...(await readAudit(engine, attempted)))));
    }
    if (onKillable.length > 0) {
      const home = newHome(folder, 'killable');
      const board = new TargetBoard(join(folder, 'killable-targets.json'));
      const killable = await startKillableEngine({ home, board: board.file }, buildsIn(folder));
      closers.push(() => killable.close());
      const handle = { ...handleOf(killable.engine, home), kill: (otherBuild: boolean) => killable.kill(otherBuild) };
      sides.push(lane(onKillable, handle, board).then(async () => void audit.push(...(await readAudit(killable.engine, attempted)))));
    }
    await Promise.all(sides);
    for (const { seed, index } of numbered) {
      const { main, second } = accountsOf(index);
      const tokens = await new SandboxControl(sandbox.endpoint, [main, second]).tokens();
      const unrecorded = tokens.filter((token) => !token.startsWith(outsideToken) && !attempted.has(token));
      audit.push(...unrecorded.map((token) => `history ${seed}: the sandbox took a call with the token ${token}, of which the audit log says nothing`));
      const strays = await new SandboxControl(other.endpoint, [main, second]).tokens();
      audit.push(...strays.map((token) => `history ${seed}: a sandbox that nobody approved took a call with the token ${token}`));
    }
    return { played: seeds.length, failures, audit, ends };
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await closeAll();
  }
}

function outsideTarget(account: string, endpoint: string) {
  return namedTarget('outside', { cloud: 'aws', account, region, endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true });
}

/** Lets this process and its children find the profiles; gives what puts that back. */
function withCredentials(file: string): () => Promise<void> {
  const changed = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: `${file}.none`, AWS_EC2_METADATA_DISABLED: 'true' };
  const before = Object.keys(changed).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, changed);
  return async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
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
      const consents = lossesOf(plan).map(({ node }) => node);
      return key.sign(plan, { auditHead: shown.value.auditHead, approver: 'historian', now: Date.now(), nonce: systemRandomness.hex(16), consents });
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

async function startSandboxProcess(folder: string, name: string, closers: (() => Promise<void>)[]): Promise<SandboxThere> {
  const child = fork(join(import.meta.dirname, 'sandbox-program.ts'), [join(folder, `${name}.db`)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  closers.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('message', (said) => resolve(String(said)));
    child.once('exit', (code) => reject(new Error(`the sandbox did not start: ${code}`)));
  });
  return { endpoint, instance: await new SandboxControl(endpoint, []).instance() };
}
