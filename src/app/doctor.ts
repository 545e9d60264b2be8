import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { holderOf } from '../adapters/store/home-lock.ts';
import type { Check } from '../engine/host.ts';
import { connectEngine } from '../surfaces/http/connect-engine.ts';
import { engineFile, homeLayout, readJsonFile, type SandboxFile } from './home-layout.ts';
import { loadTargets } from './load-targets.ts';
import { localApprover } from './local-approver.ts';
import { runningSandbox } from './sandbox-process.ts';
import type { Settings } from './settings.ts';

/** Bytes below which a data folder is soon full: a run of thousands of steps writes a few hundred megabytes with Restate's log. */
const roomNeeded = 1024 ** 3;

/** Looks at everything the local engine needs, and says of each whether it is in order. */
export async function doctor(settings: Settings): Promise<readonly Check[]> {
  const running = await runningSandbox(settings.home);
  return [
    node(),
    folder(settings.home),
    room(settings.home),
    await engine(settings),
    sandbox(running),
    targets(settings, running),
    await approver(settings),
    awsCli(settings),
  ];
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 19);
  return { check: 'node', ok, detail: process.versions.node, ...(ok ? {} : { fix: 'run bin/asbuilt, which uses the Node it brings' }) };
}

function folder(home: string): Check {
  const existing = existsSync(home) ? home : dirname(home);
  try {
    accessSync(existing, constants.W_OK);
    return { check: 'data folder', ok: true, detail: home };
  } catch {
    return { check: 'data folder', ok: false, detail: `${home} cannot be written`, fix: 'set ASBUILT_HOME to a folder you can write' };
  }
}

function room(home: string): Check {
  let at = home;
  while (!existsSync(at)) at = dirname(at);
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free >= roomNeeded
    ? { check: 'disk', ok: true, detail }
    : { check: 'disk', ok: false, detail, fix: 'make room, or set ASBUILT_HOME to a larger disk' };
}

async function engine(settings: Settings): Promise<Check> {
  const known = readJsonFile(engineFile, homeLayout(settings.home).engine);
  const holder = holderOf(settings.home);
  if (known === null || holder === null) {
    const detail = holder === null ? 'not running' : `starting or not answering (${holder === 'unknown' ? 'holder unknown' : `pid ${holder.pid}`})`;
    return { check: 'engine', ok: false, detail, fix: 'asbuilt up --detach' };
  }
  const health = await connectEngine(known.url, known.token).health({});
  if (!health.ok) return { check: 'engine', ok: false, detail: health.problems[0]?.message ?? 'no answer', fix: 'asbuilt down, then asbuilt up --detach' };
  const { pid, restate } = health.value;
  return {
    check: 'engine',
    ok: restate,
    detail: `${known.url}, pid ${pid}, Restate ${restate ? 'answers' : 'does not answer'}`,
    ...(restate ? {} : { fix: 'asbuilt down, then asbuilt up --detach' }),
  };
}

function sandbox(running: SandboxFile | null): Check {
  return { check: 'sandbox', ok: true, detail: running === null ? 'not running (needed only with --sandbox)' : `${running.endpoint}, pid ${running.pid}` };
}

function targets(settings: Settings, running: SandboxFile | null): Check {
  const loaded = loadTargets(settings.cwd, settings.home, running);
  if (!loaded.ok)
    return {
      check: 'targets',
      ok: false,
      detail: loaded.problems.map((each) => each.message).join('; '),
      fix: loaded.problems[0]?.fix ?? 'correct targets.yaml',
    };
  return { check: 'targets', ok: true, detail: loaded.value.map((target) => target.name).join(', ') || 'no targets.yaml (needed only for real accounts)' };
}

async function approver(settings: Settings): Promise<Check> {
  if (!existsSync(homeLayout(settings.home).keys)) return { check: 'approver', ok: true, detail: 'no key yet; the first start makes one' };
  const found = await localApprover(settings);
  return found.ok
    ? { check: 'approver', ok: true, detail: found.value.name }
    : { check: 'approver', ok: false, detail: found.problems[0]?.message ?? '', fix: found.problems[0]?.fix ?? '' };
}

function awsCli(settings: Settings): Check {
  const found = spawnSync('aws', ['--version'], { encoding: 'utf8', timeout: 10_000, env: settings.env });
  return { check: 'aws cli', ok: true, detail: found.status === 0 ? found.stdout.trim() : 'not found (needed only for targets with executor: cli)' };
}
