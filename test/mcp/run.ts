import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** npm run test:mcp: what `npm test` holds a sample of: 500 attempts of the hostile client, the conformance suite's requirement sets whole, and mcp-inspector. */
const { status } = spawnSync('vitest', ['run', 'test/mcp', ...process.argv.slice(2)], {
  cwd: join(import.meta.dirname, '..', '..'),
  stdio: 'inherit',
  env: { ...process.env, ATTEMPTS: '500', WHOLE: 'yes' },
});
process.exitCode = status ?? 1;
