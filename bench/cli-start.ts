/**
 * What the command line adds to the start of Node: `bin/asbuilt version` next to the same Node with an empty program, one after the
 * other in turns, so that both meet the same machine. Prints medians, their difference and their ratio; the limit is 20 ms.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 20);
const limitMilliseconds = 20;
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

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-cli-start-'));
try {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const asbuilt = join(root, 'bin', 'asbuilt');
  // Once before the clock runs: the first start fills the compile cache and the page cache.
  milliseconds(asbuilt, ['version']);
  milliseconds(process.execPath, [empty]);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(milliseconds(process.execPath, [empty]));
    ours.push(milliseconds(asbuilt, ['version']));
  }
  // Of each pair its own difference: what else the machine does weighs on both.
  const difference = median(ours.map((took, round) => took - (bare[round] ?? Number.NaN)));
  say(`start of the command line, median of ${rounds}: asbuilt version ${median(ours).toFixed(1)} ms, bare node ${median(bare).toFixed(1)} ms`);
  say(`difference ${difference.toFixed(1)} ms (limit ${limitMilliseconds} ms), ratio ${(median(ours) / median(bare)).toFixed(2)}`);
  if (difference > limitMilliseconds) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
