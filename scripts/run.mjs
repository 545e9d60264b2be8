// node scripts/run.mjs <file> [arguments]: sets the checkout up, then runs one of its files on its own Node.
import { join } from 'node:path';
import { node, root, runProgram, setup } from './setup.mjs';

const [file, ...argv] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run.mjs <file> [arguments]\n');
  process.exit(2);
}
await setup();
process.exitCode = await runProgram(node, [join(root, file), ...argv]);
