import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { nodeAddress } from '../../model/names.ts';
import type { DraftAt, DraftResource } from '../../model/proposal.ts';
import { asObject, below, evaluate } from './evaluate.ts';
import { fitScalars } from './fit-scalars.ts';
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
}

export interface Drafts {
  readonly resources: readonly DraftResource[];
  readonly notes: readonly TemplateNote[];
}

interface Made {
  readonly resource: StackResource;
  readonly properties: { readonly [name: string]: Value };
}

/** The resources of a stack as a draft holds them, and what CloudFormation would have done besides. `nested` are those of a nested stack, by its logical id. */
export function draftResources(stack: Stack, inherited: Inherited, nested: (resource: StackResource, inherited: Inherited) => Drafts): Drafts {
  const notes: TemplateNote[] = [];
  const resources: DraftResource[] = [];
  const made: Made[] = [];
  const innerNodes = new Map<string, readonly string[]>();
  for (const resource of stack.resources.values()) {
    stack.attempt(() => {
      const { id, part, spot, typeName } = resource;
      const skipped = ofCloudFormation[typeName];
      if (skipped !== undefined) {
        notes.push({ spot, message: `${id} (${typeName}) is not made: ${skipped}` });
        return;
      }
      notes.push(...surroundingsOf(id, part, (key) => below(spot, part, key, stack)));
      if (resource.type !== null) {
        made.push({ resource, properties: propertiesOf(resource, stack) });
        return;
      }
      const before = dependenciesOf(stack, resource, innerNodes);
      const inner = nested(resource, { ...inherited, dependsOn: [...inherited.dependsOn, ...before], retain: inherited.retain || retains(stack, resource) });
      innerNodes.set(
        id,
        inner.resources.map(({ node }) => node),
      );
      resources.push(...inner.resources);
      notes.push(...inner.notes);
    });
  }
  const named = siblingNames(made.flatMap(({ resource: { node, type }, properties }) => (type === null ? [] : [{ node, type, properties }])));
  for (const { resource, properties } of made) {
    stack.attempt(() => {
      const dependsOn = [...inherited.dependsOn, ...dependenciesOf(stack, resource, innerNodes), ...(named.get(resource.node) ?? [])];
      resources.push({
        node: addressOf(resource),
        type: resource.typeName,
        properties: drafted(properties) as JsonObject,
        dependsOn: [...new Set(dependsOn)].filter((node) => node !== resource.node).map((node) => nodeAddress.parse(node)),
        retain: inherited.retain || retains(stack, resource),
        ...(inherited.at === undefined ? {} : { at: inherited.at }),
        checks: [],
      });
    });
  }
  return { resources, notes };
}

function addressOf({ node, spot }: StackResource): DraftResource['node'] {
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

/** The nodes that `DependsOn` names: those below a nested stack, and for what is not made those that it waits for itself. */
function dependenciesOf(stack: Stack, resource: StackResource, nested: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const walk = (of: StackResource): void => {
    if (seen.has(of.id)) return;
    seen.add(of.id);
    for (const id of namesIn(of.part['DependsOn'], of)) {
      const other = stack.resources.get(id);
      // One that its condition leaves out is waited for by nobody.
      if (other === undefined) continue;
      if (other.type !== null) found.add(other.node);
      else if (other.typeName === 'AWS::CloudFormation::Stack') for (const node of nested.get(id) ?? []) found.add(node);
      else walk(other);
    }
  };
  walk(resource);
  return [...found];
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
