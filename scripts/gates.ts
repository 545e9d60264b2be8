import { spawnSync } from 'node:child_process';
import { houseProblems } from './house-rules.ts';

/** One guard of the house: what it found wrong, or null. */
export interface Gate {
  readonly name: string;
  readonly check: (root: string) => string | null;
}

/** The guards in their order; `root` is the folder of the package that they look at. */
export const gates: readonly Gate[] = [
  { name: 'format and lint (biome)', check: tool('biome', 'ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=50', '.') },
  { name: 'types (tsc)', check: tool('tsc', '-p', 'tsconfig.json') },
  { name: 'pure rooms know no Node and no DOM (tsc)', check: tool('tsc', '-p', 'tsconfig.pure.json') },
  { name: 'rooms (dependency-cruiser)', check: tool('depcruise', '--config', '.dependency-cruiser.mjs', 'src', 'scripts', 'test', 'bench') },
  { name: 'nothing unused (knip)', check: tool('knip', '--no-progress') },
  { name: 'sizes, names, no traces of a machine', check: (root) => houseProblems(root).join('\n') || null },
];

/** Runs every guard, also after one failed, and tells of each; the names of those that failed. */
export function runGates(root: string, tell: (line: string) => void): string[] {
  return gates.flatMap(({ name, check }) => {
    const began = performance.now();
    const found = check(root);
    tell(`${found === null ? '✓' : '✗'} ${name}  ${((performance.now() - began) / 1000).toFixed(1)} s`);
    if (found === null) return [];
    tell(found);
    return [name];
  });
}

/** A guard that is a program: its output when it does not exit with 0. */
function tool(program: string, ...argv: string[]): Gate['check'] {
  return (root) => {
    const outcome = spawnSync(program, argv, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (outcome.error !== undefined) return `${program} cannot be started: ${outcome.error.message}`;
    return outcome.status === 0 ? null : `${outcome.stdout}${outcome.stderr}`.trim() || `${program} ended with ${outcome.status ?? outcome.signal}`;
  };
}
