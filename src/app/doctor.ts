import { spawnSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realApproverKey } from '../adapters/keys/approver-key.ts';
import { bubblewrap } from '../adapters/processes/confine.ts';
import type { EngineClient } from '../engine/engine.ts';
import type { Check } from '../engine/host.ts';
import { speedText } from '../surfaces/cli/speed-text.ts';
import { connectEngine } from '../surfaces/http/connect-engine.ts';
import { type FoundEngine, findEngine } from './find-engine.ts';
import { statusAt } from './find-sandbox.ts';
import { engineFile, homeLayout, readJsonFile, type SandboxFile, startCommand } from './home-layout.ts';
import { localApprover } from './local-keys.ts';
import { prepareHome } from './prepare-home.ts';
import { runningSandbox } from './sandbox-process.ts';
import type { Settings } from './settings.ts';
import { targetChecks } from './target-checks.ts';

/** Bytes below which a data folder is soon full: a run of thousands of steps writes a few hundred megabytes with Restate's log. */
const roomNeeded = 1024 ** 3;

/** Looks at everything the local engine needs, and says of each whether it is in order. */
export async function doctor(settings: Settings): Promise<readonly Check[]> {
  const [running, found] = await Promise.all([runningSandbox(settings.home), findEngine(settings.home)]);
  return [
    node(),
    folder(settings.home),
    room(settings.home),
    engine(settings, found),
    await sandbox(running, found),
    ...(await targetChecks(settings, running, await targetsOf(settings, found))),
    await approverCheck(settings),
    await auditLog(settings, found),
    awsCli(settings),
    units(),
  ];
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 19);
  return { check: 'node', ok, detail: process.versions.node, ...(ok ? {} : { fix: 'run bin/asbuilt, which uses the Node it brings' }) };
}

/** One that is missing is not made. */
function folder(home: string): Check {
  const found = existsSync(home) ? prepareHome(home) : null;
  if (found === null) return { check: 'data folder', ok: true, detail: `${home}, not made yet` };
  if (found.ok) return { check: 'data folder', ok: true, detail: home };
  const [first] = found.problems;
  return { check: 'data folder', ok: false, detail: `${first?.message}: ${first?.cause}`, fix: first?.fix ?? '' };
}

function room(home: string): Check {
  let at = home;
  while (!existsSync(at)) at = dirname(at);
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const detail = freeText(free);
  return free >= roomNeeded
    ? { check: 'disk', ok: true, detail }
    : { check: 'disk', ok: false, detail, fix: 'make room, or set ASBUILT_HOME to a larger disk' };
}

/** Rounded down: what is not there is not told to be. `bytes` at least 0. */
export function freeText(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  return gibibytes >= 1 ? `${Math.floor(gibibytes * 10) / 10} GiB free` : `${Math.floor(bytes / 1024 ** 2)} MiB free`;
}

function engine({ home }: Settings, found: FoundEngine): Check {
  const startIt = startCommand(home);
  const anew = `asbuilt down, then ${startIt}`;
  switch (found.kind) {
    case 'none':
      return { check: 'engine', ok: false, detail: 'not running', fix: startIt };
    case 'starting': {
      const who = found.holder === 'unknown' ? 'holder unknown' : `pid ${found.holder.pid}`;
      return { check: 'engine', ok: false, detail: `starting, or engine.json does not say where it answers (${who})`, fix: `try again; then ${anew}` };
    }
    case 'silent':
      return { check: 'engine', ok: false, detail: found.problems.map(({ message, cause }) => `${message} (${cause})`).join('; '), fix: anew };
    case 'answers': {
      const { pid, restate } = found.health;
      const detail = `${found.address.url}, pid ${pid}, Restate ${restate ? 'answers' : 'does not answer, or cannot write (is the disk full?)'}`;
      return { check: 'engine', ok: restate, detail, ...(restate ? {} : { fix: anew }) };
    }
    default:
      return found satisfies never;
  }
}

/** One with which the engine was started is needed; whatever stands at its address proves to be it, or does not count. */
async function sandbox(running: SandboxFile | null, found: FoundEngine): Promise<Check> {
  const needed = found.kind === 'answers' ? found.health.sandbox : null;
  if (needed !== null && running?.instance !== needed.instance) {
    const detail = `not running, and the engine was started with it: at ${needed.endpoint} it does not answer`;
    return { check: 'sandbox', ok: false, detail, fix: 'asbuilt up --sandbox --detach' };
  }
  if (running === null) return { check: 'sandbox', ok: true, detail: 'not running (needed only with --sandbox)' };
  const speed = (await statusAt(running.endpoint))?.speed;
  const used = found.kind === 'answers' && needed === null ? '; the engine was started without it, and what is for it waits' : '';
  return { check: 'sandbox', ok: true, detail: `${running.endpoint}, pid ${running.pid}${speed === undefined ? '' : `, ${speedText(speed)}`}${used}` };
}

/** For whom this person's keys count. A key for real targets that is not on the list was lost and made anew, or nobody has added it yet. */
export async function approverCheck(settings: Pick<Settings, 'home' | 'user'>): Promise<Check> {
  if (!existsSync(homeLayout(settings.home).keys)) return { check: 'approver', ok: true, detail: 'no key yet; the first start makes one' };
  const usual = await localApprover(settings);
  const real = await localApprover(settings, 'real');
  const wrong = [usual, real].flatMap((found) => (found.ok ? [] : found.problems)).find(({ code }) => code !== 'TERMINAL_NEEDED' && code !== 'KEY_MISSING');
  if (wrong !== undefined) return { check: 'approver', ok: false, detail: wrong.message, fix: wrong.fix };
  const own = realApproverKey(homeLayout(settings.home).keys);
  const unlisted = !real.ok && real.problems[0]?.code === 'KEY_MISSING' && own.ok && own.value !== null;
  if (unlisted) return { check: 'approver', ok: false, detail: 'your key for real targets is not on the list of approvers', fix: real.problems[0]?.fix ?? '' };
  const guarded = !real.ok && real.problems[0]?.code === 'TERMINAL_NEEDED';
  return {
    check: 'approver',
    ok: true,
    detail: `${usual.ok ? usual.value.name : settings.user}, ${guarded ? 'for real targets too' : 'for simulated targets'}`,
  };
}

/** Whether the log proves what it holds. Only the engine reads it; where none runs, that the key of its past is there is all that can be looked at. */
async function auditLog({ home }: Settings, found: FoundEngine): Promise<Check> {
  const check = 'audit log';
  const layout = homeLayout(home);
  if (found.kind !== 'answers') {
    const lost = existsSync(layout.store) && !existsSync(join(layout.keys, 'engine.pem'));
    if (!lost) return { check, ok: null, detail: 'not read: the engine does not run' };
    const detail = 'keys/engine.pem is missing: the next start makes another, and from then on nothing in this folder proves what the log held before';
    return { check, ok: false, detail, fix: 'put it back from a backup before the engine is started' };
  }
  const client = clientOf(home);
  const verified = client === null ? null : await client.verifyAudit({});
  if (verified === null) return { check, ok: null, detail: 'not read: engine.json does not say where the engine answers' };
  if (verified.ok)
    return { check, ok: true, detail: `${verified.value.entries} ${verified.value.entries === 1 ? 'entry' : 'entries'}, each as it was written` };
  const [first] = verified.problems;
  return { check, ok: false, detail: first?.message ?? '', fix: first?.fix ?? '' };
}

/** The names of the targets that the engine which runs has; null where none answers. */
async function targetsOf({ home }: Settings, found: FoundEngine): Promise<ReadonlySet<string> | null> {
  const listed = found.kind === 'answers' ? await clientOf(home)?.targets({}) : undefined;
  return listed?.ok === true ? new Set(listed.value.targets.map(({ name }) => name)) : null;
}

function clientOf(home: string): EngineClient | null {
  const known = readJsonFile(engineFile, homeLayout(home).engine);
  return known === null ? null : connectEngine(known.url, known.token, undefined, startCommand(home));
}

function units(): Check {
  const held = bubblewrap() !== null;
  const detail = held
    ? 'bubblewrap keeps them from files, processes and users of this machine, and from the network what names no hosts; what names some, and the AWS CLI, reaches all that this machine reaches'
    : 'no bubblewrap that may be used: they have an environment and a home of their own, and can read, change and reach what you can';
  return { check: 'units', ok: true, detail };
}

function awsCli(settings: Settings): Check {
  const found = spawnSync('aws', ['--version'], { encoding: 'utf8', timeout: 10_000, env: settings.env });
  return { check: 'aws cli', ok: true, detail: found.status === 0 ? found.stdout.trim() : 'not found (needed only for targets with executor: cli)' };
}
