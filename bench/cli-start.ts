/**
 * What the command line adds to the start of Node: `bin/asbuilt version` next to the same Node with a program that writes one line, as every command does, and
 * with an empty one, which does not even open its output; in turns, so that all meet the same machine. Prints medians and ratios; the limit is 1.15 times the
 * one that writes a line.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 20);
const limitRatio = 1.15;
const root = join(import.meta.dirname, '..');

function milliseconds(program: string, argv: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
  const took = performance.now() - begun;
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')} exited with ${status}: ${stderr}`);
  return took;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The median of how long each took against the other of its turn: what else the machine does weighs on both. */
function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((took, round) => took / (theirs[round] ?? Number.NaN)));
}

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-cli-start-'));
try {
  const program = (name: string, text: string): readonly [string, readonly string[]] => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return [process.execPath, [file]];
  };
  const starts = [program('empty.mjs', ''), program('line.mjs', "process.stdout.write('asbuilt\\n');\n"), [join(root, 'bin', 'asbuilt'), ['version']]] as const;
  // Once before the clock runs: the first start fills the compile cache and the page cache.
  for (const [file, argv] of starts) milliseconds(file, argv);
  const took: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) for (const [index, [file, argv]] of starts.entries()) took[index]?.push(milliseconds(file, argv));
  const [empty, line, ours] = took;
  say(`start of the command line, median of ${rounds}: asbuilt version ${median(ours).toFixed(1)} ms`);
  say(`  Node with a program that writes one line ${median(line).toFixed(1)} ms, with an empty one ${median(empty).toFixed(1)} ms`);
  const most = ratio(ours, line);
  say(`  ${most.toFixed(2)} times the one that writes a line (limit ${limitRatio}), ${ratio(ours, empty).toFixed(2)} times the empty one`);
  if (!(most <= limitRatio)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
