import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DraftAt, DraftExport, DraftResource } from '../../model/proposal.ts';
import type { AwsAt } from '../../model/target.ts';
import { parseExpression } from '../expression.ts';
import { type Call, isCall, type Argument as Written } from '../parse-call.ts';
import { type Drafts, draftResources, type Inherited, isElsewhere, nestedGiven } from './draft-resources.ts';
import { asObject, below, knownText, later } from './evaluate.ts';
import { importedAs, type OutputOrigins, type ParameterNames, parametersIn } from './parameter-origins.ts';
import { Stack, type StackOrder, type StackResource } from './stack.ts';
import { readTemplate } from './template-document.ts';
import { Reading, type TemplateFacts, type TemplateNeeds, type TemplateWorld, Unread } from './template-facts.ts';
import { invalid, type Spot, spotText, TemplateRefusal, unsupported } from './template-refusal.ts';
import { type Argument, concatenated, drafted, isLater, Later, type Source, type Value } from './value.ts';

/** A node that names a template. */
export interface TemplateNode {
  readonly address: string;
  /** Of the template among `files`. */
  readonly template: string;
  /** The template and those of its nested stacks, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Values may hold `${node.Attribute}` and `${other.outputs.Name}`. */
  readonly inputs: JsonObject;
  readonly place: AwsAt;
  readonly at: DraftAt | undefined;
  readonly dependsOn: readonly string[];
  readonly retain: boolean;
}

export interface Translation {
  /** By the node that names the template, as everything here. */
  readonly resources: ReadonlyMap<string, readonly DraftResource[]>;
  /** By name, too: texts with `${…}`, as a draft writes them. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  /** By name, too: the parameters that decide each, as in `DraftResource.parameters`. */
  readonly outputOrigins: OutputOrigins;
  /** What the templates export. */
  readonly exports: readonly DraftExport[];
  readonly notes: readonly { readonly node: string; readonly at: string; readonly message: string }[];
}

export interface TranslationContext {
  readonly deployment: string;
  readonly types: TemplateWorld['types'];
  /** What was read where the template of that node is made. */
  readonly facts: (node: string) => TemplateFacts;
}

/** What has to be read, by node. */
export type Needs = ReadonlyMap<string, TemplateNeeds>;

const deepestStack = 8;

/**
 * The resources of templates as a draft holds them: parameters given, functions evaluated, scalars in the form of the types' schemas. What has to be read first is
 * said instead, as long as something is missing. Every problem of every template is reported, with its file and line.
 */
export function translateTemplates(nodes: readonly TemplateNode[], context: TranslationContext): Result<Translation | { readonly needs: Needs }> {
  return new Templates(nodes, context).translate();
}

class Templates {
  readonly #nodes: ReadonlyMap<string, TemplateNode>;
  readonly #context: TranslationContext;
  readonly #readings = new Map<string, Reading>();
  readonly #opened = new Map<string, Stack | null | 'under way'>();
  readonly #outputs = new Map<string, ReadonlyMap<string, Value> | 'under way'>();
  readonly #nested = new Map<string, Stack>();
  readonly #outputsOfStacks = new Map<Stack, ReadonlyMap<string, Value>>();
  readonly #problems: Diagnostic[] = [];
  readonly #origins = new Map<string, ParameterNames>();
  #exports: readonly Exported[] | null = null;

  constructor(nodes: readonly TemplateNode[], context: TranslationContext) {
    this.#nodes = new Map(nodes.map((node) => [node.address, node]));
    this.#context = context;
  }

  translate(): Result<Translation | { readonly needs: Needs }> {
    const resources = new Map<string, readonly DraftResource[]>();
    const notes: Translation['notes'][number][] = [];
    const outputs = new Map<string, ReadonlyMap<string, Json>>();
    const origins = new Map<string, ReadonlyMap<string, ParameterNames>>();
    for (const { address, dependsOn, retain, at } of this.#nodes.values()) {
      const stack = this.#guarded(() => this.#stackOf(address));
      if (stack === undefined || stack === null) continue;
      const drafts = this.#drafts(stack, { dependsOn, retain, at, presence: new Set() }, 0);
      resources.set(address, drafts.resources);
      notes.push(...drafts.notes.map(({ spot, message }) => ({ node: address, at: spotText(spot), message })));
      const given = this.#guarded(() => this.#outputsOf(address));
      outputs.set(address, new Map([...(given ?? [])].map(([name, value]) => [name, drafted(value)])));
      origins.set(address, new Map(outputParts(stack).map(({ name, part }) => [name, originsOf(part, stack)])));
    }
    const exported = (this.#guarded(() => this.#exported()) ?? []).flatMap(({ name, place: { account, region }, stack, value }) => {
      const made: DraftExport[] = [];
      stack.attempt(() => made.push({ name, account, region, value: drafted(value()) }));
      return made;
    });
    const stacks = [...this.#opened.values(), ...this.#nested.values()].flatMap((stack) => (stack instanceof Stack ? [stack] : []));
    const problems = [...this.#problems, ...stacks.flatMap((stack) => stack.problems)];
    const needs = new Map([...this.#readings].filter(([, reading]) => !reading.complete));
    if (needs.size > 0) return ok({ needs });
    if (problems.length > 0) return fail(...distinct(problems));
    return ok({
      resources,
      outputs,
      outputOrigins: origins,
      exports: exported,
      notes,
    });
  }

  /** The template of a node with its inputs. Null where it cannot be opened; that is reported. */
  #stackOf(address: string): Stack | null {
    const known = this.#opened.get(address);
    if (known === 'under way') throw this.#circle(address);
    if (known !== undefined) return known;
    this.#opened.set(address, 'under way');
    const opened = this.#guarded(() => this.#open(this.#nodes.get(address) as TemplateNode)) ?? null;
    this.#opened.set(address, opened);
    return opened;
  }

  #open(node: TemplateNode): Stack | null {
    const inputs = Object.fromEntries(Object.entries(node.inputs).map(([name, given]) => [name, this.#input(given, `${node.address}.inputs.${name}`)]));
    const origins = (name: string): ParameterNames => new Set(Object.hasOwn(node.inputs, name) ? [name] : []);
    return this.#read(node.template, node, { address: node.address, inputs, inputsAt: `${node.address}.inputs`, origins }, 0);
  }

  #read(file: string, node: TemplateNode, given: Pick<StackOrder, 'address' | 'inputs' | 'inputsAt' | 'origins'>, depth: number): Stack | null {
    const text = node.files.get(file);
    if (text === undefined) throw invalid({ file, line: undefined, path: '' }, 'there is no such file beside the template');
    const world: TemplateWorld = { deployment: this.#context.deployment, place: node.place, types: this.#context.types };
    const document = readTemplate(text, file);
    const opened = Stack.open({
      document,
      ...given,
      world,
      reading: this.#readingOf(node.address),
      nested: (id, stack) => this.#outputsIn(this.#child(id, stack, node, depth + 1)),
      imported: (name, spot) => this.#import(node.address, name, spot),
      nestedOrigins: (id, output, stack) => {
        const child = this.#child(id, stack, node, depth + 1);
        return this.#remembered(['output', child.order.address, output], () => {
          const asked = outputParts(child).find(({ name }) => name === output);
          return asked === undefined ? new Set() : originsOf(asked.part, child);
        });
      },
      importedOrigins: (name) => this.#importedOrigins(node.address, name),
    });
    if (opened.ok) return opened.value;
    this.#problems.push(...opened.problems);
    return null;
  }

  #readingOf(address: string): Reading {
    const reading = this.#readings.get(address) ?? new Reading(this.#context.facts(address));
    this.#readings.set(address, reading);
    return reading;
  }

  #child(id: string, stack: Stack, node: TemplateNode, depth: number): Stack {
    const resource = stack.resources.get(id) as StackResource;
    const known = this.#nested.get(resource.node);
    if (known !== undefined) return known;
    if (depth > deepestStack) throw unsupported(resource.spot, `stacks nested more than ${deepestStack} deep`, 'does one hold itself?');
    const { url, inputs } = nestedGiven(resource, stack);
    if (isLater(url)) throw later(url, resource.spot, 'TemplateURL');
    const path = knownText(url, resource.spot, 'TemplateURL');
    const file = isElsewhere(path) ? copyBeside(path, stack.document.file, node.files) : resolved(stack.document.file, path);
    if (file === undefined)
      throw unsupported(
        resource.spot,
        `the template of a nested stack at ${path.slice(0, 120)}`,
        'put a copy of it beside this one, under the name that its address ends with',
      );
    if (!node.files.has(file)) throw invalid(resource.spot, `there is no file ${path} beside the template`, 'put it there, below the folder of the template');
    const written = isJsonObject(resource.part['Properties']) ? resource.part['Properties']['Parameters'] : undefined;
    const origins = (name: string): ParameterNames =>
      this.#remembered(['parameter', resource.node, name], () => parametersIn(isJsonObject(written) ? (written[name] ?? null) : null, stack.origins));
    const inputsAt = `${spotText(resource.spot)}.Parameters`;
    const opened = this.#read(file, node, { address: resource.node, inputs, inputsAt, origins }, depth);
    if (opened === null) throw invalid(resource.spot, `its template ${path} has problems of its own`);
    this.#nested.set(resource.node, opened);
    return opened;
  }

  #drafts(stack: Stack, inherited: Inherited, depth: number): Drafts {
    return draftResources(stack, inherited, (resource, inner) => {
      stack.order.nested(resource.id, stack);
      return this.#drafts(this.#nested.get(resource.node) as Stack, inner, depth + 1);
    });
  }

  #outputsOf(address: string): ReadonlyMap<string, Value> {
    const known = this.#outputs.get(address);
    if (known === 'under way') throw this.#circle(address);
    if (known !== undefined) return known;
    this.#outputs.set(address, 'under way');
    const stack = this.#stackOf(address);
    const outputs = stack === null ? new Map<string, Value>() : this.#outputsIn(stack);
    this.#outputs.set(address, outputs);
    return outputs;
  }

  /** Evaluated once, however often they are named: nested stacks would double that again and again. */
  #outputsIn(stack: Stack): ReadonlyMap<string, Value> {
    const known = this.#outputsOfStacks.get(stack);
    if (known !== undefined) return known;
    const found = new Map<string, Value>();
    this.#outputsOfStacks.set(stack, found);
    for (const { name, part, spot } of outputParts(stack)) {
      stack.attempt(() => found.set(name, stack.value(part['Value'], below(spot, part, 'Value', stack), `the output ${name}`)));
    }
    return found;
  }

  /** Of all templates, since each may import from any other. */
  #exported(): readonly Exported[] {
    if (this.#exports !== null) return this.#exports;
    const found: Exported[] = [];
    // A name may rest on an import, too: of what is known by then.
    this.#exports = found;
    for (const [address, { place }] of this.#nodes) {
      const stack = this.#opened.get(address) === 'under way' ? null : this.#stackOf(address);
      if (stack === null) continue;
      for (const { part, spot } of outputParts(stack)) {
        const exported = part['Export'];
        if (!isJsonObject(exported)) continue;
        stack.attempt(() => {
          const at = below(spot, part, 'Export', stack);
          const name = knownText(stack.value(exported['Name'], at, 'the name of the export'), at, 'the name of the export');
          const other = found.find((one) => one.name === name && one.address !== address && samePlace(one.place, place));
          if (other !== undefined)
            throw invalid(
              at,
              `${other.address} and ${address} both export ${name}, and what is imported by that name would be either`,
              'let them export other names',
            );
          found.push({ name, address, place, stack, part, value: this.#exportedValue(name, part, spot, stack) });
        });
      }
    }
    return found;
  }

  /** Evaluated when it is first asked for: it may be what another template exports. */
  #exportedValue(name: string, part: JsonObject, spot: Spot, stack: Stack): () => Value {
    let known: Value | undefined;
    let underWay = false;
    return () => {
      if (known !== undefined) return known;
      if (underWay) throw invalid(spot, `what it exports as ${name} rests on itself`);
      underWay = true;
      try {
        known = stack.value(part['Value'], below(spot, part, 'Value', stack), 'Value');
        return known;
      } finally {
        underWay = false;
      }
    };
  }

  /** Of these templates, and of what stands. */
  #import(address: string, name: string, spot: Spot): Value {
    const own = this.#exportedAs(address, name);
    if (own !== undefined) return own.value();
    const other = this.#readingOf(address).exportedElsewhere(name);
    if (other !== null) return other;
    const { place } = this.#nodes.get(address) as TemplateNode;
    const here = this.#exported().filter((one) => samePlace(one.place, place));
    const near = nearest(
      name,
      here.map((one) => one.name),
      1,
    );
    throw unsupported(
      spot,
      `Fn::ImportValue of ${name}, which neither a template of this deployment nor another deployment exports in ${place.region}`,
      near[0] === undefined ? 'apply the template that exports it first, or name it in the same file' : `did you mean ${near[0]}?`,
    );
  }

  /** Of another template the names of its parameters with its own before them; of another deployment that it is imported. */
  #importedOrigins(address: string, name: string): ParameterNames {
    const own = this.#exportedAs(address, name);
    if (own === undefined) return new Set([importedAs(name)]);
    const origins = this.#remembered(['export', own.address, own.name], () => originsOf(own.part, own.stack));
    return own.address === address ? origins : new Set([...origins].map((one) => (one.includes(':') ? one : `${own.address}:${one}`)));
  }

  /** Found out once: what rests on it may name it again and again. What rests on itself is decided by nothing more. */
  #remembered(what: readonly [kind: string, address: string, name: string], find: () => ParameterNames): ParameterNames {
    const key = JSON.stringify(what);
    const known = this.#origins.get(key);
    if (known !== undefined) return known;
    this.#origins.set(key, new Set());
    const found = find();
    this.#origins.set(key, found);
    return found;
  }

  /** An export is known in its own account and region, as CloudFormation has it. */
  #exportedAs(address: string, name: string): Exported | undefined {
    const { place } = this.#nodes.get(address) as TemplateNode;
    return this.#exported().findLast((one) => one.name === name && samePlace(one.place, place));
  }

  /** An input as the intent writes it: texts may refer to nodes, and to outputs of other templates. */
  #input(given: Json, at: string): Value {
    if (typeof given === 'string') return this.#text(given, at);
    if (Array.isArray(given)) return (given as readonly Json[]).map((item, index) => this.#input(item, `${at}.${index}`));
    if (isJsonObject(given)) return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, this.#input(member, `${at}.${name}`)]));
    return given;
  }

  #text(text: string, at: string): Value {
    if (!text.includes('${')) return text;
    const isNode = (address: string): boolean => address.endsWith('.outputs') && this.#nodes.has(address.slice(0, -'.outputs'.length));
    const parsed = parseExpression(text, at, isNode);
    if (!parsed.ok) throw new TemplateRefusal(parsed.problems[0] as Diagnostic);
    const values = parsed.value.map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'secret' in piece ? new Later([{ kind: 'secret', name: piece.secret }]) : this.#piece(piece, at);
    });
    const [only] = values;
    return values.length === 1 && only !== undefined ? only : concatenated(values);
  }

  #piece(piece: { readonly node: string; readonly attribute: string } | Call<{ readonly node: string; readonly attribute: string }>, at: string): Value {
    if (isCall<{ readonly node: string; readonly attribute: string }>(piece)) {
      const argument = (given: Written<{ readonly node: string; readonly attribute: string }>): Argument => {
        if (typeof given === 'string' || typeof given === 'number') return given;
        if (Array.isArray(given)) return given.map(argument);
        return sourceIn(this.#piece(given as typeof piece, at));
      };
      return new Later([{ kind: 'call', name: piece.name, args: piece.args.map(argument) }]);
    }
    const output = piece.node.endsWith('.outputs') ? piece.node.slice(0, -'.outputs'.length) : null;
    if (output === null || !this.#nodes.has(output)) return new Later([{ kind: 'from', node: piece.node, attribute: piece.attribute, shape: undefined }]);
    const outputs = this.#outputsOf(output);
    const value = outputs.get(piece.attribute);
    if (value !== undefined) return value;
    throw new TemplateRefusal(
      problem('REFERENCE_UNKNOWN', `${at}: ${output} gives no ${piece.attribute}`, `it gives ${[...outputs.keys()].join(', ') || 'nothing'}`, { at }),
    );
  }

  #circle(address: string): TemplateRefusal {
    return new TemplateRefusal(problem('GRAPH_CYCLE', `the inputs of ${address} rest on its own outputs`, 'give one of them as plain text', { at: address }));
  }

  #guarded<T>(what: () => T): T | undefined {
    try {
      return what();
    } catch (error) {
      if (error instanceof TemplateRefusal) this.#problems.push(error.problem);
      else if (!(error instanceof Unread)) throw error;
      return undefined;
    }
  }
}

interface Exported {
  readonly name: string;
  readonly address: string;
  readonly place: AwsAt;
  readonly stack: Stack;
  /** As the template writes the output. */
  readonly part: JsonObject;
  readonly value: () => Value;
}

/** The parameters that decide what an output is, and whether it is there. */
function originsOf(
  { Value: value = null, Condition: condition = null }: { readonly Value?: Json; readonly Condition?: Json },
  { origins }: Stack,
): ParameterNames {
  return parametersIn(condition === null ? value : [value, { Condition: condition }], origins);
}

function samePlace(one: AwsAt, other: AwsAt): boolean {
  return one.account === other.account && one.region === other.region;
}

function outputParts(stack: Stack): { readonly name: string; readonly part: JsonObject; readonly spot: Spot }[] {
  return Object.entries(stack.outputs).flatMap(([name, raw]) => {
    const found: { readonly name: string; readonly part: JsonObject; readonly spot: Spot }[] = [];
    stack.attempt(() => {
      const spot = below(stack.spot('Outputs'), stack.outputs, name, stack);
      const part = asObject(raw, spot, `the output ${name}`);
      const condition = part['Condition'];
      if (condition === undefined || stack.conditions.holds(String(condition), spot, stack)) found.push({ name, part, spot });
    });
    return found;
  });
}

function sourceIn(value: Value): Argument {
  if (!(value instanceof Later)) return typeof value === 'number' ? value : String(value);
  const [only] = value.parts;
  return value.parts.length === 1 && only !== undefined ? (only as Source) : { kind: 'call', name: 'join', args: ['', value.parts] };
}

/** The file beside a template that has the name with which an address ends, and as many of the folders before it as there are. */
function copyBeside(address: string, from: string, files: ReadonlyMap<string, string>): string | undefined {
  const steps = (address.split(/[?#]/)[0] ?? '').split('/').slice(3);
  return steps.map((_, index) => resolved(from, steps.slice(index).join('/'))).find((path) => path !== from && files.has(path));
}

/** A path relative to the folder of another file; `..` does not lead above the root. */
function resolved(from: string, path: string): string {
  const steps = from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function distinct(problems: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(problems.map((one) => [`${one.code} ${one.at} ${one.message}`, one])).values()];
}
