import { statSync } from 'node:fs';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Result } from '../kernel/result.ts';
import type { NamedTarget } from '../model/target.ts';
import type { SandboxFile } from './home-layout.ts';
import { loadTargets, targetsFiles, withSandbox } from './load-targets.ts';

export interface CurrentTargets {
  readonly targets: () => readonly NamedTarget[];
  /** What is wrong with targets.yaml as it is now. Its targets are not there then; the sandbox that runs is. */
  readonly faults: () => readonly Diagnostic[];
}

/** Milliseconds for which a look at the files counts: a run asks several times for each step. */
const freshFor = 20;

/** The targets as they are whenever somebody asks: targets.yaml is read again when it is another file, or was written since. `now` is in milliseconds. */
export function currentTargets(
  cwd: string,
  home: string,
  sandbox: SandboxFile | null,
  own: SandboxFile | null,
  now: () => number = () => performance.now(),
): CurrentTargets {
  const files = targetsFiles(cwd, home);
  let known: { readonly state: string; readonly loaded: Result<readonly NamedTarget[]>; readonly targets: readonly NamedTarget[] } | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const current = () => {
    const at = now();
    if (known !== null && at - lookedAt < freshFor) return known;
    lookedAt = at;
    const state = files.map(stateOf).join(' ');
    if (known?.state !== state) {
      const loaded = loadTargets(cwd, home, sandbox);
      known = { state, loaded, targets: withSandbox(loaded.ok ? loaded.value : [], own) };
    }
    return known;
  };
  return {
    targets: () => current().targets,
    faults: () => {
      const { loaded } = current();
      return loaded.ok ? [] : loaded.problems;
    },
  };
}

function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
