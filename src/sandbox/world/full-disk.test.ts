import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Whether an unprivileged program may mount a small file system of its own here. */
const canMount = spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!canMount)('the state file on a disk that is really full (needs unshare and mount)', () => {
  it('names the full disk, keeps what was committed, and goes on once there is room', () => {
    const disk = mkdtempSync(join(tmpdir(), 'asbuilt-state-'));
    const program = `
      import { rmSync, writeFileSync } from 'node:fs';
      import { StateFile } from ${JSON.stringify(new URL('./state-file.ts', import.meta.url).href)};
      const disk = ${JSON.stringify(disk)};
      const state = new StateFile(disk + '/sandbox.db');
      const put = (name, length) => state.commit({ resources: new Map(), operations: new Map(), settings: new Map([[name, 'x'.repeat(length)]]) });
      put('before', 1000);
      for (let size = 2 ** 20, n = 0; size >= 4096; n++) try { writeFileSync(disk + '/filler' + n, Buffer.alloc(size)); } catch { rmSync(disk + '/filler' + n, { force: true }); size /= 2; }
      const said = [];
      for (let n = 0; n < 3; n++) try { put('big', 200_000); said.push('kept'); } catch (error) { said.push(error.message); }
      for (let n = 0; n < 400; n++) rmSync(disk + '/filler' + n, { force: true });
      put('after', 1000);
      process.stdout.write(JSON.stringify({ said, before: state.setting('before')?.length, big: state.setting('big'), after: state.setting('after')?.length }));`;
    try {
      const mounted = 'mount -t tmpfs -o size=1500k none "$0" && exec "$1" --input-type=module-typescript --eval "$2"';
      const run = spawnSync('unshare', ['-Urm', 'sh', '-c', mounted, disk, process.execPath, program], { encoding: 'utf8' });
      const full = 'database or disk is full';
      expect(JSON.parse(run.stdout)).toEqual({ said: [full, full, full], before: 1000, big: null, after: 1000 });
    } finally {
      rmSync(disk, { recursive: true, force: true });
    }
  });
});
