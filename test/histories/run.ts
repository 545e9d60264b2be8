import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playHistories } from './theatre.ts';

/* npm run test:histories [-- --count N] [-- --from N] [-- --seed N] */
const { values } = parseArgs({
  options: { seed: { type: 'string', multiple: true }, count: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});
const seeds = values.seed?.map(Number) ?? Array.from({ length: Number(values.count) }, (_, index) => Number(values.from) + index);
const started = performance.now();
let done = 0;
const { played, failures, audit, ends } = await playHistories(seeds, ({ failure, story, seed }) => {
  done++;
  if (failure !== null) process.stdout.write(`${failure.message}\n\n`);
  else if (values.seed !== undefined) process.stdout.write(`history ${seed}\n${story.map((line) => `  · ${line}`).join('\n')}\n`);
  else if (done % 50 === 0) process.stdout.write(`${done} of ${seeds.length}\n`);
});
const seconds = (performance.now() - started) / 1000;
for (const line of audit) process.stdout.write(`audit: ${line}\n`);
for (const line of ends.lines()) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${played} histories, ${failures.length} failed, in ${seconds.toFixed(1)} s (${(played / seconds).toFixed(1)} a second on ${availableParallelism()} cores)\n`,
);
if (failures.length > 0) process.stdout.write(`seeds: ${failures.map((failure) => failure.seed).join(' ')}\n`);
const never = values.seed === undefined && played >= 1_000 ? ends.neverReached() : [];
for (const end of never) process.stdout.write(`never reached: ${end}\n`);
process.exitCode = failures.length + audit.length + never.length === 0 ? 0 : 1;
