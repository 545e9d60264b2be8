import { order } from '../graph/order.ts';
import { shortestCycle } from '../graph/shortest-cycle.ts';
import type { Code } from '../kernel/codes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Blueprint, BlueprintGate, Lock, UseNode, VersionFacts } from '../model/catalog.ts';
import type { PlaceOf } from '../model/read-yaml.ts';
import { matchesAny } from './boundary.ts';
import { isReadableName, ofTheLanguage, type Path, pathOf, pathsIn } from './cel.ts';
import { schemaOf } from './check-artifact.ts';
import { ExpressionCheck, type RootType, sameCondition } from './check-expressions.ts';
import { faultsOf, memberNames, memberSchema } from './json-schemas.ts';
import { known, type Lateness, lasting, latenessOf, latest, mustKnow } from './lateness.ts';
import { nearFix } from './near-fix.ts';
import { schemaOfValue } from './output-schema.ts';

export interface BlueprintContext {
  /** The version that a `use` comes to, as the lock has it, with what is known of it. */
  readonly used: (use: string) => Result<{ readonly version: Lock[string]; readonly facts: VersionFacts }>;
  readonly place: PlaceOf;
}

type Keys = readonly (string | number)[];
type Nodes = Blueprint['nodes'];

/** Most instances of one node: as many as a person can still review. */
const mostInstances = 200;

/**
 * Checks a blueprint before it is published: every `use`, name, type, condition and boundary that can be known without its inputs. Says what it is to those who use it, and the lock. Every problem
 * is reported, at `path:line keys`.
 */
export function checkBlueprint(document: Blueprint, context: BlueprintContext): Result<{ readonly facts: VersionFacts; readonly lock: Lock }> {
  const check = new BlueprintCheck(document, context);
  const checked = check.run();
  return check.problems.length > 0 ? { ok: false, problems: check.problems } : ok(checked);
}

export function isGate(node: UseNode | BlueprintGate): node is BlueprintGate {
  return 'gate' in node;
}

/** The values of a node that may hold expressions, with the keys that lead to them. */
function* valuesOf(node: UseNode | BlueprintGate): Generator<readonly [Json, Keys]> {
  if (isGate(node)) {
    if (node.gate.kind === 'until') yield [node.gate.value, ['gate', 'value']];
    return;
  }
  for (const [name, value] of Object.entries(node.with)) yield [value, ['with', name]];
  if (node.at?.region !== undefined) yield [node.at.region, ['at', 'region']];
  if (node.at?.target !== undefined) yield [node.at.target, ['at', 'target']];
}

class BlueprintCheck {
  readonly problems: Diagnostic[] = [];
  readonly #document: Blueprint;
  readonly #context: BlueprintContext;
  readonly #lock: Record<string, Lock[string]> = {};
  readonly #facts = new Map<string, VersionFacts>();
  readonly #outputLateness = new Map<string, ReadonlyMap<string, Lateness>>();
  #inputNames: readonly string[] = [];

  constructor(document: Blueprint, context: BlueprintContext) {
    this.#document = document;
    this.#context = context;
  }

  run(): { readonly facts: VersionFacts; readonly lock: Lock } {
    const { nodes, outputs, checks } = this.#document;
    const { schema: inputs, faults } = schemaOf(this.#document.inputs);
    for (const { path, message, fix } of faults) this.#problem('CATALOG_INVALID', message, fix, ['inputs', ...path]);
    this.#inputNames = memberNames(inputs);
    this.#resolveUses(nodes);
    const roots = this.#roots(inputs, nodes);
    const check = new ExpressionCheck({ roots, isLater: (path) => this.#lateness(path) === true, place: this.#context.place });
    for (const name of this.#inOrder(nodes)) this.#node(name, nodes[name] as UseNode | BlueprintGate, roots, check);
    for (const [index, { assert }] of checks.entries()) check.condition(assert, ['checks', index, 'assert']);
    const outputSchemas: Record<string, JsonObject> = {};
    const later: Record<string, true | string[]> = {};
    for (const [name, value] of Object.entries(outputs)) {
      const expressions = check.value(value, { kind: 'any' }, ['outputs', name]);
      outputSchemas[name] = schemaOfValue(value, roots);
      later[name] = lasting(latenessOf(expressions, (path) => this.#lateness(path)));
    }
    this.#boundary();
    this.problems.push(...check.problems);
    const used = [...this.#facts.values()];
    const union = (of: (facts: VersionFacts) => readonly string[]): string[] => [...new Set(used.flatMap(of))].sort();
    return {
      lock: this.#lock,
      facts: {
        inputs,
        outputs: { type: 'object', properties: outputSchemas, required: Object.keys(outputSchemas) },
        mustKnow: mustKnow(check.demanded, this.#inputNames),
        later,
        types: union(({ types }) => types),
        engines: union(({ engines }) => engines) as VersionFacts['engines'],
        resources: this.#resources(),
        controls: union(({ controls }) => controls),
        permissions: union(({ permissions }) => permissions),
        permissionsUnknown: union(({ permissionsUnknown }) => permissionsUnknown),
      },
    };
  }

  #resolveUses(nodes: Nodes): void {
    for (const [name, node] of Object.entries(nodes)) {
      if (name === 'inputs' || name === 'each') this.#problem('CATALOG_INVALID', `a node cannot be called ${name}`, 'give it another name', ['nodes', name]);
      else if (!isReadableName(name))
        this.#problem('CATALOG_INVALID', `a node cannot be called ${name}: ${ofTheLanguage(name)}`, 'give it another name', ['nodes', name]);
      if (isGate(node)) continue;
      const used = this.#context.used(node.use);
      if (!used.ok) {
        for (const each of used.problems) this.#problem(each.code, each.message, each.fix, ['nodes', name, 'use']);
        continue;
      }
      this.#lock[node.use] = used.value.version;
      this.#facts.set(name, used.value.facts);
    }
  }

  #roots(inputs: JsonObject, nodes: Nodes): ReadonlyMap<string, RootType> {
    const roots = new Map<string, RootType>([['inputs', { kind: 'value', schema: inputs }]]);
    for (const [name, node] of Object.entries(nodes)) {
      const facts = this.#facts.get(name);
      if (isGate(node)) continue;
      if (facts === undefined) roots.set(name, { kind: 'unknown' });
      else {
        const outputs = node.forEach === undefined ? facts.outputs : eachOf(facts.outputs);
        roots.set(name, { kind: 'value', schema: { type: 'object', properties: { outputs }, required: ['outputs'] } });
      }
    }
    return roots;
  }

  /** The nodes after those that they refer to or wait for; those on a cycle, which is told, are left out. */
  #inOrder(nodes: Nodes): readonly string[] {
    const names = Object.keys(nodes);
    const silent = new ExpressionCheck({ roots: new Map(names.map((name) => [name, { kind: 'unknown' }])), isLater: () => false, place: () => '' });
    const graph = new Map<string, string[]>();
    for (const [name, node] of Object.entries(nodes)) {
      const conditions = [node.when, isGate(node) ? undefined : typeof node.forEach === 'string' ? node.forEach : undefined].filter(
        (text) => text !== undefined,
      );
      const written = [...valuesOf(node)].map(([value]) => value);
      const expressions = [...written, ...conditions.map((text) => (text.includes('${') ? text : `\${${text}}`))].flatMap((value) =>
        silent.value(value, { kind: 'any' }, []),
      );
      const referred = expressions.flatMap(({ ast }) => pathsIn(ast).map(([root]) => String(root)));
      for (const [index, other] of node.dependsOn.entries())
        if (!names.includes(other)) this.#problem('REFERENCE_UNKNOWN', `there is no node ${other}`, nearFix(other, names), ['nodes', name, 'dependsOn', index]);
      graph.set(
        name,
        [...new Set([...referred, ...node.dependsOn])].filter((other) => names.includes(other)),
      );
    }
    const cycle = shortestCycle(graph);
    if (cycle === null) return order(graph).sorted;
    const message = `${[...cycle, cycle[0]].join(' → ')}: each needs the next to be there first`;
    this.#problem('GRAPH_CYCLE', message, 'remove one of these references', ['nodes', cycle[0] as string]);
    return [];
  }

  #node(name: string, node: UseNode | BlueprintGate, roots: ReadonlyMap<string, RootType>, check: ExpressionCheck): void {
    const at = ['nodes', name];
    if (node.when !== undefined) check.condition(node.when, [...at, 'when']);
    if (isGate(node)) return this.#gate(name, node, check);
    const facts = this.#facts.get(name);
    const inner = node.forEach === undefined ? check : this.#repeated(node.forEach, roots, check, at);
    for (const [value, keys] of valuesOf(node)) {
      if (keys[0] !== 'at') continue;
      for (const expression of inner.value(value, { kind: 'schema', schema: { type: 'string' } }, [...at, ...keys])) inner.known(expression, [...at, ...keys]);
    }
    if (facts !== undefined) this.#with(name, node, facts, inner);
    if (inner !== check) {
      check.problems.push(...inner.problems);
      check.demanded.push(...inner.demanded);
    }
    this.#guards(name, node);
  }

  /** The check of what stands within a repeated node, where `each` has a meaning. */
  #repeated(over: NonNullable<UseNode['forEach']>, roots: ReadonlyMap<string, RootType>, check: ExpressionCheck, at: Keys): ExpressionCheck {
    let schema: JsonObject = {};
    if (typeof over === 'string') {
      const text = over.includes('${') ? over : `\${${over}}`;
      const [expression] = check.value(text, { kind: 'any' }, [...at, 'forEach']);
      if (expression !== undefined) {
        check.known(expression, [...at, 'forEach']);
        schema = schemaOfValue(text, roots);
      }
    } else {
      const items = Array.isArray(over) ? (over as readonly Json[]) : Object.values(over);
      if (items.length > mostInstances)
        this.#problem('CATALOG_INVALID', `it is repeated ${items.length} times`, `repeat it at most ${mostInstances} times`, [...at, 'forEach']);
      if (items.length > 0 && items.every((item) => typeof item === 'string')) schema = { type: 'array', items: { type: 'string' } };
    }
    const value = schema['type'] === 'array' ? memberSchema(schema, 0) : isJsonObject(schema['additionalProperties']) ? schema['additionalProperties'] : {};
    const each: RootType = { kind: 'value', schema: { type: 'object', properties: { key: { type: 'string' }, value: value ?? {} } } };
    return new ExpressionCheck({ roots: new Map([...roots, ['each', each]]), isLater: (path) => this.#lateness(path) === true, place: this.#context.place });
  }

  #gate(name: string, { gate }: BlueprintGate, check: ExpressionCheck): void {
    if (gate.kind !== 'until') return;
    const at = ['nodes', name, 'gate', 'value'];
    const [expression] = check.value(gate.value, { kind: 'any' }, at);
    const path = expression === undefined ? null : pathOf(expression.ast);
    if (expression !== undefined && (path === null || this.#lateness(path) !== true))
      this.#problem(
        'EXPRESSION_INVALID',
        'a gate waits for one value that exists only after a step',
        'name an output of a node, as in ${database.outputs.status}',
        at,
      );
  }

  /** What a node is given, against what it takes. */
  #with(name: string, { use, with: given }: UseNode, facts: VersionFacts, check: ExpressionCheck): void {
    const at = ['nodes', name, 'with'];
    const taken = memberNames(facts.inputs);
    const lateness = new Map<string, Lateness>();
    for (const [input, value] of Object.entries(given)) {
      const schema = memberSchema(facts.inputs, input);
      if (schema === undefined) {
        const fix = taken.length === 0 ? `leave it out, or let ${use} declare it among its inputs, as another version` : nearFix(input, taken);
        this.#problem('CATALOG_INVALID', `${use} has no input ${input}`, fix, [...at, input]);
        continue;
      }
      const expressions = check.value(value, { kind: 'schema', schema }, [...at, input]);
      const late = latenessOf(expressions, (path) => this.#lateness(path));
      lateness.set(input, late);
      const demands = facts.mustKnow.includes(input);
      if (demands && late === true) {
        const message = `${use} computes with its input ${input}, which exists only after a step here: a plan holds such a value as it is, or within a text, and nothing that is made of it`;
        this.#problem('EXPRESSION_INVALID', message, 'give it a value that is known before', [...at, input]);
      }
      if (demands) check.demanded.push(...expressions.flatMap(({ ast }) => pathsIn(ast)));
      if (expressions.length > 0 || holdsEscape(value)) continue;
      for (const { path, message, fix } of faultsOf(schema, value))
        this.#problem('CATALOG_INVALID', `${[input, ...path].join('.')}: ${message}`, fix, [...at, input, ...path]);
    }
    const required = Array.isArray(facts.inputs['required']) ? (facts.inputs['required'] as readonly string[]) : [];
    for (const input of required)
      if (!Object.hasOwn(given, input) && memberSchema(facts.inputs, input)?.['default'] === undefined)
        this.#problem('CATALOG_INVALID', `${use} requires the input ${input}`, `give it: with: { ${input}: … }`, at);
    this.#outputLateness.set(
      name,
      new Map(Object.entries(facts.later).map(([output, late]) => [output, late === true ? true : latest(late.map((input) => lateness.get(input) ?? known))])),
    );
  }

  /** A node that is there only sometimes is referred to only where its condition holds, too. */
  #guards(name: string, node: UseNode): void {
    const sometimes = Object.entries(this.#document.nodes).filter(
      ([other, { when }]) => other !== name && when !== undefined && (node.when === undefined || !sameCondition(when, node.when)),
    );
    for (const [value, keys] of valuesOf(node)) {
      const text = JSON.stringify(value);
      for (const [other, { when }] of sometimes) {
        if (!new RegExp(`\\b${other}\\.outputs\\b`).test(text) || text.includes('?')) continue;
        const message = `${other} is there only where ${when}, and ${name} refers to it always`;
        this.#problem('EXPRESSION_INVALID', message, `give ${name} the same condition, or write \${condition ? ${other}.outputs.… : …}`, [
          'nodes',
          name,
          ...keys,
        ]);
      }
    }
  }

  #boundary(): void {
    const { types, engines, resources } = this.#document.boundary;
    for (const [name, node] of Object.entries(this.#document.nodes)) {
      const facts = this.#facts.get(name);
      if (facts === undefined || isGate(node)) continue;
      for (const type of facts.types)
        if (types !== undefined && !matchesAny(type, types))
          this.#problem('BOUNDARY_CROSSED', `${node.use} makes ${type}, which the boundary does not allow`, `use another, or add ${type} to boundary.types`, [
            'nodes',
            name,
            'use',
          ]);
      for (const engine of facts.engines)
        if (engines !== undefined && !engines.includes(engine))
          this.#problem('BOUNDARY_CROSSED', `${node.use} runs the engine ${engine}, which the boundary does not allow`, `add ${engine} to boundary.engines`, [
            'nodes',
            name,
            'use',
          ]);
    }
    const least = this.#resources();
    if (resources !== undefined && least > resources)
      this.#problem(
        'BOUNDARY_CROSSED',
        `it consists of at least ${least} resources, and its boundary allows ${resources}`,
        'raise boundary.resources, or use less',
        ['boundary', 'resources'],
      );
  }

  /** Resources that are there whatever the inputs are. */
  #resources(): number {
    return Object.entries(this.#document.nodes).reduce((sum, [name, node]) => {
      if (isGate(node) || node.when !== undefined) return sum;
      const times = node.forEach === undefined ? 1 : typeof node.forEach === 'string' ? 0 : Object.keys(node.forEach).length;
      return sum + times * (this.#facts.get(name)?.resources ?? 0);
    }, 0);
  }

  #lateness(path: Path): Lateness {
    const [root, member, output] = path;
    if (root === 'inputs') return new Set(member === undefined ? this.#inputNames : [String(member)]);
    if (root === 'each') return known;
    const outputs = this.#outputLateness.get(String(root));
    if (outputs === undefined) return known;
    return output === undefined ? latest([...outputs.values()]) : (outputs.get(String(output)) ?? known);
  }

  #problem(code: Code, message: string, fix: string, at: Keys): void {
    this.problems.push(problem(code, message, fix, { at: this.#context.place(at) }));
  }
}

/** What a repeated node gives: of each output the list of all instances, in their order. */
function eachOf(outputs: JsonObject): JsonObject {
  const properties = Object.fromEntries(memberNames(outputs).map((name) => [name, { type: 'array', items: memberSchema(outputs, name) ?? {} }]));
  return { type: 'object', properties };
}

function holdsEscape(value: Json): boolean {
  return JSON.stringify(value).includes('$${');
}
