import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { measureAgainstAwsProvider } from './against-aws-provider.ts';
import { measureBlueprint } from './blueprint.ts';
import { limit, say, sayLimits } from './limits.ts';
import { measureOverSandbox } from './over-sandbox.ts';
import { measureSentence } from './sentence.ts';

/**
 * `npm run bench`: Asbuilt beside Terraform, in one run on one machine, and against the limits it sets itself. Ratios are what counts: absolute
 * times move with the machine. A part can be measured alone by its name (`npm run bench -- aws-provider`); `--quick` makes the part over the sandbox smaller.
 */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  sandbox: () => measureOverSandbox(process.argv.includes('--quick')),
  blueprint: measureBlueprint,
  sentence: measureSentence,
  'aws-provider': measureAgainstAwsProvider,
  'cli-start': async () => {
    const cli = spawnSync(process.execPath, [join(import.meta.dirname, 'cli-start.ts')], { stdio: ['ignore', 'inherit', 'inherit'] });
    limit('CLI start at most 1.15 times that of a Node program that writes a line', cli.status === 0, 'see above');
  },
};

const named = process.argv.slice(2).filter((argument) => argument !== '--quick');
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(', ')} (there are ${Object.keys(parts).join(', ')})\n`);
  process.exit(2);
}

// Ending by a signal is an exit too: whatever was started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

for (const [name, measure] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  await measure();
  say('');
}
process.exitCode = sayLimits() ? 0 : 1;
