import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

/* The sandbox, for as long as the parent process wants it. */
const [file = ''] = process.argv.slice(2);
const sandbox = await startSandbox({
  port: 0,
  file,
  accounts: [],
  anyAccount: true,
  speed: Number.POSITIVE_INFINITY,
  types: loadRegistry({ overlay: '' }),
});
process.on('disconnect', () => void sandbox.close().then(() => process.exit(0)));
process.send?.(sandbox.endpoint);
