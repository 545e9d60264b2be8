/**
 * Writes docs/reference/type-coverage.md and docs/reference/proof-of-creation.md. With `lives` it also takes every type through its life on moto and on the sandbox and
 * prints the table of what happened; with `lives cli` the native calls go through the `aws` binary (this takes an hour).
 */
import { writeFileSync } from 'node:fs';
import { livesOnMoto, livesOnSandbox } from './lives.ts';
import { proofOfCreation, proofOfCreationPath } from './proof-of-creation.ts';
import { samples } from './samples.ts';
import { contractTable, typeCoverage, typeCoveragePath } from './type-coverage.ts';

writeFileSync(typeCoveragePath, typeCoverage());
writeFileSync(proofOfCreationPath, proofOfCreation());
if (process.argv[2] === 'lives') {
  const native = await livesOnMoto(process.argv[3] === 'cli' ? 'cli' : 'sdk');
  const cloudcontrol = await livesOnSandbox();
  console.log(contractTable(samples, { native, cloudcontrol }));
  for (const [dialect, rows] of Object.entries({ native, cloudcontrol })) {
    for (const [type, row] of rows)
      for (const [check, outcome] of Object.entries(row)) if (typeof outcome === 'object') console.log(`${type} ${dialect} ${check}: ${outcome.wrong}`);
  }
}
