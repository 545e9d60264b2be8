import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import type { CatalogDocument, PublishedContent } from '../model/catalog.ts';
import { isGate } from './check-blueprint.ts';
import { memberNames, memberSchema } from './json-schemas.ts';

export interface VersionChange {
  readonly of: 'input' | 'output' | 'resource' | 'node' | 'permission' | 'control' | 'boundary' | 'check' | 'run' | 'engine';
  readonly what: string;
  /** In one clause. */
  readonly change: string;
  /** Whoever uses the former version cannot take the newer one without changing something, or loses something by it. */
  readonly breaking: boolean;
}

/** How two versions differ, to those who use them. Permissions are those whose types say them. */
export function diffVersions(from: PublishedContent, to: PublishedContent): VersionChange[] {
  return [
    ...inputChanges(from.facts.inputs, to.facts.inputs),
    ...lists('input', from.facts.mustKnow, to.facts.mustKnow, (added) => added, [
      'must now be known when it is planned',
      'may now exist only after a step',
    ]).filter(({ what }) => [from, to].every(({ facts }) => memberNames(facts.inputs).includes(what))),
    ...outputChanges(from, to),
    ...partChanges(from, to),
    ...lists('permission', from.facts.permissions, to.facts.permissions, () => false),
    ...lists('control', from.facts.controls, to.facts.controls, (added) => !added),
    ...boundaryChanges(from, to),
    ...checkChanges(from.document, to.document),
    ...runChanges(from.document, to.document),
  ];
}

function inputChanges(from: JsonObject, to: JsonObject): VersionChange[] {
  const [before, after] = [memberNames(from), memberNames(to)];
  const needs = (schema: JsonObject, name: string): boolean => required(schema).includes(name) && memberSchema(schema, name)?.['default'] === undefined;
  return [...new Set([...before, ...after])].sort().flatMap((what): VersionChange[] => {
    const of = 'input';
    if (!after.includes(what)) return [{ of, what, change: 'removed', breaking: true }];
    if (!before.includes(what))
      return [{ of, what, change: needs(to, what) ? 'added, and required' : 'added, and may be left out', breaking: needs(to, what) }];
    const changes: VersionChange[] = [];
    if (needs(to, what) !== needs(from, what))
      changes.push({ of, what, change: needs(to, what) ? 'now required' : 'may now be left out', breaking: needs(to, what) });
    const [was, is] = [memberSchema(from, what) ?? {}, memberSchema(to, what) ?? {}];
    if (!sameJson(without(was), without(is))) changes.push({ of, what, change: schemaChange(was, is), breaking: !widens(was, is) });
    else if (!sameJson(was['default'], is['default']))
      changes.push({ of, what, change: `default ${shown(was['default'])} → ${shown(is['default'])}`, breaking: false });
    return changes;
  });
}

function outputChanges(
  { facts: { outputs: from }, document: was }: PublishedContent,
  { facts: { outputs: to }, document: is }: PublishedContent,
): VersionChange[] {
  const [before, after] = [memberNames(from), memberNames(to)];
  const [made, makes] = [was.kind === 'Blueprint' ? was.outputs : was.provides, is.kind === 'Blueprint' ? is.outputs : is.provides];
  return [...new Set([...before, ...after])].sort().flatMap((what): VersionChange[] => {
    const of = 'output';
    if (!after.includes(what)) return [{ of, what, change: 'removed', breaking: true }];
    if (!before.includes(what)) return [{ of, what, change: 'added', breaking: false }];
    const [was, is] = [memberSchema(from, what) ?? {}, memberSchema(to, what) ?? {}];
    if (!sameJson(without(was), without(is))) return [{ of, what, change: schemaChange(was, is), breaking: !sameJson(was['type'], is['type']) }];
    return sameJson(made[what], makes[what]) ? [] : [{ of, what, change: `is made otherwise: ${brief(made[what])} → ${brief(makes[what])}`, breaking: false }];
  });
}

function partChanges(
  { document: from, lock: fromLock, facts: fromFacts }: PublishedContent,
  { document: to, lock: toLock, facts: toFacts }: PublishedContent,
): VersionChange[] {
  if (from.kind === 'Blueprint' && to.kind === 'Blueprint') {
    const nodes = (document: typeof from, lock: PublishedContent['lock']) =>
      Object.fromEntries(
        Object.entries(document.nodes).map(([name, node]) => {
          const used = isGate(node) ? undefined : lock[node.use];
          return [name, { written: node as Json, uses: used === undefined ? 'a gate' : `${used.name}@${used.version}` }];
        }),
      );
    return parts(
      'node',
      nodes(from, fromLock),
      nodes(to, toLock),
      ({ uses }) => uses,
      () => false,
    );
  }
  if (from.kind !== 'Artifact' || to.kind !== 'Artifact') return [{ of: 'engine', what: 'kind', change: `${from.kind} → ${to.kind}`, breaking: true }];
  const templates = fromFacts.template !== undefined || toFacts.template !== undefined;
  if (!templates && !sameJson(from.engine, to.engine)) {
    const breaking = from.engine.type !== to.engine.type;
    const { source: code, ...was } = from.engine;
    const { source: newCode, ...is } = to.engine;
    const told = [...(code === newCode ? [] : ['its code is another']), ...(sameJson(was, is) ? [] : [whatDiffers(was as JsonObject, is as JsonObject)])];
    return [{ of: 'engine', what: to.engine.type, change: breaking ? `${from.engine.type} → ${to.engine.type}` : told.join('; '), breaking }];
  }
  const resources = (document: typeof from, { template }: PublishedContent['facts']) =>
    template === undefined
      ? Object.fromEntries(Object.entries(document.resources ?? {}).map(([name, resource]) => [name, { written: resource as Json, uses: resource.type }]))
      : Object.fromEntries(template.map(({ id, type, conditional }) => [id, { written: { conditional }, uses: type }]));
  // Of what a template says of its resources only its text is compared: that follows from the inputs.
  const text: VersionChange[] =
    templates && from.engine.source !== to.engine.source ? [{ of: 'engine', what: 'template', change: 'its text is another', breaking: false }] : [];
  const changed = parts(
    'resource',
    resources(from, fromFacts),
    resources(to, toFacts),
    ({ uses }) => uses,
    (was, is) => was.uses !== is.uses,
  );
  return [...text, ...changed];
}

interface Part {
  readonly written: Json;
  readonly uses: string;
}

/** What is no longer there is deleted where the version is taken. */
function parts(
  of: 'resource' | 'node',
  from: Readonly<Record<string, Part>>,
  to: Readonly<Record<string, Part>>,
  name: (part: Part) => string,
  replaced: (was: Part, is: Part) => boolean,
): VersionChange[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap((what): VersionChange[] => {
    const [was, is] = [from[what], to[what]];
    if (was === undefined) return is === undefined ? [] : [{ of, what, change: `added: ${name(is)}`, breaking: false }];
    if (is === undefined) return [{ of, what, change: `removed: ${name(was)}, which is deleted where it stands`, breaking: true }];
    if (name(was) !== name(is)) return [{ of, what, change: `${name(was)} → ${name(is)}`, breaking: replaced(was, is) }];
    return sameJson(was.written, is.written) ? [] : [{ of, what, change: whatDiffers(was.written, is.written), breaking: false }];
  });
}

function boundaryChanges({ document: from }: PublishedContent, { document: to }: PublishedContent): VersionChange[] {
  if (from.kind !== 'Blueprint' || to.kind !== 'Blueprint') return [];
  const names = new Set([...Object.keys(from.boundary), ...Object.keys(to.boundary)] as (keyof typeof from.boundary)[]);
  return [...names].sort().flatMap((what) => {
    const [was, is] = [from.boundary[what], to.boundary[what]];
    return sameJson(was, is) ? [] : [{ of: 'boundary' as const, what, change: `${shown(was)} → ${shown(is)}`, breaking: !holds(is, was) }];
  });
}

type Limit = readonly string[] | number | undefined;

/** Whether a limit lets everything through that another one does, as far as that can be seen: of patterns, that it has all of them. */
function holds(limit: Limit, other: Limit): boolean {
  if (limit === undefined) return true;
  if (typeof limit === 'number') return typeof other === 'number' && limit >= other;
  return Array.isArray(other) && (limit.includes('*') || other.every((each) => limit.includes(each)));
}

/** What refuses inputs that passed is breaking; a check that says the same in other words is told only. */
function checkChanges(from: CatalogDocument, to: CatalogDocument): VersionChange[] {
  const checksOf = (document: CatalogDocument) =>
    new Map(document.kind === 'Blueprint' ? document.checks.map(({ assert, message }) => [assert, message] as const) : []);
  const [before, after] = [checksOf(from), checksOf(to)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((what): VersionChange[] => {
    const [was, is] = [before.get(what), after.get(what)];
    if (was === is) return [];
    if (is === undefined) return [{ of: 'check', what, change: 'no longer', breaking: false }];
    return [
      was === undefined ? { of: 'check', what, change: `added: ${is}`, breaking: true } : { of: 'check', what, change: `now says: ${is}`, breaking: false },
    ];
  });
}

function runChanges(from: CatalogDocument, to: CatalogDocument): VersionChange[] {
  if (from.kind !== 'Blueprint' || to.kind !== 'Blueprint' || from.onFailure === to.onFailure) return [];
  return [{ of: 'run', what: 'onFailure', change: `${from.onFailure} → ${to.onFailure}`, breaking: false }];
}

function lists(
  of: VersionChange['of'],
  from: readonly string[],
  to: readonly string[],
  breaking: (added: boolean) => boolean,
  [more, less]: readonly [string, string] = ['added', 'no longer'],
): VersionChange[] {
  return [
    ...to.filter((what) => !from.includes(what)).map((what) => ({ of, what, change: more, breaking: breaking(true) })),
    ...from.filter((what) => !to.includes(what)).map((what) => ({ of, what, change: less, breaking: breaking(false) })),
  ];
}

/** A schema but for what says nothing of what may be given. */
function without(schema: JsonObject): JsonObject {
  const { description: _, default: __, title: ___, examples: ____, ...rest } = schema;
  return rest;
}

function schemaChange(was: JsonObject, is: JsonObject): string {
  if (!sameJson(was['type'], is['type'])) return `type ${shown(was['type'])} → ${shown(is['type'])}`;
  return `what may be given changes: ${whatDiffers(without(was), without(is))}`;
}

/** Whether everything that could be given before may be given still, as far as that can be seen: limits that went, and values that were added. */
function widens(was: JsonObject, is: JsonObject): boolean {
  return membersThatDiffer(was, is).every((name) => {
    if (name === 'description' || name === 'default' || name === 'title' || name === 'examples') return true;
    const [before, after] = [was[name], is[name]];
    if (name === 'enum' && Array.isArray(before))
      return after === undefined || (Array.isArray(after) && before.every((value) => (after as readonly Json[]).some((other) => sameJson(value, other))));
    if (/^(maximum|maxLength|maxItems)$/.test(name)) return after === undefined || Number(after) >= Number(before ?? Number.NaN);
    if (/^(minimum|minLength|minItems)$/.test(name)) return after === undefined || Number(after) <= Number(before ?? Number.NaN);
    return name === 'pattern' && after === undefined;
  });
}

const differencesShown = 4;
const valueShown = 80;

/** Each value that differs, by its place, as it was and as it is; a list as a whole. */
function whatDiffers(was: Json, is: Json): string {
  const all = leavesThatDiffer(was, is, []);
  const more = all.length - differencesShown;
  const told = all.slice(0, differencesShown).map(({ path, before, after }) => `${path.join('.')} ${brief(before)} → ${brief(after)}`);
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

interface LeafThatDiffers {
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

function leavesThatDiffer(before: Json | undefined, after: Json | undefined, path: readonly string[]): LeafThatDiffers[] {
  if (sameJson(before, after)) return [];
  if (!isJsonObject(before) || !isJsonObject(after)) return [{ path, before, after }];
  return membersThatDiffer(before, after).flatMap((name) => leavesThatDiffer(before[name], after[name], [...path, name]));
}

function brief(value: Json | undefined): string {
  const text = shown(value);
  return text.length > valueShown ? `${text.slice(0, valueShown)}…` : text;
}

function membersThatDiffer(was: Json, is: Json): string[] {
  const [before, after] = [isJsonObject(was) ? was : {}, isJsonObject(is) ? is : {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !sameJson(before[name], after[name])).sort();
}

function required(schema: JsonObject): readonly string[] {
  return Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [];
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
