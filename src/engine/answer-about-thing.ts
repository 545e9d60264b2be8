import type { Subject } from '../intent/reading/read-question.ts';
import { spokenLeaves } from '../intent/reading/spoken-names.ts';
import { stemOf, wordsOfName } from '../intent/reading/words-of-name.ts';
import type { Refusal } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { wordsOf } from '../knowledge/phrase-table.ts';
import type { PatternEntry } from '../model/knowledge.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { withoutSecretPlaces } from '../model/withhold.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Library, thingsIn } from './read-books.ts';

type Thing = Subject['things'][number];

/** The identifiers of what carries a name, by the books. */
export async function identifiersOf(thing: Thing, library: Library, ports: EnginePorts): Promise<string[]> {
  return (await bindingsOf(thing, library, ports)).map(({ identifier }) => identifier);
}

async function bindingsOf({ name, types }: Thing, library: Library, ports: EnginePorts): Promise<ResourceBinding[]> {
  const named = (await thingsIn(library, new Set(types), null, ports)).filter((thing) => types.includes(thing.type) && thing.names.includes(name));
  const bindings = [...library.bindings.values()].flat();
  return named.flatMap(({ deployment, node }) =>
    bindings.flatMap((binding) => (binding.kind === 'resource' && binding.deployment === deployment && binding.node === node ? [binding] : [])),
  );
}

/** What a property of a thing is now, but for what stands where people keep secrets. A refusal where nothing of its type is called so. */
export async function answerProperty(
  { called, of }: NonNullable<Subject['property']>,
  target: NamedTarget,
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
  const [binding] = bindings;
  if (pointers.length === 0 || binding === undefined) {
    const fix = `see all of it: asbuilt show ${binding?.deployment ?? '<deployment>'}`;
    return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', `nothing that ${type} has is called "${called}"`, fix, { at: 'intent:1' })] });
  }
  const rows: JsonObject[] = [];
  const unread: Coverage['unread'] = [];
  for (const { deployment, identifier, at } of bindings) {
    const live = await ports.cloud.read(target, { type, place: { account: at.account, region: at.region }, identifier });
    if (!live.ok || live.value.kind !== 'live') {
      unread.push({ scope: `${type} ${identifier}`, reason: live.ok ? 'it is not there' : (live.problems[0]?.message ?? 'it could not be read') });
      continue;
    }
    const told = withoutSecretPlaces(live.value.properties);
    for (const pointer of pointers) rows.push({ deployment, type, identifier, property: pointer.slice(1), value: valueAt(told, pointer) ?? null });
  }
  const told = rows.map(({ property, value }) => `${property}: ${value === null ? 'not set, or not told' : JSON.stringify(value)}`);
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

/** What of some types belongs to a thing: refers to it, be it by others, or came along with it. */
export async function answerParts(subject: Subject, thing: Thing, target: NamedTarget, library: Library, ports: EnginePorts): Promise<Result<AnswerTo>> {
  const { types, words } = subject;
  const owners = await bindingsOf(thing, library, ports);
  const rows: JsonObject[] = [];
  const unread: Coverage['unread'] = [{ scope: `what Asbuilt did not make of ${thing.name}`, reason: 'only what is in the books was looked for' }];
  for (const owner of owners) {
    const parts = await partsOf(owner, ports);
    for (const binding of library.bindings.get(owner.deployment) ?? []) {
      if (binding.kind !== 'resource' || !types.includes(binding.type) || !parts.has(binding.node)) continue;
      const { node, type, identifier, at } = binding;
      const live = await ports.cloud.read(target, { type, place: { account: at.account, region: at.region }, identifier });
      if (live.ok && live.value.kind === 'live') rows.push({ deployment: owner.deployment, node, type, identifier });
      else if (!live.ok) unread.push({ scope: `${type} ${identifier}`, reason: live.problems[0]?.message ?? 'it could not be read' });
    }
  }
  const kinds = types.map((type) => type.replace('AWS::', '').replace('::', ' ')).join(', ');
  const lead = /^how\s+many\b/iu.test(words) ? '' : rows.length > 0 ? 'Yes: ' : 'No: ';
  return ok({ kind: 'answer', text: `${lead}${rows.length} of ${thing.name} (${kinds})`, rows, coverage: { read: [], unread } });
}

/** The nodes of a deployment that belong to one of it. */
async function partsOf(owner: ResourceBinding, { store }: EnginePorts): Promise<ReadonlySet<string>> {
  const resources = (await store.draft(owner.deployment))?.resources ?? [];
  const found = new Set<string>([owner.node]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { node, of, properties } of resources) {
      const text = JSON.stringify(properties);
      if (found.has(of ?? '') || [...found].some((one) => text.includes(JSON.stringify(`\${${one}.`).slice(1, -1)))) found.add(node);
    }
  }
  found.delete(owner.node);
  return found;
}
