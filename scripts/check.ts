import { join } from 'node:path';
import { runGates } from './gates.ts';

const failed = runGates(join(import.meta.dirname, '..'), (line) => process.stdout.write(`${line}\n`));
process.exitCode = failed.length === 0 ? 0 : 1;
