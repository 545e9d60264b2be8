import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Diagnostic } from '../src/kernel/diagnostic.ts';
import { loadRegistry } from '../src/registry/registry.ts';
import { SchemaBatch } from '../src/registry/store-schemas.ts';
import { answersTo } from './compare/answers-to.ts';
import { linesOf } from './compare/read-lines.ts';

/* npm run compare -- FILE [--schemas FILE] [--with-records]: what the planner says to recordings and plan cases, see docs/reference/compare.md. */
const usage = 'usage: npm run --silent compare -- FILE.jsonl[.gz] [--schemas FILE.jsonl[.gz]] [--with-records]';

const complain = (text: string): void => void process.stderr.write(`${text}\n`);

process.exitCode = run();

function run(): number {
  const asked = argumentsOf(process.argv.slice(2));
  if (asked === null) return 2;
  // A registry looks again at its overlay while it is used: the folder stays until the end.
  const overlay = mkdtempSync(join(tmpdir(), 'asbuilt-compare-'));
  try {
    const lines = linesOf(read(asked.file));
    const problems = asked.schemas === undefined ? [] : importInto(overlay, read(asked.schemas));
    for (const { code, at, message } of problems) complain(`error ${code} at ${at}: ${message}`);
    const base = loadRegistry();
    const schema = asked.schemas === undefined ? null : loadRegistry({ overlay });
    let failed = problems.length > 0;
    for (const answer of answersTo(lines, { base, schema }, asked.withRecords)) {
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      failed ||= 'error' in answer;
    }
    return failed ? 1 : 0;
  } catch (error) {
    complain(`error: ${(error as Error).message}`);
    return 1;
  } finally {
    rmSync(overlay, { recursive: true, force: true });
  }
}

function argumentsOf(argv: readonly string[]): { file: string; schemas: string | undefined; withRecords: boolean } | null {
  try {
    const options = { schemas: { type: 'string' }, 'with-records': { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file !== undefined && more.length === 0) return { file, schemas: values.schemas, withRecords: values['with-records'] };
    complain(usage);
  } catch (error) {
    complain(`${(error as Error).message}\n${usage}`);
  }
  return null;
}

/** npm runs scripts in the package's folder; a path is meant from where npm was called. */
function read(path: string): Buffer {
  return readFileSync(resolve(process.env['INIT_CWD'] ?? process.cwd(), path));
}

/** Stores schemas as an import stores them, so that what is compared with is what the engine would compare with. */
function importInto(overlay: string, schemas: Buffer): readonly Diagnostic[] {
  const batch = new SchemaBatch();
  for (const { number, text } of linesOf(schemas)) batch.add(text ?? '', `schema line ${number}`);
  return batch.store(overlay).problems;
}
