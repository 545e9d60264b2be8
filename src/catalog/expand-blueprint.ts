import { order } from '../graph/order.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Artifact, Blueprint, BlueprintGate, KeptBoundary, PublishedContent, UseNode } from '../model/catalog.ts';
import type { GateNode } from '../model/gate.ts';
import type { ControlEntry } from '../model/knowledge.ts';
import { type NodeAddress, nodeAddress } from '../model/names.ts';
import type { DraftAt, DraftResource, DraftUnit } from '../model/proposal.ts';
import { regionName } from '../model/target.ts';
import { ExpressionFault, pathsIn } from './cel.ts';
import { isGate } from './check-blueprint.ts';
import { faultsOf, memberNames, memberSchema, type SchemaFault, withDefaults } from './json-schemas.ts';
import { Absent, draftOf, evaluate, evaluateExpression, isOpen, Later, type Scope, type Value } from './later-values.ts';
import { nearFix } from './near-fix.ts';
import { secretInputs } from './secret-inputs.ts';
import { parseCondition, parseTemplate } from './template-text.ts';

/** A template within a version: its resources are drafted where it is made, and stand below its address. */
export interface UsedTemplate {
  readonly node: NodeAddress;
  /** The digest of its files. */
  readonly source: string;
  readonly template: string;
  readonly inputs: JsonObject;
  readonly at: DraftAt | undefined;
  readonly dependsOn: readonly NodeAddress[];
  readonly retain: boolean;
  /** What its artifact's controls promise of a resource of that type. */
  readonly checksOf: (type: string) => DraftResource['checks'];
}

/** What other nodes have of a template is written `${node.outputs.Name}`, and to wait for its node is to wait for all that it makes. */
export interface Expanded {
  readonly templates: readonly UsedTemplate[];
  readonly resources: readonly DraftResource[];
  readonly units: readonly DraftUnit[];
  readonly gates: readonly GateNode[];
  readonly boundaries: readonly KeptBoundary[];
}

export interface ExpandWith {
  /** What the version that is locked under that digest holds. */
  readonly locked: (digest: string) => PublishedContent | undefined;
  readonly controls: ReadonlyMap<string, ControlEntry>;
}

/** Blueprints within blueprints, at most; a lock leads to what was published before, so there is no circle. */
const deepest = 8;
const mostInstances = 200;
const mostNodes = 5_000;

/**
 * What a version comes to with these inputs: resources, units and gates as a draft has them. INPUT_INVALID for an input that is outside of its schema, EXPRESSION_INVALID, at the
 * node, for what the inputs make impossible. Each check of the blueprint that does not hold is told with its message. The inputs are completed by their defaults; one may be given a secret by its name, alone or within a text.
 */
export function expandVersion(content: PublishedContent, inputs: JsonObject, how: ExpandWith): Result<Expanded & { readonly inputs: JsonObject }> {
  const expansion = new Expansion(how);
  const { known, secrets, problems } = secretInputs(content.facts, inputs);
  if (problems.length > 0) return { ok: false, problems };
  const whole = withDefaults(content.facts.inputs, known);
  const faults = [...unknownInputs(content.facts.inputs, inputs), ...faultsOf(withoutRequired(content.facts.inputs, secrets), whole)];
  if (faults.length > 0) {
    const told = new Map(
      faults.map(({ path, message, fix }) => [
        path.join('.'),
        problem('INPUT_INVALID', `${path.join('.')}: ${message}`, fix === 'give it' ? `give it: --input ${path[0]}=…` : fix, {
          at: ['inputs', ...path].join('.'),
        }),
      ]),
    );
    return { ok: false, problems: [...told.values()] };
  }
  expansion.version(content, { prefix: '', inputs: { ...whole, ...secrets }, at: undefined, retain: false, after: [], depth: 0 });
  if (expansion.problems.length > 0) return { ok: false, problems: expansion.problems };
  // What was given is kept as it was written: of a secret its name.
  const written = Object.fromEntries(Object.keys(secrets).map((name) => [name, inputs[name] as Json]));
  return ok({ ...expansion.made, inputs: { ...whole, ...written } });
}

/** What is given a secret is given. */
function withoutRequired(schema: JsonObject, secrets: Readonly<Record<string, Value>>): JsonObject {
  const { required } = schema as { readonly required?: Json };
  return Array.isArray(required) ? { ...schema, required: required.filter((name) => !Object.hasOwn(secrets, String(name))) } : schema;
}

/** Inputs that a schema does not list: JSON Schema would let them pass, and a mistyped name with them. */
function unknownInputs(schema: JsonObject, inputs: JsonObject): SchemaFault[] {
  return Object.keys(inputs)
    .filter((name) => memberSchema(schema, name) === undefined)
    .map((name) => ({ path: [name], message: 'there is no such input', fix: nearFix(name, memberNames(schema)) }));
}

/** Where and with what a version stands within the whole. */
interface Standing {
  readonly prefix: string;
  readonly inputs: { readonly [name: string]: Value };
  readonly at: DraftAt | undefined;
  readonly retain: boolean;
  /** What everything in it comes after. */
  readonly after: readonly NodeAddress[];
  readonly depth: number;
}

interface Instance {
  readonly outputs: Value;
  readonly nodes: readonly NodeAddress[];
}

class Expansion {
  readonly problems: Diagnostic[] = [];
  readonly made = {
    templates: [] as UsedTemplate[],
    resources: [] as DraftResource[],
    units: [] as DraftUnit[],
    gates: [] as GateNode[],
    boundaries: [] as KeptBoundary[],
  };
  readonly #how: ExpandWith;

  constructor(how: ExpandWith) {
    this.#how = how;
  }

  version(content: PublishedContent, standing: Standing): Instance {
    const { document } = content;
    if (document.kind === 'Blueprint') return this.#blueprint(document, content, standing);
    const { engine } = document;
    if (engine.type !== 'aws') return this.#unit(document, content, standing);
    if (engine.template === undefined || engine.source === undefined) return this.#artifact(document, content, standing);
    return this.#template(document, { template: engine.template, source: engine.source }, content, standing);
  }

  #blueprint(document: Blueprint, content: PublishedContent, standing: Standing): Instance {
    const { prefix, inputs } = standing;
    const { name, version } = document.metadata;
    if (standing.depth > deepest) {
      this.#problem(`${name} is used within more than ${deepest} others`, 'use it further up', prefix);
      return nothing;
    }
    if (Object.keys(document.boundary).length > 0) this.made.boundaries.push({ of: `${name}@${version}`, under: prefix, boundary: document.boundary });
    const roots = new Map<string, Value | Absent>([['inputs', inputs]]);
    const scope: Scope = { roots, schemas: new Map([['inputs', content.facts.inputs]]) };
    const nodesOf = new Map<string, readonly NodeAddress[]>();
    for (const { assert, message } of document.checks)
      this.#try(prefix, () => this.#holds(assert, scope) || this.#refused(`${name}@${version}: ${message}`, prefix));
    for (const node of inOrder(document)) {
      const wanted = document.nodes[node] as UseNode | BlueprintGate;
      this.#try(joinAddress(prefix, node), () => {
        const there = wanted.when === undefined || this.#holds(wanted.when, scope);
        const after = [...standing.after, ...wanted.dependsOn.flatMap((other) => nodesOf.get(other) ?? [])];
        if (!there) roots.set(node, new Absent(`${node} is not there, since ${wanted.when} does not hold`));
        else if (isGate(wanted)) nodesOf.set(node, [this.#gate(node, wanted, after, standing, scope)]);
        else {
          const instance = this.#use(node, wanted, content, { ...standing, after }, scope);
          roots.set(node, { outputs: instance.outputs });
          nodesOf.set(node, instance.nodes);
        }
      });
    }
    const outputs = this.#try(prefix, () => evaluate(document.outputs, scope)) ?? {};
    return { outputs, nodes: [...nodesOf.values()].flat() };
  }

  #use(name: string, node: UseNode, content: PublishedContent, standing: Standing, scope: Scope): Instance {
    const locked = content.lock[node.use];
    const used = locked === undefined ? undefined : this.#how.locked(locked.digest);
    if (used === undefined) {
      this.#problem(`what ${node.use} was locked to is not in the catalog`, 'publish it again', joinAddress(standing.prefix, name));
      return nothing;
    }
    const retain = standing.retain || node.retain === true;
    if (node.forEach === undefined) return this.#instance(joinAddress(standing.prefix, name), node, used, { ...standing, retain }, scope);
    const instances: Instance[] = [];
    for (const [key, value] of this.#keysOf(node.forEach, scope)) {
      const each = new Map<string, Value | Absent>([...scope.roots, ['each', { key: typeof key === 'number' ? String(key) : key, value }]]);
      const index = typeof key === 'number' ? `[${key}]` : `["${key}"]`;
      instances.push(this.#instance(`${joinAddress(standing.prefix, name)}${index}`, node, used, { ...standing, retain }, { ...scope, roots: each }));
    }
    const names = memberNames(used.facts.outputs);
    return {
      outputs: Object.fromEntries(
        names.map((output) => [output, instances.map(({ outputs }) => (outputs as Readonly<Record<string, Value>>)[output] ?? null)]),
      ),
      nodes: instances.flatMap(({ nodes }) => nodes),
    };
  }

  #instance(address: string, node: UseNode, used: PublishedContent, standing: Standing, scope: Scope): Instance {
    const checked = nodeAddress.safeParse(address);
    if (!checked.success) {
      this.#problem(
        `${address} cannot be the address of a node: ${checked.error.issues[0]?.message ?? ''}`,
        'use shorter names, and keys without quotes',
        address,
      );
      return nothing;
    }
    const given = this.#try(address, () => evaluate(node.with, scope));
    if (given === undefined) return nothing;
    const inputs = this.#completed(given as Readonly<Record<string, Value>>, used, address);
    const at = this.#try(address, () => this.#placeOf(node, standing, scope));
    return this.version(used, { ...standing, prefix: address, inputs, at: at ?? standing.at, depth: standing.depth + 1 });
  }

  /** Inputs with their defaults; what is known of them is held to its schema. */
  #completed(given: Readonly<Record<string, Value>>, { facts }: PublishedContent, address: string): Readonly<Record<string, Value>> {
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => !isOpen(value))) as JsonObject;
    const filled = withDefaults(facts.inputs, known);
    const inputs = { ...filled, ...Object.fromEntries(Object.entries(given).filter(([, value]) => isOpen(value))) };
    for (const [name, value] of Object.entries(filled)) {
      if (Object.hasOwn(given, name) && isOpen(given[name])) continue;
      for (const { path, message, fix } of faultsOf(memberSchema(facts.inputs, name) ?? {}, value))
        this.problems.push(problem('INPUT_INVALID', `${address} is given ${[name, ...path].join('.')}: ${message}`, fix, { at: `${address}.with.${name}` }));
    }
    return inputs;
  }

  #keysOf(over: NonNullable<UseNode['forEach']>, scope: Scope): (readonly [string | number, Value])[] {
    const value = typeof over === 'string' ? evaluateExpression(parseCondition(over), scope) : over;
    const entries = Array.isArray(value)
      ? (value as readonly Value[]).map((item, index) => [typeof item === 'string' ? item : index, item] as const)
      : isJsonObject(value)
        ? Object.entries(value as Readonly<Record<string, Value>>)
        : null;
    if (entries === null) throw new ExpressionFault('forEach goes over a list or an object');
    if (entries.length > mostInstances) throw new ExpressionFault(`it would be repeated ${entries.length} times, and at most ${mostInstances} are allowed`);
    const twice = entries.find(([key], index) => entries.findIndex(([other]) => other === key) !== index);
    if (twice !== undefined) throw new ExpressionFault(`${JSON.stringify(twice[0])} is in the list twice, and each is called after its text`);
    return entries;
  }

  #placeOf({ at }: UseNode, standing: Standing, scope: Scope): DraftAt | undefined {
    if (at === undefined) return standing.at;
    const text = (value: string | undefined, of: string): string | undefined => {
      if (value === undefined) return undefined;
      const found = evaluate(value, scope);
      if (typeof found !== 'string') throw new ExpressionFault(`its ${of} is no text`);
      return found;
    };
    const region = text(at.region, 'region');
    if (region !== undefined && !regionName.safeParse(region).success) throw new ExpressionFault(`${JSON.stringify(region)} is not the form of a region`);
    const target = text(at.target, 'target');
    return {
      ...(target === undefined ? (standing.at?.target === undefined ? {} : { target: standing.at.target }) : { target }),
      ...(region === undefined ? {} : { region }),
    };
  }

  #gate(name: string, { gate }: BlueprintGate, after: readonly NodeAddress[], standing: Standing, scope: Scope): NodeAddress {
    const node = nodeAddress.parse(joinAddress(standing.prefix, name));
    if (gate.kind === 'person') this.made.gates.push({ node, dependsOn: [...new Set(after)], gate });
    else {
      const value = evaluate(gate.value, scope);
      if (!(value instanceof Later)) throw new ExpressionFault('a gate waits for one value that exists only after a step');
      const { equals, withinSeconds } = gate;
      const waited = { kind: 'until' as const, node: nodeAddress.parse(value.node), attribute: value.attribute, equals, withinSeconds };
      this.made.gates.push({ node, dependsOn: [...new Set(after)], gate: waited });
    }
    return node;
  }

  #artifact(document: Artifact, content: PublishedContent, standing: Standing): Instance {
    const { prefix, inputs, at } = standing;
    const wanted = Object.entries(document.resources ?? {});
    const addressOf = (name: string): NodeAddress => nodeAddress.parse(joinAddress(prefix, name));
    const roots = new Map<string, Value | Absent>([['inputs', inputs]]);
    const scope: Scope = { roots, schemas: new Map([['inputs', content.facts.inputs]]) };
    const there: typeof wanted = [];
    for (const [name, resource] of wanted) {
      const holds = resource.when === undefined || this.#try(joinAddress(prefix, name), () => this.#holds(resource.when ?? '', scope)) === true;
      if (holds) there.push([name, resource]);
      roots.set(name, holds ? new Later(joinAddress(prefix, name), '') : new Absent(`${name} is not there, since ${resource.when} does not hold`));
    }
    const nodes: NodeAddress[] = [];
    const names = new Set(there.map(([name]) => name));
    for (const [name, resource] of there) {
      this.#try(joinAddress(prefix, name), () => {
        const node = addressOf(name);
        nodes.push(node);
        if (nodes.length + this.made.resources.length > mostNodes) throw new ExpressionFault(`it comes to more than ${mostNodes} nodes`);
        const properties = draftOf(evaluate(resource.properties, scope)) as JsonObject;
        const dependsOn = [...new Set([...standing.after, ...resource.dependsOn.filter((other) => names.has(other)).map(addressOf)])];
        const checks = this.#checksOf(document, resource.type);
        this.made.resources.push({
          node,
          type: resource.type,
          properties,
          dependsOn,
          retain: resource.retain || standing.retain,
          checks,
          ...(at === undefined ? {} : { at }),
        });
      });
    }
    return { outputs: this.#try(prefix, () => evaluate(document.provides, scope)) ?? {}, nodes };
  }

  /** What the artifact's controls promise of a resource of that type. */
  #checksOf({ controls }: Artifact, type: string): DraftResource['checks'] {
    return controls.flatMap((name) => {
      const effect = this.#how.controls.get(name)?.types[type];
      if (effect === undefined || 'refused' in effect) return [];
      return effect.checks.map((check) => ({ control: name, ...check }) as DraftResource['checks'][number]);
    });
  }

  #template(
    document: Artifact,
    files: Pick<UsedTemplate, 'template' | 'source'>,
    { facts }: PublishedContent,
    { prefix, inputs, at, retain, after }: Standing,
  ): Instance {
    const node = nodeAddress.parse(prefix === '' ? document.metadata.name : prefix);
    const given = (this.#try(node, () => draftOf(inputs)) ?? {}) as JsonObject;
    const checksOf = (type: string) => this.#checksOf(document, type);
    this.made.templates.push({ node, ...files, inputs: given, at, dependsOn: [...new Set(after)], retain, checksOf });
    return { outputs: Object.fromEntries(memberNames(facts.outputs).map((name) => [name, new Later(node, `outputs.${name}`)])), nodes: [node] };
  }

  #unit(document: Artifact, { facts }: PublishedContent, { prefix, inputs, at, retain, after }: Standing): Instance {
    const { engine, metadata } = document;
    if (engine.type === 'aws') throw new TypeError(`${metadata.name} is no unit`);
    const node = nodeAddress.parse(prefix === '' ? metadata.name : prefix);
    const given = this.#try(node, () => draftOf(inputs)) ?? {};
    const outputs = facts.outputs['properties'];
    this.made.units.push({
      node,
      engine: engine.type,
      source: engine.source,
      inputs: given as JsonObject,
      outputs: isJsonObject(outputs) ? outputs : {},
      repeatable: engine.repeatable,
      ...(engine.undo ? { undo: true as const } : {}),
      ...(engine.type === 'python' && engine.hosts !== undefined ? { hosts: engine.hosts } : {}),
      ...(engine.type === 'python' && engine.foresees === true ? { foresees: true as const } : {}),
      published: true,
      dependsOn: [...new Set(after)],
      retain,
      ...(at === undefined ? {} : { at }),
    });
    return { outputs: Object.fromEntries(memberNames(facts.outputs).map((name) => [name, new Later(node, name)])), nodes: [node] };
  }

  #holds(condition: string, scope: Scope): boolean {
    const value = evaluateExpression(parseCondition(condition), scope);
    if (typeof value === 'boolean') return value;
    throw new ExpressionFault(`the condition ${condition} is neither true nor false`);
  }

  /** What is done at a node; an expression that cannot be evaluated there is a problem. */
  #try<T>(node: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      this.problems.push(
        problem(
          'EXPRESSION_INVALID',
          node === '' ? error.message : `${node}: ${error.message}`,
          'give other inputs, or correct the blueprint',
          node === '' ? {} : { at: node },
        ),
      );
      return undefined;
    }
  }

  #refused(message: string, at: string): false {
    this.#problem(message, 'give other inputs: --input name=value', at);
    return false;
  }

  #problem(message: string, fix: string, at: string): void {
    this.problems.push(problem('INPUT_INVALID', message, fix, at === '' ? {} : { at }));
  }
}

const nothing: Instance = { outputs: {}, nodes: [] };

function joinAddress(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** The nodes after those that they refer to or wait for. A published blueprint has no circle. */
function inOrder(document: Blueprint): readonly string[] {
  const names = new Set(Object.keys(document.nodes));
  const graph = new Map<string, readonly string[]>();
  for (const [name, node] of Object.entries(document.nodes)) {
    const read: string[] = [];
    const look = (value: Json | undefined): void => {
      if (typeof value === 'string') read.push(...rootsIn(value));
      else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) look(member as Json);
    };
    if (isGate(node)) look(node.gate.kind === 'until' ? node.gate.value : undefined);
    else {
      look(node.with);
      look(node.at as Json | undefined);
    }
    graph.set(
      name,
      [...new Set([...read, ...node.dependsOn])].filter((other) => names.has(other)),
    );
  }
  return order(graph).sorted;
}

function rootsIn(text: string): string[] {
  if (!text.includes('${')) return [];
  return parseTemplate(text).flatMap((piece) => (typeof piece === 'string' ? [] : pathsIn(piece.ast).map(([root]) => String(root))));
}
