import { runCases } from './run-cases.ts';

/** `npm run test:crash`: every case. */
const { points, cases, failed, slowestRecovery } = await runCases(1, (line) => console.log(line));
for (const result of failed) console.log(`FAILED ${result.name}\n  ${result.failures.join('\n  ')}`);
console.log(`${points} journal points; slowest recovery ${slowestRecovery.toFixed(1)} s`);
console.log(`${cases - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
