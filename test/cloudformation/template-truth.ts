import { madeAs } from '../../src/catalog/cloudformation/readable-forms.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { SimulatedResource } from './simulated-account.ts';

/*
 * What a template must have made, told from its text and from what the sandbox holds alone: no plan and no report of the engine is asked.
 */

/** What is missing or otherwise among what is there of what the template says plainly: resources without a condition, and values without a function. Null where nothing is. */
export function missingOf(root: JsonObject, made: readonly SimulatedResource[]): string | null {
  const free = new Set(made);
  for (const [id, part] of resourcesOf(root)) {
    if (part['Condition'] !== undefined) continue;
    const types = madeAs(String(part['Type']));
    const candidates = [...free].filter(({ type }) => types.includes(type));
    if (candidates.length === 0) return `${id}: no ${types.join(' or ')} is there`;
    // What is made in another form has other properties.
    if (types[0] !== part['Type']) continue;
    const wanted = [...plainLeaves(part['Properties'] ?? null, [])];
    const differing = candidates.map((one) => ({ one, leaf: wanted.find(([path, value]) => !isThere(one.properties, path, value)) }));
    const match = differing.find(({ leaf }) => leaf === undefined);
    if (match === undefined) return `${id}: no ${part['Type']} has ${differing[0]?.leaf?.[0].join('.')} ${JSON.stringify(differing[0]?.leaf?.[1])}`;
    free.delete(match.one);
  }
  return null;
}

/** Of what is left, what is of no type that the templates retain somewhere. */
export function leftOver(roots: readonly JsonObject[], rest: readonly SimulatedResource[]): readonly SimulatedResource[] {
  const retained = new Set(roots.flatMap((root) => [...retainedIn(root['Resources'] ?? null)]));
  return rest.filter(({ type }) => !retained.has(type));
}

function* retainedIn(part: Json): Iterable<string> {
  if (typeof part !== 'object' || part === null) return;
  const { Type: type, DeletionPolicy: policy } = part as JsonObject;
  // A policy that a parameter chooses may be Retain.
  if (typeof type === 'string' && policy !== undefined && (typeof policy !== 'string' || policy.startsWith('Retain'))) yield* madeAs(type);
  for (const member of Object.values(part)) yield* retainedIn(member as Json);
}

function resourcesOf(root: JsonObject): [string, JsonObject][] {
  const resources = isJsonObject(root['Resources']) ? root['Resources'] : {};
  return Object.entries(resources).flatMap(([id, part]) =>
    isJsonObject(part) && typeof part['Type'] === 'string' && !part['Type'].startsWith('AWS::CloudFormation::') && part['Type'] !== 'AWS::CDK::Metadata'
      ? [[id, part] as [string, JsonObject]]
      : [],
  );
}

/** Values that are written out, but for what stands in lists, whose order providers choose, and in documents, whose form they choose. */
function* plainLeaves(part: Json, path: readonly string[]): Iterable<readonly [readonly string[], Json]> {
  if (!isJsonObject(part)) {
    if (part !== null && !Array.isArray(part)) yield [path, part];
    return;
  }
  if (Object.keys(part).some((name) => name === 'Ref' || name.startsWith('Fn::') || name === 'Statement')) return;
  for (const [name, member] of Object.entries(part)) yield* plainLeaves(member as Json, [...path, name]);
}

function isThere(properties: JsonObject, path: readonly string[], value: Json): boolean {
  let found: Json | undefined = properties;
  for (const name of path) {
    // A document kept as text.
    if (typeof found === 'string') return true;
    found = isJsonObject(found) ? found[name] : undefined;
  }
  return String(found).toLowerCase() === String(value).toLowerCase() || Number(found) === Number(value) || String(value).includes('{{resolve:');
}
