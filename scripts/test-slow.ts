import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** npm run test:slow [-- FILTER…]: the suites that are too slow, or too much in need of a quiet machine, for npm test. */
const { status } = spawnSync('vitest', ['run', '--config', 'vitest.slow.config.ts', ...process.argv.slice(2)], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
