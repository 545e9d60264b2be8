import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeRanking } from '../src/knowledge/retrieval/rank-types.ts';
import { openRetrieval } from '../src/knowledge/retrieval/retrieval-data.ts';
import { heldQueries, type RetrievalQuery, tunedQueries } from './retrieval-queries.ts';

/** How well words find types, how long that takes and how large the data is: `node scripts/run.mjs bench/retrieval.ts`. */
const bytes = readFileSync(join(import.meta.dirname, '..', 'dist', 'retrieval-data', 'types.bin'));
const opened = performance.now();
const ranking = typeRanking(openRetrieval(bytes));
const openedIn = performance.now() - opened;

function tell(name: string, queries: readonly RetrievalQuery[]): void {
  const places = queries.map(({ words, means }) => 1 + ranking.rankTypes(words, 10).findIndex(({ type }) => means.includes(type)));
  const within = (most: number) => (places.filter((place) => place > 0 && place <= most).length / queries.length).toFixed(2);
  process.stdout.write(`${name}: ${queries.length} queries; recall at 1 ${within(1)}, at 3 ${within(3)}, at 5 ${within(5)}, at 10 ${within(10)}\n`);
  if (process.argv.includes('--missed'))
    for (const [index, { words }] of queries.entries())
      if (places[index] === 0)
        process.stdout.write(
          `  ${words} → ${ranking
            .rankTypes(words, 3)
            .map(({ type, score }) => `${type} ${score.toFixed(2)}`)
            .join(', ')}\n`,
        );
}

tell('tuned', tunedQueries);
tell('held', heldQueries);

const all = [...tunedQueries, ...heldQueries];
const times: number[] = [];
for (let round = 0; round < 10; round++) {
  for (const { words } of all) {
    const began = performance.now();
    ranking.rankTypes(words);
    times.push(performance.now() - began);
  }
}
times.sort((a, b) => a - b);
const at = (part: number) => (times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(2);
process.stdout.write(`one query: median ${at(0.5)} ms, p99 ${at(0.99)} ms; opened in ${openedIn.toFixed(0)} ms; ${(bytes.length / 1e6).toFixed(2)} MB\n`);
