import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256 } from '../src/kernel/digest.ts';
import { guarded, type Mutant } from '../test/mutants/mutant.ts';
import { mutants, slowTests, testsFor } from '../test/mutants/table.ts';

/*
 * npm run test:mutants: puts the faults of test/mutants into a copy of the tree, one at a time, and says which of them no test notices.
 *   --only PATTERN   those whose file or words match the regular expression
 *   --shard i/n      every n-th, beginning with the i-th
 *   --results FILE   where answers are kept, one JSON value a line (dist/mutants.jsonl); what was noticed there, in the same file and by tests of the same names, is not
 *                    tried again, and any other is tried first with the test file that saw it last, or that stands beside it
 * It fails when one survives that is not to, or when one is noticed of which the table says that it cannot be.
 */
const root = join(import.meta.dirname, '..');
/** Milliseconds, longer than the tests of one fault take: who has not answered by then hangs, which is noticed too. */
const longest = 240_000;

/** The last one where all that failed was to be in time: it is noticed, and the test does not say what it expects. */
type Outcome = 'noticed' | 'survived' | 'timeout';

interface Answer {
  readonly key: string;
  readonly file: string;
  readonly what: string;
  readonly outcome: Outcome;
  /** The first test that failed, and its file. */
  readonly by: string | null;
  readonly seenIn?: string | null;
  readonly seconds: number;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

const { values } = parseArgs({ options: { only: { type: 'string' }, shard: { type: 'string' }, results: { type: 'string' } } });
const results = values.results ?? join(root, 'dist', 'mutants.jsonl');
const chosen = choose(mutants);
const answers = answersOf(results);
const known = new Map(answers.map((answer) => [answer.key, answer]));
/** Where each fault was seen before, though its file may have been another then: most likely it is seen there again. */
const seenBefore = new Map(answers.flatMap(({ file, what, seenIn }) => (seenIn ? [[`${file}: ${what}`, seenIn]] : [])));
// One that survived may be seen by now: tests are no part of its key, only their names.
const open = chosen.filter((mutant) => (known.get(keyOf(mutant))?.outcome ?? 'survived') === 'survived');
say(`${chosen.length} mutants, ${chosen.length - open.length} answered before`);
const sound = open.length === 0 || (await tryAll(open));
process.exitCode = sound && tell() ? 0 : 1;

function choose(all: readonly Mutant[]): readonly Mutant[] {
  const pattern = new RegExp(values.only ?? '', 'i');
  const [index = 1, count = 1] = (values.shard ?? '1/1').split('/').map(Number);
  return all.filter(({ file, what }) => pattern.test(`${file}: ${what}`)).filter((_, position) => position % count === index - 1);
}

/** The same fault in the same file, looked for by the same tests. */
function keyOf(mutant: Mutant): string {
  return sha256(JSON.stringify([readFileSync(join(root, mutant.file), 'utf8'), mutant.find, mutant.replace, testsFor(mutant)]));
}

function answersOf(file: string): Answer[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}

/** False where tests fail without any fault: nothing can be known then of the faults that they are to see, which are left out. */
async function tryAll(these: readonly Mutant[]): Promise<boolean> {
  const tree = mkdtempSync(join(tmpdir(), 'asbuilt-mutants-'));
  try {
    await copyTree(tree);
    const broken = await failing(tree, [...new Set(these.flatMap(testsFor))]);
    for (const file of broken) say(`without any fault, ${file} fails`);
    for (const [index, mutant] of these.entries()) {
      if (testsFor(mutant).some((named) => broken.some((file) => file.startsWith(named)))) continue;
      const answer = await tryOne(tree, mutant);
      known.set(answer.key, answer);
      mkdirSync(dirname(results), { recursive: true });
      appendFileSync(results, `${JSON.stringify(answer)}\n`);
      say(`${index + 1}/${these.length} ${answer.outcome} ${mutant.file}: ${mutant.what}${answer.by === null ? '' : `  ← ${answer.by}`}`);
    }
    return broken.length === 0;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

async function tryOne(tree: string, mutant: Mutant): Promise<Answer> {
  const path = join(tree, mutant.file);
  const original = readFileSync(path, 'utf8');
  if (original.split(mutant.find).length !== 2) throw new Error(`${mutant.file} does not hold exactly once: ${mutant.find}`);
  const began = performance.now();
  writeFileSync(
    path,
    original.replace(mutant.find, () => mutant.replace),
  );
  try {
    const likely = seenBefore.get(`${mutant.file}: ${mutant.what}`) ?? mutant.file.replace(/\.ts$/, '.test.ts');
    const seen = await runTests(tree, testsFor(mutant), likely);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { key: keyOf(mutant), file: mutant.file, what: mutant.what, ...seen, seconds };
  } finally {
    writeFileSync(path, original);
  }
}

/** Files of these tests in which one fails without any fault, or all of them where nobody can say. */
async function failing(tree: string, tests: readonly string[]): Promise<readonly string[]> {
  const end = await runVitest(tree, tests, 4 * longest);
  if (end === null || end.report === null) return tests;
  const files = failedFiles(end.report).map(({ name }) => relative(realpathSync(tree), name));
  return files.length === 0 && end.code !== 0 ? tests : files;
}

type Seen = Pick<Answer, 'outcome' | 'by' | 'seenIn'>;

/** What is likely and quick first; each further one only where those before saw nothing. */
async function runTests(tree: string, tests: readonly string[], likely: string): Promise<Seen> {
  const among = (file: string) => tests.some((named) => file.startsWith(named));
  const rounds = [
    among(likely) && existsSync(join(tree, likely)) ? [likely] : [],
    [...tests, ...slowTests.map((test) => `--exclude=${test}`)],
    slowTests.filter(among),
  ];
  for (const round of rounds) {
    if (round.length === 0) continue;
    const seen = seenAt(tree, await runVitest(tree, ['--bail=1', ...round], longest));
    if (seen.outcome !== 'survived') return seen;
  }
  return { outcome: 'survived', by: null, seenIn: null };
}

function seenAt(tree: string, end: End | null): Seen {
  if (end === null) return { outcome: 'timeout', by: null, seenIn: null };
  if (end.code === 0) return { outcome: 'survived', by: null, seenIn: null };
  const failed = end.report === null ? [] : failedFiles(end.report);
  const test = failed.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed');
  const late = test?.failureMessages.some((message) => /^(\w+: )?(Test|Hook) timed out in \d+ms/.test(message)) === true;
  const file = failed[0] === undefined ? null : relative(realpathSync(tree), failed[0].name);
  return { outcome: late ? 'timeout' : 'noticed', by: test?.fullName.trim() ?? file, seenIn: file };
}

function failedFiles({ testResults }: Report): Report['testResults'] {
  return testResults.filter(({ status }) => status === 'failed');
}

interface End {
  readonly code: number | null;
  /** Null when the process broke off before it wrote one. */
  readonly report: Report | null;
}

/** Null when it does not end in that many milliseconds. */
function runVitest(tree: string, filters: readonly string[], patience: number): Promise<End | null> {
  const report = join(tree, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(tree, 'node_modules', 'vitest', 'vitest.mjs');
  // One process for all files: a fault is to be seen, not to be kept from the other files.
  const argv = ['run', '--no-isolate', '--maxWorkers=1', '--reporter=json', `--outputFile=${report}`, '--testTimeout=30000', ...filters];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, ...argv], { cwd: tree, stdio: 'ignore', detached: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, patience);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(late ? null : { code, report: existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : null });
    });
  });
}

/** What git knows or would add, with the dependencies and the generated data of the original. */
async function copyTree(tree: string): Promise<void> {
  const listed = await new Promise<string>((resolve, reject) => {
    const git = spawn('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const parts: Buffer[] = [];
    git.stdout.on('data', (part: Buffer) => parts.push(part));
    git.on('error', reject);
    git.on('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) cpSync(join(root, file), join(tree, file));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const name of ['registry-data', 'retrieval-data']) {
    const data = join(root, 'dist', name);
    if (existsSync(data)) cpSync(data, join(tree, 'dist', name), { recursive: true });
  }
}

/** What is known of the chosen ones; false when it is not what the table says. */
function tell(): boolean {
  const answered = chosen.flatMap((mutant) => {
    const answer = known.get(keyOf(mutant));
    return answer === undefined ? [] : [{ mutant, answer }];
  });
  const survivors = answered.filter(({ answer }) => answer.outcome === 'survived');
  const late = answered.filter(({ answer }) => answer.outcome === 'timeout');
  const noticed = answered.length - survivors.length;
  const unexplained = survivors.filter(({ mutant }) => mutant.survives === undefined);
  const explained = answered.filter(({ mutant, answer }) => mutant.survives !== undefined && answer.outcome !== 'survived');
  for (const { mutant } of survivors) {
    const grave = guarded.has(mutant.about) ? ' (may not survive)' : '';
    say(`survived${grave}: ${mutant.file}: ${mutant.what}${mutant.survives === undefined ? '' : `, since ${mutant.survives}`}`);
  }
  for (const { mutant, answer } of late) say(`noticed only by the time that ${answer.by ?? 'everything'} took: ${mutant.file}: ${mutant.what}`);
  for (const { mutant } of explained) say(`noticed, though the table says that it cannot be: ${mutant.file}: ${mutant.what}`);
  const share = answered.length === 0 ? 100 : Math.floor((100 * noticed) / answered.length);
  say(`${noticed} noticed, ${survivors.length} survived (${survivors.length - unexplained.length} with a reason): ${share} %`);
  return unexplained.length === 0 && explained.length === 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
