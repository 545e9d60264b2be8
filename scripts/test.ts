import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGates } from './gates.ts';
import { type Tally, tallyOf } from './test-tally.ts';

/** npm test: the guards and every test. The last line is `N passed, N failed`, with `, N skipped` where some were. */
const root = join(import.meta.dirname, '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const failedGates = runGates(root, say);
const tests = runTests(process.argv.slice(2));
for (const name of tests.skipped) say(`skipped: ${name}`);
for (const name of failedGates) say(`failed: ${name}`);
for (const name of tests.failed) say(`failed: ${name}`);
const failed = failedGates.length + tests.failed.length;
say(`${tests.passed} passed, ${failed} failed${tests.skipped.length === 0 ? '' : `, ${tests.skipped.length} skipped`}`);
process.exitCode = failed === 0 ? 0 : 1;

function runTests(filters: readonly string[]): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-test-'));
  const report = join(folder, 'report.json');
  try {
    const argv = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters];
    const { status } = spawnSync('vitest', argv, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    return tallyOf(readReport(report), status ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
