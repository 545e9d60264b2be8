import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer, Question } from '../../src/model/question.ts';
import { expandOf, resolveText } from '../intent/real-context.ts';
import { openApplier } from './apply-proposal.ts';
import { canonical, expectedTypes, type Prompt } from './score.ts';

/**
 * What requests that other people wrote come to, by types: `npm run test:understanding [-- --misses N] [--data FOLDER] [--only ID,ID] [--apply]`. Recall and precision are means over the prompts;
 * one that ends in a question counts by the plan that its defaults lead to, one that comes to nothing with recall 0. With --only just those are measured, and all
 * that they come to is printed. With --apply each plan is carried out on a sandbox, planned again, and
 * taken away.
 */
const { values: given } = parseArgs({
  options: { misses: { type: 'string', default: '12' }, data: { type: 'string' }, only: { type: 'string' }, apply: { type: 'boolean', default: false } },
});
const data = given.data ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const files = ['prompts-dev.jsonl', 'terraform-to-cloudformation-types.json'].map((name) => join(data, name));

interface Row {
  readonly prompt: Prompt;
  readonly kind: 'proposal' | 'question' | 'nothing';
  readonly plans: boolean;
  readonly problem: string;
  readonly got: ReadonlySet<string>;
  readonly expected: ReadonlySet<string>;
  readonly hits: number;
  readonly milliseconds: number;
  readonly proposal: Proposal | null;
}

/** How often a question may be followed by another. */
const mostRounds = 6;

function comesTo(text: string): { kind: Row['kind']; proposal: Proposal | null; problem: string; questions: readonly Question[] } {
  let answers: Answer[] = [];
  const questions: Question[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const resolved = resolveText(text, answers);
    if (!resolved.ok)
      return {
        kind: round === 0 ? 'nothing' : 'question',
        proposal: null,
        problem: resolved.problems.map(({ code, message }) => `${code} ${message}`).join('; '),
        questions,
      };
    if (resolved.value.kind === 'draft') return { kind: round === 0 ? 'proposal' : 'question', proposal: resolved.value, problem: '', questions };
    questions.push(...resolved.value.questions);
    answers = [...answers, ...resolved.value.questions.map(({ at, slot, default: value }) => ({ at, slot, value }))];
  }
  return { kind: 'question', proposal: null, problem: 'asks on and on', questions };
}

function measure(prompt: Prompt, types: Readonly<Record<string, string | null>>): Row {
  const begun = performance.now();
  const came = comesTo(prompt.prompt);
  const milliseconds = performance.now() - begun;
  const expected = expectedTypes(prompt, types);
  const got = canonical((came.proposal?.resources ?? []).map(({ type }) => type));
  const expanded = came.proposal === null ? null : expandOf(came.proposal);
  const problem = expanded === null || expanded.ok ? came.problem : expanded.problems.map(({ code, at, message }) => `${code} ${at} ${message}`).join('; ');
  const asked = came.questions.map(({ text }) => `\n     ? ${text}`).join('');
  return {
    prompt,
    kind: came.kind,
    plans: expanded?.ok === true,
    problem: problem + asked,
    got,
    expected,
    hits: [...expected].filter((type) => got.has(type)).length,
    milliseconds,
    proposal: expanded?.ok === true ? came.proposal : null,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function report(name: string, rows: readonly Row[]): void {
  const scored = rows.filter(({ expected }) => expected.size > 0);
  const share = (test: (row: Row) => boolean): string => `${((100 * rows.filter(test).length) / rows.length).toFixed(1)} %`;
  const recall = mean(scored.map(({ hits, expected }) => hits / expected.size));
  const precision = mean(scored.filter(({ got }) => got.size > 0).map(({ hits, got }) => hits / got.size));
  console.log(
    `${name}: ${rows.length} prompts, ${scored.length} with types; recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}; questions ${share(({ kind }) => kind === 'question')}, ` +
      `nothing ${share(({ kind }) => kind === 'nothing')}, desired nodes ${share(({ plans }) => plans)}; ${mean(rows.map(({ milliseconds }) => milliseconds)).toFixed(1)} ms`,
  );
}

function most(rows: readonly Row[], of: (row: Row) => Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const row of rows) for (const type of of(row)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 25)
    .map(([type, count]) => `${type.replace('AWS::', '')} ${count}`)
    .join(', ');
}

const missing = files.filter((path) => !existsSync(path));
if (missing.length > 0) console.log(`not measured: ${missing.join(', ')} is not there`);
else {
  const [prompts = '', table = ''] = files;
  const types = JSON.parse(readFileSync(table, 'utf8')) as Record<string, string | null>;
  const rows = readFileSync(prompts, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Prompt)
    .filter(({ id }) => given.only?.split(',').includes(id) !== false)
    .map((prompt) => measure(prompt, types));
  if (given.only !== undefined) for (const { proposal } of rows) console.log(JSON.stringify(proposal, null, 1));
  const scored = rows.filter(({ expected }) => expected.size > 0);
  const shown = Number(given.misses);
  for (const row of [...scored].sort((a, b) => a.hits / a.expected.size - b.hits / b.expected.size || b.got.size - a.got.size).slice(0, shown)) {
    console.log(`\n${row.prompt.id} ${row.kind}: ${row.prompt.prompt.slice(0, 300).replace(/\s+/g, ' ')}`);
    console.log(
      `  misses ${[...row.expected].filter((type) => !row.got.has(type)).join(' ')}\n  adds ${[...row.got].filter((type) => !row.expected.has(type)).join(' ')}\n  ${row.problem.slice(0, 700)}`,
    );
  }
  console.log(`\nmissed: ${most(scored, ({ expected, got }) => [...expected].filter((type) => !got.has(type)))}`);
  console.log(`added: ${most(scored, ({ expected, got }) => [...got].filter((type) => !expected.has(type)))}`);
  for (const row of rows.filter(({ plans, kind }) => !plans && kind !== 'nothing'))
    console.log(`does not expand: ${row.prompt.id} ${row.problem.slice(0, 400)}`);
  for (const row of rows.filter(({ kind }) => kind === 'nothing'))
    console.log(`nothing: ${row.prompt.id} ${row.prompt.prompt.slice(0, 120)} ${row.problem.slice(0, 300)}`);
  for (const source of new Set(rows.map(({ prompt }) => prompt.source)))
    report(
      source,
      rows.filter(({ prompt }) => prompt.source === source),
    );
  report('all', rows);
  if (given.apply) await applyAll(rows);
}

/** Whether each plan can be carried out, is found as asked, and can be taken away. */
async function applyAll(rows: readonly Row[]): Promise<void> {
  const applier = await openApplier();
  let done = 0;
  const plans = rows.filter(({ proposal }) => proposal !== null).length;
  try {
    for (const [index, { prompt, proposal }] of rows.entries()) {
      const wrong = proposal === null ? 'there is no plan' : await applier.take(proposal, `prompt_${index}`);
      if (wrong === null) done++;
      else console.log(`not applied: ${prompt.id} ${wrong.slice(0, 400)}`);
    }
  } finally {
    await applier.close();
  }
  console.log(`applied, found as asked and taken away: ${done} of ${plans} plans; ${rows.length - plans} came to none`);
}
