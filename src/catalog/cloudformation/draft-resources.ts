import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { nodeAddress } from '../../model/names.ts';
import type { DraftAt, DraftResource } from '../../model/proposal.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { asObject, below, evaluate } from './evaluate.ts';
import { fitScalars } from './fit-scalars.ts';
import { isElsewhere } from './nested-file.ts';
import { isFunction, memberOf, type ParameterNames, parametersIn, placesIn } from './parameter-origins.ts';
import { hasReadableForm, readableForms, withMember } from './readable-forms.ts';
import { siblingNames } from './sibling-names.ts';
import type { Stack, StackResource } from './stack.ts';
import { ofCloudFormation, surroundingsOf, type TemplateNote } from './surroundings.ts';
import { invalid, unsupported } from './template-refusal.ts';
import { drafted, isObject, type Value } from './value.ts';

/** What holds of every resource of a template: it comes from the node that names the template, or from the nested stack's resource. */
export interface Inherited {
  readonly dependsOn: readonly string[];
  readonly retain: boolean;
  readonly at: DraftAt | undefined;
  /** The parameters of the outermost template that decide whether it is there at all. */
  readonly presence: ParameterNames;
}

export interface Drafts {
  readonly resources: readonly DraftResource[];
  readonly notes: readonly TemplateNote[];
}

interface Made {
  readonly resource: StackResource;
  readonly node: string;
  readonly typeName: string;
  readonly type: ResourceType | null;
  readonly properties: { readonly [name: string]: Value };
}

/** The resources of a stack as a draft holds them, and what CloudFormation would have done besides. `nested` are those of a nested stack, by its logical id. */
export function draftResources(stack: Stack, inherited: Inherited, nested: (resource: StackResource, inherited: Inherited) => Drafts): Drafts {
  return new Drafting(stack, inherited, nested).drafts();
}

class Drafting {
  readonly #stack: Stack;
  readonly #inherited: Inherited;
  readonly #nested: (resource: StackResource, inherited: Inherited) => Drafts;
  /** The nodes that each logical id comes to. */
  readonly #nodes = new Map<string, readonly string[]>();
  readonly #notes: TemplateNote[] = [];
  readonly #resources: DraftResource[] = [];

  constructor(stack: Stack, inherited: Inherited, nested: (resource: StackResource, inherited: Inherited) => Drafts) {
    this.#stack = stack;
    this.#inherited = inherited;
    this.#nested = nested;
  }

  drafts(): Drafts {
    const stack = this.#stack;
    const all = [...stack.resources.values()];
    const made: Made[] = [];
    for (const resource of all) stack.attempt(() => made.push(...this.#made(resource)));
    for (const resource of all) if (resource.typeName === 'AWS::CloudFormation::Stack') stack.attempt(() => this.#draftNested(resource));
    const named = siblingNames(made.flatMap(({ node, type, properties }) => (type === null ? [] : [{ node, type, properties }])));
    for (const { resource, node, typeName, properties } of made) {
      stack.attempt(() => {
        const dependsOn = [...this.#inherited.dependsOn, ...this.#dependencies(resource), ...(named.get(node) ?? [])];
        this.#resources.push({
          node: addressOf(node, resource),
          type: typeName,
          properties: drafted(properties) as JsonObject,
          dependsOn: [...new Set(dependsOn)].filter((other) => other !== node).map((other) => nodeAddress.parse(other)),
          retain: this.#inherited.retain || retains(stack, resource),
          ...(this.#inherited.at === undefined ? {} : { at: this.#inherited.at }),
          ...this.#decided(resource, typeName, Object.keys(properties)),
          checks: [],
        });
      });
    }
    return { resources: this.#resources, notes: this.#notes };
  }

  /** The parameters that decide whether a resource is there, and what stands where in it. */
  #decided(resource: StackResource, typeName: string, given: readonly string[]): Pick<DraftResource, 'parameters'> {
    const presence = [...this.#presence(resource)].sort();
    const written = resource.part['Properties'] ?? null;
    const whole = isJsonObject(written) && !isFunction(written) ? withMember(typeName, written) : Object.fromEntries(given.map((name) => [name, written]));
    const places = placesIn(whole, this.#stack.origins);
    return presence.length === 0 && Object.keys(places).length === 0 ? {} : { parameters: { presence, places: places as Record<string, string[]> } };
  }

  /** A nested stack's template decides what is there. */
  #presence(resource: StackResource): ParameterNames {
    const { part, typeName } = resource;
    const { origins } = this.#stack;
    const url = typeName === 'AWS::CloudFormation::Stack' ? memberOf(part['Properties'], 'TemplateURL', origins) : undefined;
    const own = parametersIn(
      [part['Condition'] === undefined ? null : { Condition: part['Condition'] }, url ?? null, ...this.#stack.loopsOf(resource)],
      origins,
    );
    return new Set([...this.#inherited.presence, ...own]);
  }

  #made(resource: StackResource): readonly Made[] {
    const { id, part, spot, typeName, type, node } = resource;
    const skipped = ofCloudFormation[typeName];
    if (skipped !== undefined) {
      this.#notes.push({ spot, message: `${id} (${typeName}) is not made: ${skipped}` });
      return [];
    }
    this.#notes.push(...surroundingsOf(id, part, (key) => below(spot, part, key, this.#stack)));
    if (type === null) return [];
    const properties = propertiesOf(resource, this.#stack);
    const forms = hasReadableForm(typeName) ? readableForms(typeName, properties) : [{ type: typeName, properties }];
    if (forms === null) throw unsupported(spot, `${typeName} of a list that exists only after a step`, 'list the resources themselves');
    if (hasReadableForm(typeName)) {
      const types = [...new Set(forms.map((form) => form.type))].join(' and ');
      this.#notes.push({
        spot,
        message: `${id}: no provider reads ${typeName} back; made as ${types === '' ? 'nothing, since it lists nothing' : types}, which is the same and can be read`,
      });
    }
    const made = forms.map((form, index): Made => {
      const own = !hasReadableForm(typeName) ? node : node.endsWith(']') ? `${node}.part[${index}]` : `${node}[${index}]`;
      const known = this.#stack.order.world.types.type(form.type);
      return { resource, node: own, typeName: form.type, type: known.ok ? known.value : null, properties: form.properties };
    });
    this.#nodes.set(
      id,
      made.map((one) => one.node),
    );
    return made;
  }

  #draftNested(resource: StackResource): void {
    if (this.#nodes.has(resource.id)) return;
    // A circle of nested stacks that wait for each other is the planner's to name.
    this.#nodes.set(resource.id, []);
    const dependsOn = [...this.#inherited.dependsOn, ...this.#dependencies(resource)];
    const retain = this.#inherited.retain || retains(this.#stack, resource);
    const { url } = nestedGiven(resource, this.#stack);
    if (typeof url === 'string' && isElsewhere(url))
      this.#notes.push({ spot: resource.spot, message: `${resource.id}: its template is the copy beside this one, not what stands at ${url.slice(0, 120)}` });
    const inner = this.#nested(resource, { ...this.#inherited, dependsOn, retain, presence: this.#presence(resource) });
    this.#nodes.set(
      resource.id,
      inner.resources.map(({ node }) => node),
    );
    this.#resources.push(...inner.resources);
    this.#notes.push(...inner.notes);
  }

  /** The nodes that `DependsOn` names: those below a nested stack, and for what is not made those that it waits for itself. One that its condition leaves out is waited for by nobody. */
  #dependencies(resource: StackResource): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const walk = (of: StackResource): void => {
      if (seen.has(of.id)) return;
      seen.add(of.id);
      for (const id of namesIn(of.part['DependsOn'], of)) {
        const other = this.#stack.resources.get(id);
        if (other === undefined) continue;
        if (other.typeName === 'AWS::CloudFormation::Stack') this.#draftNested(other);
        const nodes = this.#nodes.get(id);
        if (nodes === undefined) walk(other);
        else for (const node of nodes) found.add(node);
      }
    };
    walk(resource);
    return [...found];
  }
}

function addressOf(node: string, { spot }: StackResource): DraftResource['node'] {
  const address = nodeAddress.safeParse(node);
  if (address.success) return address.data;
  throw invalid(spot, `${node} is too long for the address of a node`, 'shorten its logical id, or the name of the node');
}

function propertiesOf({ part, spot, type, typeName }: StackResource, stack: Stack): { readonly [name: string]: Value } {
  const given = part['Properties'];
  if (given === undefined || given === null || type === null) return {};
  const at = below(spot, part, 'Properties', stack);
  const loopless = evaluate(given, at, stack);
  if (!isObject(loopless)) throw invalid(at, `the properties of ${typeName} are no object`);
  return Object.fromEntries(Object.entries(loopless).map(([name, value]) => [name, fitScalars(withoutNulls(value), type.properties[name]?.shape, type)]));
}

/** A member without a value is one that is not given. */
function withoutNulls(value: Value): Value {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]])));
}

function retains(stack: Stack, { part, spot }: StackResource): boolean {
  const policy = stack.word(part['DeletionPolicy'], below(spot, part, 'DeletionPolicy', stack));
  if (policy === undefined || policy === 'Delete' || policy === 'Snapshot') return false;
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') return true;
  throw invalid(below(spot, part, 'DeletionPolicy', stack), `${policy} is no DeletionPolicy`, 'use Delete, Retain, RetainExceptOnCreate or Snapshot');
}

function namesIn(part: Json | undefined, { spot }: StackResource): readonly string[] {
  if (part === undefined || part === null) return [];
  const names = Array.isArray(part) ? (part as readonly Json[]) : [part];
  const strange = names.find((name) => typeof name !== 'string');
  if (strange !== undefined)
    throw isJsonObject(strange) ? unsupported(spot, 'a function in DependsOn', 'name the resources') : invalid(spot, 'DependsOn names no resource');
  return names as readonly string[];
}

/** The parameters that a nested stack is given, and the file of its template. */
export function nestedGiven(resource: StackResource, stack: Stack): { readonly url: Value; readonly inputs: { readonly [name: string]: Value } } {
  const { part, spot } = resource;
  const properties = asObject(part['Properties'], below(spot, part, 'Properties', stack), 'Properties');
  const at = below(spot, part, 'Properties', stack);
  const parameters = properties['Parameters'] === undefined ? {} : evaluate(properties['Parameters'], below(at, properties, 'Parameters', stack), stack);
  if (!isObject(parameters)) throw invalid(at, 'the parameters of a nested stack are no object');
  return { url: stack.value(properties['TemplateURL'], below(at, properties, 'TemplateURL', stack), 'TemplateURL'), inputs: parameters };
}
