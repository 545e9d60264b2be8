import type { Subject } from '../intent/reading/read-question.ts';
import { spokenLeaves } from '../intent/reading/spoken-names.ts';
import { stemOf, wordsOfName } from '../intent/reading/words-of-name.ts';
import type { Refusal } from '../intent/resolve.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { wordsOf } from '../knowledge/phrase-table.ts';
import type { PatternEntry } from '../model/knowledge.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import { placeName } from '../model/property-name.ts';
import type { NamedTarget } from '../model/target.ts';
import { withoutSecretPlaces } from '../model/withhold.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTargets } from './find-target.ts';
import { type Library, thingsIn } from './read-books.ts';

type Thing = Subject['things'][number];

/** The identifiers of what carries a name, by the books. */
export async function identifiersOf(thing: Thing, library: Library, ports: EnginePorts): Promise<string[]> {
  return (await bindingsOf(thing, library, ports)).map(({ identifier }) => identifier);
}

/** Where what carries a name stands, by the books, each target once; those that are not configured any more are left out. */
export async function targetsOf(thing: Thing, library: Library, ports: EnginePorts): Promise<NamedTarget[]> {
  const found = (await bindingsOf(thing, library, ports)).flatMap((binding) => targetOf(binding, library, ports) ?? []);
  return [...new Map(found.map((target) => [target.name, target])).values()];
}

/** The target at which a resource stands; null where none of that name is configured any more. */
function targetOf({ deployment, at }: ResourceBinding, library: Library, ports: EnginePorts): NamedTarget | null {
  const named = library.deployments.get(deployment) ?? {};
  const targets = findTargets(Object.keys(named).length === 0 ? { [at.target]: at.target } : named, ports);
  return targets.ok ? (targets.value.get(at.target) ?? null) : null;
}

/** What is live of a resource at the target where it stands, or why that is not known; `gone`: it was looked for, and is not there. */
export async function readAt(
  binding: ResourceBinding,
  library: Library,
  ports: EnginePorts,
): Promise<{ live: JsonObject } | { reason: string; gone: boolean }> {
  const target = targetOf(binding, library, ports);
  if (target === null) return { reason: `no target ${binding.at.target} is configured any more`, gone: false };
  const { type, identifier, at } = binding;
  const read = await ports.cloud.read(target, { type, place: { account: at.account, region: at.region }, identifier });
  if (!read.ok) return { reason: read.problems[0]?.message ?? 'it could not be read', gone: false };
  return read.value.kind === 'live' ? { live: read.value.properties } : { reason: 'it is not there', gone: true };
}

/** What carries a name, by the books. */
export async function bindingsOf({ name, types }: Thing, library: Library, ports: EnginePorts): Promise<ResourceBinding[]> {
  const only = library.part?.target;
  const named = (await thingsIn(library, new Set(types), null, ports)).filter(
    (thing) => types.includes(thing.type) && thing.names.includes(name) && (only === undefined || thing.target === only),
  );
  const bindings = [...library.bindings.values()].flat();
  return named.flatMap(({ deployment, node }) =>
    bindings.flatMap((binding) => (binding.kind === 'resource' && binding.deployment === deployment && binding.node === node ? [binding] : [])),
  );
}

/** That what carries a name is not of the deployment, or not at the target, that is named beside the question. */
export function notAmong(name: string): Diagnostic {
  const message = `nothing that is called ${name} is where the question is said to look`;
  return problem('INTENT_NOT_UNDERSTOOD', message, 'leave --target and --deployment out; where it stands is in: asbuilt deployments', { at: 'target' });
}

/** What a property of a thing is now, but for what stands where people keep secrets. A refusal where nothing of its type is called so. */
export async function answerProperty(
  { called, of }: NonNullable<Subject['property']>,
  library: Library,
  ports: EnginePorts,
): Promise<Result<AnswerTo | Refusal>> {
  const { type, name } = of;
  const known = ports.types.type(type);
  const pointers = known.ok
    ? pointersCalled(
        called,
        known.value,
        [...ports.knowledge.patterns.values()].find((one) => one.type === type),
      )
    : [];
  const bindings = await bindingsOf({ name, types: [type] }, library, ports);
  const [binding, another] = bindings;
  if (binding === undefined) return ok({ kind: 'refusal', problems: [notAmong(name)] });
  if (pointers.length === 0) {
    const fix = `see all of it: asbuilt show ${binding.deployment}`;
    return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', `nothing that ${type} has is called "${called}"`, fix, { at: 'intent:1' })] });
  }
  const rows: JsonObject[] = [];
  const unread: Coverage['unread'] = [];
  for (const one of bindings) {
    const { deployment, identifier, at } = one;
    const read = await readAt(one, library, ports);
    if ('reason' in read) {
      unread.push({ scope: `${type} ${identifier}`, reason: read.reason });
      continue;
    }
    const told = withoutSecretPlaces(read.live);
    const { account, region } = at;
    for (const pointer of pointers)
      rows.push({ deployment, type, account, region, identifier, property: placeName(pointer), value: valueAt(told, pointer) ?? null });
  }
  const told = rows.map(({ property, value, deployment, account, region }) => {
    const where = another === undefined ? '' : ` (of ${deployment}, in ${region} of ${account})`;
    return `${property}: ${value === null ? 'not set, or not told' : JSON.stringify(value)}${where}`;
  });
  const text = rows.length === 0 ? `${called} of ${name} could not be read` : `${name} (${type}): ${told.join('; ')}`;
  return ok({ kind: 'answer', text, rows, coverage: { read: [], unread } });
}

/** The properties that a name is said of: by a slot of the pattern, else by the properties' own names. */
function pointersCalled(called: string, type: Parameters<typeof spokenLeaves>[0], pattern: PatternEntry | undefined): readonly string[] {
  const stems = wordsOf(called.toLowerCase()).map(stemOf);
  const isIt = (words: readonly string[]): boolean => words.join(' ') === stems.join(' ');
  const leads = (words: readonly string[]): boolean => stems.every((stem, index) => words[index] === stem);
  const slots = Object.entries(pattern?.slots ?? {}).filter(([name]) => leads(name.split('_').map(stemOf)));
  const bySlot = slots.flatMap(([name, { properties }]) => placesOf(properties, name, ''));
  if (bySlot.length > 0) return bySlot;
  const leaves = spokenLeaves(type);
  const exact = leaves.filter(({ spoken, short }) => [...spoken, ...short].some(isIt));
  const whole = Object.keys(type.properties).filter((name) => isIt(wordsOfName(name).map(stemOf)));
  if (exact.length === 0 && whole.length > 0) return whole.map((name) => `/${name}`);
  const begun = exact.length > 0 ? exact : leaves.filter(({ spoken }) => spoken.some((words) => stems.every((stem) => words.includes(stem))));
  return begun.map(({ pointer }) => pointer);
}

/** Where a template has a slot's value. */
function placesOf(template: Json, slot: string, at: string): string[] {
  if (typeof template === 'string') return template.includes(`\${slots.${slot}}`) ? [at] : [];
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([name, value]) => placesOf(value as Json, slot, `${at}/${name.replace(/\+$/u, '')}`));
}

/**
 * What of some types belongs to a thing: refers to it, be it by others, or came along with it; of one kind of its counted parts where the words say one. Null where they narrow it by anything else. What could
 * not be looked at is no "none".
 */
export async function answerParts(subject: Subject, thing: Thing, library: Library, ports: EnginePorts): Promise<Result<AnswerTo> | null> {
  const { types, words } = subject;
  const kind = kindOfPart(subject, thing, ports);
  if (kind === null) return null;
  const owners = await bindingsOf(thing, library, ports);
  const rows: JsonObject[] = [];
  const missed: Coverage['unread'] = [];
  for (const owner of owners) {
    const own = await readAt(owner, library, ports);
    if ('reason' in own) missed.push({ scope: `${owner.type} ${owner.identifier}`, reason: own.reason });
    const parts = await partsOf(owner, ports);
    if (parts === null) missed.push({ scope: `what belongs to ${thing.name}`, reason: `no record says what was asked of ${owner.deployment}` });
    for (const binding of library.bindings.get(owner.deployment) ?? []) {
      if (binding.kind !== 'resource' || !types.includes(binding.type) || parts?.has(binding.node) !== true || !kind(binding)) continue;
      const { node, type, identifier } = binding;
      const read = await readAt(binding, library, ports);
      if ('live' in read) rows.push({ deployment: owner.deployment, node, type, identifier });
      else if (!read.gone) missed.push({ scope: `${type} ${identifier}`, reason: read.reason });
    }
  }
  const kinds = types.map((type) => type.replace('AWS::', '').replace('::', ' ')).join(', ');
  const counts = /^how\s+many\b/iu.test(words);
  const untold = missed.length > 0 || owners.length === 0;
  const lead = untold && rows.length === 0 ? 'It cannot be told: ' : counts ? (untold ? 'At least ' : '') : rows.length > 0 ? 'Yes: ' : 'No: ';
  const unread = [...missed, { scope: `what Asbuilt did not make of ${thing.name}`, reason: 'only what is in the books was looked for' }];
  return ok({ kind: 'answer', text: `${lead}${rows.length} of ${thing.name} (${kinds})`, rows, coverage: { read: [], unread } });
}

/** Which of a thing's parts are meant, by the adjective that its pattern counts them under: "public subnets". Null where more is said of them than that. */
function kindOfPart({ words, types, controls, names }: Subject, thing: Thing, { knowledge }: EnginePorts): ((binding: ResourceBinding) => boolean) | null {
  const isSaid = (adjective: string): boolean =>
    words
      .toLowerCase()
      .split(/[^a-z0-9-]+/u)
      .includes(adjective);
  const said = knowledge.phrases.parts.filter((part) => isSaid(part.adjective) && thing.types.includes(knowledge.patterns.get(part.pattern)?.type ?? ''));
  const [part, other] = said;
  const more = controls.filter((control) => control.taken || control.words.toLowerCase() !== part?.adjective);
  if (more.length > 0 || other !== undefined || names.length > 0) return null;
  if (part === undefined) return () => true;
  const made = Object.values(knowledge.patterns.get(part.pattern)?.resources ?? {}).flatMap((one) => ('type' in one && one.repeat === part.slot ? [one] : []));
  if (!types.every((type) => made.some((one) => one.type === type))) return null;
  return ({ type, node }) => made.some((one) => one.type === type && node.startsWith((one.node ?? '').split('{')[0] ?? ''));
}

/** The nodes of a deployment that belong to one of it; null where nothing says what was asked of it. */
async function partsOf(owner: ResourceBinding, { store }: EnginePorts): Promise<ReadonlySet<string> | null> {
  const draft = await store.draft(owner.deployment);
  if (draft === null) return null;
  const found = new Set<string>([owner.node]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { node, of, properties } of draft.resources) {
      const text = JSON.stringify(properties);
      if (found.has(of ?? '') || [...found].some((one) => text.includes(JSON.stringify(`\${${one}.`).slice(1, -1)))) found.add(node);
    }
  }
  found.delete(owner.node);
  return found;
}
