// Everything a checkout needs before any other command: dependencies installed, sources built. Plain JavaScript for any Node
// from 20.20 on, without dependencies, since it is what installs them. Progress goes to stderr.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

export const root = dirname(import.meta.dirname);
const modules = join(root, 'node_modules');
const dist = join(root, 'dist');

/** Node 24, as the `node` dev dependency installs it: whichever Node started this, our programs run on that one. */
export const node = join(modules, 'node', 'bin', 'node');

/** The environment of every program that is started here: the checkout's Node and tools come first. */
export const environment = { ...process.env, PATH: [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter) };

/** Installs and builds whatever is missing or out of date; ends the process with a message when that fails. */
export async function setup() {
  try {
    await prepare();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    process.exit(1);
  }
}

async function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) stop(`Node ${process.versions.node} is too old: install Node 20.20 or later, then run the command again.`);
  if (isInstalled() && isBuilt()) return;
  const release = await lock();
  try {
    if (!isInstalled()) install();
    if (!isBuilt()) build();
  } finally {
    release();
  }
}

/** Whether node_modules holds exactly what package-lock.json names; npm writes its own list there last, so half an install does not count. */
function isInstalled() {
  const wanted = lockfile(join(root, 'package-lock.json'));
  const installed = lockfile(join(modules, '.package-lock.json'));
  if (wanted === null) stop('package-lock.json is missing or damaged: restore it (git checkout package-lock.json).');
  if (installed === null || !existsSync(node)) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    // Optional packages are left out on platforms that they are not made for.
    if (path === '' || (found === undefined && optional === true)) return true;
    return found !== undefined && found.version === version && (integrity === undefined || found.integrity === undefined || found.integrity === integrity);
  });
}

function lockfile(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

function install() {
  say('installing dependencies, the first time about half a minute …');
  const began = Date.now();
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') === true ? [process.execPath, [npm]] : ['npm', []];
  // Not `npm ci`: that refuses a lock file without the binaries of every platform, and registries do not all carry all of them.
  // With --no-save npm takes the locked versions all the same, checks their integrity, and leaves the lock file alone.
  // stdout of this process belongs to the command that is run after the set-up.
  const outcome = spawnSync(command, [...first, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // npm before version 11 knows no allowScripts; this keeps the one telemetry script among the dependencies quiet there, too.
    env: { ...process.env, SCARF_ANALYTICS: 'false', NODE_ENV: 'development' },
  });
  if (outcome.error !== undefined) stop(`npm cannot be started (${outcome.error.message}): install npm, then run the command again.`);
  if (outcome.status !== 0) stop('npm install failed, see above. Once its cause is gone, run the command again.');
  if (!existsSync(node)) stop('npm did not install Node 24: is ignore-scripts set in an .npmrc? Unset it, delete node_modules and run the command again.');
  say(`installed in ${seconds(began)}`);
}

const stamp = join(dist, '.built-from');
/** The names of the files that the last build made, one a line. */
const made = join(dist, '.made');

function isBuilt() {
  return existsSync(stamp) && existsSync(made) && readFileSync(stamp, 'utf8') === sourcesDigest();
}

/** Before the project is packed: only what the last build made belongs into a package. */
export function removeFormerBuilds() {
  const kept = new Set(readFileSync(made, 'utf8').split('\n'));
  for (const path of listed(dist)) if (path.endsWith('.js') && !kept.has(path)) rmSync(join(dist, path));
}

/** What the build depends on, by content. */
function sourcesDigest() {
  const digest = createHash('sha256');
  const inputs = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...filesUnder('scripts'), ...filesUnder('src')];
  for (const path of inputs.filter((name) => !name.endsWith('.test.ts')).sort()) {
    digest
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return digest.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/**
 * Compiles and bundles beside `dist` and moves the files over one by one. What a former build made stays for a day: a program that runs from there may
 * load a part that it has not needed yet.
 */
function build() {
  say('building …');
  const began = Date.now();
  const digest = sourcesDigest();
  const compiled = join(dist, `.compiled-${process.pid}`);
  const fresh = join(dist, `.new-${process.pid}`);
  try {
    run('tsc', ['-p', 'tsconfig.build.json', '--outDir', compiled], 'the sources do not compile, see above');
    run(node, ['scripts/bundle.ts', compiled, fresh], 'the program could not be bundled, see above');
    run(node, ['scripts/build-registry.ts'], 'the registry data could not be made, see above');
    run(node, ['scripts/build-retrieval.ts'], 'the retrieval data could not be made, see above');
    rmSync(compiled, { recursive: true, force: true });
    replaceDist(fresh);
  } finally {
    for (const folder of [compiled, fresh]) rmSync(folder, { recursive: true, force: true });
  }
  writeFileSync(stamp, digest);
  say(`built in ${seconds(began)}`);
}

function replaceDist(fresh) {
  const fromHere = new Set(listed(fresh));
  for (const path of fromHere) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    renameSync(join(fresh, path), join(dist, path));
  }
  const left = listed(dist).filter((path) => path.endsWith('.js') && !fromHere.has(path));
  for (const path of left) if (Date.now() - statSync(join(dist, path)).mtimeMs > 86_400_000) rmSync(join(dist, path));
  writeFileSync(made, [...fromHere].join('\n'));
}

function listed(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function run(command, argv, failure) {
  const outcome = spawnSync(command, argv, { cwd: root, stdio: ['ignore', 2, 2], env: environment });
  if (outcome.status !== 0) throw new SetupFailure(outcome.error === undefined ? failure : `${command} cannot be started: ${outcome.error.message}`);
}

/** One set-up of a checkout at a time: a second one waits for the first, unless that is dead. Returns what releases the lock. */
async function lock() {
  const name = join(tmpdir(), `asbuilt-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
  for (let waited = 0; ; waited++) {
    try {
      const file = openSync(name, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(name, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned(name)) rmSync(name, { force: true });
      else {
        if (waited === 0) say('another set-up of this checkout is at work, waiting for it …');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}

function isAbandoned(name) {
  try {
    const holder = Number(readFileSync(name, 'utf8'));
    if (!Number.isInteger(holder) || holder <= 0) return Date.now() - statSync(name).mtimeMs > 5_000;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. EPERM: it lives, and is another user's. ENOENT: the lock is gone already.
    return error.code === 'ESRCH';
  }
}

/** Runs a program in the checkout's environment with this terminal, and gives the exit code that this process should end with. */
export async function runProgram(command, argv) {
  // Ctrl-C reaches the program itself, which decides what to do; its exit code is the answer.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  const child = spawn(command, argv, { stdio: 'inherit', env: environment });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return await new Promise((resolve) => {
    child.on('error', (error) => {
      say(`${command} cannot be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

class SetupFailure extends Error {}

/** @returns {never} */
function stop(text) {
  throw new SetupFailure(text);
}
