import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { entryFacts } from '../knowledge/entry-facts.ts';
import { compareVersions } from '../knowledge/load-knowledge.ts';
import type { KnownVersions, LibraryEntry } from '../knowledge/open-library.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

type Ports = Pick<EnginePorts, 'keeper' | 'store' | 'clock'>;
type Line = ResponseOf<'knowledge'>['entries'][number];

/** Every version that is known, what counts of it, and what is wrong with files of it. */
export function listKnowledge({ keeper }: Ports): Result<ResponseOf<'knowledge'>> {
  const { entries, problems } = keeper.library();
  const known = keeper.versions();
  const lines = [...entries].sort(byRef).map((read) => lineOf(read, known));
  return ok({ entries: lines, problems: [...problems] });
}

/** One entry as it is written: the version that is named, else the one that counts, else the newest. */
export function showKnowledge({ entry: name }: RequestOf<'showKnowledge'>, { keeper }: Ports): Result<ResponseOf<'showKnowledge'>> {
  const { entries } = keeper.library();
  const found = findEntry(name, entries);
  if (!found.ok) return found;
  const versions = entries
    .filter(({ entry }) => entry.kind === found.value.entry.kind && entry.metadata.name === found.value.entry.metadata.name)
    .sort(byRef)
    .map(({ entry }) => entry.metadata.version);
  const { says } = entryFacts(found.value.entry);
  return ok({ entry: lineOf(found.value, keeper.versions()), at: found.value.path, text: found.value.text, says: [...says], versions });
}

export async function addKnowledge({ text }: RequestOf<'addKnowledge'>, caller: Caller, ports: Ports): Promise<Result<ResponseOf<'addKnowledge'>>> {
  const added = ports.keeper.add(text);
  if (!added.ok) return added;
  for (const ref of added.value) await audit('knowledge.added', ref, caller, ports);
  const { entries } = ports.keeper.library();
  const known = ports.keeper.versions();
  return ok({ added: entries.filter(({ ref }) => added.value.includes(ref)).map((read) => lineOf(read, known)) });
}

export async function reviewKnowledge(
  { entry: name }: RequestOf<'reviewKnowledge'>,
  caller: Caller,
  ports: Ports,
): Promise<Result<ResponseOf<'reviewKnowledge'>>> {
  const found = findEntry(name, ports.keeper.library().entries);
  if (!found.ok) return found;
  const { ref } = found.value;
  const reviewed = ports.keeper.review(ref, caller.principal, now(ports).slice(0, 10));
  if (!reviewed.ok) return reviewed;
  await audit('knowledge.reviewed', ref, caller, ports);
  const again = findEntry(ref, ports.keeper.library().entries);
  return again.ok ? ok({ reviewed: lineOf(again.value, ports.keeper.versions()) }) : again;
}

async function audit(kind: string, ref: string, caller: Caller, ports: Ports): Promise<void> {
  const digest = ports.keeper.versions()[ref]?.digest ?? null;
  await ports.store.commit([
    { kind: 'audit', event: { at: now(ports), kind, actor: caller.principal, subject: ref, data: { digest, caller: callerRecord(caller) } } },
  ]);
}

/** `control/private@1.0.0`, `control/private`, or `private` where no other kind has that name. */
function findEntry(name: string, entries: readonly LibraryEntry[]): Result<LibraryEntry> {
  const exact = entries.find(({ ref }) => ref === name);
  if (exact !== undefined) return ok(exact);
  const [named = '', version] = name.split('@');
  const of = entries.filter(({ ref }) => nameOf(ref) === named || nameOf(ref).split('/')[1] === named);
  const kinds = [...new Set(of.map(({ ref }) => nameOf(ref)))];
  const [kind, other] = kinds;
  if (kind !== undefined && other !== undefined)
    return fail(problem('KNOWLEDGE_UNKNOWN', `${name} may be ${kinds.join(' or ')}`, `name one of the two: asbuilt kb show ${kind}`, { at: name }));
  const newest = [...of].sort(byRef).at(-1);
  const meant = version === undefined ? (of.find(({ inForce }) => inForce) ?? newest) : of.find(({ entry }) => entry.metadata.version === version);
  if (meant !== undefined) return ok(meant);
  if (newest !== undefined) {
    const versions = of.map(({ entry }) => entry.metadata.version).join(', ');
    return fail(
      problem('KNOWLEDGE_UNKNOWN', `there is no version ${version} of ${named}; there is ${versions}`, `see it with: asbuilt kb show ${newest.ref}`, {
        at: name,
      }),
    );
  }
  const near = nearest(named, new Set(entries.flatMap(({ ref }) => [nameOf(ref), nameOf(ref).split('/')[1] ?? ''])));
  const fix = near.length === 0 ? 'see what there is with: asbuilt kb list' : `did you mean ${near.join(' or ')}? See all with: asbuilt kb list`;
  return fail(problem('KNOWLEDGE_UNKNOWN', `there is no entry ${name.slice(0, 100)}`, fix, { at: name.slice(0, 100) }));
}

function nameOf(ref: string): string {
  return ref.split('@')[0] ?? ref;
}

/** By name, then from the oldest version to the newest. */
function byRef(a: LibraryEntry, b: LibraryEntry): number {
  const [left, right] = [nameOf(a.ref), nameOf(b.ref)];
  return left === right ? compareVersions(a.entry.metadata.version, b.entry.metadata.version) : left < right ? -1 : 1;
}

function lineOf({ ref, entry, origin, inForce, digest }: LibraryEntry, known: KnownVersions): Line {
  const { name, version, description, owner, source, status, reviewedOn } = entry.metadata;
  const { appliesTo, words } = entryFacts(entry);
  const noted = known[ref]?.digest === digest ? known[ref].reviewed : undefined;
  const written = reviewedOn === undefined ? null : { by: owner, on: reviewedOn };
  const reviewed = noted ?? written;
  return {
    entry: ref,
    kind: entry.kind,
    name,
    version,
    description,
    owner,
    source,
    status,
    inForce,
    origin,
    appliesTo: [...appliesTo],
    words: [...words],
    reviewed,
  };
}
