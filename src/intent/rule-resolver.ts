import { plainName } from '../kernel/plain-name.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { entryRef, type KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import { deploymentName } from '../model/names.ts';
import { placeName } from '../model/property-name.ts';
import type { DraftAt, DraftResource, Evidence, Proposal } from '../model/proposal.ts';
import type { Answer } from '../model/question.ts';
import { valueFloors } from '../model/value-floors.ts';
import type { Ask } from './ask.ts';
import { checkLinks, placesOf } from './check-links.ts';
import { type ChosenRegion, chooseRegion } from './choose-region.ts';
import { type Closed, closeDraft } from './closure/close-draft.ts';
import { keyType } from './closure/grant-keys.ts';
import type { NodeUse } from './closure/grant-uses.ts';
import { evidenceOfSet } from './compliance-sets.ts';
import { Composition, type Instance } from './composition.ts';
import { draftBares, type NamedBare, nameBares } from './draft-bares.ts';
import { finishParts } from './finish-parts.ts';
import { giveProperties, propertyConflicts, saidOtherwise } from './give-properties.ts';
import { giveTags } from './give-tags.ts';
import type { Mention } from './identify.ts';
import { joinResources, usesBetween } from './join-resources.ts';
import { deploymentNameOf, type NamedAsk, nameAsks } from './name-asks.ts';
import { quote, unclear } from './not-understood.ts';
import { fewQuestions } from './open-questions.ts';
import { placedInWritten } from './place-problems.ts';
import { readAct } from './reading/read-act.ts';
import type { Mentions, Open, ResolveContext, Resolver } from './resolve.ts';
import { settleAsks } from './settle-asks.ts';
import { nothingKnown, type Subject } from './subject.ts';
import { effectOn, offOf } from './take-away.ts';
import { understand } from './understand.ts';
import type { Edge, Understood } from './understood.ts';

/** Understands intents by the rules of the knowledge base alone: deterministic, and no word passed over. */
export const ruleResolver: Resolver = {
  deterministic: true,
  mentions: async (intent, context) => asWritten(mentionsByRules(intent, context), intent, context),
  resolve: async (intent, context, answers, subject) => asWritten(resolveByRules(intent, context, answers, subject), intent, context),
};

function asWritten<T>(result: Result<T>, intent: Intent, context: ResolveContext): Result<T> {
  if (result.ok) return result;
  const act = readAct(intent.intent, context);
  return act.kind === 'wish' && act.change ? fail(...placedInWritten(result.problems, intent.intent, act.text)) : result;
}

/** What the noun phrases of an intent speak of. */
export function mentionsByRules(intent: Intent, context: ResolveContext): Result<Mentions> {
  const { knowledge } = context;
  const understood = understand(intent, context);
  if (!understood.ok) return understood;
  const { groups, bares, region } = understood.value;
  const given = intent.params?.['name'];
  const mentions = groups.flatMap((group): Mention[] => {
    const pattern = knowledge.patterns.get(group.pattern);
    if (pattern === undefined) return [];
    const { at, words, count, points } = group;
    const called = group.names ?? (typeof given === 'string' && groups.length === 1 && count === 1 ? { words: given, names: [given] } : null);
    const whole = called === null ? words : joinedWords(words, called.words);
    return [{ at, words: whole, type: pattern.type, noun: pattern.nouns[0] ?? pattern.node, names: called?.names ?? [], count, points }];
  });
  for (const { at, words, type, noun, names, count, points } of bares)
    mentions.push({ at, words: names === null ? words : joinedWords(words, names.words), type, noun, names: names?.names ?? [], count, points });
  return ok({ mentions, region: intent.region?.trim().toLowerCase() ?? region?.region ?? null, more: moreIn(understood.value, intent.intent) });
}

function moreIn({ groups, bares, all, edges, uses, unused, questions, tags, links }: Understood, text: string): string[] {
  const said = [...groups, all].flatMap(({ controls, slots }) => [...controls, ...slots]);
  const brought = groups.flatMap(({ companions, partNames }) => [...companions, ...partNames.values()]);
  const words = [...said, ...brought, ...[...groups, ...bares].flatMap(({ told }) => told), ...edges, ...uses, ...links, ...unused, ...tags].map(
    (one) => one.words,
  );
  // What is asked about is said by the words that stand there.
  return [...words, ...questions.map(({ at }) => text.slice(Math.max(0, Number(at.split(':')[1]) - 1)).split(/[,.;]/u)[0] ?? text)];
}

/** The proposal for an intent, or what it leaves open. The same intent, answers, knowledge base and target give the same, byte for byte. */
export function resolveByRules(
  intent: Intent,
  context: ResolveContext,
  answers: readonly Answer[] = [],
  subject: Subject = nothingKnown,
): Result<Proposal | Open> {
  const { knowledge, types, target, paramsBy } = context;
  const { standing } = subject;
  const understood = understand(intent, context, answers);
  if (!understood.ok) return understood;
  const chosen = chooseRegion(intent, understood.value.region, target, types.regions());
  if (!chosen.ok) return chosen;
  const meant = placeOfMeant(subject, chosen.value, target.name);
  if (!meant.ok) return meant;
  const region = meant.value?.region ?? chosen.value.region;
  const settled = settleAsks(understood.value, { intent, answers, paramsBy }, region, knowledge, subject);
  if (!settled.ok) return settled;
  const { asks, remarks, questions } = settled.value;
  const keys = sharedKeyProblem(asks, knowledge);
  if (keys !== null) return fail(keys);
  const conflicts = propertyConflicts(asks, understood.value.groups);
  if (conflicts.length > 0) return fail(...conflicts);
  const open = [...understood.value.questions, ...questions];
  if (open.length > 0) {
    const asked = fewQuestions(open);
    return asked.ok ? ok({ kind: 'question', questions: asked.value }) : asked;
  }

  const named = nameAsks(asks, standing === null ? [] : [...standing.draft.resources, ...standing.draft.units].map(({ node }) => node));
  const bares = nameBares(understood.value.bares, subject, new Set(named.map(({ node }) => node)));
  const deployment = standing?.deployment ?? deploymentName.parse(intent.name ?? newName(named, bares, understood.value, target.name, region, subject));
  const { composition, instances } = compose(named, bares, knowledge, region, standing?.draft.resources ?? [], paramsBy);
  const finished = finishParts(composition.parts, instances, { knowledge, deployment, account: target.target.account, region });
  if (!finished.ok) return finished;
  const typeOf = (name: string) => {
    const type = types.type(name);
    return type.ok ? type.value : null;
  };
  const drafted = draftBares(bares, subject, typeOf);
  const given = giveProperties(finished.value, understood.value.groups);
  const tagged = giveTags([...given.resources, ...drafted.resources], understood.value.tags, typeOf);
  if (!tagged.ok) return tagged;
  const joined = joinResources(tagged.value.resources, understood.value.edges, knowledge, { account: target.target.account, region });
  // What is new goes where the things are that the words are about.
  const at = meant.value;
  const placed = at === null ? joined.resources : joined.resources.map((resource) => ({ ...resource, at: resource.at ?? at }));
  const uses = usesBetween(placed, understood.value.uses);
  const stands = standing?.draft.resources ?? [];
  const compares =
    stands.some(({ type }) => valueFloors[type] !== undefined) || (stands.length > 0 && [...placed, ...stands].some(({ type }) => type === keyType));
  const isOpen = bares.length + understood.value.edges.length + uses.length > 0 || compares;
  const inPart = placesOf(understood.value.links, placed);
  const closed = closedOver(placed, isOpen, { context, answers, subject, deployment, region, uses, inPart });
  if (!closed.ok) return closed;
  const second = secondOf(understood.value, closed.value, standing?.draft.resources ?? []);
  if (second !== null) return fail(second);
  const there = new Set<string>(closed.value.resources.map(({ node }) => node));
  const whole = [...closed.value.resources, ...(standing?.draft.resources ?? []).filter(({ node }) => !there.has(node))];
  const isUsed = (edge: Edge): boolean => understood.value.uses.some((use) => use.from === edge.from && use.to === edge.to);
  const unmet = joined.unmet.filter((edge) => !isUsed(edge));
  const linked = checkLinks({ links: understood.value.links, unmet }, { said: placed, whole }, answers);
  const unsettled = [...closed.value.questions, ...linked.questions];
  if (unsettled.length > 0) {
    const asked = fewQuestions(unsettled);
    return asked.ok ? ok({ kind: 'question', questions: asked.value }) : asked;
  }
  const fresh = asks.some(({ stands }) => stands === null) || bares.some(({ stands }) => !stands);
  const evidence = [
    ...asks.flatMap((ask) => evidenceOf(ask, understood.value, named, deployment, standing?.draft.resources ?? [])),
    ...composition.evidence,
    ...given.evidence,
    ...drafted.evidence,
    ...tagged.value.evidence,
    ...joined.evidence,
    ...linked.evidence,
    ...closed.value.evidence,
    ...understood.value.sets.flatMap((set) =>
      evidenceOfSet(
        set,
        asks.map(({ pattern }) => pattern.type),
      ),
    ),
    ...remarks,
    ...understood.value.unused.map(({ words, why }) => ({ words, entry: 'not used', effect: why })),
    ...(fresh ? [{ words: chosen.value.words, entry: `target/${target.name}`, effect: `puts everything into ${region}` }] : []),
  ];
  const draft: Proposal = {
    kind: 'draft',
    deployment,
    target: target.name,
    region,
    resources: [...closed.value.resources],
    units: [],
    gates: [],
    onFailure: 'continue',
    evidence: [...unique(evidence)],
  };
  return ok(standing === null ? draft : { ...draft, patch: true });
}

/** What is said to be there already is not made a second time because nothing says which it is, nor is what is asked for made without it. */
function secondOf({ unused }: Understood, { resources }: Closed, standing: readonly DraftResource[]) {
  for (const { there, by, ...said } of unused) {
    const fix = `name one that stands, as in: in the vpc named "net", or write "a new" for another; what stands is in: asbuilt deployments`;
    const uses = resources.some(({ type, said: asked }) => type === there && asked === undefined);
    if (by !== undefined && !uses)
      return unclear(said, `${quote(`${by} … ${said.words}`)}: nothing says which one it is, and what is asked for would have nothing to do with it`, fix);
    const made = resources.find(({ node, type, said: asked }) => type === there && asked === undefined && !standing.some((one) => one.node === node));
    if (made === undefined) continue;
    const message = `${quote(said.words)} is said to be there, nothing says which one it is, and to do what is asked another would be made`;
    return unclear(said, message, fix);
  }
  return null;
}

/**
 * Where the things are that are meant; where all is new and no region is said, the one place at the target where all of the deployment is; else null. What stands is
 * not moved by saying another region.
 */
function placeOfMeant({ standing, nodes }: Subject, chosen: ChosenRegion, target: string): Result<DraftAt | null> {
  const meant = new Set([...nodes.values()].flat().flatMap((node) => node ?? []));
  const resources = (standing?.draft.resources ?? []).filter(({ node }) => meant.has(node));
  const elsewhere = resources.find(({ at }) => chosen.said !== null && at?.region !== chosen.region);
  if (elsewhere !== undefined && chosen.said !== null) {
    const message = `${elsewhere.node} stands in ${elsewhere.at?.region}, and a resource is not moved`;
    return fail(unclear(chosen.said, message, 'leave the region out, or write "a" for a new one there'));
  }
  const places = (standing?.draft.resources ?? []).map(({ at }) => at);
  const whole = chosen.said === null && places.every((at) => at?.target === target && at.region === places[0]?.region) ? places[0] : undefined;
  return ok(resources[0]?.at ?? whole ?? null);
}

/** The name of a new deployment. One that is to be another has none that is taken. */
function newName(named: readonly NamedAsk[], bares: readonly NamedBare[], said: Understood, target: string, region: string, { taken }: Subject): string {
  let name = deploymentNameOf(named, bares, target, region);
  const other = [...said.groups, ...said.bares].some(({ points }) => points === 'other');
  for (let ordinal = 2; other && taken.has(name); ordinal++) name = deploymentNameOf(named, bares, target, region, ordinal);
  return name;
}

/** Everything together with what its types need beside it; a draft of patterns alone is whole. */
function closedOver(
  made: readonly DraftResource[],
  open: boolean,
  {
    context,
    answers,
    subject,
    deployment,
    region,
    uses,
    inPart,
  }: {
    context: ResolveContext;
    answers: readonly Answer[];
    subject: Subject;
    deployment: string;
    region: string;
    uses: readonly NodeUse[];
    inPart: ReadonlyMap<string, string>;
  },
): Result<Closed> {
  if (!open) return ok({ resources: made, evidence: [], questions: [] });
  const { knowledge, types, target } = context;
  const standing = subject.standing?.draft.resources ?? [];
  return closeDraft(made, { types, knowledge, deployment, account: target.target.account, region, standing, existing: [], uses, inPart, answers });
}

function compose(
  named: readonly NamedAsk[],
  bares: readonly NamedBare[],
  knowledge: KnowledgeBase,
  region: string,
  standing: readonly DraftResource[],
  paramsBy: 'agent' | undefined,
): { composition: Composition; instances: readonly Instance[] } {
  const composition = new Composition(
    knowledge,
    region,
    [...named, ...bares].map((entry) => entry.node),
    standing,
    bares.flatMap(({ bare, index }) => [bare.properties, bare.each[index] ?? {}].map((properties) => ({ type: bare.type, properties }))),
  );
  const sharing = sharedPatterns(knowledge);
  const instances: Instance[] = [];
  const told = new Set<Ask>();
  // What others may share comes first.
  const inOrder = [...named].sort((a, b) => Number(sharing.has(b.ask.pattern.metadata.name)) - Number(sharing.has(a.ask.pattern.metadata.name)));
  for (const { ask, name, node, suffix } of inOrder) {
    const before = composition.evidence.length;
    const slots = new Map([...ask.slots].map(([slot, { value, said, by }]) => [slot, { value, words: said?.words ?? null, by }]));
    const given =
      name === null || ask.names === null || !isFresh(ask, standing)
        ? null
        : { name, said: ask.names, by: ask.names.at === 'params.name' ? paramsBy : ask.names.by };
    const instance = composition.instance({
      pattern: ask.pattern,
      node,
      at: ask.said.at,
      suffix,
      given,
      slots,
      controls: ask.controls,
      companions: ask.companions,
      partNames: ask.partNames,
    });
    instances.push(instance);
    if (sharing.has(ask.pattern.metadata.name)) composition.share(instance);
    // What comes along is told once for resources that are alike.
    if (told.has(ask)) composition.evidence.length = before;
    told.add(ask);
  }
  return { composition, instances };
}

const shared = new WeakMap<KnowledgeBase, ReadonlySet<string>>();

/** Patterns of which controls share one resource. */
function sharedPatterns(knowledge: KnowledgeBase): ReadonlySet<string> {
  const before = shared.get(knowledge);
  if (before !== undefined) return before;
  const patterns = new Set<string>();
  for (const control of knowledge.controls.values()) {
    for (const effect of Object.values(control.types)) {
      if ('refused' in effect) continue;
      for (const companion of Object.values(effect.resources)) if ('pattern' in companion && companion.shared) patterns.add(companion.pattern);
    }
  }
  shared.set(knowledge, patterns);
  return patterns;
}

/** Two keys are asked for and something is to be encrypted with "the" key: which one? */
function sharedKeyProblem(asks: readonly Ask[], knowledge: KnowledgeBase) {
  for (const ask of asks) {
    for (const control of ask.controls) {
      const effect = effectOn(control.entry, ask.pattern.type);
      if (!control.positive || effect === undefined || 'refused' in effect) continue;
      for (const companion of Object.values(effect.resources)) {
        if (!('pattern' in companion) || !companion.shared) continue;
        const candidates = asks.filter((other) => other.pattern.metadata.name === companion.pattern).reduce((sum, other) => sum + other.count, 0);
        const noun = knowledge.patterns.get(companion.pattern)?.nouns[0] ?? companion.pattern;
        if (candidates > 1)
          return unclear(
            control.mention,
            `it is not clear which of the ${candidates} of ${quote(noun)} ${quote(control.mention.words)} means`,
            `ask for one ${noun} at a time`,
          );
      }
    }
  }
  return null;
}

function besides({ pattern }: Ask, name: string, value: number | string): string {
  const says = pattern.slots[name]?.says;
  return says === undefined ? '' : `: ${says.replaceAll('{value}', String(value))}`;
}

function evidenceOf(ask: Ask, { groups }: Understood, named: readonly NamedAsk[], deployment: string, draft: readonly DraftResource[]): Evidence[] {
  const nodes = named.filter((entry) => entry.ask === ask).map((entry) => entry.node);
  const node = nodes.length <= 3 ? nodes.join(', ') : `${nodes[0]} … ${nodes.at(-1)} (${nodes.length})`;
  const pattern = entryRef(ask.pattern);
  const stays = `is ${node}, which stands; what is not said of it stays as it was asked for`;
  const fresh = isFresh(ask, draft);
  const others = saidOtherwise(ask.pattern.properties, groups.find(({ at }) => at === ask.said.at)?.properties ?? {}).map(placeName);
  const except = others.length === 0 ? '' : `, except for ${others.join(', ')}, which is said otherwise`;
  const evidence: Evidence[] = fresh
    ? [{ words: ask.said.words, entry: pattern, effect: `${ask.pattern.effect.replaceAll('{node}', node)}${except}` }]
    : [{ words: joinedWords(ask.said.words, ask.names?.words ?? ''), entry: `deployment/${deployment}`, effect: stays }];
  if (ask.names !== null && fresh) evidence.push({ words: ask.names.words, entry: pattern, effect: `names ${node} ${ask.names.names.map(quote).join(', ')}` });
  for (const [name, slot] of ask.slots)
    if (slot.said !== null || (fresh && showsDefault(ask, name)))
      evidence.push({
        words: slot.said?.words ?? 'default',
        entry: pattern,
        effect: `sets ${name} of ${node} to ${plainName(String(slot.value))}${slot.said === null ? inWords(ask, name) : ''}${besides(ask, name, slot.value)}`,
      });
  for (const control of ask.controls) {
    const effect = effectOn(control.entry, ask.pattern.type);
    if (effect === undefined || 'refused' in effect) continue;
    const stands = draft.find((resource) => resource.node === ask.stands) ?? null;
    const done = control.positive ? effect : offOf(control.entry, ask.pattern.type, stands, draft);
    if ('refused' in done) continue;
    evidence.push({
      words: control.mention.words,
      entry: entryRef(control.entry),
      effect: done.effect
        .replaceAll('{node}', node)
        .replace(/\{slots\.([a-z0-9_]+)\}/g, (all, name: string) => plainName(String(ask.slots.get(name)?.value ?? all))),
    });
  }
  return evidence;
}

/** Whether all of it is said now: it is new, or what was asked of it is not in the records. */
function isFresh({ stands }: Ask, draft: readonly DraftResource[]): boolean {
  return stands === null || !draft.some(({ node }) => node === stands);
}

/** What it is, and its name; a name that stands for both is told once. */
function joinedWords(words: string, name: string): string {
  return name === '' || name === words ? words : `${words} ${name}`;
}

/** A default is told where it becomes a property, of its own or together with what was said, or says how things are spread. */
function showsDefault({ pattern, slots }: Ask, name: string): boolean {
  const slot = pattern.slots[name];
  if (slot === undefined) return false;
  const isPart = Object.entries(pattern.slots).some(
    ([other, { properties }]) => other !== name && slots.has(other) && JSON.stringify(properties).includes(`\${slots.${name}}`),
  );
  return isPart || Object.keys(slot.properties).length > 0 || (slot.type === 'integer' && slot.spreads !== undefined);
}

/** What a value that is a choice is called: " (text)". */
function inWords({ pattern, slots }: Ask, name: string): string {
  const slot = pattern.slots[name];
  const words = slot?.type === 'choice' ? Object.entries(slot.choices).find(([, value]) => value === slots.get(name)?.value)?.[0] : undefined;
  return words === undefined ? '' : ` (${words})`;
}

function* unique(evidence: readonly Evidence[]): Generator<Evidence> {
  const seen = new Set<string>();
  for (const item of evidence) {
    const key = [item.words, item.entry, item.effect].join('\n');
    if (!seen.has(key)) yield item;
    seen.add(key);
  }
}
