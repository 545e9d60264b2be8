import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../../kernel/pointer.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { placeName } from '../../model/property-name.ts';
import { type DraftResource, draftResource, type Evidence } from '../../model/proposal.ts';
import type { Question } from '../../model/question.ts';
import { leavesOf, withChosen } from '../chosen-places.ts';
import { closePart } from './close-part.ts';
import { answered, type Closing, type ClosureContext, type OpenValue, placeOf, rootOf } from './closing.ts';
import { Drafting, nodesIn, type Part } from './drafting.ts';
import { escaped } from './fill-rule.ts';
import { finishRoles } from './finish-roles.ts';
import { grantUses } from './grant-uses.ts';
import { keepFloors } from './keep-floors.ts';

export interface Closed {
  /** Those of the draft in their order, with what they needed; then what came along. */
  readonly resources: readonly DraftResource[];
  /** Why everything that was added is there. */
  readonly evidence: readonly Evidence[];
  /** What nothing explains. The resources hold the questions' defaults, so that they are a whole draft in any case. */
  readonly questions: readonly Question[];
}

/**
 * Adds to a draft what its types require and what the closure rules of the knowledge base bring along, so that it can be planned and applied. What was said stays
 * as it is. A required reference leads to what fits in the draft, else to what exists, else to something that is added and closed in turn; whatever no rule, name or
 * default of the registry explains is asked. TYPE_UNKNOWN for a type that is not known; nothing else fails. The same draft and context give the same, byte for byte.
 */
export function closeDraft(resources: readonly DraftResource[], context: ClosureContext): Result<Closed> {
  const closing: Closing = {
    context,
    drafting: new Drafting(),
    evidence: [],
    questions: [],
    open: [],
    queue: [],
    making: [],
    close: (part) => closePart(closing, part),
  };
  const problems: Diagnostic[] = [];
  const enter = (resource: DraftResource, stands: boolean): void => {
    const type = context.types.type(resource.type);
    if (type.ok) {
      const { node, properties } = resource;
      closing.drafting.add({ node, type: type.value, properties, resource, chosen: new Set(), picked: new Set(), owner: null, stands, only: null, made: null });
    } else if (!stands) problems.push(...type.problems.map((found) => ({ ...found, at: resource.node })));
  };
  // What stands was whole when it was made: of it only what is said is changed.
  const before = new Set<string>(context.standing.map(({ node }) => node));
  for (const resource of resources) enter(resource, before.has(resource.node));
  for (const resource of context.standing) if (closing.drafting.at(resource.node) === undefined) enter(resource, true);
  if (problems.length > 0) return { ok: false, problems };
  const said = closing.drafting.parts.filter(({ stands }) => !stands);
  for (const part of said) {
    closePart(closing, part);
    closeQueue(closing);
  }
  const asked = new Set<string>(resources.map(({ node }) => node));
  const changed = keepFloors(closing, asked);
  grantUses(closing);
  finishRoles(closing);
  askForOpen(closing);
  const own = closing.drafting.parts.filter(({ stands, node }) => !stands || asked.has(node) || changed.has(node));
  return ok({ resources: keepTogether(own), evidence: closing.evidence, questions: closing.questions });
}

function closeQueue(closing: Closing): void {
  for (let part = closing.queue.shift(); part !== undefined; part = closing.queue.shift()) closePart(closing, part);
}

/** One question for each resource that was said, about all that nothing explains of it and of what came along with it. */
function askForOpen(closing: Closing): void {
  const byRoot = new Map<Part, OpenValue[]>();
  for (const open of closing.open) {
    const root = rootOf(open.part);
    byRoot.set(root, [...(byRoot.get(root) ?? []), open]);
  }
  for (const [root, all] of byRoot) {
    const open = [...new Map(all.map((one) => [keyOf(one), one])).values()];
    const slot = `${root.node}.values`;
    const answer = answered(closing, root, slot);
    const given = answer === null ? null : valuesOf(answer.value, open);
    for (const one of open) {
      const text = given?.get(keyOf(one));
      if (text !== undefined) {
        one.part.properties = withValueIn(one.part.properties, segmentsOf(one.pointer), typed(text, valueOfOpen(one))) as JsonObject;
        if (answer?.by !== undefined) one.part.chosen.add(one.pointer);
      }
      const effect = `gives ${one.part.node} ${placeName(one.pointer)}, which nothing else explains`;
      closing.evidence.push({ words: text ?? 'default', entry: `answer/${slot}`, effect });
    }
    if (answer === null) closing.questions.push({ at: placeOf(root), slot, ...asked(root, open), open: true, because: null });
  }
}

/** How the open values of a resource are asked for: one by its own question, several by their names. */
function asked(root: Part, open: readonly OpenValue[]): Pick<Question, 'text' | 'options' | 'default'> {
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) {
    const value = written(valueOfOpen(only));
    const values = [...new Set([value, ...(only.options ?? [])])].slice(0, 9);
    const text = only.what.endsWith('?') ? only.what : `What is ${keyOf(only)} of ${root.node} to be?${only.what === '' ? '' : ` ${only.what}`}`;
    return { text, options: values.map((one, index) => ({ letter: String.fromCharCode(97 + index), value: one, text: `${one}${made}` })), default: value };
  }
  const value = open.map((one) => `${keyOf(one)}=${written(valueOfOpen(one))}`).join(', ');
  const text = `What are ${open.map(keyOf).join(', ')} of ${root.node} to be? Say it as NAME=VALUE, NAME=VALUE`;
  return { text, options: [{ letter: 'a', value, text: `${value}${made}` }], default: value };
}

const made = ' (made up, to be changed before it is of use)';

function valueOfOpen({ part, pointer }: OpenValue): Json {
  return valueAt(part.properties, pointer) ?? null;
}

/** How a question calls an open value: by its place, after the node where it is not of the resource itself. */
function keyOf({ part, pointer }: OpenValue): string {
  const place = pointer.slice(1).replaceAll('/', '.');
  return part.owner === null ? place : `${part.node}.${place}`;
}

/** An answer by the names of the values: of a single one it is the value itself. */
function valuesOf(answer: string, open: readonly OpenValue[]): Map<string, string> {
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return new Map([[keyOf(only), answer]]);
  const pairs = answer.split(/,\s*(?=[A-Za-z0-9_.]+=)/).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return new Map(pairs.filter(([key]) => key !== ''));
}

function written(value: Json): string {
  return typeof value === 'string' ? value.replaceAll('$${', () => '${') : JSON.stringify(value);
}

/** An answer in the JSON type of the value that it takes the place of. */
function typed(text: string, like: Json): Json {
  if (typeof like === 'string') return escaped(text);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return escaped(text);
  }
}

function withValueIn(holder: Json, [segment, ...rest]: readonly string[], value: Json): Json {
  if (segment === undefined) return value;
  if (Array.isArray(holder)) return (holder as readonly Json[]).map((item, index) => (String(index) === segment ? withValueIn(item, rest, value) : item));
  const below = isJsonObject(holder) ? holder : {};
  return { ...below, [segment]: withValueIn(below[segment] ?? {}, rest, value) };
}

/** Where a part refers to what an AI agent picked for it. */
function placesOfPicked(part: Part): string[] {
  if (part.picked.size === 0) return [];
  return leavesOf(part.properties, []).flatMap(({ path, value }) => (nodesIn(value).some((node) => part.picked.has(node)) ? [pointerOf(path)] : []));
}

/** The resources as they are drafted. What is kept on removal keeps what it refers to: an encrypted volume without its key is lost. */
function keepTogether(parts: readonly Part[]): DraftResource[] {
  const retained = new Set<string>();
  const byNode = new Map(parts.map((part) => [part.node, part]));
  const open = parts.filter(({ resource }) => resource.retain).map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const part = byNode.get(node);
    if (part === undefined || retained.has(node)) continue;
    retained.add(node);
    open.push(...nodesIn(part.properties), ...part.resource.dependsOn);
  }
  return parts.map((part) =>
    draftResource.parse({
      ...part.resource,
      properties: part.properties,
      retain: retained.has(part.node),
      ...withChosen(part.resource, [...part.chosen, ...placesOfPicked(part)]),
    }),
  );
}
