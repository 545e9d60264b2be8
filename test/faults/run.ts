/**
 * npm run test:faults [-- PART…]: everything that may become of every file of a data folder, one after the other; prints what is said of each as a table. With
 * words, only of files whose path holds one. With `--record` what was said is what docs/reference/damaged-files.md tells from then on. Exits with 1 where something is said without a code, a cause
 * and a fix, where something is lost, and, without `--record`, where it is not what was recorded.
 */
import { asTable, type FaultOutcome, FaultStage, withoutFolders } from './fault-stage.ts';
import { writeFaultsPage } from './faults-page.ts';
import { homeFaults } from './home-faults.ts';
import { record, unlikeRecorded } from './record.ts';

const recording = process.argv.includes('--record');
const parts = process.argv.slice(2).filter((word) => word !== '--record');
const wanted = homeFaults.filter(({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)));
const stage = new FaultStage();
const outcomes: FaultOutcome[] = [];
// What was begun is brought to its end, so that no engine stays behind.
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => (stopping = true));
try {
  await stage.begin();
  for (const fault of wanted) {
    if (stopping) break;
    const outcome = await stage.outcomeOf(fault);
    outcomes.push(outcome);
    process.stderr.write(`${outcomes.length}/${wanted.length} ${fault.path} ${fault.fault}: ${outcome.code} ${outcome.wrong.join('; ')}\n`);
  }
} finally {
  await stage.end();
}
for (const line of asTable(outcomes)) process.stdout.write(`${withoutFolders(line)}\n`);
const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0);
for (const { path, fault, wrong: why } of wrong) process.stdout.write(`wrong: ${path} ${fault}: ${why.join('; ')}\n`);
if (recording) {
  record(outcomes.filter((outcome) => outcome.wrong.length === 0));
  writeFaultsPage();
}
const unlike = recording ? [] : unlikeRecorded(outcomes);
for (const line of unlike) process.stdout.write(`not as recorded: ${line}\n`);
process.stdout.write(
  `${outcomes.length} faults, ${wrong.length} wrong, ${unlike.length} not as recorded${unlike.length === 0 ? '' : ': npm run test:faults -- --record'}\n`,
);
process.exitCode = wrong.length + unlike.length === 0 ? 0 : 1;
