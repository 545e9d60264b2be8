import { loadRegistry } from '../src/registry/registry.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';

/** The sandbox as a process of its own: argv[2] is the speed, the rest are accounts. Prints its endpoint. */
const [, , speed = 'infinity', ...accounts] = process.argv;
const sandbox = await startSandbox({
  port: 0,
  file: null,
  accounts,
  speed: speed === 'infinity' ? Number.POSITIVE_INFINITY : Number(speed),
  types: loadRegistry(),
});
console.log(sandbox.endpoint);
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
