import { fail, ok, type Result } from '../kernel/result.ts';
import { entryRef, type KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import { deploymentName } from '../model/names.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { Answer } from '../model/question.ts';
import type { Ask } from './ask.ts';
import { chooseRegion } from './choose-region.ts';
import { Composition, type Instance } from './composition.ts';
import { finishParts } from './finish-parts.ts';
import { deploymentNameOf, type NamedAsk, nameAsks } from './name-asks.ts';
import { quote, unclear } from './not-understood.ts';
import type { Open, ResolveContext, Resolver } from './resolve.ts';
import { settleAsks } from './settle-asks.ts';
import { effectOn } from './settle-controls.ts';
import { understand } from './understand.ts';

/** Understands intents by the rules of the knowledge base alone: deterministic, and no word passed over. */
export const ruleResolver: Resolver = {
  deterministic: true,
  resolve: async (intent, context, answers) => resolveByRules(intent, context, answers),
};

/** The proposal for an intent, or what it leaves open. The same intent, answers, knowledge base and target give the same, byte for byte. */
export function resolveByRules(intent: Intent, context: ResolveContext, answers: readonly Answer[] = []): Result<Proposal | Open> {
  const { knowledge, types, target } = context;
  const understood = understand(intent, knowledge, types.regions());
  if (!understood.ok) return understood;
  const chosen = chooseRegion(intent, understood.value.region, target, types.regions());
  if (!chosen.ok) return chosen;
  const { region } = chosen.value;
  const settled = settleAsks(understood.value, intent, answers, region, knowledge);
  if (!settled.ok) return settled;
  const { asks, remarks, questions } = settled.value;
  const keys = sharedKeyProblem(asks, knowledge);
  if (keys !== null) return fail(keys);
  if (questions.length > 0) return ok({ kind: 'question', questions });

  const named = nameAsks(asks);
  const deployment = deploymentName.parse(intent.name ?? deploymentNameOf(named, target.name, region));
  const { composition, instances } = compose(named, knowledge, region);
  const finished = finishParts(composition.parts, instances, { knowledge, deployment, account: target.target.account, region });
  if (!finished.ok) return finished;
  const evidence = [
    ...asks.flatMap((ask) => evidenceOf(ask, named)),
    ...composition.evidence,
    ...remarks,
    { words: chosen.value.words, entry: `target/${target.name}`, effect: `puts everything into ${region}` },
  ];
  return ok({
    kind: 'draft',
    deployment,
    target: target.name,
    region,
    resources: finished.value,
    units: [],
    gates: [],
    onFailure: 'continue',
    evidence: [...unique(evidence)],
  });
}

function compose(named: readonly NamedAsk[], knowledge: KnowledgeBase, region: string): { composition: Composition; instances: readonly Instance[] } {
  const composition = new Composition(
    knowledge,
    region,
    named.map((entry) => entry.node),
  );
  const shared = sharedPatterns(knowledge);
  const instances: Instance[] = [];
  const told = new Set<Ask>();
  // What others may share comes first.
  const inOrder = [...named].sort((a, b) => Number(shared.has(b.ask.pattern.metadata.name)) - Number(shared.has(a.ask.pattern.metadata.name)));
  for (const { ask, name, node, suffix } of inOrder) {
    const before = composition.evidence.length;
    const slots = new Map([...ask.slots].map(([slot, { value, said }]) => [slot, { value, words: said?.words ?? null }]));
    const given = name === null || ask.names === null ? null : { name, said: ask.names };
    const instance = composition.instance({ pattern: ask.pattern, node, suffix, given, slots, controls: ask.controls });
    instances.push(instance);
    if (shared.has(ask.pattern.metadata.name)) composition.share(instance);
    // What comes along is told once for resources that are alike.
    if (told.has(ask)) composition.evidence.length = before;
    told.add(ask);
  }
  return { composition, instances };
}

/** Patterns of which controls share one resource. */
function sharedPatterns(knowledge: KnowledgeBase): ReadonlySet<string> {
  const patterns = new Set<string>();
  for (const control of knowledge.controls.values()) {
    for (const effect of Object.values(control.types)) {
      if ('refused' in effect) continue;
      for (const companion of Object.values(effect.resources)) if ('pattern' in companion && companion.shared) patterns.add(companion.pattern);
    }
  }
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

function evidenceOf(ask: Ask, named: readonly NamedAsk[]): Evidence[] {
  const nodes = named.filter((entry) => entry.ask === ask).map((entry) => entry.node);
  const node = nodes.length <= 3 ? nodes.join(', ') : `${nodes[0]} … ${nodes.at(-1)} (${nodes.length})`;
  const pattern = entryRef(ask.pattern);
  const evidence: Evidence[] = [{ words: ask.said.words, entry: pattern, effect: ask.pattern.effect.replaceAll('{node}', node) }];
  if (ask.names !== null) evidence.push({ words: ask.names.words, entry: pattern, effect: `names ${node} ${ask.names.names.map(quote).join(', ')}` });
  for (const [name, slot] of ask.slots)
    if (slot.said !== null || showsDefault(ask, name))
      evidence.push({ words: slot.said?.words ?? 'default', entry: pattern, effect: `sets ${name} of ${node} to ${slot.value}` });
  for (const control of ask.controls) {
    const effect = effectOn(control.entry, ask.pattern.type);
    if (effect === undefined || 'refused' in effect) continue;
    const without = effect.without !== undefined && !('refused' in effect.without) ? effect.without.effect : '';
    evidence.push({
      words: control.mention.words,
      entry: entryRef(control.entry),
      effect: (control.positive ? effect.effect : without)
        .replaceAll('{node}', node)
        .replace(/\{slots\.([a-z0-9_]+)\}/g, (all, name: string) => String(ask.slots.get(name)?.value ?? all)),
    });
  }
  return evidence;
}

/** A default is told where it becomes a property, or says how things are spread. */
function showsDefault(ask: Ask, name: string): boolean {
  const slot = ask.pattern.slots[name];
  return slot !== undefined && (Object.keys(slot.properties).length > 0 || (slot.type === 'integer' && slot.spreads !== undefined));
}

function* unique(evidence: readonly Evidence[]): Generator<Evidence> {
  const seen = new Set<string>();
  for (const item of evidence) {
    const key = [item.words, item.entry, item.effect].join('\n');
    if (!seen.has(key)) yield item;
    seen.add(key);
  }
}
