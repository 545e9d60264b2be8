import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { hcl } from '../adapters/hcl/parse-hcl.ts';
import { pythonSource } from '../adapters/python/read-python.ts';
import { describeChart } from '../catalog/describe/describe-chart.ts';
import { describeProcedure } from '../catalog/describe/describe-procedure.ts';
import { describePython } from '../catalog/describe/describe-python.ts';
import { describeTerraform } from '../catalog/describe/describe-terraform.ts';
import type { Described, SourceText } from '../catalog/describe/described.ts';
import type { HclFile } from '../catalog/describe/hcl-blocks.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import { procedureFile } from '../model/procedure.ts';

/** More than any public module or chart has: a folder of more was not meant. */
const mostFiles = 5_000;
const mostBytes = 32 * 1024 * 1024;
/** What tools leave in a folder, and what examples and tests of a module are: none of it is the source. */
const passedOver: ReadonlySet<string> = new Set(['.git', '.terraform', 'node_modules', '__pycache__', 'examples', 'tests', 'wrappers']);

/** What was found in a source, and how an artifact says what its engine is. */
export interface DescribedSource extends Described {
  readonly engine: JsonObject;
  /** What it is, in a sentence. */
  readonly what: string;
}

/**
 * Describes a folder (a Helm chart, a Terraform module, a `procedure.yaml`, or Python with a `main.py`) or a Python file. Nothing of it is run. SOURCE_UNUSABLE where it is none of them or cannot be read, ARTIFACT_INVALID with
 * its place where a file of it cannot.
 */
export async function describeSource(from: string, path: string): Promise<Result<DescribedSource>> {
  let folder: boolean;
  try {
    folder = (await stat(from)).isDirectory();
  } catch (error) {
    return fail(unusable(path, `${path} cannot be read`, (error as Error).message));
  }
  if (!folder) return script(basename(from), await readFile(from, 'utf8'));
  const files = await filesBelow(from, path);
  if (!files.ok) return files;
  const named = (name: string) => files.value.find((file) => file.path === name);
  if (named('Chart.yaml') !== undefined) return withEngine(describeChart(files.value), { type: 'helm', source: '.' }, `The Helm chart ${basename(from)}`);
  if (files.value.some((file) => /^[^/]+\.tf$/.test(file.path))) return terraform(files.value, basename(from));
  const calls = named(procedureFile);
  if (calls !== undefined) return procedure(calls.text, basename(from));
  const main = named('main.py');
  if (main !== undefined) return python(main.path, main.text);
  return fail(
    unusable(
      path,
      `${path} is no source that is known`,
      'a folder holds a Chart.yaml, files that end in .tf, a procedure.yaml, or a main.py; a CloudFormation template or a Python script is named itself',
    ),
  );
}

async function terraform(files: readonly SourceText[], name: string): Promise<Result<DescribedSource>> {
  const parsed = await Promise.all(
    files.flatMap((file) =>
      file.path.endsWith('.tf') ? [hcl.parse(file.path, file.text).then((json): Result<HclFile> => (json.ok ? ok({ ...file, json: json.value }) : json))] : [],
    ),
  );
  const read = all(parsed);
  return read.ok ? withEngine(describeTerraform(read.value), { type: 'terraform', source: '.' }, `The Terraform module ${name}`) : read;
}

function procedure(text: string, name: string): Result<DescribedSource> {
  const described = describeProcedure(text);
  if (!described.ok) return described;
  const { undo, ...rest } = described.value;
  return ok({ ...rest, engine: { type: 'aws-cli', source: '.', ...(undo ? { undo } : {}) }, what: `The AWS CLI procedure ${name}` });
}

async function python(path: string, text: string): Promise<Result<DescribedSource>> {
  const read = await pythonSource(async () => ok('python3')).read(path, text);
  return read.ok ? withEngine(describePython(path, read.value), { type: 'python', source: '.' }, `The Python script ${path}`) : read;
}

/** A file alone: what is published is the folder that it is in, and what runs there is `main.py`. */
async function script(file: string, text: string): Promise<Result<DescribedSource>> {
  const read = await python(file, text);
  if (!read.ok) return read;
  const message =
    file === 'main.py'
      ? 'engine: all that is in its folder is part of the source'
      : `engine: what runs is main.py; before this is published, give ${file} that name, in a folder of its own`;
  return ok({ ...read.value, notes: [{ at: file, message }, ...read.value.notes] });
}

function withEngine(described: Result<Described>, engine: JsonObject, what: string): Result<DescribedSource> {
  return described.ok ? ok({ ...described.value, engine, what }) : described;
}

/** The files of a folder that hold text, in the order of their paths. Links are not followed. */
async function filesBelow(folder: string, path: string): Promise<Result<SourceText[]>> {
  const found: SourceText[] = [];
  let bytes = 0;
  const walk = async (at: string): Promise<Diagnostic | null> => {
    for (const entry of (await readdir(at, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = join(at, entry.name);
      if (passedOver.has(entry.name)) continue;
      if (entry.isDirectory()) {
        const wrong = await walk(file);
        if (wrong !== null) return wrong;
      } else if (entry.isFile()) {
        const content = await readFile(file);
        bytes += content.length;
        if (bytes > mostBytes || found.length >= mostFiles)
          return unusable(path, `${path} holds more than ${mostFiles} files, or ${mostBytes} bytes`, 'it is too large for a source');
        // What holds a NUL is no text.
        if (!content.includes(0)) found.push({ path: relative(folder, file).replaceAll('\\', '/'), text: content.toString('utf8') });
      }
    }
    return null;
  };
  try {
    const wrong = await walk(folder);
    return wrong === null ? ok(found) : fail(wrong);
  } catch (error) {
    return fail(unusable(path, `${path} cannot be read`, (error as Error).message));
  }
}

function unusable(path: string, message: string, cause: string): Diagnostic {
  return problem('SOURCE_UNUSABLE', message, 'name a readable template, script, or the folder of a chart or module', { at: path, cause });
}
