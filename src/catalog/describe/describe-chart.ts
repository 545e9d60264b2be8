import { LineCounter, parseDocument } from 'yaml';
import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, unfaithful } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type Described, inOrder, type Note, type SourceText } from './described.ts';
import { schemaOfValues } from './schema-of-values.ts';

const schemaFile = 'values.schema.json';

/**
 * What a Helm chart takes: its values, as `values.schema.json` has them where there is one, completed by what `values.yaml` shows. A chart gives nothing back. Hooks, custom resource definitions,
 * lookups in the cluster and dependencies are noted with their places. ARTIFACT_INVALID where there is no chart, or a file of it cannot be read.
 */
export function describeChart(files: readonly SourceText[]): Result<Described> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const chart = byPath.get('Chart.yaml');
  if (chart === undefined) return refuse('the folder holds no chart: there is no Chart.yaml', 'Chart.yaml');
  const values = byPath.get('values.yaml');
  const shown = values === undefined ? ok({ schema: { type: 'object', properties: {} } as JsonObject, notes: [] as readonly Note[] }) : readValues(values);
  if (!shown.ok) return shown;
  const meta = readYaml(chart);
  if (!meta.ok) return meta;
  const notes: Note[] = [...chartNotes(chart, meta.value), ...templateNotes(files)];
  if (values === undefined) notes.push({ at: 'Chart.yaml:1', message: 'the chart has no values.yaml, so that nothing of its values is known' });
  const declared = byPath.get(schemaFile);
  const says = saysOf(meta.value);
  if (declared === undefined) return ok({ inputs: shown.value.schema, outputs: noOutputs, notes: inOrder([...notes, ...shown.value.notes]), says });
  const schema = readSchema(declared);
  if (!schema.ok) return schema;
  const completed = complete(schema.value, shown.value.schema, schema.value, [], notes);
  return ok({ inputs: completed, outputs: noOutputs, notes: inOrder(notes), says });
}

function saysOf(chart: JsonObject): NonNullable<Described['says']> {
  const text = (name: string) => (typeof chart[name] === 'string' && chart[name] !== '' ? { [name]: chart[name] } : {});
  return { ...text('name'), ...text('version'), ...text('description') };
}

const noOutputs: JsonObject = { type: 'object', properties: {} };

function refuse(message: string, at: string): Result<never> {
  return fail(problem('ARTIFACT_INVALID', message, 'name the folder of a chart whose files can be read', { at }));
}

function readValues(file: SourceText): Result<{ readonly schema: JsonObject; readonly notes: readonly Note[] }> {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) return refuse(`not readable as YAML: ${error.message.split('\n')[0]}`, `${file.path}:${error.linePos?.[0].line ?? 1}`);
  try {
    return ok(schemaOfValues(document, lines, file.path));
  } catch (thrown) {
    // What aliases make too much of.
    return refuse(`not readable as YAML: ${String(thrown).split('\n')[0]}`, `${file.path}:1`);
  }
}

function readYaml(file: SourceText): Result<JsonObject> {
  const document = parseDocument(file.text);
  const [error] = document.errors;
  if (error !== undefined) return refuse(`not readable as YAML: ${error.message.split('\n')[0]}`, `${file.path}:${error.linePos?.[0].line ?? 1}`);
  const content = document.toJS({ maxAliasCount: 100 }) as Json;
  return isJsonObject(content) ? ok(content) : refuse('it is no map', `${file.path}:1`);
}

function readSchema(file: SourceText): Result<JsonObject> {
  let content: unknown;
  try {
    content = JSON.parse(file.text.replace(/^\ufeff/u, ''));
  } catch (error) {
    return refuse(`not readable as JSON: ${String(error).split('\n')[0]}`, `${file.path}:1`);
  }
  const lost = unfaithful(content);
  if (lost !== null) return refuse(lost.what, `${file.path}:1`);
  return isJsonObject(content) ? ok(content) : refuse('a schema is an object', `${file.path}:1`);
}

/**
 * A declared schema with what `values.yaml` shows: its values are defaults, and since a value with a default need not be given, nothing that has one is required. A value that the schema does not speak of is added, and noted, unless the schema forbids it.
 */
function complete(declared: JsonObject, shown: JsonObject, root: JsonObject, path: readonly string[], notes: Note[]): JsonObject {
  const { schema, elsewhere } = flattened(declared, root, 0);
  if (elsewhere !== null) notes.push({ at: `${schemaFile}:1`, message: `${path.join('.') || 'the schema'} refers to ${elsewhere}, which is not read` });
  const { $schema: _, ...rest } = schema;
  const members = shown['properties'];
  if (!isJsonObject(members)) return { ...rest, ...('default' in shown && !('default' in schema) ? { default: shown['default'] as Json } : {}) };
  const known = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const composed = ['allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', '$dynamicRef'].some((key) => key in schema);
  const properties: Record<string, JsonObject> = {};
  for (const [name, inner] of Object.entries(known)) {
    const live = members[name];
    properties[name] = isJsonObject(inner) ? complete(inner, isJsonObject(live) ? live : {}, root, [...path, name], notes) : {};
  }
  for (const [name, inner] of Object.entries(members)) {
    if (name in known || !isJsonObject(inner)) continue;
    if (schema['additionalProperties'] === false || composed)
      notes.push({ at: 'values.yaml:1', message: `value ${[...path, name].join('.')} is not among the properties of ${schemaFile}` });
    else {
      properties[name] = inner;
      if (!isJsonObject(schema['additionalProperties']))
        notes.push({ at: 'values.yaml:1', message: `value ${[...path, name].join('.')} is not in ${schemaFile}: its type is taken from values.yaml` });
    }
  }
  const required = Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string' && !(name in members)) : [];
  const { required: __, ...unrequired } = rest;
  return { ...unrequired, ...(Object.keys(properties).length > 0 ? { properties } : {}), ...(required.length > 0 ? { required } : {}) };
}

/** What merged schemas may say; one that says more is left as it is. */
const mergeable: ReadonlySet<string> = new Set(['type', 'properties', 'required', 'description', 'title', 'additionalProperties', 'default', '$comment']);
const deepestMerge = 16;

/** A schema with what it refers to and what it is composed of by `allOf` as one. */
function flattened(declared: JsonObject, root: JsonObject, depth: number): { readonly schema: JsonObject; readonly elsewhere: string | null } {
  const { schema, elsewhere } = referredTo(declared, root);
  const { allOf, ...own } = schema;
  if (elsewhere !== null || !Array.isArray(allOf) || depth > deepestMerge) return { schema, elsewhere };
  const parts = (allOf as readonly Json[]).map((part) => (isJsonObject(part) ? flattened(part, root, depth + 1) : { schema: {}, elsewhere: null }));
  const foreign = parts.find((part) => part.elsewhere !== null);
  if (foreign !== undefined) return { schema, elsewhere: foreign.elsewhere };
  if (parts.some((part) => Object.keys(part.schema).some((key) => !mergeable.has(key)))) return { schema, elsewhere: null };
  return { schema: [own, ...parts.map((part) => part.schema)].reduce(merged), elsewhere: null };
}

function merged(one: JsonObject, other: JsonObject): JsonObject {
  const [left, right] = [one['properties'], other['properties']].map((properties) => (isJsonObject(properties) ? properties : {})) as [JsonObject, JsonObject];
  const both = Object.keys(right).filter((name) => name in left);
  const properties = { ...left, ...right, ...Object.fromEntries(both.map((name) => [name, { allOf: [left[name] as Json, right[name] as Json] }])) };
  const required = [...new Set([one['required'], other['required']].flatMap((names) => (Array.isArray(names) ? (names as readonly Json[]) : [])))];
  return { ...other, ...one, ...(Object.keys(properties).length > 0 ? { properties } : {}), ...(required.length > 0 ? { required } : {}) };
}

/** A schema with the one of its own document that it refers to written out, one level: what is below is met when it is come to. */
function referredTo(schema: JsonObject, root: JsonObject): { readonly schema: JsonObject; readonly elsewhere: string | null } {
  let met = schema;
  // A circle of references has no end, and one of that length no reader.
  for (let hops = 0; hops < 16; hops++) {
    const reference = met['$ref'];
    if (typeof reference !== 'string') return { schema: met, elsewhere: null };
    const target = reference.startsWith('#/') ? at(root, reference.slice(2).split('/')) : undefined;
    if (!isJsonObject(target)) return { schema: met, elsewhere: reference };
    const { $ref: _, ...beside } = met;
    met = { ...target, ...beside };
  }
  return { schema: {}, elsewhere: String(schema['$ref']) };
}

function at(root: Json, segments: readonly string[]): Json | undefined {
  return segments.reduce<Json | undefined>(
    (value, segment) => (isJsonObject(value) ? value[decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  );
}

function chartNotes({ path, text }: SourceText, chart: JsonObject): Note[] {
  const dependencies = Array.isArray(chart['dependencies']) ? (chart['dependencies'] as readonly Json[]).filter(isJsonObject) : [];
  return dependencies.map(({ name, version, repository }) => {
    const line = text.split('\n').findIndex((one) => new RegExp(`name:\\s*["']?${String(name).replace(/[^\w-]/g, '.')}["']?\\s*$`).test(one)) + 1;
    const pinned = typeof version === 'string' && /^v?\d+\.\d+\.\d+[\w.+-]*$/.test(version);
    const from = typeof repository === 'string' && repository !== '' ? ` from ${repository}` : '';
    return {
      at: `${path}:${line || 1}`,
      message: `it depends on chart ${String(name)} ${String(version ?? '')}${from}${pinned ? '' : ', which is no fixed version'}: its values stand below ${String(name)}`,
    };
  });
}

/** What of the templates is more than text that is filled in. */
const marks: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/["']?helm\.sh\/hook["']?:\s*["']?([\w,-]+)/, (when) => `a hook: Helm makes it at ${when}, and a rollback does not take it back`],
  [/\{\{[^}]*\b(lookup)\s+["'(]/, () => 'it looks into the cluster while the chart is rendered: what comes out depends on what is there'],
  [/^kind:\s*["']?(CustomResourceDefinition)/, () => 'a custom resource definition: removing the chart removes it, and with it every resource of its kind'],
];

function templateNotes(files: readonly SourceText[]): Note[] {
  return files.flatMap(({ path, text }) => {
    if (path.startsWith('crds/'))
      return /\.(?:ya?ml|json)$/.test(path)
        ? [{ at: `${path}:1`, message: 'a custom resource definition: Helm makes it at the first installation, and never changes or removes it' }]
        : [];
    if (!path.startsWith('templates/')) return [];
    return text.split('\n').flatMap((line, index) =>
      marks.flatMap(([pattern, say]) => {
        const found = pattern.exec(line);
        return found === null ? [] : [{ at: `${path}:${index + 1}`, message: say(found[1] ?? '') }];
      }),
    );
  });
}
