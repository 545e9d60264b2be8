import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describeTemplate } from '../../src/catalog/cloudformation/describe-template.ts';
import { readParameters } from '../../src/catalog/cloudformation/parameters.ts';
import { readTemplate, type TemplateDocument } from '../../src/catalog/cloudformation/template-document.ts';
import type { Diagnostic } from '../../src/kernel/diagnostic.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { RequestOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import type { EngineOver } from '../native/engine-over.ts';
import { type Exporter, exportersFor, importsOf } from './find-exporters.ts';
import { type Standing, sampleInput } from './sample-inputs.ts';
import type { SimulatedAccount, SimulatedResource } from './simulated-account.ts';
import { standingThings } from './standing-things.ts';
import { leftOver, missingOf } from './template-truth.ts';

export const stages = ['imports', 'plans', 'applies', 'plans empty', 'destroys'] as const;

/** Why a template did not come further. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

export interface Outcome {
  /** How many stages it came through. */
  readonly reached: number;
  readonly why: Reason | null;
}

/** Who carries a template through its life, where, and what helps it. */
export interface Stage {
  readonly over: EngineOver;
  readonly account: SimulatedAccount;
  readonly types: TypeRegistry;
  /** Templates that others import from. */
  readonly exporters: readonly Exporter[];
  /** Parameters whose default does not do. */
  readonly unfit: ReadonlySet<string>;
}

/** Parameters of these types name what stands in the author's account, whatever their default says. */
const standsElsewhere = /^(List<)?AWS::EC2::(VPC|Subnet|KeyPair|SecurityGroup|Instance|Volume)/;
const longestChain = 4;
const mostChoices = 3;
/** Milliseconds: operations end at once, and hindrances are waited for this long. */
const longestRun = 90_000;

/** Imports, plans, applies, plans again and removes one template in an account in which only what it asks for stands. Whether it did is read from the sandbox. */
export async function lifeOfTemplate(path: string, stage: Stage): Promise<Outcome> {
  const { over, account, types } = stage;
  const text = readFileSync(path, 'utf8');
  const described = describeTemplate(text, basename(path), types);
  if (!described.ok) return { reached: 0, why: reasonOf(described.problems) };
  const document = readTemplate(text, basename(path));
  const standing = await standingThings(account);
  const imported = await importedInto(path, document, standing, stage, [path]);
  const before = new Set((await account.resources()).map(nameOf));
  const made = async (): Promise<SimulatedResource[]> => (await account.resources()).filter((one) => !before.has(nameOf(one)));

  const name = `measured_${account.id}`;
  const wish = wishFor(name, path, document, { ...inputsFor(document, standing, stage), ...imported }, stage);
  const ask = () => over.engine.ask(wish);
  const asked = await ask();
  if (!asked.ok) return { reached: 1, why: reasonOf(asked.problems) };
  if (asked.value.kind !== 'proposal') return { reached: 1, why: { code: 'ASKS', text: `comes to a ${asked.value.kind}` } };

  const run = await applied(asked.value.plan as Plan, stage);
  if (run.status !== 'succeeded') return { reached: 2, why: reasonOfRun(run) };
  const missing = missingOf(document.root, await made());
  if (missing !== null) return { reached: 2, why: { code: 'NOT_AS_WRITTEN', text: missing } };

  const held = digestOf(JSON.parse(JSON.stringify(await account.resources())) as Json);
  const mutations = await account.mutations();
  const again = await ask();
  if (!again.ok) return { reached: 3, why: reasonOf(again.problems) };
  const change = again.value.kind === 'proposal' ? (again.value.plan as Plan).changes.find(({ action }) => action !== 'none') : undefined;
  if (again.value.kind !== 'proposal') return { reached: 3, why: { code: 'ASKS', text: `plan again comes to a ${again.value.kind}` } };
  if (change !== undefined) {
    const differences = 'differences' in change ? JSON.stringify(change.differences.slice(0, 2)).slice(0, 300) : '';
    return { reached: 3, why: { code: 'NOT_EMPTY', text: `${change.action} ${change.node} ${differences}` } };
  }
  const still = digestOf(JSON.parse(JSON.stringify(await account.resources())) as Json);
  if (still !== held || (await account.mutations()) !== mutations) return { reached: 3, why: { code: 'MOVED', text: 'planning again changed what is there' } };

  const removal = await over.engine.destroy({ deployment: name as never });
  if (!removal.ok) return { reached: 4, why: reasonOf(removal.problems) };
  if (removal.value.steps.length > 0) {
    const removed = await applied(removal.value as Plan, stage);
    if (removed.status !== 'succeeded') return { reached: 4, why: reasonOfRun(removed) };
  }
  const rest = leftOver(rootsOf(bundleOf(path, document), document), await made());
  if (rest.length > 0) return { reached: 4, why: { code: 'LEFT', text: rest.slice(0, 4).map(nameOf).join(', ') } };
  const there = new Set((await account.resources()).map(nameOf));
  const foreign = [...before].find((one) => !there.has(one));
  if (foreign !== undefined) return { reached: 4, why: { code: 'FOREIGN', text: `${foreign} was there before, and is gone` } };
  return { reached: 5, why: null };
}

/** The run of a plan, which is ended where it takes longer than any should. */
async function applied(plan: Plan, { over }: Stage): Promise<Run> {
  const late = setTimeout(() => void over.cancel(plan.deployment).catch(() => undefined), longestRun);
  try {
    return await over.apply(plan);
  } finally {
    clearTimeout(late);
  }
}

/** Applies the templates that this one imports from, and gives the parameters that name their stacks. */
async function importedInto(
  path: string,
  document: TemplateDocument,
  standing: Standing,
  stage: Stage,
  chain: readonly string[],
): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  if (chain.length > longestChain) return given;
  for (const [index, wanted] of importsOf(document).entries()) {
    for (const [choice, exporter] of exportersFor(wanted, stage.exporters, path).entries()) {
      if (chain.includes(exporter.path) || choice >= mostChoices) continue;
      const name = `other_${chain.length}_${index}_${choice}_${stage.account.id}`;
      if (!(await isApplied(name, exporter.path, standing, stage, [...chain, exporter.path]))) continue;
      if (wanted.prefix !== null) given[wanted.prefix] = `${name.replaceAll('_', '-')}-t`;
      break;
    }
  }
  return given;
}

/** Whether a template that others import from could be applied, as a deployment of that name. */
async function isApplied(name: string, path: string, standing: Standing, stage: Stage, chain: readonly string[]): Promise<boolean> {
  const document = readTemplate(readFileSync(path, 'utf8'), basename(path));
  const imported = await importedInto(path, document, standing, stage, chain);
  const asked = await stage.over.engine.ask(wishFor(name, path, document, { ...inputsFor(document, standing, stage), ...imported }, stage));
  if (!asked.ok || asked.value.kind !== 'proposal') return false;
  return (asked.value.plan as Plan).steps.length === 0 || (await applied(asked.value.plan as Plan, stage)).status === 'succeeded';
}

function wishFor(name: string, path: string, document: TemplateDocument, inputs: JsonObject, { account }: Stage): RequestOf<'ask'> {
  const bundle = bundleOf(path, document);
  const source = digestOf(bundle);
  const intent = { name, region: account.region, nodes: { t: { template: basename(path), source, inputs } } };
  return { intent: intent as unknown as JsonObject, sources: { [source]: bundle } };
}

/** What parameters without a default are given, and those that name what stands elsewhere. */
function inputsFor(document: TemplateDocument, standing: Standing, { account, unfit }: Stage): JsonObject {
  return Object.fromEntries(
    readParameters(document).flatMap((parameter) => {
      const elsewhere = standsElsewhere.test(parameter.type) || unfit.has(parameter.name);
      if (parameter.default !== undefined && !elsewhere) return [];
      const ownBucket = makesBucket(document, parameter.name);
      const things = ownBucket ? new Map([...standing, ['bucket', [`${parameter.name.toLowerCase()}-of-${account.id}`]]]) : standing;
      const value = sampleInput(parameter, things);
      return value === undefined ? [] : [[parameter.name, value] as const];
    }),
  );
}

/** The parameters whose default does not do: it is part of what a message says is not there, or a rule of the template that the message tells of names the parameter. */
export function defaultsIn(path: string, message: string): string[] {
  const missing = /(\S+?)['"]? does not exist/.exec(message)?.[1] ?? '';
  const rule = /the inputs do not meet the rule/.test(message);
  const parameters = readParameters(readTemplate(readFileSync(path, 'utf8'), basename(path)));
  return parameters.flatMap(({ name, default: given }) => {
    const wrong = rule ? message.includes(`'${name}'`) : typeof given === 'string' && given.length > 3 && missing.includes(given);
    return wrong ? [name] : [];
  });
}

/** Whether a parameter names a bucket that the template makes itself. */
function makesBucket({ root }: TemplateDocument, parameter: string): boolean {
  const text = JSON.stringify(root);
  return text.includes(`"BucketName":{"Ref":"${parameter}"}`) || text.includes(`"BucketName":{"Fn::Sub":"\${${parameter}}"}`);
}

/** The template and every other one in its folder and below, as the command line would send them. */
function bundleOf(path: string, { root }: TemplateDocument): SourceBundle {
  const nested = JSON.stringify(root).includes('AWS::CloudFormation::Stack');
  const files = nested
    ? filesBelow(dirname(path)).map((file) => [relative(dirname(path), file), readFileSync(file, 'utf8')] as const)
    : [[basename(path), readFileSync(path, 'utf8')] as const];
  return { files: files.map(([name, content]) => ({ path: name, base64: Buffer.from(content).toString('base64') })) };
}

/** The files of a folder and below that may hold templates, in order. */
export function filesBelow(path: string): string[] {
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) return filesBelow(inner);
      return /\.(ya?ml|json|template)$/i.test(name) ? [inner] : [];
    });
}

/** The template, and those of the files that came with it that can be read. */
function rootsOf({ files }: SourceBundle, { root, file }: TemplateDocument): readonly JsonObject[] {
  const others = files.flatMap(({ path, base64 }) => {
    try {
      return path === file ? [] : [readTemplate(Buffer.from(base64, 'base64').toString('utf8'), path).root];
    } catch {
      return [];
    }
  });
  return [root, ...others];
}

function nameOf({ type, identifier, region }: SimulatedResource): string {
  return `${type} ${identifier} ${region}`;
}

function reasonOf(problems: readonly Diagnostic[]): Reason {
  const [first] = problems;
  const more = problems.length > 1 ? ` (+${problems.length - 1})` : '';
  return { code: first?.code ?? '', text: `${first?.at ?? ''} ${first?.message ?? ''}${first?.cause === undefined ? '' : ` (${first.cause})`}${more}`.trim() };
}

function reasonOfRun(run: Run): Reason {
  const failed = run.nodes.find((node) => node.error !== undefined);
  const said = failed?.error ?? run.cause;
  return { code: said?.code ?? run.status, text: `${failed?.node ?? ''} ${failed?.type ?? ''} ${said?.message ?? ''} ${said?.cause ?? ''}`.trim() };
}
