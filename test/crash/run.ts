import { motoBinary } from '../native/third-party.ts';
import { runOnMoto, runOnSandbox } from './run-cases.ts';

/**
 * `npm run test:crash`: every kill and every lost reply on the sandbox, then every kill on moto through the services' own calls.
 * `-- --sandbox` or `-- --moto` runs one of the two.
 */
const only = process.argv[2];
let passed = 0;
let failed = 0;
for (const [flag, play] of [
  ['--sandbox', runOnSandbox],
  ['--moto', runOnMoto],
] as const) {
  if (only !== undefined && only !== flag) continue;
  if (flag === '--moto' && motoBinary() === null) {
    console.log('skipped: moto_server is not installed');
    continue;
  }
  const report = await play(1, (line) => console.log(line));
  for (const result of report.failed) console.log(`FAILED ${result.name}\n  ${result.failures.join('\n  ')}`);
  console.log(`${flag.slice(2)}: ${report.points} points, ${report.cases} cases; slowest recovery ${report.slowestRecovery.toFixed(1)} s`);
  passed += report.cases - report.failed.length;
  failed += report.failed.length;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
