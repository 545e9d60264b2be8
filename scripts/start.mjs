// npm start: sets the checkout up, then does the main job. What follows `npm start --` goes to `asbuilt start`.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, runProgram, setup } from './setup.mjs';

await setup();
process.exitCode = await runProgram(join(root, 'bin', 'asbuilt'), ['start', ...process.argv.slice(2)]);

const onPath = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'asbuilt')));
if (!onPath) process.stderr.write('\nThe asbuilt command is bin/asbuilt in this folder: export PATH="$PWD/bin:$PATH"\n');
