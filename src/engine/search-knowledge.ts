import type { Diagnostic } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { ok, type Result } from '../kernel/result.ts';
import { entryFacts, entryFields, wordsByType } from '../knowledge/entry-facts.ts';
import type { KnowledgeLibrary, LibraryEntry } from '../knowledge/open-library.ts';
import { lexicalIndex, lexicalScores } from '../knowledge/retrieval/lexical-index.ts';
import { fused, wordScores } from '../knowledge/retrieval/rank-types.ts';
import type { RetrievalData } from '../knowledge/retrieval/retrieval-data.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { VectorItem } from '../ports/vector-index.ts';
import type { EnginePorts } from './engine-ports.ts';

/** How many of the nearest vectors are looked at: what is further away and shares no word is no answer. */
const nearestLooked = 50;

/** A question for a type, to which an entry is no answer. */
const asksForType = /\b(which|what)\s+(aws\s+|resource\s+)*types?\b/i;

type Hit = ResponseOf<'searchKnowledge'>['hits'][number];
type Ports = Pick<EnginePorts, 'keeper' | 'retrieval' | 'vectors' | 'types'>;

/** What is made of one state of the library, for any number of searches. */
interface Prepared {
  readonly library: KnowledgeLibrary;
  readonly collection: string;
  readonly entries: readonly LibraryEntry[];
  readonly items: () => VectorItem[];
  readonly entryScores: (words: string) => Float64Array;
  readonly typeScores: (words: string) => Float64Array;
}

/**
 * Searches knowledge entries that count, drafts, and the documentation of all resource types: by words, and by the vector index for what they are about. Where the index is not available,
 * it says so and searches by words alone. The index is filled by the first search, and anew when the library has changed.
 */
export function knowledgeSearch(ports: Ports): (text: string, most: number) => Promise<Result<ResponseOf<'searchKnowledge'>>> {
  let prepared: Prepared | null = null;
  let filled: string | null = null;
  const current = (data: RetrievalData): Prepared => {
    const library = ports.keeper.library();
    if (prepared?.library !== library) prepared = prepare(library, data);
    return prepared;
  };
  const fill = async ({ collection, items }: Prepared): Promise<Result<null>> => {
    if (filled === collection) return ok(null);
    const all = items();
    const size = await ports.vectors.size(collection);
    if (!size.ok) return size;
    if (size.value !== all.length) {
      const put = await ports.vectors.put(collection, all);
      if (!put.ok) return put;
    }
    const former = filled;
    filled = collection;
    return former === null ? ok(null) : ports.vectors.drop(former);
  };
  const likenesses = async (of: Prepared, text: string, data: RetrievalData): Promise<Result<ReadonlyMap<string, number>>> => {
    const about = data.embedding.embed([{ text, weight: 1 }]);
    if (about === null) return ok(new Map());
    const ready = await fill(of);
    if (!ready.ok) return ready;
    const found = await ports.vectors.nearest(of.collection, about, nearestLooked);
    return found.ok ? ok(new Map(found.value.map(({ id, likeness }) => [id, likeness]))) : found;
  };
  return async (text, most) => {
    const data = ports.retrieval();
    const of = current(data);
    const near = await likenesses(of, text, data);
    const problems: readonly Diagnostic[] = near.ok ? [] : near.problems;
    const likeness = (id: string): number => (near.ok ? (near.value.get(id) ?? 0) : 0);
    const types = [...of.typeScores(text)].map((score, place): Hit => {
      const name = data.types[place] ?? '';
      return {
        kind: 'type',
        ref: name,
        description: '',
        inForce: true,
        appliesTo: [name],
        score: fused(score, likeness(typeId(name)), data.referrers[place] ?? 0),
      };
    });
    const entries = asksForType.test(text)
      ? []
      : [...of.entryScores(text)].flatMap((score, place): Hit[] => {
          const read = of.entries[place];
          if (read === undefined) return [];
          const { ref, entry, inForce } = read;
          const { appliesTo } = entryFacts(entry);
          return [
            {
              kind: 'entry',
              ref,
              description: entry.metadata.description,
              inForce,
              appliesTo: [...appliesTo],
              score: fused(score, likeness(entryId(read)), 0),
            },
          ];
        });
    const hits = [...types, ...entries]
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.ref < b.ref ? -1 : 1))
      .slice(0, most)
      .map((hit) => (hit.kind === 'type' ? { ...hit, description: descriptionOf(hit.ref, ports) } : hit));
    return ok({ hits, problems: [...problems] });
  };
}

function prepare(library: KnowledgeLibrary, data: RetrievalData): Prepared {
  const entries = library.entries.filter(({ inForce, entry }) => inForce || entry.metadata.status === 'draft');
  const index = lexicalIndex(entries.map(({ entry }) => entryFields(entry)));
  return {
    library,
    entries,
    collection: `knowledge_${sha256([data.source, ...entries.map(({ ref, digest }) => `${ref} ${digest}`)].join('\n')).slice(0, 16)}`,
    items: () => [
      ...data.types.map((type, place) => ({ id: typeId(type), vector: data.vectorOf(place) })),
      ...entries.flatMap((read) => {
        const vector = data.embedding.embed(entryFields(read.entry));
        return vector === null ? [] : [{ id: entryId(read), vector }];
      }),
    ],
    entryScores: (words) => lexicalScores(words, index, data.documentation),
    typeScores: wordScores(data, wordsByType(entries.filter(({ inForce }) => inForce))),
  };
}

function typeId(type: string): string {
  return `type/${type}`;
}

function entryId({ ref }: LibraryEntry): string {
  return `entry/${ref}`;
}

function descriptionOf(type: string, { types }: Ports): string {
  const known = types.type(type);
  return known.ok ? (known.value.description ?? '') : '';
}
