// npm start: sets the checkout up, then does the main job. What follows `npm start --` goes to `asbuilt start`.
import { join } from 'node:path';
import { root, runProgram, setup } from './setup.mjs';

await setup();
process.exitCode = await runProgram(join(root, 'bin', 'asbuilt'), ['start', ...process.argv.slice(2)]);
