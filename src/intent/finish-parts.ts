import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { type DraftResource, draftResource } from '../model/proposal.ts';
import { partitionOf } from '../model/target.ts';
import { chosenPlaces } from './chosen-places.ts';
import type { Fragment, Instance, Part } from './composition.ts';
import { type Layer, mergeProperties } from './merge-properties.ts';
import { quote } from './not-understood.ts';
import { carriedName, formName, givenName } from './physical-name.ts';
import { takePlaces } from './take-places.ts';
import { fillTemplate, type TemplateScope } from './template.ts';

export interface FinishContext {
  readonly knowledge: KnowledgeBase;
  readonly deployment: string;
  readonly account: string;
  readonly region: string;
}

/** Gives every part its physical name, fills in the templates and lays the layers over each other. Contradicting layers are CONTROL_CONFLICT. */
export function finishParts(parts: readonly Part[], instances: readonly Instance[], context: FinishContext): Result<DraftResource[]> {
  const names = physicalNames(parts, context);
  if (!names.ok) return names;
  const problems: Diagnostic[] = [];
  const byNode = new Map(parts.map((part) => [part.node, part]));
  const instanceOf = new Map(instances.map((instance) => [instance.main, instance]));
  const resources = parts.map((part) => {
    const laid = part.stands === null ? part.fragments : part.fragments.filter(({ rank, words }) => rank === 'wish' && words !== 'default');
    const layers: Layer[] = laid.map((fragment) => ({
      properties: fillTemplate(fragment.properties, scopeOf(fragment, names.value, context)),
      words: fragment.words,
      rank: fragment.rank,
    }));
    const { stands } = part;
    if (stands !== null) {
      const slots = laid.flatMap(({ slot, properties }, index) =>
        slot === undefined ? [] : [{ template: properties, filled: layers[index]?.properties ?? {} }],
      );
      const { properties, several } = takePlaces(without(stands.properties, part.removes), slots, stands.slots ?? {});
      layers.unshift({ properties, words: 'default', rank: 'base' });
      problems.push(...several.map((list) => severalMembers(part.node, list)));
    }
    const naming = namingLayer(part, names.value.get(part), context.knowledge);
    if (naming !== null && (stands === null || carriedBy(stands, context.knowledge) !== null)) layers.push(naming);
    const { properties, clashes } = mergeProperties(layers);
    for (const clash of clashes) {
      const [one, other] = clash.words;
      problems.push(
        problem(
          'CONTROL_CONFLICT',
          `${quote(one)} and ${quote(other)} contradict each other: both set ${clash.pointer} of ${part.node}`,
          'keep one of the two',
          { at: part.node },
        ),
      );
    }
    const needed = part.after.flatMap(({ instance, local }) => localPart(instance, local)?.node ?? []);
    const dependsOn = [...new Set([...(stands?.dependsOn ?? []), ...needed])].filter((node) => node !== part.node);
    const said = part.checks.map(({ control, pointer, equals, exists }) => ({
      control,
      pointer,
      ...(equals === undefined ? {} : { equals }),
      ...(exists === undefined ? {} : { exists }),
    }));
    const kept = (stands?.checks ?? []).filter(({ control, pointer }) => !part.ended.has(control) && !said.some((check) => check.pointer === pointer));
    const checks = [...kept, ...said];
    const at = placeOf(part, byNode);
    const instance = instanceOf.get(part);
    const chosen = [...new Set([...laid.flatMap(chosenPlaces), ...chosenName(part, context.knowledge)])];
    return {
      node: part.node,
      type: part.type,
      properties,
      dependsOn,
      retain: part.retain ?? (byNode.get(part.of ?? '')?.retain !== false && stands?.retain === true),
      checks,
      ...(at === undefined ? {} : { at }),
      ...(part.of === null ? {} : { of: part.of }),
      ...(instance === undefined || Object.keys(instance.asked).length === 0 ? {} : { slots: instance.asked }),
      ...(instance === undefined || instance.at === null ? {} : { said: instance.at }),
      ...(chosen.length === 0 ? {} : { chosen }),
      ...(Object.keys(part.presence).length === 0 ? {} : { presence: part.presence }),
      ...(part.endings.length === 0 ? {} : { endings: part.endings }),
    };
  });
  if (problems.length > 0) return fail(...problems);
  keepWhatIsNeeded(resources, instances);
  return ok(resources.map((resource) => draftResource.parse(resource)));
}

/** Of several members that one slot may have made, a sentence does not say which is to go. */
function severalMembers(node: string, list: string): Diagnostic {
  const fix = `write ${list} of ${node} as it is to be in an intent file that says its nodes; what such a file holds is in: asbuilt help ask`;
  return problem('INTENT_NOT_UNDERSTOOD', `several members of ${list} of ${node} could be the one that is to change`, fix, { at: node });
}

/** Where the name stands, where an AI agent gave it. */
function chosenName({ type, given, stands }: Part, knowledge: KnowledgeBase): string[] {
  const property = given?.by === 'agent' && stands === null ? knowledge.naming.get(type)?.rule.property : undefined;
  return property === undefined ? [] : [pointerOf([property])];
}

function physicalNames(parts: readonly Part[], context: FinishContext): Result<Map<Part, string>> {
  const names = new Map<Part, string>();
  const problems: Diagnostic[] = [];
  for (const part of parts) {
    const rule = context.knowledge.naming.get(part.type)?.rule;
    if (rule === undefined) continue;
    const when = rule.suffix?.when;
    const stood = when !== undefined && !part.removes.includes(when) && part.stands?.properties[when] === true;
    const suffixed = stood || (when !== undefined && part.fragments.some((fragment) => fragment.properties[when] === true));
    const { deployment, account, region } = context;
    const carried = part.stands === null ? null : carriedBy(part.stands, context.knowledge);
    const name =
      carried !== null
        ? carriedName(part.type, rule, carried, { words: carried, at: part.node }, suffixed)
        : part.given === null
          ? formName(part.type, rule, { deployment, node: part.node, account, region }, suffixed)
          : givenName(part.type, rule, part.given.name, part.given.said, suffixed);
    if (name.ok) names.set(part, name.value);
    else problems.push(...name.problems);
  }
  return problems.length > 0 ? fail(...problems) : ok(names);
}

/** The name that a resource which stands has by the rule of its type; null where it is not a plain text. */
function carriedBy({ type, properties }: DraftResource, knowledge: KnowledgeBase): string | null {
  const rule = knowledge.naming.get(type)?.rule;
  if (rule === undefined) return null;
  const { property } = rule;
  const tags = properties['Tags'];
  const tag = Array.isArray(tags) ? (tags as readonly Json[]).find((one) => isJsonObject(one) && one['Key'] === 'Name') : undefined;
  const text = property === undefined ? (isJsonObject(tag) ? tag['Value'] : undefined) : properties[property];
  return typeof text !== 'string' || /(?<!\$)\$\{/.test(text) ? null : text.replaceAll('$${', () => '${');
}

function without(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** Where what stands is; what it brings along anew goes there too. */
function placeOf(part: Part, byNode: ReadonlyMap<string, Part>): DraftResource['at'] {
  if (part.stands !== null || part.of === null) return part.stands?.at;
  const owner = byNode.get(part.of);
  return owner === undefined ? undefined : placeOf(owner, byNode);
}

function namingLayer(part: Part, name: string | undefined, knowledge: KnowledgeBase): Layer | null {
  const rule = knowledge.naming.get(part.type)?.rule;
  if (rule === undefined || name === undefined) return null;
  const text = name.replaceAll('${', () => '$${');
  const properties: JsonObject = rule.property === undefined ? { 'Tags+': [{ Key: 'Name', Value: text }] } : { [rule.property]: text };
  return { properties, words: 'default', rank: 'base' };
}

/** The part of a local name; `log_bucket.policy` is the policy among the log bucket's own. Within a repeated part a repeated name is the one of the same number. */
function localPart(instance: Instance, local: string, number?: number): Part | undefined {
  const dot = local.indexOf('.');
  const child = dot < 0 ? undefined : instance.children.get(local.slice(0, dot));
  if (child !== undefined) return localPart(child, local.slice(dot + 1), number);
  return instance.locals.get(local) ?? (number === undefined ? undefined : instance.locals.get(`${local}_${number}`));
}

function scopeOf(fragment: Fragment, names: ReadonlyMap<Part, string>, context: FinishContext): TemplateScope {
  const { instance, each } = fragment;
  const part = (local: string) => localPart(instance, local, each?.number);
  const { account, region } = context;
  return {
    node: (local) => part(local)?.node ?? null,
    physicalName: (local) => {
      const found = part(local);
      return (found === undefined ? undefined : names.get(found)) ?? null;
    },
    slots: instance.slots,
    place: { account, region, partition: partitionOf(region) },
    each,
  };
}

/** What is kept on removal keeps everything of its own, and everything it refers to: an encrypted bucket without its key is lost. */
function keepWhatIsNeeded(
  resources: { readonly node: string; readonly properties: Json; readonly dependsOn: readonly string[]; retain: boolean }[],
  instances: readonly Instance[],
): void {
  const byNode = new Map(resources.map((resource) => [resource.node, resource]));
  const open = resources.filter((resource) => resource.retain).map((resource) => resource.node);
  const own = new Map<string, readonly string[]>();
  for (const instance of withChildren(instances))
    own.set(
      instance.main.node,
      [...instance.locals.values()].map((part) => part.node),
    );
  const kept = new Set<string>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const resource = byNode.get(node);
    if (kept.has(node) || resource === undefined) continue;
    kept.add(node);
    resource.retain = true;
    open.push(...(own.get(node) ?? []), ...resource.dependsOn, ...nodesIn(resource.properties));
  }
}

function withChildren(instances: Iterable<Instance>): Instance[] {
  return [...instances].flatMap((instance) => [instance, ...withChildren(instance.children.values())]);
}

/** Nodes that expressions in the value refer to. */
function nodesIn(value: Json): string[] {
  if (typeof value === 'string') return [...value.matchAll(/(?<!\$)\$\{([a-z][a-z0-9_]*)\./g)].map((match) => match[1] ?? '');
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(nodesIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(nodesIn) : [];
}
