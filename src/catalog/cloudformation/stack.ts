import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { attributeNames, attributeOf } from '../shape-at.ts';
import { Conditions, isTrue } from './conditions.ts';
import { withDynamics } from './dynamic-references.ts';
import { asObject, below, evaluate, evaluateGiven, knownText, type Scope } from './evaluate.ts';
import { Looped, writeOutLoops } from './for-each.ts';
import { functionTable } from './functions.ts';
import { memberOf, type Origins, type ParameterNames, storedAs } from './parameter-origins.ts';
import { type Parameter, parameterValues, readParameters } from './parameters.ts';
import { hasReadableForm } from './readable-forms.ts';
import { nodeAddresses, refOf, sourceOf } from './resource-names.ts';
import { checkSections, typeOf } from './sections.ts';
import { noHandle } from './surroundings.ts';
import type { TemplateDocument } from './template-document.ts';
import { partitionOf, type Reading, type TemplateWorld, Unread, urlSuffixOf } from './template-facts.ts';
import { invalid, refusal, type Spot, TemplateRefusal, unsupported } from './template-refusal.ts';
import { isLater, type Value } from './value.ts';

/** A resource that a stack has: its condition holds. */
export interface StackResource {
  readonly id: string;
  readonly node: string;
  readonly part: JsonObject;
  readonly spot: Spot;
  readonly typeName: string;
  /** Null for what CloudFormation does itself, and for nested stacks. */
  readonly type: ResourceType | null;
}

export interface StackOrder {
  readonly document: TemplateDocument;
  /** The address that its resources stand below. */
  readonly address: string;
  readonly inputs: Readonly<Record<string, Value>>;
  /** Where the inputs stand. */
  readonly inputsAt: string;
  /** The parameters of the outermost template that decide one of its own. */
  readonly origins: (parameter: string) => ParameterNames;
  readonly world: TemplateWorld;
  readonly reading: Reading;
  /** The outputs of a nested stack, by its logical id; each evaluated when it is asked for. */
  nested(id: string, stack: Stack): ReadonlyMap<string, () => Value>;
  imported(name: string, spot: Spot): Value;
  /** What decides these: see `Origins`. */
  nestedOrigins(id: string, output: string, stack: Stack): ParameterNames;
  importedOrigins(name: string): ParameterNames;
}

const nobody: ParameterNames = new Set();

/** As many problems of one template are told; what follows is looked at once those are corrected. */
const mostProblems = 100;

/** A template with its parameters given: what its names stand for. */
export class Stack implements Scope {
  readonly functions = functionTable;
  readonly document: TemplateDocument;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly mappings: JsonObject;
  readonly conditions: Conditions;
  readonly resources = new Map<string, StackResource>();
  readonly problems: Diagnostic[] = [];
  readonly outputs: JsonObject;
  readonly order: StackOrder;
  readonly #left = new Set<string>();
  readonly #read: ReadonlyMap<string, ParameterNames>;
  readonly #looped = new Looped();
  /** What dynamic references read just now, where somebody wants to know. */
  #reads: Set<string> | null = null;
  readonly #written: { readonly conditions: JsonObject; readonly resources: JsonObject };

  private constructor(order: StackOrder, parameters: ReadonlyMap<string, Value>, read: ReadonlyMap<string, ParameterNames>) {
    this.order = order;
    this.#read = read;
    this.document = order.document;
    this.parameters = parameters;
    const { root } = order.document;
    this.mappings = this.#section(root, 'Mappings');
    const loops = this.#loopScope();
    const written = (section: string, part: JsonObject): JsonObject => writeOutLoops(part, this.spot(section), loops, this.#looped);
    const conditions = written('Conditions', this.#section(root, 'Conditions'));
    this.conditions = new Conditions(conditions, this.spot('Conditions'));
    this.outputs = written('Outputs', this.#section(root, 'Outputs'));
    const resources = written('Resources', asObject(root['Resources'], this.spot('Resources'), 'Resources'));
    this.#written = { conditions, resources };
    this.#readResources(resources);
  }

  /** Problems of the template as a whole end it here; those of single resources are kept in `problems`. */
  static open(order: StackOrder): Result<Stack> {
    try {
      checkSections(order.document);
      const parameters = readParameters(order.document);
      const given = parameterValues(parameters, order.inputs, order.inputsAt, (name) => order.reading.storedValue(name));
      if (given.problems.length > 0) return fail(...given.problems);
      const read = new Map(parameters.map((parameter) => [parameter.name, readBy(parameter, order.inputs)]));
      const stack = new Stack(order, new Map([...pseudoParameters(order), ...given.values]), read);
      stack.#checkRules();
      return ok(stack);
    } catch (error) {
      if (error instanceof TemplateRefusal) return fail(error.problem);
      throw error;
    }
  }

  /** Where what its names stand for comes from. */
  get origins(): Origins {
    return {
      parameter: (name) => {
        const read = this.#read.get(name);
        return read === undefined ? nobody : new Set([...this.order.origins(name), ...read]);
      },
      condition: (name) => memberOf(this.#written.conditions, name, this.origins),
      holds: (name) => known(() => this.conditions.holds(name, this.spot('Conditions'), this)),
      property: (resource, name) => memberOf(this.resources.get(resource)?.part['Properties'], name, this.origins),
      nested: (id, output) => (this.resources.get(id)?.typeName === 'AWS::CloudFormation::Stack' ? this.order.nestedOrigins(id, output, this) : nobody),
      imported: (name) => (name === '' ? nobody : this.order.importedOrigins(name)),
      text: (name) => {
        const text = this.#ifKnown(name);
        return typeof text === 'string' ? text : undefined;
      },
      read: (part) => this.#readFor(part),
      looped: (container, member) => this.#looped.of(container, member),
    };
  }

  /** The lists of the loops that wrote a resource. */
  loopsOf({ id }: StackResource): readonly Json[] {
    return this.#looped.of(this.#written.resources, id);
  }

  /** Only the evaluation itself knows what a dynamic reference reads whose text is put together. */
  #readFor(part: Json): ParameterNames | null {
    if (!this.order.reading.holdsStored) return nobody;
    const before = this.#reads;
    const found = new Set<string>();
    this.#reads = found;
    const known = this.#ifKnown(part);
    this.#reads = before;
    return known === undefined ? null : found;
  }

  #ifKnown(part: Json): Value | undefined {
    return known(() => evaluate(part, this.spot('Resources'), this));
  }

  spot(section: string): Spot {
    return { file: this.document.file, line: this.document.lines.of(this.document.root, section), path: section };
  }

  resourceNames(): readonly string[] {
    return [...this.resources.keys()];
  }

  ref(name: string, spot: Spot): Value | undefined {
    const resource = this.#resource(name, spot);
    if (resource === undefined) return undefined;
    if (resource.typeName === 'AWS::CloudFormation::WaitConditionHandle') return noHandle;
    if (resource.type === null) return this.#stackId(resource, spot);
    if (hasReadableForm(resource.typeName)) throw unsupported(spot, `Ref of ${resource.typeName}, which is made in another form`, 'leave it out');
    const given = isJsonObject(resource.part['Properties']) ? Object.keys(resource.part['Properties']) : [];
    const value = refOf(resource.node, resource.type, given);
    if (value === null) throw unsupported(spot, `Ref of ${resource.typeName}, of which it is not known what it gives`, 'use an attribute');
    return value;
  }

  attribute(name: string, attribute: string, spot: Spot): Value {
    const resource = this.#resource(name, spot);
    if (resource === undefined) {
      const near = nearest(name, this.resourceNames(), 1);
      throw invalid(spot, `there is no resource ${name.slice(0, 100)}`, near[0] === undefined ? 'add it, or correct the name' : `did you mean ${near[0]}?`);
    }
    if (resource.typeName === 'AWS::CloudFormation::Stack') return this.#nestedOutput(resource, attribute, spot);
    if (resource.type === null) throw unsupported(spot, `${attribute} of ${name}, for which nothing is made`, 'give the value by a parameter');
    if (attributeOf(resource.type, attribute) === undefined) {
      const near = nearest(attribute, attributeNames(resource.type));
      throw invalid(
        spot,
        `${resource.typeName} has no attribute ${attribute}`,
        near.length === 0 ? `see its attributes: asbuilt types show ${resource.typeName}` : `did you mean ${near.join(' or ')}?`,
      );
    }
    return sourceOf(resource.node, resource.type, attribute);
  }

  imported(name: string, spot: Spot): Value {
    return this.order.imported(name, spot);
  }

  zones(region: string): Value {
    return this.order.reading.zonesOf(region === '' ? this.order.world.place.region : region);
  }

  /** A text with what its `{{resolve:…}}` stand for. */
  dynamic(text: Value, spot: Spot): Value {
    return withDynamics(text, spot, (name) => {
      this.#reads?.add(storedAs(name));
      return this.order.reading.storedValue(name);
    });
  }

  #resource(name: string, spot: Spot): StackResource | undefined {
    const resource = this.resources.get(name);
    if (resource === undefined && this.#left.has(name))
      throw invalid(spot, `${name} is left out by its condition, and is referred to`, 'put the reference under the same condition');
    return resource;
  }

  /** A nested stack is no thing of its own here; a text that stands for it. */
  #stackId({ id, typeName, node }: StackResource, spot: Spot): Value {
    if (typeName === 'AWS::CloudFormation::Stack') return stackIdOf(this.order.world, node);
    throw unsupported(spot, `Ref of ${id}, for which nothing is made`, 'leave it out');
  }

  #nestedOutput({ id }: StackResource, attribute: string, spot: Spot): Value {
    const name = /^Outputs\.(.+)$/.exec(attribute)?.[1];
    const outputs = this.order.nested(id, this);
    const value = name === undefined ? undefined : outputs.get(name);
    if (value !== undefined) return value();
    const names = [...outputs.keys()].map((output) => `Outputs.${output}`);
    throw invalid(spot, `the nested stack ${id} has no ${attribute}`, names.length === 0 ? 'add it to its Outputs' : `it has ${names.join(', ')}`);
  }

  #section(root: JsonObject, name: string): JsonObject {
    return root[name] === undefined ? {} : asObject(root[name], this.spot(name), name);
  }

  /** Loops are written out before anything is known of resources. */
  #loopScope(): Scope {
    const no = (what: string) => (name: string, spot: Spot) => {
      throw unsupported(spot, `a loop over ${what} ${name}`, 'loop over a parameter, a mapping, or a list');
    };
    return {
      functions: functionTable,
      document: this.document,
      parameters: this.parameters,
      mappings: this.mappings,
      conditions: new Conditions({}, this.spot('Conditions')),
      ref: () => undefined,
      attribute: (name, _, spot) => no('an attribute of')(name, spot),
      imported: no('an import of'),
      zones: (region) => this.zones(region),
      dynamic: (text, spot) => this.dynamic(text, spot),
      resourceNames: () => [],
    };
  }

  #readResources(parts: JsonObject): void {
    const at = this.spot('Resources');
    const nodes = nodeAddresses(this.order.address, Object.keys(parts));
    for (const [id, raw] of Object.entries(parts)) {
      this.attempt(() => {
        const spot = below(at, parts, id, this);
        if (!/^[A-Za-z0-9]{1,255}$/.test(id)) throw invalid(spot, 'a logical id holds only letters and digits');
        const part = asObject(raw, spot, `the resource ${id}`);
        const typeName = part['Type'];
        if (typeof typeName !== 'string') throw invalid(spot, 'it has no Type', 'give it one, such as AWS::S3::Bucket');
        const condition = part['Condition'];
        if (condition !== undefined && !isTrue({ Condition: condition }, below(spot, part, 'Condition', this), this)) {
          this.#left.add(id);
          return;
        }
        const type = typeOf(typeName, below(spot, part, 'Type', this), this.order.world.types);
        this.resources.set(id, { id, node: nodes.get(id) as string, part, spot, typeName, type });
      });
    }
  }

  /** Assertions of `Rules` over the parameters. */
  #checkRules(): void {
    const rules = this.#section(this.document.root, 'Rules');
    for (const [name, rule] of Object.entries(rules)) {
      this.attempt(() => {
        const spot = below(this.spot('Rules'), rules, name, this);
        const part = asObject(rule, spot, `the rule ${name}`);
        if (part['RuleCondition'] !== undefined && !isTrue(part['RuleCondition'], spot, this)) return;
        const assertions = Array.isArray(part['Assertions']) ? (part['Assertions'] as readonly Json[]) : [];
        for (const assertion of assertions) {
          const { Assert, AssertDescription } = asObject(assertion, spot, 'an assertion') as { readonly Assert?: Json; readonly AssertDescription?: Json };
          if (Assert !== undefined && isTrue(Assert, spot, this)) continue;
          const says = typeof AssertDescription === 'string' ? `: ${AssertDescription}` : '';
          throw refusal('INPUT_INVALID', spot, `the inputs do not meet the rule ${name}${says}`, 'give other inputs');
        }
      });
    }
  }

  /** What is given to a property or an output, evaluated. */
  value(part: Json | undefined, spot: Spot, what: string): Value {
    return evaluateGiven(part, spot, this, what);
  }

  /** A policy's word: templates with language extensions may choose it by a parameter. */
  word(part: Json | undefined, spot: Spot): string | undefined {
    if (part === undefined) return undefined;
    const value = evaluate(part, spot, this);
    return isLater(value) ? undefined : knownText(value, spot, 'the policy');
  }

  /** Does it, and keeps the problem where there is one: what else is wrong is looked for, too. */
  attempt(what: () => void): void {
    if (this.problems.length >= mostProblems) return;
    try {
      what();
    } catch (error) {
      if (error instanceof TemplateRefusal) this.problems.push(error.problem);
      else if (!(error instanceof Unread)) throw error;
    }
  }
}

/** What is found out; nothing where it cannot be told, as of a branch that is not taken. */
function known<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof TemplateRefusal || error instanceof Unread) return undefined;
    throw error;
  }
}

/** The stored parameter that a parameter of the template reads. */
function readBy({ name, ssm, default: otherwise }: Parameter, inputs: StackOrder['inputs']): ParameterNames {
  return ssm ? new Set([storedAs(String(Object.hasOwn(inputs, name) ? inputs[name] : otherwise))]) : nobody;
}

function pseudoParameters({ world, address }: StackOrder): Map<string, Value> {
  const { account, region } = world.place;
  return new Map<string, Value>([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', partitionOf(region)],
    ['AWS::URLSuffix', urlSuffixOf(region)],
    ['AWS::NotificationARNs', []],
    ['AWS::StackName', stackNameOf(world, address)],
    ['AWS::StackId', stackIdOf(world, address)],
  ]);
}

/** In the place of a stack's name: the same for the same deployment and node, for ever. */
function stackNameOf({ deployment }: TemplateWorld, address: string): string {
  return `${deployment}-${address}`.replace(/[^A-Za-z0-9-]+/g, '-').replace(/-+$/, '');
}

/** In the place of a stack's ARN: of its form, with a UUID that follows from deployment and node. No stack has it. */
function stackIdOf(world: TemplateWorld, address: string): string {
  const { account, region } = world.place;
  const hex = digestOf(['stack', world.deployment, address]);
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${stackNameOf(world, address)}/${uuid}`;
}
