import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Whether an unprivileged program may mount a small file system of its own here. */
const canMount = spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt'], { stdio: 'ignore' }).status === 0;

let disk: string;
beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'asbuilt-disk-'));
});
afterEach(() => rmSync(disk, { recursive: true, force: true }));

/** Runs a program with a real file system of 1.5 MB at `disk`; gives what it printed as JSON. */
function onSmallDisk(program: string): unknown {
  const file = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const whole = `
    import { generateKeyPairSync, sign, verify } from 'node:crypto';
    import { rmSync, writeFileSync } from 'node:fs';
    import { acquireHomeLock } from ${file('./home-lock.ts')};
    import { createSqliteStore } from ${file('./sqlite-store.ts')};
    const disk = ${JSON.stringify(disk)};
    const keys = generateKeyPairSync('ed25519');
    const signer = {
      sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
      verify: (text, signature) => verify(null, Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64')),
    };
    const open = () => createSqliteStore({ path: disk + '/asbuilt.db', clock: Date, signer });
    const fill = (leave) => { let size = 2 ** 21; for (let n = 0; size >= leave; n++) { try { writeFileSync(disk + '/filler' + n, Buffer.alloc(size)); } catch { rmSync(disk + '/filler' + n, { force: true }); size /= 2; } } };
    const empty = () => { for (let n = 0; n < 200; n++) rmSync(disk + '/filler' + n, { force: true }); };
    const entry = (n) => ({ kind: 'audit', event: { at: new Date(0).toISOString(), kind: 'k', actor: 'a', subject: 's' + n, data: { text: 'x'.repeat(2000) } } });
    const say = (value) => process.stdout.write(JSON.stringify(value));
    ${program}`;
  const run = spawnSync(
    'unshare',
    ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=1500k none "$0" && exec "$1" --input-type=module-typescript --eval "$2"', disk, process.execPath, whole],
    { encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(`${run.status} ${run.signal} ${run.stderr}`);
  return JSON.parse(run.stdout);
}

describe.skipIf(!canMount)('on a disk that is really full (needs unshare and mount)', () => {
  it('keeps what was committed, says DISK_FULL for the rest, and goes on once there is room', () => {
    const said = onSmallDisk(`
      const store = open().value;
      fill(16384);
      const codes = new Set();
      let kept = 0;
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => store.commit([entry(n)])));
        for (const answer of answers) { if (answer.status === 'fulfilled') kept++; else codes.add(answer.reason.problem?.code ?? String(answer.reason)); }
      }
      const during = await store.verifyAudit();
      empty();
      await store.commit([entry(99)]);
      const after = await store.verifyAudit();
      await store.close();
      const again = await open().value.verifyAudit();
      say({ codes: [...codes], kept, during: during.entries, after: after.entries, again: again.entries });
    `) as { codes: string[]; kept: number; during: number; after: number; again: number };
    expect(said.codes).toEqual(['DISK_FULL']);
    expect(said.kept).toBeLessThan(200);
    expect(said).toMatchObject({ during: said.kept, after: said.kept + 1, again: said.kept + 1 });
  });

  it('refuses to start there with DISK_FULL, and starts once there is room', () => {
    const said = onSmallDisk(`
      fill(4096);
      const store = open();
      const lock = await acquireHomeLock(disk + '/home', 0);
      empty();
      say([store.problems?.[0].code, lock.problems?.[0].code, open().ok, (await acquireHomeLock(disk + '/home', 0)).ok]);
    `);
    expect(said).toEqual(['DISK_FULL', 'DISK_FULL', true, true]);
  });
});
