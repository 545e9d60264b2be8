import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../engine/host.ts';
import type { NamedTarget } from '../model/target.ts';
import { homeLayout, type SandboxFile, startCommand } from './home-layout.ts';
import { loadTargets } from './load-targets.ts';
import { localCloud } from './local-cloud.ts';
import type { Settings } from './settings.ts';

/** Milliseconds for which a target is waited for. */
const patience = 15_000;

/**
 * Whether targets.yaml can be used, and of each of its targets whether its credentials are accepted there and are of its account, as this command line has them, and whether the engine that runs has it: an
 * engine reads the file of the folder where it was started. `known` is the names that it has, null where none runs.
 */
export async function targetChecks(
  { cwd, home, env }: Pick<Settings, 'cwd' | 'home' | 'env'>,
  sandbox: SandboxFile | null,
  known: ReadonlySet<string> | null,
): Promise<readonly Check[]> {
  const loaded = loadTargets(cwd, home, sandbox);
  if (!loaded.ok) {
    const detail = loaded.problems.map(({ at, message }) => `${at}: ${message}`).join('; ');
    return [{ check: 'targets', ok: false, detail, fix: loaded.problems[0]?.fix ?? 'correct targets.yaml' }];
  }
  if (loaded.value.length === 0) return [{ check: 'targets', ok: true, detail: 'no targets.yaml (needed only for real accounts)' }];
  const elsewhere = (name: string): Check => ({
    check: `target ${name}`,
    ok: false,
    detail: 'the engine that runs does not have it: it was started in another folder, and reads the targets.yaml that stands there',
    fix: `asbuilt down, then ${startCommand(home)}, here; or keep the targets in ${homeLayout(home).targets} alone`,
  });
  const cloud = localCloud(env);
  try {
    return await Promise.all(
      loaded.value.map((target) => (known?.has(target.name) === false ? elsewhere(target.name) : checkOf(target, () => cloud.identify(target)))),
    );
  } finally {
    cloud.close();
  }
}

async function checkOf({ name }: NamedTarget, identify: () => ReturnType<ReturnType<typeof localCloud>['identify']>): Promise<Check> {
  const check = `target ${name}`;
  const identity = await Promise.race([identify(), sleep(patience, null, { ref: false })]);
  if (identity === null) return { check, ok: null, detail: `it did not say within ${patience / 1000} s who calls`, fix: 'try again' };
  if (identity.ok) return { check, ok: true, detail: `${identity.value.account} as ${identity.value.arn}` };
  const [{ code, message, cause, fix }] = identity.problems as [(typeof identity.problems)[number]];
  return { check, ok: false, detail: `${code}: ${message}${cause === undefined ? '' : ` (${cause})`}`, fix };
}
