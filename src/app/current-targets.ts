import { statSync } from 'node:fs';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Result } from '../kernel/result.ts';
import type { NamedTarget } from '../model/target.ts';
import { homeLayout, readJsonFile, type SandboxFile, sandboxFile } from './home-layout.ts';
import { loadTargets, targetsFiles, withSandbox } from './load-targets.ts';

export interface CurrentTargets {
  readonly targets: () => readonly NamedTarget[];
  /** What is wrong with targets.yaml as it is now. Its targets are not there then; the sandbox that runs is. */
  readonly faults: () => readonly Diagnostic[];
  /** The sandbox that the engine was started with, where it is now. */
  readonly sandbox: () => SandboxFile | null;
}

/** Milliseconds for which a look at the files counts: a run asks several times for each step. */
const freshFor = 20;

/** The targets as they are whenever somebody asks: targets.yaml, and where the sandbox is, are read again when they are other files, or were written since. `now` is in milliseconds. */
export function currentTargets(
  cwd: string,
  home: string,
  sandbox: SandboxFile | null,
  own: SandboxFile | null,
  now: () => number = () => performance.now(),
): CurrentTargets {
  const file = homeLayout(home).sandbox;
  const files = [...targetsFiles(cwd, home), file];
  let known: {
    readonly state: string;
    readonly loaded: Result<readonly NamedTarget[]>;
    readonly targets: readonly NamedTarget[];
    readonly sandbox: SandboxFile | null;
  } | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const current = () => {
    const at = now();
    if (known !== null && at - lookedAt < freshFor) return known;
    lookedAt = at;
    const state = files.map(stateOf).join(' ');
    if (known?.state !== state) {
      const at = readJsonFile(sandboxFile, file);
      const loaded = loadTargets(cwd, home, whereNow(sandbox, at));
      known = { state, loaded, targets: withSandbox(loaded.ok ? loaded.value : [], whereNow(own, at)), sandbox: whereNow(own, at) };
    }
    return known;
  };
  return {
    targets: () => current().targets,
    sandbox: () => current().sandbox,
    faults: () => {
      const { loaded } = current();
      return loaded.ok ? [] : loaded.problems;
    },
  };
}

/** A sandbox that was started again may be at another address; one of another instance is another sandbox. */
function whereNow(known: SandboxFile | null, at: SandboxFile | null): SandboxFile | null {
  return known !== null && at?.instance === known.instance ? at : known;
}

function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
