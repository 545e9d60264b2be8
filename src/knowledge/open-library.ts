import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { checkKnowledge, inForce, type KnowledgeFile, type ReadEntry, readEntries, withoutRepeats } from './load-knowledge.ts';

/** What an installation remembers of its team's entries, by `control/private@1.0.0`: what each version said, and who looked at it when. */
export interface KnownVersions {
  readonly [ref: string]: { readonly digest: string; readonly reviewed?: { readonly by: string; readonly on: string } | undefined };
}

export interface LibraryEntry extends ReadEntry {
  readonly origin: 'shipped' | 'team';
  /** It counts: its words mean what it says. */
  readonly inForce: boolean;
}

/** All that is known: what counts, every version that was read, and what is wrong with the rest. */
export interface KnowledgeLibrary {
  readonly base: KnowledgeBase;
  readonly entries: readonly LibraryEntry[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Lays a team's entries over the shipped ones; a newer version takes the place of an older one, and all versions are kept. What is wrong with the team's is told and left out, and the rest
 * counts: an entry that is malformed, says other things under a version that is known already (KNOWLEDGE_CHANGED), or does not go together with the others. Fails only where the shipped
 * entries are themselves wrong.
 */
export function openLibrary(shipped: readonly KnowledgeFile[], team: readonly KnowledgeFile[], known: KnownVersions): Result<KnowledgeLibrary> {
  const ours = readEntries(shipped);
  const own = checkKnowledge(inForce(ours.entries));
  if (ours.problems.length > 0) return { ok: false, problems: ours.problems };
  if (!own.ok) return own;
  const theirs = readEntries(team);
  const origins = new Map<ReadEntry, LibraryEntry['origin']>([
    ...ours.entries.map((read) => [read, 'shipped'] as const),
    ...theirs.entries.map((read) => [read, 'team'] as const),
  ]);
  const unchanged = theirs.entries.filter((read) => (known[read.ref]?.digest ?? read.digest) === read.digest);
  const changed = theirs.entries.filter((read) => !unchanged.includes(read)).map(changedProblem);
  const distinct = withoutRepeats([...ours.entries, ...unchanged]);
  const reviewed = new Set(Object.entries(known).flatMap(([ref, { reviewed: by }]) => (by === undefined ? [] : [ref])));
  const fitted = goingTogether(
    ours.entries,
    distinct.entries.filter((read) => origins.get(read) === 'team'),
    reviewed,
    own.value,
  );
  const counting = new Set(fitted.counting);
  const entries = distinct.entries.map((read): LibraryEntry => ({ ...read, origin: origins.get(read) ?? 'team', inForce: counting.has(read) }));
  return ok({ base: fitted.base, entries, problems: [...theirs.problems, ...changed, ...distinct.problems, ...fitted.problems] });
}

function changedProblem({ ref, path }: ReadEntry): Diagnostic {
  return problem(
    'KNOWLEDGE_CHANGED',
    `${ref} says something else than when it was first read`,
    'put back what it said, and give what is new a higher version',
    { at: path },
  );
}

interface Fitted {
  readonly base: KnowledgeBase;
  readonly counting: readonly ReadEntry[];
  readonly problems: readonly Diagnostic[];
}

/** As many of the team's entries as go together with the others; each that does not is told with the reason, once no other one helps it. */
function goingTogether(shipped: readonly ReadEntry[], team: readonly ReadEntry[], reviewed: ReadonlySet<string>, own: KnowledgeBase): Fitted {
  const tried = (entries: readonly ReadEntry[]) => {
    const counting = inForce([...shipped, ...entries], reviewed);
    return { counting, checked: checkKnowledge(counting) };
  };
  const whole = tried(team);
  if (whole.checked.ok) return { base: whole.checked.value, counting: whole.counting, problems: [] };
  let taken: readonly ReadEntry[] = [];
  let base = own;
  let left = [...team];
  for (let grown = true; grown; ) {
    grown = false;
    for (const read of left) {
      const more = tried([...taken, read]);
      if (!more.checked.ok) continue;
      taken = [...taken, read];
      base = more.checked.value;
      grown = true;
    }
    left = left.filter((read) => !taken.includes(read));
  }
  const problems = left.flatMap((read) => {
    const { checked } = tried([...taken, read]);
    return checked.ok
      ? []
      : checked.problems.map((each) => (each.at?.startsWith(read.path) === true ? each : { ...each, at: `${read.path}, because of ${each.at}` }));
  });
  return { base, counting: tried(taken).counting, problems };
}
