import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf } from '../../kernel/pointer.ts';
import { textOf } from '../../model/call-function.ts';
import type { NodeAddress } from '../../model/names.ts';
import type { DraftExport, DraftResource, DraftUnit, Evidence } from '../../model/proposal.ts';
import { leavesOf } from '../input-reach.ts';
import { agentAmong, theirsElsewhere } from '../theirs-elsewhere.ts';
import type { OutputOrigins } from './parameter-origins.ts';

/** What templates come to. */
export interface TemplateDrafts {
  /** By the node that names the template. */
  readonly resources: ReadonlyMap<string, readonly DraftResource[]>;
  /** By the node that names the template and the output's name, as a draft writes them. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  readonly outputOrigins: OutputOrigins;
  readonly exports: readonly DraftExport[];
  /** What of other deployments' exports stands in them, with the value that it had, and of stored parameters what an AI agent had a hand in. */
  readonly imports: readonly DraftExport[];
  readonly evidence: readonly Evidence[];
}

export const noTemplates: TemplateDrafts = { resources: new Map(), outputs: new Map(), outputOrigins: new Map(), exports: [], imports: [], evidence: [] };

/** To wait for a template is to wait for all that it makes. */
export function waitingFor(names: readonly string[], { resources }: Pick<TemplateDrafts, 'resources'>): NodeAddress[] {
  return names.flatMap((name) => resources.get(name)?.map(({ node }) => node) ?? [name as NodeAddress]);
}

/** `${web.outputs.Url}`; one after a `$` is plain text. */
const output = /(\$?)\$\{\s*([a-z][A-Za-z0-9_]*(?:\[(?:\d+|"[^"\\]*")\]|\.[A-Za-z][A-Za-z0-9_]*)*?)\.outputs\.([A-Za-z0-9]+)\s*\}/g;

/**
 * A value with every `${node.outputs.Name}` of a template as what that output is, references and all. An output that the template has not stays, and is then a node that
 * does not exist.
 */
function withOutputs(value: Json, outputs: ReadonlyMap<string, ReadonlyMap<string, Json>>): Json {
  if (outputs.size === 0) return value;
  if (typeof value === 'string') return replaced(value, outputs);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withOutputs(item, outputs));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withOutputs(member, outputs)]));
}

/** Where outputs are to stand in a value that an AI agent's hand in another deployment decides: pointers, `*` for any item of a list. */
export function chosenThrough(value: Json, { outputOrigins, imports }: Pick<TemplateDrafts, 'outputOrigins' | 'imports'>): string[] {
  const theirs = theirsElsewhere(imports);
  if (theirs.size === 0) return [];
  return leavesOf(value).flatMap(({ path, value: text }) => {
    const named = typeof text === 'string' ? [...text.matchAll(output)] : [];
    const isTheirs = named.some(([, dollar, node = '', name = '']) => dollar === '' && agentAmong(outputOrigins.get(node)?.get(name), theirs) !== undefined);
    return isTheirs ? [pointerOf(path)] : [];
  });
}

/** A resource beside templates, with their outputs where it names them. */
export function resourceWith<R extends { readonly properties: JsonObject }>(
  resource: R,
  drafts: TemplateDrafts,
): R & Pick<DraftResource, 'properties' | 'chosen'> {
  const chosen = chosenThrough(resource.properties, drafts);
  return { ...resource, properties: withOutputs(resource.properties, drafts.outputs) as JsonObject, ...(chosen.length === 0 ? {} : { chosen }) };
}

/** The same of a unit. */
export function unitWith<U extends { readonly inputs: JsonObject }>(unit: U, drafts: TemplateDrafts): U & Pick<DraftUnit, 'inputs' | 'chosen'> {
  const chosen = Object.entries(unit.inputs).flatMap(([name, value]) => (chosenThrough(value as Json, drafts).length === 0 ? [] : [name]));
  return { ...unit, inputs: withOutputs(unit.inputs, drafts.outputs) as JsonObject, ...(chosen.length === 0 ? {} : { chosen }) };
}

function replaced(text: string, outputs: ReadonlyMap<string, ReadonlyMap<string, Json>>): Json {
  if (!text.includes('.outputs.')) return text;
  const [only] = [...text.matchAll(output)];
  // Alone, an output keeps its type.
  if (only !== undefined && only[0] === text && only[1] === '') return outputs.get(only[2] ?? '')?.get(only[3] ?? '') ?? text;
  return text.replace(output, (whole, dollar: string, node: string, name: string) => {
    const given = dollar === '' ? outputs.get(node)?.get(name) : undefined;
    return given === undefined ? whole : textOf(given);
  });
}
