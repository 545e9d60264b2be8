import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linesOf } from '../../scripts/compare/read-lines.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { SchemaBatch } from '../../src/registry/store-schemas.ts';
import { type Recorded, type Score, scoreOf } from './score.ts';

/*
 * npm run test:mutation-score -- --data FOLDER [--list]: of recordings of real AWS (real-aws-echo.jsonl.gz in the folder), which changes of the wish and of what is live
 * the planner finds, by kind of change. With cfn-schemas.jsonl.gz in the folder also with these schemas laid over the base. Fails below 99 %; --list prints every miss.
 */
const wanted = 0.99;
const { values } = parseArgs({ options: { data: { type: 'string' }, list: { type: 'boolean', default: false } } });
const say = (text: string): void => void process.stdout.write(`${text}\n`);

process.exitCode = run();

function run(): number {
  if (values.data === undefined) {
    process.stderr.write('usage: npm run test:mutation-score -- --data FOLDER [--list]\n');
    return 2;
  }
  const recorded = join(values.data, 'real-aws-echo.jsonl.gz');
  if (!existsSync(recorded)) {
    say(`mutation score: skipped, there is no ${recorded}`);
    return 0;
  }
  const recordings = linesOf(readFileSync(recorded)).map(({ text }) => JSON.parse(text ?? '') as Recorded);
  let low = tell('without imported schemas', recordings, undefined);
  const schemas = join(values.data, 'cfn-schemas.jsonl.gz');
  if (existsSync(schemas)) {
    const overlay = mkdtempSync(join(tmpdir(), 'asbuilt-mutation-score-'));
    try {
      const batch = new SchemaBatch();
      for (const { number, text } of linesOf(readFileSync(schemas))) batch.add(text ?? '', `schema line ${number}`);
      batch.store(overlay);
      low += tell('with imported schemas', recordings, overlay);
    } finally {
      rmSync(overlay, { recursive: true, force: true });
    }
  }
  return low === 0 ? 0 : 1;
}

/** Prints a table, and tells how many of its figures are too low. */
function tell(title: string, recordings: readonly Recorded[], overlay: string | undefined): number {
  const registry = loadRegistry(overlay === undefined ? {} : { overlay });
  const scores = scoreOf(recordings, registry, (miss) => {
    if (values.list)
      say(
        `MISS\t${title}\t${miss.operator}\t${miss.side}\t${miss.books ? 'records' : 'none'}\t${miss.id}\t${miss.path}\t${JSON.stringify(miss.from)}\t${JSON.stringify(miss.to)}`,
      );
  });
  registry.close();
  say(`${recordings.length} recordings, ${title}: found of changed`);
  say(`  ${'change'.padEnd(26)}${['wish, records', 'live, records', 'wish, none', 'live, none'].map((head) => head.padStart(22)).join('')}`);
  let low = 0;
  for (const operator of new Set(scores.map((score) => score.operator))) {
    const cells = [true, false].flatMap((books) =>
      (['wish', 'live'] as const).map((side) => {
        const score = scores.find((each) => each.operator === operator && each.books === books && each.side === side);
        if (score !== undefined && share(score) < wanted) low++;
        return (score === undefined ? '-' : `${score.tried - score.missed}/${score.tried} ${(100 * share(score)).toFixed(1)} %`).padStart(22);
      }),
    );
    say(`  ${operator.padEnd(26)}${cells.join('')}`);
  }
  return low;
}

function share({ tried, missed }: Score): number {
  return (tried - missed) / tried;
}
