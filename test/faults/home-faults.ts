import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What may become of something in a data folder while nobody looks. */
export type Fault = 'missing' | 'empty' | 'cut' | 'garbage' | 'read by others' | 'written by others' | 'a link' | 'a folder' | 'a file';

export interface HomeFault {
  /** Below the data folder. */
  readonly path: string;
  readonly fault: Fault;
}

const files = [
  'store.db',
  'engine.lock',
  'engine.log',
  'approvers.json',
  'knowledge.json',
  'targets.yaml',
  'settings.yaml',
  'secrets/token',
  'keys/approver.pem',
  'keys/approvals.jsonl',
  'keys/digests.key',
  'keys/approver-real.json',
  'keys/engine.pem',
  'restate/request-identity.pem',
  'restate/restate.toml',
  'restate/restate.pid',
  'restate/restate.log',
  'restate/data/local/.cluster-marker',
  'sandbox.db',
  'sandbox.log',
];
/** Of processes that were killed. */
const left = ['engine.json', 'agent.json', 'engine.holder.json', 'sandbox.json'];
const folders = ['keys', 'secrets', 'knowledge', 'restate', 'restate/data', 'units', 'schemas'];

const ofFiles: readonly Fault[] = ['missing', 'empty', 'cut', 'garbage', 'read by others', 'written by others', 'a link', 'a folder'];
const ofFolders: readonly Fault[] = ['missing', 'read by others', 'written by others', 'a link', 'a file'];

/** Every file and folder of a data folder, with everything that may become of it. */
export const homeFaults: readonly HomeFault[] = [
  ...[...files, ...left].flatMap((path) => ofFiles.map((fault) => ({ path, fault }))),
  ...folders.flatMap((path) => ofFolders.map((fault) => ({ path, fault }))),
];

/** Bytes that are no text, no database and no key, the same in every run. */
const garbage = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919 + (index >> 3) * 104_729) & 0xff));

/** Does it to a data folder. What was there is kept beside the folder, where a link leads to it. */
export function inject(home: string, { path: name, fault }: HomeFault): void {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    if (folders.includes(name)) mkdirSync(path, { mode: 0o700 });
    else writeFileSync(path, '{"pid":1}\n', { mode: 0o600 });
  }
  const aside = `${home}.aside`;
  switch (fault) {
    case 'missing':
      return rmSync(path, { recursive: true });
    case 'empty':
      return truncateSync(path);
    case 'cut':
      return truncateSync(path, Math.floor(lstatSync(path).size / 2));
    case 'garbage':
      return writeFileSync(path, garbage);
    case 'read by others':
      return chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
    case 'written by others':
      return chmodSync(path, lstatSync(path).isDirectory() ? 0o777 : 0o666);
    case 'a link':
      renameSync(path, aside);
      return symlinkSync(aside, path);
    case 'a folder':
      rmSync(path);
      return mkdirSync(path);
    case 'a file':
      rmSync(path, { recursive: true });
      return writeFileSync(path, 'a file where a folder belongs', { mode: 0o600 });
    default:
      return fault satisfies never;
  }
}

/** Puts it back as it was in `base`. */
export function restore(home: string, base: string, { path }: HomeFault): void {
  rmSync(join(home, path), { recursive: true, force: true });
  for (const more of ['-wal', '-shm']) rmSync(join(home, `${path}${more}`), { force: true });
  if (existsSync(join(base, path))) cpSync(join(base, path), join(home, path), { recursive: true });
}

/** The stacks in what programs said, which no person should be shown. */
export function stacksIn(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/^\s+at .+:\d+:\d+\)?$/gm) ?? []);
}

export function logsOf(home: string): string[] {
  return ['engine.log', 'sandbox.log'].flatMap((name) => {
    const path = join(home, name);
    return existsSync(path) && lstatSync(path).isFile() ? [readFileSync(path, 'latin1')] : [];
  });
}
