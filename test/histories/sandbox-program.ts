import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { accountOf } from './engine-on-stage.ts';

/* The sandbox, for as long as the parent process wants it. */
const [file = '', accounts = '1'] = process.argv.slice(2);
const sandbox = await startSandbox({
  port: 0,
  file,
  accounts: Array.from({ length: Number(accounts) }, (_, index) => accountOf(index)),
  speed: Number.POSITIVE_INFINITY,
  types: loadRegistry({ overlay: '' }),
});
process.on('disconnect', () => void sandbox.close().then(() => process.exit(0)));
process.send?.(sandbox.endpoint);
