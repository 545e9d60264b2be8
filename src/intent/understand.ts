import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import { bindItems } from './bind-items.ts';
import { controlsOfSet, takeSets } from './compliance-sets.ts';
import { itemProblems, quote, unclear } from './not-understood.ts';
import { type Item, readItems } from './read-items.ts';
import { type Collected, ModifierReader } from './read-modifiers.ts';
import { readThings, type StandingNames } from './read-things.ts';
import type { Said, Understood } from './understood.ts';

/**
 * Reads an intent's text and its compliance terms. Every word has a meaning in the knowledge base or is the name of something that stands, or the answer is
 * INTENT_NOT_UNDERSTOOD at that word.
 */
export function understand(intent: Intent, knowledge: KnowledgeBase, regions: readonly string[], names: StandingNames = new Map()): Result<Understood> {
  const known = new Set(regions);
  const said = placeIn('intent');
  const problems: Diagnostic[] = [];
  const items = readThings(readItems(intent.intent, knowledge, known, new Set(names.keys())), names, knowledge, said, problems);
  problems.push(...itemProblems(items, said, knowledge, regions));
  const given = complianceTerms(intent.compliance).map((term) => ({ field: term.field, ...takeSets(term.text, term.field, knowledge) }));
  const sets = given.flatMap((term) => term.sets);
  const terms = given.flatMap(({ field, rest }) => (rest.trim() === '' ? [] : [readTerm({ field, text: rest }, knowledge, known, regions)]));
  problems.push(...terms.flatMap((term) => (term.ok ? [] : term.problems)));
  if (problems.length > 0) return { ok: false, problems };
  const bound = bindItems(items, knowledge, said);
  if (!bound.ok) return bound;
  const collected = terms.flatMap((term) => (term.ok ? [term.value] : []));
  const found = [bound.value.region, ...collected.flatMap((term) => term.regions)].filter((region) => region !== null);
  const [region, other] = [found[0], found.find((one) => one.region !== found[0]?.region)];
  if (region !== undefined && other !== undefined) {
    return fail(
      problem(
        'CONTROL_CONFLICT',
        `${quote(region.words)} and ${quote(other.words)} are two regions, and a deployment lives in one`,
        'ask once for each region',
        { at: other.at },
      ),
    );
  }
  return ok({
    groups: bound.value.groups,
    all: {
      controls: [...bound.value.all.controls, ...collected.flatMap((term) => term.all.controls), ...sets.flatMap(controlsOfSet)],
      slots: [...bound.value.all.slots, ...collected.flatMap((term) => term.all.slots)],
    },
    sets,
    region: region ?? null,
  });
}

function placeIn(field: string): (item: Item) => Said {
  return (item) => ({ words: item.words, at: `${field}:${item.start + 1}` });
}

function complianceTerms(compliance: Intent['compliance']): { readonly text: string; readonly field: string }[] {
  if (compliance === undefined) return [];
  if (typeof compliance === 'string') return [{ text: compliance, field: 'compliance' }];
  return compliance.map((text, index) => ({ text, field: `compliance.${index}` }));
}

/** A compliance term holds for every resource; it names controls, never resources. */
function readTerm(
  term: { readonly text: string; readonly field: string },
  knowledge: KnowledgeBase,
  known: ReadonlySet<string>,
  regions: readonly string[],
): Result<Collected> {
  const items = readItems(term.text, knowledge, known);
  const said = placeIn(term.field);
  const problems = itemProblems(items, said, knowledge, regions);
  for (const item of items) {
    const { kind } = item.meaning;
    if (kind === 'noun' || kind === 'parts' || kind === 'names' || kind === 'quoted' || kind === 'verb') {
      problems.push(unclear(said(item), `${quote(item.words)} is not a control`, 'put resources into "intent" and only controls into "compliance"'));
    }
  }
  const into: Collected = { groups: [], all: { controls: [], slots: [] }, open: { controls: [], slots: [], names: [] }, regions: [], problems };
  if (problems.length === 0) new ModifierReader(knowledge, into, said).read(items, 'all', false);
  return into.problems.length > 0 ? { ok: false, problems: into.problems } : ok(into);
}
