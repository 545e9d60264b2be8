/**
 * npm run package: packs the project as npm would publish it, installs the tarball into an empty folder, and does the whole line there with nothing of the checkout
 * but its Node: version, a type of the registry, a plan from the knowledge base, its run on the sandbox, the end. Prints sizes and the time a command takes to start.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const rounds = 15;
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'asbuilt-package-'));
const place = join(folder, 'empty');
const program = join(place, 'node_modules', '.bin', 'asbuilt');
// Only what a machine with Node 24 has: no tool of the checkout.
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  ASBUILT_HOME: join(folder, 'home'),
  SCARF_ANALYTICS: 'false',
};

try {
  const packed = run('npm', ['pack', '--json', '--pack-destination', folder], root);
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(packed.slice(packed.indexOf('['))) as [
    { filename: string; size: number; unpackedSize: number; entryCount: number },
  ];
  say(`tarball ${megabytes(size)}, unpacked ${megabytes(unpackedSize)}, ${entryCount} files`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder, filename)], place);
  say(`installed with everything it needs: ${megabytes(sizeOf(join(place, 'node_modules')))}`);
  say(asbuilt('version'));
  const { name } = JSON.parse(asbuilt('types', 'show', 'AWS::S3::Bucket', '--json')) as { name: string };
  if (name !== 'AWS::S3::Bucket') throw new Error(`types show says ${name}`);
  say(asbuilt('start', 'a private, encrypted bucket named packaged', '--yes'));
  say(`start of a command, median of ${rounds}: ${startTime().toFixed(0)} ms, of which Node itself ${nodeTime().toFixed(0)} ms`);
} finally {
  spawnSync(program, ['down'], { env });
  rmSync(folder, { recursive: true, force: true });
}

function asbuilt(...argv: readonly string[]): string {
  return run(program, argv, place);
}

function run(command: string, argv: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout.trim();
}

function startTime(): number {
  return median(() => run(program, ['version'], place));
}

function nodeTime(): number {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  return median(() => run(process.execPath, [empty], place));
}

function median(task: () => void): number {
  const took = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    task();
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  return took[Math.floor(rounds / 2)] ?? Number.NaN;
}

function sizeOf(path: string): number {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
