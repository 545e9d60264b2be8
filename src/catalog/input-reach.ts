import { isJsonObject, type Json } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { Artifact, Blueprint, PublishedContent, UseNode } from '../model/catalog.ts';
import { pathsIn } from './cel.ts';
import { isGate } from './check-blueprint.ts';
import type { OutputOrigins } from './cloudformation/parameter-origins.ts';
import { memberNames } from './json-schemas.ts';
import { parseCondition, parseTemplate } from './template-text.ts';

/** Names of inputs. */
export type Origins = ReadonlySet<string>;

/** Where inputs of a version lead to. Resources go by their address without the keys of what is repeated: see `plainAddress`. */
export interface InputReach {
  /** Of a resource: pointers into its properties, `*` for any item of a list, with the inputs that decide what stands there. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, Origins>>;
  /** Of a resource or a unit: the inputs that decide whether it is there, how many of it, or at which place. */
  readonly presence: ReadonlyMap<string, Origins>;
  /** Of a node that is a CloudFormation template: its parameters, with the inputs that decide what they are given. What the template makes of them stands with its resources (`DraftResource.parameters`). */
  readonly templates: ReadonlyMap<string, ReadonlyMap<string, Origins>>;
  /** Of a unit: its own inputs, with the inputs that decide what they are given. What it does with them nobody knows. */
  readonly units: ReadonlyMap<string, ReadonlyMap<string, Origins>>;
}

const nobody: Origins = new Set();

/** Which template's parameter a name in `DraftResource.parameters` means, where it stands at a resource or an output of the template at an address. */
export function parameterOf(address: string, name: string): { readonly node: string; readonly parameter: string } {
  const colon = name.lastIndexOf(':');
  return colon < 0 ? { node: address, parameter: name } : { node: plainAddress(name.slice(0, colon)), parameter: name.slice(colon + 1) };
}

/** The address of a node as documents write it: `jobs["eu-west-1"].queue` is `jobs.queue`. */
export function plainAddress(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}

/**
 * Follows inputs of a version through its expressions, and those of the versions that it uses, without evaluating any: whatever an expression reads may decide what it gives, also a property
 * that is asked of another resource. What only a step makes is nobody's choice. `outputs`: what decides the outputs of the CloudFormation templates among it, once they were read; before that
 * each may be decided by whatever its template is given.
 */
export function inputReach(
  content: PublishedContent,
  inputs: Iterable<string>,
  locked: (digest: string) => PublishedContent | undefined,
  outputs: OutputOrigins | null = null,
): InputReach {
  const following = new Following(locked, outputs);
  const standing = { prefix: '', inputs: new Map([...inputs].map((name) => [name, new Set([name])])), presence: nobody };
  // What one template imports of another is known only once that was come by.
  for (let known = -1; known !== following.known; ) {
    known = following.known;
    following.version(content, standing);
  }
  return following.found;
}

/** What each input of a version is decided by, and what decides whether it is used at all. */
interface Standing {
  readonly prefix: string;
  readonly inputs: ReadonlyMap<string, Origins>;
  readonly presence: Origins;
}

type Outputs = ReadonlyMap<string, Origins>;
/** What decides the value at a path below a root. */
type Roots = (path: readonly (string | number)[]) => Origins;

class Following {
  readonly found = {
    places: new Map<string, Map<string, Origins>>(),
    presence: new Map<string, Origins>(),
    templates: new Map<string, ReadonlyMap<string, Origins>>(),
    units: new Map<string, ReadonlyMap<string, Origins>>(),
  };
  readonly #locked: (digest: string) => PublishedContent | undefined;
  readonly #outputs: OutputOrigins | null;

  constructor(locked: (digest: string) => PublishedContent | undefined, outputs: OutputOrigins | null) {
    this.#locked = locked;
    this.#outputs = outputs;
  }

  /** How much is known of what templates are given. */
  get known(): number {
    return [...this.found.templates.values()].reduce((sum, given) => sum + [...given.values()].reduce((all, { size }) => all + size, 1), 0);
  }

  version(content: PublishedContent, standing: Standing): Outputs {
    const { document } = content;
    if (document.kind === 'Blueprint') return this.#blueprint(document, content, standing);
    const address = standing.prefix === '' ? document.metadata.name : standing.prefix;
    if (document.engine.type !== 'aws') {
      this.found.units.set(address, standing.inputs);
      if (standing.presence.size > 0) this.found.presence.set(address, standing.presence);
      return new Map();
    }
    if (document.engine.template !== undefined) {
      this.found.templates.set(address, standing.inputs);
      return this.#outputsOf(address, content, standing.inputs);
    }
    return this.#artifact(document, standing);
  }

  #outputsOf(address: string, { facts }: PublishedContent, given: Standing['inputs']): Outputs {
    const names = memberNames(facts.outputs);
    if (this.#outputs === null) return new Map(names.map((name) => [name, union(...given.values())]));
    const instances = [...this.#outputs].flatMap(([node, outputs]) => (plainAddress(node) === address ? [outputs] : []));
    return new Map(
      names.map((name) => [name, union(...instances.flatMap((outputs) => [...(outputs.get(name) ?? [])].map((one) => this.#parameter(address, one, given))))]),
    );
  }

  /** What decides a parameter: of the template there, or of another, which exports what is imported there. */
  #parameter(address: string, name: string, given: Standing['inputs']): Origins {
    const { node, parameter } = parameterOf(address, name);
    return (node === address ? given : this.found.templates.get(node))?.get(parameter) ?? nobody;
  }

  #blueprint(document: Blueprint, content: PublishedContent, standing: Standing): Outputs {
    const known = new Map<string, Outputs>();
    const outputsOf = (node: string): Outputs => {
      const before = known.get(node);
      if (before !== undefined) return before;
      known.set(node, new Map());
      const wanted = document.nodes[node];
      const outputs = wanted === undefined || isGate(wanted) ? new Map<string, Origins>() : this.#use(node, wanted, content, standing, roots);
      known.set(node, outputs);
      return outputs;
    };
    const roots: Roots = ([root, , name]) => (typeof name === 'string' ? outputsOf(String(root)).get(name) : undefined) ?? nobody;
    for (const node of Object.keys(document.nodes)) outputsOf(node);
    return outputsIn(document.outputs, within(standing, roots));
  }

  #use(name: string, node: UseNode, content: PublishedContent, standing: Standing, nodes: Roots): Outputs {
    const used = this.#locked(content.lock[node.use]?.digest ?? '');
    if (used === undefined) return new Map();
    const roots = within(standing, nodes);
    const each = typeof node.forEach === 'string' ? conditionOrigins(node.forEach, roots) : nobody;
    const inner: Roots = (path) => (path[0] === 'each' ? each : roots(path));
    const presence = union(
      standing.presence,
      each,
      node.when === undefined ? nobody : conditionOrigins(node.when, roots),
      originsOf((node.at ?? {}) as Json, inner),
    );
    const given = Object.entries(node.with).map(([input, value]) => [input, originsOf(value as Json, inner)] as const);
    const inputs = new Map(given.filter(([, origins]) => origins.size > 0));
    return this.version(used, { prefix: standing.prefix === '' ? name : `${standing.prefix}.${name}`, inputs, presence });
  }

  #artifact(document: Artifact, standing: Standing): Outputs {
    const open = new Set<string>();
    // What another resource has by then is what is asked of it, as far as that is asked.
    const asked: Roots = ([name, ...attribute]) => {
      const resource = document.resources?.[String(name)];
      const key = `${name}.${attribute.join('.')}`;
      if (resource === undefined || attribute.length === 0 || open.has(key)) return nobody;
      open.add(key);
      const there = leavesOf(resource.properties).filter(({ path }) => isAlong(path, attribute));
      const origins = union(...there.map(({ value }) => originsOf(value, roots)));
      open.delete(key);
      return origins;
    };
    const roots = within(standing, asked);
    for (const [name, resource] of Object.entries(document.resources ?? {})) {
      const address = standing.prefix === '' ? name : `${standing.prefix}.${name}`;
      const presence = union(standing.presence, resource.when === undefined ? nobody : conditionOrigins(resource.when, roots));
      if (presence.size > 0) this.found.presence.set(address, presence);
      const places = new Map<string, Origins>();
      for (const { path, value } of leavesOf(resource.properties)) {
        const origins = originsOf(value, roots);
        if (origins.size > 0) places.set(pointerOf(path), union(places.get(pointerOf(path)) ?? nobody, origins));
      }
      if (places.size > 0) this.found.places.set(address, places);
    }
    return outputsIn(document.provides, roots);
  }
}

/** What names stand for within a version: its inputs, and what else there is. */
function within({ inputs }: Standing, others: Roots): Roots {
  return (path) => {
    const [root, name] = path;
    if (root !== 'inputs') return others(path);
    return name === undefined ? union(...inputs.values()) : (inputs.get(String(name)) ?? nobody);
  };
}

function outputsIn(outputs: Readonly<Record<string, unknown>>, roots: Roots): Outputs {
  const given = Object.entries(outputs).map(([name, value]) => [name, originsOf(value as Json, roots)] as const);
  return new Map(given.filter(([, origins]) => origins.size > 0));
}

/** What decides a value with expressions in its texts and in the names of its members. */
function originsOf(value: Json, roots: Roots): Origins {
  if (typeof value === 'string') {
    if (!value.includes('${')) return nobody;
    return union(...parseTemplate(value).flatMap((piece) => (typeof piece === 'string' ? [] : pathsIn(piece.ast).map(roots))));
  }
  if (Array.isArray(value)) return union(...(value as readonly Json[]).map((item) => originsOf(item, roots)));
  return isJsonObject(value) ? union(...Object.values(value).map((member) => originsOf(member as Json, roots))) : nobody;
}

function conditionOrigins(text: string, roots: Roots): Origins {
  return union(...pathsIn(parseCondition(text).ast).map(roots));
}

/** What is neither a list nor an object within a value, each with the way to it, `*` for any item of a list. */
export function leavesOf(value: Json, path: readonly string[] = []): { readonly path: readonly string[]; readonly value: Json }[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leavesOf(item, [...path, '*']));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([name, member]) => leavesOf(member as Json, [...path, name]));
  return [{ path, value }];
}

/** Whether one of the ways leads to what the other ends at, or below. */
export function isAlong(path: readonly string[], attribute: readonly (string | number)[]): boolean {
  return path.every((name, index) => index >= attribute.length || name === '*' || name === String(attribute[index]));
}

function union(...sets: readonly Origins[]): Origins {
  const some = sets.filter(({ size }) => size > 0);
  return some.length <= 1 ? (some[0] ?? nobody) : new Set(some.flatMap((set) => [...set]));
}
