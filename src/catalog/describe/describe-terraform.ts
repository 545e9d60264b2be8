import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type Described, inOrder, type Note } from './described.ts';
import { blocksOf, type HclFile, listOf } from './hcl-blocks.ts';
import { lineOfBlock } from './hcl-places.ts';
import { outputSchema } from './terraform-outputs.ts';
import { planningNotes } from './terraform-planning.ts';
import { orNull, terraformType } from './terraform-type.ts';

/**
 * What a Terraform or OpenTofu module takes and gives: every variable of its folder as an input, every output as an output. Files below its folder are modules that it uses: they
 * are only looked through for what runs while planning. ARTIFACT_INVALID where there is neither a variable nor an output nor a resource.
 */
export function describeTerraform(files: readonly HclFile[]): Result<Described> {
  const own = files.filter(({ path }) => !path.includes('/'));
  if (!own.some(({ json }) => ['variable', 'output', 'resource', 'module', 'data'].some((kind) => kind in json)))
    return fail(
      problem('ARTIFACT_INVALID', 'the folder holds no Terraform module: no variable, resource, module or output', 'name the folder of a module', {
        at: own[0]?.path ?? '.',
      }),
    );
  const notes: Note[] = planningNotes(files);
  const inputs: Record<string, JsonObject> = {};
  const required: string[] = [];
  const problems: Diagnostic[] = [];
  for (const file of own)
    for (const [name, variable] of blocksOf(file.json, 'variable')) {
      const at = `${file.path}:${lineOfBlock(file.text, 'variable', [name])}`;
      if (name in inputs) {
        problems.push(problem('ARTIFACT_INVALID', `variable ${name} is declared twice`, 'leave one of them', { at }));
        continue;
      }
      inputs[name] = inputSchema(name, variable, at, notes);
      if (!('default' in variable)) required.push(name);
    }
  const outputs = outputsOf(files, inputs, (name, { path, text }) =>
    notes.push({
      at: `${path}:${lineOfBlock(text, 'output', [name])}`,
      message: `output ${name}: its type follows from resources, and is not known before it exists`,
    }),
  );
  if (problems.length > 0) return { ok: false, problems };
  return ok({
    inputs: { type: 'object', properties: inputs, ...(required.length > 0 ? { required } : {}), additionalProperties: false },
    outputs: { type: 'object', properties: outputs },
    notes: inOrder(notes),
  });
}

/** What a module gives, from its own files and those of the modules that lie below it. */
function outputsOf(
  files: readonly HclFile[],
  inputs: Readonly<Record<string, JsonObject>>,
  unknown: (output: string, file: HclFile) => void,
): Record<string, JsonObject> {
  const own = files.filter(({ path }) => !path.includes('/'));
  const locals = Object.assign({}, ...own.flatMap(({ json }) => listOf(json['locals']))) as JsonObject;
  const sources = new Map(own.flatMap(({ json }) => blocksOf(json, 'module').map(([name, { source }]) => [name, source] as const)));
  const below = new Map<string, Record<string, JsonObject>>();
  const moduleOutput = (module: string, output: string): JsonObject | null => {
    const source = sources.get(module);
    if (typeof source !== 'string' || !source.startsWith('./')) return null;
    const known = below.get(source) ?? outputsBelow(files, `${source.slice(2).replace(/\/$/, '')}/`);
    below.set(source, known);
    return known[output] ?? null;
  };
  const outputs: Record<string, JsonObject> = {};
  for (const file of own)
    for (const [name, output] of blocksOf(file.json, 'output'))
      outputs[name] = outputSchema(output, { inputs, locals, moduleOutput }, () => unknown(name, file));
  return outputs;
}

/** What the module in a folder gives. Folders lie below each other, so this ends. */
function outputsBelow(files: readonly HclFile[], folder: string): Record<string, JsonObject> {
  const inner = files.flatMap((file) => (file.path.startsWith(folder) ? [{ ...file, path: file.path.slice(folder.length) }] : []));
  const own = inner.filter(({ path }) => !path.includes('/'));
  const inputs = Object.fromEntries(
    own.flatMap(({ json, path }) => blocksOf(json, 'variable').map(([name, variable]) => [name, inputSchema(name, variable, path, [])] as const)),
  );
  return outputsOf(inner, inputs, () => undefined);
}

function inputSchema(name: string, variable: JsonObject, at: string, notes: Note[]): JsonObject {
  const { description } = variable;
  const typed = typeSchema(name, variable, at, notes);
  const choices = choicesOf(name, variable, at, notes);
  const schema = { ...typed, ...(choices === null ? {} : { enum: choices }) };
  const nullable = variable['nullable'] !== false;
  return {
    ...(nullable ? orNull(schema) : schema),
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...('default' in variable ? { default: literal(variable['default'] as Json) } : {}),
    // What is sensitive is given and never told.
    ...(variable['sensitive'] === true || variable['ephemeral'] === true ? { writeOnly: true } : {}),
  };
}

function typeSchema(name: string, variable: JsonObject, at: string, notes: Note[]): JsonObject {
  const text = variable['type'];
  if (typeof text !== 'string') {
    const usual = literal((variable['default'] ?? null) as Json);
    notes.push({ at, message: `variable ${name}: it declares no type${usual === null ? '' : ', taken from its default'}` });
    return usual === null ? {} : schemaOfValue(usual);
  }
  const typed = terraformType(/^\$\{[\s\S]*\}$/.test(text) ? text.slice(2, -1) : text);
  if (typed === null) {
    notes.push({ at, message: `variable ${name}: its type could not be read: ${text}` });
    return {};
  }
  for (const lost of typed.lost) notes.push({ at, message: `variable ${name}: ${lost}` });
  return typed.schema;
}

/** Of a value without a declared type, what Terraform takes it for. */
function schemaOfValue(value: Json): JsonObject {
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'number') return { type: 'number' };
  if (typeof value === 'string') return { type: 'string' };
  return Array.isArray(value) ? { type: 'array' } : value === null ? {} : { type: 'object' };
}

/** The values that a validation allows, where it lists them. Every other validation is noted: the module itself holds to it. */
function choicesOf(name: string, variable: JsonObject, at: string, notes: Note[]): Json[] | null {
  let choices: Json[] | null = null;
  for (const { condition, error_message: says } of listOf(variable['validation'])) {
    const listed = typeof condition === 'string' ? /^\$\{\s*contains\(\s*(\[[\s\S]*\])\s*,\s*var\.([\w-]+)\s*\)\s*\}$/.exec(condition) : null;
    const values = listed?.[2] === name ? literalList(listed[1] ?? '') : null;
    if (values !== null && choices === null) choices = values;
    else notes.push({ at, message: `variable ${name}: a validation is left to the module${typeof says === 'string' ? `: ${says}` : ''}` });
  }
  return choices;
}

function literalList(text: string): Json[] | null {
  try {
    const values = JSON.parse(text.replace(/,\s*\]$/, ']')) as Json;
    return Array.isArray(values) && values.every((value) => typeof value !== 'object') ? (values as Json[]) : null;
  } catch {
    return null;
  }
}

/** HCL's JSON form writes what is no plain literal, such as -1, as an expression. */
function literal(value: Json): Json {
  if (typeof value === 'string') {
    const number = /^\$\{\s*(-?\d+(?:\.\d+)?)\s*\}$/.exec(value)?.[1];
    return number === undefined ? value.replaceAll('$${', '${').replaceAll('%%{', '%{') : Number(number);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map(literal);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)]));
}
