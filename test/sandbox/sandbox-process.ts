import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

/** A sandbox in a process of its own, for tests that kill it: state file, port and speed as arguments; the endpoint on stdout. */
const [file = '', port = '0', speed = '1'] = process.argv.slice(2);
const sandbox = await startSandbox({ port: Number(port), file, accounts: ['111111111111'], speed: Number(speed), types: loadRegistry() });
console.log(sandbox.endpoint);
