import { shortestCycle } from '../graph/shortest-cycle.ts';
import type { Code } from '../kernel/codes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { segmentsOf, valueAt } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Artifact, ArtifactResource, VersionFacts } from '../model/catalog.ts';
import type { ControlEntry } from '../model/knowledge.ts';
import type { Procedure } from '../model/procedure.ts';
import type { PlaceOf } from '../model/read-yaml.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { validateProperties } from '../model/validate-properties.ts';
import { type Expression, isReadableName, ofTheLanguage, type Path, pathsIn } from './cel.ts';
import type { Expected } from './cel-types.ts';
import { ExpressionCheck, type RootType } from './check-expressions.ts';
import { callsOf, checkProcedure } from './check-procedure.ts';
import type { TemplateDescription } from './cloudformation/describe-template.ts';
import { memberNames, memberSchema, vettedSchema } from './json-schemas.ts';
import { type Lateness, lasting, latenessOf, mustKnow } from './lateness.ts';
import { nearFix } from './near-fix.ts';

export interface ArtifactContext {
  readonly types: { type(name: string): Result<ResourceType> };
  readonly controls: ReadonlyMap<string, ControlEntry>;
  readonly place: PlaceOf;
  /** What its template says, where it has one. */
  readonly template?: Pick<TemplateDescription, 'inputs' | 'outputs' | 'resources'>;
  /** That of its source, where it is one of engine aws-cli. */
  readonly procedure?: { readonly procedure: Procedure; readonly place: PlaceOf };
}

type Keys = readonly (string | number)[];

/**
 * Checks an artifact before it is published, everything that can be known without its inputs, and says what it is to those who use it. Every problem is reported, at `path:line keys`.
 */
export function checkArtifact(document: Artifact, context: ArtifactContext): Result<VersionFacts> {
  const check = new ArtifactCheck(document, context);
  const facts = check.run();
  return check.problems.length > 0 ? { ok: false, problems: check.problems } : ok(facts);
}

class ArtifactCheck {
  readonly problems: Diagnostic[] = [];
  readonly #document: Artifact;
  readonly #context: ArtifactContext;
  readonly #types = new Map<string, ResourceType>();

  constructor(document: Artifact, context: ArtifactContext) {
    this.#document = document;
    this.#context = context;
  }

  run(): VersionFacts {
    const { engine } = this.#document;
    const inputs = this.#schema('inputs');
    const outputs = this.#schema('outputs');
    if (engine.type !== 'aws') return this.#unit(engine, inputs, outputs);
    const { template } = this.#context;
    return template === undefined ? this.#resources(inputs, outputs) : this.#template(template, inputs, outputs);
  }

  /** A unit gives what it declares, once it has run. */
  #unit({ type, undo }: Exclude<Artifact['engine'], { type: 'aws' }>, inputs: JsonObject, outputs: JsonObject): VersionFacts {
    const { resources, provides, controls } = this.#document;
    const { procedure } = this.#context;
    if (resources !== undefined) this.#problem('CATALOG_INVALID', `an artifact of engine ${type} has no resources`, 'leave them out', ['resources']);
    if (Object.keys(provides).length > 0)
      this.#problem('CATALOG_INVALID', `what an artifact of engine ${type} provides is what its source gives`, 'leave provides out', ['provides']);
    if (controls.length > 0) this.#problem('CATALOG_INVALID', 'controls are kept by resources, and this artifact has none', 'leave them out', ['controls']);
    const later = Object.fromEntries(memberNames(outputs).map((name) => [name, true as const]));
    if (procedure !== undefined)
      this.problems.push(...checkProcedure(procedure.procedure, procedure.place, { inputs: memberNames(inputs), outputs: memberNames(outputs), undo }));
    return {
      inputs,
      outputs,
      mustKnow: [],
      later,
      types: [],
      engines: [type],
      ...(procedure === undefined ? {} : { calls: callsOf(procedure.procedure) }),
      resources: 0,
      controls: [],
      permissions: [],
      permissionsUnknown: [],
    };
  }

  /** A template says itself what it takes and gives. A document may say less of it: a parameter that has a default and is not named keeps it. */
  #template(template: NonNullable<ArtifactContext['template']>, inputs: JsonObject, outputs: JsonObject): VersionFacts {
    const { resources, provides } = this.#document;
    if (resources !== undefined) this.#problem('CATALOG_INVALID', 'it has both a template and resources of its own', 'leave one of the two out', ['resources']);
    if (Object.keys(provides).length > 0)
      this.#problem('CATALOG_INVALID', 'what a template provides are its Outputs', 'leave provides out, and name them in outputs', ['provides']);
    for (const [of, what, said] of [
      ['inputs', 'parameter', inputs],
      ['outputs', 'output', outputs],
    ] as const) {
      const known = memberNames(template[of]);
      for (const name of memberNames(said).filter((one) => !known.includes(one)))
        this.#problem('CATALOG_INVALID', `the template has no ${what} ${name}`, nearFix(name, known), [of, 'properties', name]);
    }
    const told = memberNames(inputs);
    const needed = memberNames(template.inputs).filter((name) => memberSchema(template.inputs, name)?.['default'] === undefined);
    for (const name of told.length === 0 ? [] : needed.filter((one) => !told.includes(one)))
      this.#problem('CATALOG_INVALID', `the template needs ${name}, which has no default`, 'name it among the inputs', ['inputs']);
    const types = this.#known(template.resources.map(({ type }) => type));
    this.#controls(template.resources.map(({ id, type }) => [id, type, {}] as const));
    const given = memberNames(outputs).length === 0 ? template.outputs : outputs;
    return {
      inputs: told.length === 0 ? template.inputs : inputs,
      outputs: given,
      // Whether one decides what is made follows from the template when it is translated.
      mustKnow: [],
      later: Object.fromEntries(memberNames(given).map((name) => [name, true as const])),
      types: types.map(({ name }) => name).sort(),
      template: [...template.resources],
      engines: ['aws'],
      resources: template.resources.filter(({ conditional }) => !conditional).length,
      controls: [...this.#document.controls],
      ...permissionsOf(types),
    };
  }

  #known(names: readonly string[]): ResourceType[] {
    return [...new Set(names)].flatMap((name) => {
      const found = this.#context.types.type(name);
      return found.ok ? [found.value] : [];
    });
  }

  #resources(inputs: JsonObject, outputs: JsonObject): VersionFacts {
    const { resources = {}, provides } = this.#document;
    if (Object.keys(resources).length === 0) this.#problem('CATALOG_INVALID', 'it has no resources', 'give at least one, or a template', ['resources']);
    const roots = new Map<string, RootType>([['inputs', { kind: 'value', schema: inputs }]]);
    for (const [name, { type }] of Object.entries(resources)) {
      if (name === 'inputs') this.#problem('CATALOG_INVALID', 'a resource cannot be called inputs', 'give it another name', ['resources', name]);
      else if (!isReadableName(name))
        this.#problem('CATALOG_INVALID', `a resource cannot be called ${name}: ${ofTheLanguage(name)}`, 'give it another name', ['resources', name]);
      const found = this.#context.types.type(type);
      if (found.ok) this.#types.set(name, found.value);
      else for (const each of found.problems) this.#problem(each.code, each.message, each.fix, ['resources', name, 'type']);
      if (name !== 'inputs') roots.set(name, found.ok ? { kind: 'resource', type: found.value } : { kind: 'unknown' });
    }
    const lateness = (path: Path): Lateness => (path[0] === 'inputs' ? new Set(path.length > 1 ? [String(path[1])] : memberNames(inputs)) : true);
    const check = new ExpressionCheck({ roots, isLater: (path) => lateness(path) === true, place: this.#context.place });
    const edges = new Map<string, Set<string>>();
    for (const [name, resource] of Object.entries(resources)) edges.set(name, this.#resource(name, resource, check));
    const cycle = shortestCycle(new Map([...edges].map(([name, needs]) => [name, [...needs]])));
    if (cycle !== null)
      this.#problem('GRAPH_CYCLE', `${[...cycle, cycle[0]].join(' → ')}: each needs the next to be there first`, 'remove one of these references', [
        'resources',
        cycle[0] as string,
      ]);
    const later = this.#provides(provides, outputs, check, lateness);
    this.#controls(Object.entries(resources).map(([name, { type, properties }]) => [name, type, properties] as const));
    this.problems.push(...check.problems);
    const permissions = permissionsOf([...this.#types.values()]);
    return {
      inputs,
      outputs,
      mustKnow: mustKnow(check.demanded, memberNames(inputs)),
      later,
      types: [...new Set(Object.values(resources).map(({ type }) => type))].sort(),
      engines: ['aws'],
      resources: Object.values(resources).filter(({ when }) => when === undefined).length,
      controls: [...this.#document.controls],
      ...permissions,
    };
  }

  /** The other resources that it refers to or waits for. */
  #resource(name: string, { properties, dependsOn, when }: ArtifactResource, check: ExpressionCheck): Set<string> {
    const at = ['resources', name];
    const type = this.#types.get(name);
    const names = Object.keys(this.#document.resources ?? {});
    const needs = new Set<string>();
    for (const [index, other] of dependsOn.entries()) {
      needs.add(other);
      if (names.includes(other)) continue;
      needs.delete(other);
      this.#problem('REFERENCE_UNKNOWN', `there is no resource ${other}`, nearFix(other, names), [...at, 'dependsOn', index]);
    }
    const condition = when === undefined ? null : check.condition(when, [...at, 'when']);
    const expressions: Expression[] = condition === null ? [] : [condition];
    for (const [property, value] of Object.entries(properties)) {
      const shape = type?.properties[property]?.shape;
      const expected: Expected = type === undefined || shape === undefined ? { kind: 'any' } : { kind: 'shape', type, shape };
      expressions.push(...check.value(value, expected, [...at, 'properties', property]));
    }
    for (const expression of expressions) for (const [root] of pathsIn(expression.ast)) if (names.includes(String(root))) needs.add(String(root));
    if (type !== undefined)
      for (const found of validateProperties(type, withPlaceholders(properties) as JsonObject, { references: true }))
        this.#problem(found.code, found.message, found.fix, [...at, 'properties', ...segmentsOf(found.at ?? '')]);
    return needs;
  }

  #provides(provides: JsonObject, outputs: JsonObject, check: ExpressionCheck, lateness: (path: Path) => Lateness): VersionFacts['later'] {
    const later: Record<string, true | string[]> = {};
    const declared = memberNames(outputs);
    for (const [name, value] of Object.entries(provides)) {
      if (!declared.includes(name)) this.#problem('CATALOG_INVALID', `outputs says nothing of ${name}`, nearFix(name, declared), ['provides', name]);
      const expressions = check.value(value, { kind: 'schema', schema: memberSchema(outputs, name) ?? {} }, ['provides', name]);
      later[name] = lasting(latenessOf(expressions, lateness));
    }
    for (const name of declared)
      if (!Object.hasOwn(provides, name))
        this.#problem('CATALOG_INVALID', `nothing says what ${name} is`, `give it in provides: ${name}: "\${resource.Attribute}"`, [
          'outputs',
          'properties',
          name,
        ]);
    return later;
  }

  /** That each control means something for a resource, and that none says the contrary of it. */
  #controls(resources: readonly (readonly [name: string, type: string, properties: JsonObject])[]): void {
    for (const [index, name] of this.#document.controls.entries()) {
      const at = ['controls', index];
      const control = this.#context.controls.get(name);
      if (control === undefined) {
        this.#problem('CATALOG_INVALID', `there is no control ${name}`, nearFix(name, [...this.#context.controls.keys()]), at);
        continue;
      }
      const kept = resources.map(([node, type, properties]) => [node, properties, control.types[type]] as const);
      if (kept.every(([, , effect]) => effect === undefined || 'refused' in effect))
        this.#problem(
          'CATALOG_INVALID',
          `${name} means nothing for any of its resources`,
          `it does for ${Object.keys(control.types).slice(0, 8).join(', ')}`,
          at,
        );
      for (const [node, properties, effect] of kept) {
        if (effect === undefined || 'refused' in effect) continue;
        for (const { pointer, equals } of effect.checks) {
          const said = valueAt(properties, pointer);
          if (equals === undefined || said === undefined || typeof said === 'object' || said === equals || (typeof said === 'string' && said.includes('${')))
            continue;
          const message = `it is said to be ${name}, and that means ${JSON.stringify(equals)} here`;
          this.#problem('CONTROL_CONFLICT', message, `write ${JSON.stringify(equals)}, or leave ${name} out of controls`, [
            'resources',
            node,
            'properties',
            ...segmentsOf(pointer),
          ]);
        }
      }
    }
  }

  #schema(of: 'inputs' | 'outputs'): JsonObject {
    const { schema, faults } = schemaOf(this.#document[of]);
    for (const { path, message, fix } of faults) this.#problem('CATALOG_INVALID', message, fix, [of, ...path]);
    return schema;
  }

  #problem(code: Code, message: string, fix: string, at: Keys): void {
    this.problems.push(problem(code, message, fix, { at: this.#context.place(at) }));
  }
}

/** A vetted schema of an object. */
export function schemaOf(schema: JsonObject): ReturnType<typeof vettedSchema> {
  const vetted = vettedSchema(schema);
  if (vetted.faults.length > 0 || vetted.schema['type'] === 'object') return vetted;
  return { ...vetted, faults: [{ path: ['type'], message: 'it is not the schema of an object', fix: 'write type: object and properties' }] };
}

/** A value whose expressions are references, so that only their place is checked. */
function withPlaceholders(value: Json): Json {
  if (typeof value === 'string') {
    if (!value.replaceAll('$${', '').includes('${')) return value.replaceAll('$${', () => '${');
    const from = { $from: { node: 'x', attribute: 'y' } };
    return /^\$\{[^}]*\}$/.test(value) ? from : { $join: ['', from] };
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map(withPlaceholders);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPlaceholders(member)])) : value;
}

function permissionsOf(types: readonly ResourceType[]): Pick<VersionFacts, 'permissions' | 'permissionsUnknown'> {
  const actions = types.flatMap(({ handlers }) => Object.values(handlers ?? {}).flatMap((handler) => handler?.permissions ?? []));
  const unknown = types.filter(({ handlers }) => handlers === undefined).map(({ name }) => name);
  return { permissions: [...new Set(actions)].sort(), permissionsUnknown: [...new Set(unknown)].sort() };
}
