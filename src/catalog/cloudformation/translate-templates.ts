import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DraftAt, DraftExport, DraftResource } from '../../model/proposal.ts';
import type { AwsAt } from '../../model/target.ts';
import { parseExpression } from '../expression.ts';
import { type Call, isCall, type Argument as Written } from '../parse-call.ts';
import { referencesIn } from '../references-in.ts';
import { type Drafts, draftResources, type Inherited, nestedGiven } from './draft-resources.ts';
import { asObject, below, knownText, later } from './evaluate.ts';
import { nestedFile } from './nested-file.ts';
import { importedAs, isFunction, memberOf, type OutputOrigins, type ParameterNames, parametersIn } from './parameter-origins.ts';
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
  /** What the templates export, with what decides it. */
  readonly exports: readonly (DraftExport & { readonly origins: ParameterNames })[];
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
  /** By what an input names the outputs of a template. */
  readonly #givers: ReadonlySet<string>;
  readonly #context: TranslationContext;
  readonly #readings = new Map<string, Reading>();
  readonly #opened = new Map<string, Stack | null | 'under way'>();
  readonly #nested = new Map<string, Stack>();
  readonly #outputs = new Map<Stack, ReadonlyMap<string, () => Value>>();
  readonly #problems: Diagnostic[] = [];
  readonly #origins = new Map<string, ParameterNames>();
  readonly #exports = new Map<string, readonly Exported[]>();

  constructor(nodes: readonly TemplateNode[], context: TranslationContext) {
    this.#nodes = new Map(nodes.map((node) => [node.address, node]));
    this.#givers = new Set(nodes.map(({ address }) => `${address}.outputs`));
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
      const given = new Map<string, Json>();
      for (const [name, value] of this.#outputsIn(stack)) stack.attempt(() => given.set(name, drafted(value())));
      outputs.set(address, given);
      const decided = this.#guarded(() => new Map([...given.keys()].map((name) => [name, this.#originsOfOutput(stack, name)])));
      if (decided !== undefined) origins.set(address, decided);
    }
    for (const stack of this.#nested.values()) for (const value of this.#outputsIn(stack).values()) stack.attempt(value);
    const exported = this.#exported();
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
    const origins = (name: string): ParameterNames =>
      this.#remembered(['input', node.address, name], () => {
        const given = Object.hasOwn(node.inputs, name) ? node.inputs[name] : undefined;
        return given === undefined
          ? new Set()
          : new Set([name, ...this.#outputsNamed(given).flatMap((one) => [...this.#originsElsewhere(one.address, one.output)])]);
      });
    return this.#read(node.template, node, { address: node.address, inputs, inputsAt: `${node.address}.inputs`, origins }, 0);
  }

  #read(file: string, node: TemplateNode, given: Given, depth: number): Stack | null {
    const opened = Stack.open(this.#order(file, node, given, depth));
    if (opened.ok) return opened.value;
    this.#problems.push(...opened.problems);
    return null;
  }

  #order(file: string, node: TemplateNode, given: Given, depth: number): StackOrder {
    const text = node.files.get(file);
    if (text === undefined) throw invalid({ file, line: undefined, path: '' }, 'there is no such file beside the template');
    const world: TemplateWorld = { deployment: this.#context.deployment, place: node.place, types: this.#context.types };
    return {
      document: readTemplate(text, file),
      ...given,
      world,
      reading: this.#readingOf(node.address),
      nested: (id, stack) => this.#outputsIn(this.#child(id, stack, node, depth + 1)),
      imported: (name, spot) => this.#import(node.address, name, spot),
      nestedOrigins: (id, output, stack) => this.#originsOfOutput(this.#child(id, stack, node, depth + 1), output),
      importedOrigins: (name) => this.#importedOrigins(node.address, name),
    };
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
    const file = nestedFile(path, stack.document.file, node.files);
    if (file === undefined)
      throw unsupported(
        resource.spot,
        `the template of a nested stack at ${path.slice(0, 120)}`,
        'put a copy of it beside this one, under the name that its address ends with',
      );
    if (!node.files.has(file)) throw invalid(resource.spot, `there is no file ${path} beside the template`, 'put it there, below the folder of the template');
    const origins = (name: string): ParameterNames =>
      this.#remembered(['parameter', resource.node, name], () => {
        const written = resource.part['Properties'];
        const given = isJsonObject(written) && !isFunction(written) ? memberOf(written['Parameters'], name, stack.origins) : written;
        return parametersIn(given ?? null, stack.origins);
      });
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

  /** What is wrong with the template, or has to be read for it, is told by itself. */
  #outputsOf(address: string): ReadonlyMap<string, () => Value> {
    const stack = this.#stackOf(address);
    if (stack === null) throw new Unread(address);
    return this.#outputsIn(stack);
  }

  /** Each evaluated when it is asked for, since others of them may have to come before it, and once: nested stacks would double that again and again. */
  #outputsIn(stack: Stack): ReadonlyMap<string, () => Value> {
    const known = this.#outputs.get(stack);
    if (known !== undefined) return known;
    const found = new Map(
      outputParts(stack).map(({ name, part, spot }) => {
        const value = (): Value => stack.value(part['Value'], below(spot, part, 'Value', stack), `the output ${name}`);
        return [name, once(value, () => invalid(spot, `the output ${name} rests on itself`))];
      }),
    );
    this.#outputs.set(stack, found);
    return found;
  }

  /** Of all templates, since each may import from any other. */
  #exported(): Translation['exports'] {
    const by = new Map<string, string>();
    return [...this.#nodes.values()].flatMap((node) =>
      this.#exportsOf(node).flatMap(({ name, address, place: { account, region }, output, spot }) => {
        const key = JSON.stringify([name, account, region]);
        const other = by.get(key) ?? address;
        by.set(key, other);
        const made = this.#guarded(() => {
          if (other !== address)
            throw invalid(
              spot,
              `${other} and ${address} both export ${name}, and what is imported by that name would be either`,
              'let them export other names',
            );
          const value = this.#outputsOf(address).get(output)?.();
          return value === undefined ? undefined : { name, account, region, value: drafted(value), origins: this.#originsElsewhere(address, output) };
        });
        return made ?? [];
      }),
    );
  }

  /** By which names a template exports: asked while outputs of others are evaluated, so that it is told without those where it can be. */
  #exportsOf(node: TemplateNode): readonly Exported[] {
    const { address } = node;
    const known = this.#exports.get(address);
    if (known !== undefined) return known;
    const opened = this.#opened.get(address);
    if (opened === null) return [];
    const outline = opened instanceof Stack || this.#outputsNamed(node.inputs).length === 0 ? null : this.#outline(node);
    if (outline !== null) {
      const found = this.#exportsIn(outline, node);
      if (outline.problems.length === 0) return found;
      this.#exports.delete(address);
    } else if (opened === 'under way') return [];
    const stack = this.#stackOf(address);
    return stack === null ? [] : this.#exportsIn(stack, node);
  }

  #exportsIn(stack: Stack, { address, place }: TemplateNode): readonly Exported[] {
    const found: Exported[] = [];
    // A name may rest on an import, too: of what is known by then.
    this.#exports.set(address, found);
    for (const { name: output, part, spot } of outputParts(stack)) {
      const exported = part['Export'];
      if (!isJsonObject(exported)) continue;
      stack.attempt(() => {
        const at = below(spot, part, 'Export', stack);
        found.push({
          name: knownText(stack.value(exported['Name'], at, 'the name of the export'), at, 'the name of the export'),
          address,
          place,
          output,
          spot: at,
        });
      });
    }
    return found;
  }

  /** A template without its resources, and with what outputs of others give it left open. Null where that cannot be opened. */
  #outline(node: TemplateNode): Stack | null {
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([name, given]) => {
        const open = new Later([{ kind: 'from', node: node.address, attribute: name, shape: undefined }]);
        return [name, this.#outputsNamed(given).length > 0 ? open : this.#input(given, `${node.address}.inputs.${name}`)];
      }),
    );
    const order = this.#order(node.template, node, { address: node.address, inputs, inputsAt: `${node.address}.inputs`, origins: () => new Set() }, 0);
    const { root } = order.document;
    const opened = Stack.open({ ...order, document: { ...order.document, root: { ...root, Resources: {} } } });
    return opened.ok ? opened.value : null;
  }

  /** Of these templates, and of what stands. */
  #import(address: string, name: string, spot: Spot): Value {
    const here = this.#exportsAt(address);
    const own = here.findLast((one) => one.name === name);
    const value = own === undefined ? undefined : this.#outputsOf(own.address).get(own.output)?.();
    if (value !== undefined) return value;
    const other = this.#readingOf(address).exportedElsewhere(name);
    if (other !== null) return other;
    const { place } = this.#nodes.get(address) as TemplateNode;
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

  /** Of another template's output; of another deployment that it is imported. */
  #importedOrigins(address: string, name: string): ParameterNames {
    const own = this.#exportsAt(address).findLast((one) => one.name === name);
    if (own === undefined) return new Set([importedAs(name)]);
    return own.address === address ? this.#originsOfOutput(this.#stackOf(address) as Stack, own.output) : this.#originsElsewhere(own.address, own.output);
  }

  /** What decides an output of a template, as others name it: its parameters with its own address before them. */
  #originsElsewhere(address: string, output: string): ParameterNames {
    const stack = this.#stackOf(address);
    const origins = stack === null ? [] : [...this.#originsOfOutput(stack, output)];
    return new Set(origins.map((one) => (one.includes(':') ? one : `${address}:${one}`)));
  }

  #originsOfOutput(stack: Stack, output: string): ParameterNames {
    return this.#remembered(['output', stack.order.address, output], () => {
      const asked = outputParts(stack).find(({ name }) => name === output);
      return asked === undefined ? new Set() : originsOf(asked, stack);
    });
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
  #exportsAt(address: string): readonly Exported[] {
    const { place } = this.#nodes.get(address) as TemplateNode;
    return [...this.#nodes.values()].filter((one) => samePlace(one.place, place)).flatMap((one) => this.#exportsOf(one));
  }

  /** The outputs of templates that an input refers to. */
  #outputsNamed(given: Json): { readonly address: string; readonly output: string }[] {
    const named = referencesIn(given, this.#givers).flatMap(({ to }) => to);
    return named.map(({ node, attribute }) => ({ address: node.slice(0, -'.outputs'.length), output: attribute }));
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
    const parsed = parseExpression(text, at, (name) => this.#givers.has(name));
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
    if (value !== undefined) return value();
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

type Given = Pick<StackOrder, 'address' | 'inputs' | 'inputsAt' | 'origins'>;

interface Exported {
  readonly name: string;
  readonly address: string;
  readonly place: AwsAt;
  /** The output's own name. */
  readonly output: string;
  readonly spot: Spot;
}

function once(make: () => Value, circle: () => TemplateRefusal): () => Value {
  let known: Value | undefined;
  let underWay = false;
  return () => {
    if (known !== undefined) return known;
    if (underWay) throw circle();
    underWay = true;
    try {
      known = make();
      return known;
    } finally {
      underWay = false;
    }
  };
}

/** The parameters that decide what an output is, and whether it is there. */
function originsOf({ name, part }: { readonly name: string; readonly part: JsonObject }, { origins, outputs }: Stack): ParameterNames {
  const value = memberOf(part, 'Value', origins);
  const condition = part['Condition'];
  return parametersIn([value ?? null, condition === undefined ? null : { Condition: condition }, ...origins.looped(outputs, name)], origins);
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

function distinct(problems: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(problems.map((one) => [`${one.code} ${one.at} ${one.message}`, one])).values()];
}
