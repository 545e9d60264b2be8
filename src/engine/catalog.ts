import { diffVersions } from '../catalog/diff-versions.ts';
import { rankVersions } from '../catalog/rank-versions.ts';
import { compareVersions } from '../catalog/version-range.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { CatalogLine, PublishedContent } from '../model/catalog.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { highestOf, unknownVersion } from './choose-version.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { followedVersions } from './followed-versions.ts';
import { intactContent } from './intact-content.ts';

/** The lines of the catalog that a caller sees: an AI agent sees what is visible to agents, and of nothing else that it is there. */
export async function visibleLines(caller: Caller, { store }: Pick<EnginePorts, 'store'>): Promise<readonly CatalogLine[]> {
  const lines = await store.catalog();
  return caller.agent === null ? lines : lines.filter(({ visibleTo }) => visibleTo === 'agents');
}

/** By name, the highest version of each first; with a text, the highest usable version of what it speaks of, best first. */
export async function listCatalog({ text }: RequestOf<'catalog'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'catalog'>>> {
  const lines = await visibleLines(caller, ports);
  if (text !== undefined) return ok({ entries: (await rankedFor(text, lines, ports)).map(({ line }) => line) });
  const entries = [...lines].sort((a, b) => (a.name === b.name ? compareVersions(b.version, a.version) : a.name < b.name ? -1 : 1));
  return ok({ entries });
}

/** The versions that a text may mean, the best first: of each name the highest that may be used. */
export async function rankedFor(
  text: string,
  lines: readonly CatalogLine[],
  { store }: Pick<EnginePorts, 'store'>,
): Promise<{ readonly line: CatalogLine; readonly score: number; readonly named: boolean }[]> {
  const names = Map.groupBy(lines, ({ name }) => name);
  const candidates: (CatalogLine & { readonly words: readonly string[] })[] = [];
  for (const own of names.values()) {
    const line = highestOf('*', own);
    const content = line.ok ? await store.catalogContent(line.value.digest) : null;
    if (line.ok && content !== null) candidates.push({ ...line.value, words: content.document.metadata.words });
  }
  return rankVersions(text, candidates).map(({ line: { words: _, ...line }, score, named }) => ({ line, score, named }));
}

export interface FoundVersion {
  readonly line: CatalogLine;
  readonly content: PublishedContent;
}

/** The version that a name and a range come to. CATALOG_UNKNOWN, VERSION_UNMATCHED or VERSION_WITHDRAWN. `withdrawn`: one that was withdrawn is found under its number. */
export async function findVersion(
  name: string,
  range: string | undefined,
  caller: Caller,
  ports: EnginePorts,
  how: { readonly withdrawn: boolean } = { withdrawn: false },
): Promise<Result<FoundVersion>> {
  const lines = await visibleLines(caller, ports);
  const own = lines.filter((line) => line.name === name);
  if (own.length === 0) return fail(unknownVersion(name, range, lines));
  const exact = own.find(({ version, status }) => version === range && (how.withdrawn || status !== 'withdrawn'));
  const line = exact === undefined ? highestOf(range ?? '*', own) : ok(exact);
  if (!line.ok) return line;
  const content = await intactContent(line.value.digest, ports, line.value);
  if (!content.ok) return content;
  if (content.value === null) throw new Error(`${name}@${line.value.version} is listed and has no content`);
  return ok({ line: line.value, content: content.value });
}

export async function showVersion(
  { name, version }: RequestOf<'catalogVersion'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<ResponseOf<'catalogVersion'>>> {
  const found = await findVersion(name, version, caller, ports, { withdrawn: true });
  if (!found.ok) return found;
  const { line, content } = found.value;
  const followed = await followedVersions(ports);
  const deployments = [...followed].flatMap(([deployment, of]) => (of === `${line.name}@${line.version}` ? [deployment] : []));
  const { written: _, ...shown } = content;
  return ok({ ...line, ...shown, deployments });
}

export async function compareCatalogVersions(
  { name, from, to }: RequestOf<'catalogDiff'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<ResponseOf<'catalogDiff'>>> {
  const before = await findVersion(name, from, caller, ports, { withdrawn: true });
  if (!before.ok) return before;
  const after = await findVersion(name, to, caller, ports, { withdrawn: true });
  if (!after.ok) return after;
  const changes = diffVersions(before.value.content, after.value.content);
  return ok({ name, from, to, breaking: changes.some(({ breaking }) => breaking), changes });
}

/** Deprecates or withdraws a version. What stands stays; a withdrawn version is not planned and not used any more. */
export async function markVersion(
  { name, version, as, why }: RequestOf<'markVersion'>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<ResponseOf<'markVersion'>>> {
  const found = await findVersion(name, version, caller, ports, { withdrawn: true });
  if (!found.ok) return found;
  const line: CatalogLine = { ...found.value.line, status: as, why };
  const data = { name, version, why, caller: callerRecord(caller) };
  await ports.store.commit([
    { kind: 'catalog', line, content: found.value.content },
    { kind: 'audit', event: { at: now(ports), kind: `catalog.${as}`, actor: caller.principal, subject: `${name}@${version}`, data } },
  ]);
  return ok(line);
}
