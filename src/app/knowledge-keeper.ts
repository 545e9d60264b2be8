import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { KnowledgeKeeper } from '../engine/knowledge-keeper.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { type KnowledgeFile, type ReadEntry, readEntries } from '../knowledge/load-knowledge.ts';
import { type KnowledgeLibrary, type KnownVersions, openLibrary } from '../knowledge/open-library.ts';
import { homeLayout, readJsonFile, writeJsonFile } from './home-layout.ts';
import { knowledgeFiles, stateOfFiles } from './knowledge-files.ts';

const knownVersions = z.record(z.string(), z.object({ digest: z.string(), reviewed: z.object({ by: z.string(), on: z.string() }).optional() }));

interface Loaded {
  readonly state: string;
  readonly library: KnowledgeLibrary;
}

/**
 * The knowledge base of a data folder: the shipped entries, and over them the team's, in the data folder and in a folder of theirs. Fails where the shipped ones are wrong; what is wrong with the
 * team's is told by the library. A version that is met for the first time is remembered.
 */
export function knowledgeKeeper(home: string, packageRoot: string, teamFolder: string | null): Result<KnowledgeKeeper> {
  const layout = homeLayout(home);
  const shipped = knowledgeFiles(join(packageRoot, 'knowledge'), 'knowledge');
  const folders = [layout.knowledge, ...(teamFolder === null ? [] : [teamFolder])];
  const isDamaged = (): boolean => existsSync(layout.knownVersions) && readJsonFile(knownVersions, layout.knownVersions) === null;
  const versions = (): KnownVersions => readJsonFile(knownVersions, layout.knownVersions) ?? {};
  const remember = (known: KnownVersions): void => {
    if (!isDamaged()) writeJsonFile(home, layout.knownVersions, known);
  };
  const open = (more: readonly KnowledgeFile[] = []): Result<KnowledgeLibrary> => {
    const read = folders.map((folder) => knowledgeFiles(folder));
    const opened = openLibrary(shipped.files, [...read.flatMap(({ files }) => files), ...more], versions());
    if (!opened.ok) return opened;
    const missing =
      teamFolder !== null && !existsSync(teamFolder)
        ? [problem('SETTINGS_INVALID', `the folder ${teamFolder} is not there`, 'correct knowledge in settings.yaml', { at: 'knowledge' })]
        : [];
    const damaged = isDamaged() ? [damage(layout.knownVersions)] : [];
    return ok({ ...opened.value, problems: [...missing, ...damaged, ...read.flatMap(({ problems }) => problems), ...opened.value.problems] });
  };
  const loadAt = (state: string): Result<Loaded> => {
    const opened = open();
    if (!opened.ok) return opened;
    const known = versions();
    const met = opened.value.entries.filter(({ ref, origin }) => origin === 'team' && known[ref] === undefined);
    if (met.length > 0) remember({ ...known, ...Object.fromEntries(met.map(({ ref, digest }) => [ref, { digest }])) });
    return ok({ state, library: opened.value });
  };
  const stateNow = (): string => folders.map(stateOfFiles).join('\n\n');
  const first = loadAt(stateNow());
  if (!first.ok) return first;
  let loaded = first.value;
  const renew = (): void => {
    const again = loadAt(stateNow());
    if (!again.ok) throw new Error(`the shipped knowledge base can no longer be read: ${again.problems[0]?.message}`);
    loaded = again.value;
  };
  return ok({
    library() {
      if (stateNow() !== loaded.state) renew();
      return loaded.library;
    },
    versions,
    add(text) {
      const read = readEntries([{ path: 'the file', text }]);
      if (read.problems.length > 0) return { ok: false, problems: read.problems };
      if (read.entries.length === 0)
        return fail(problem('KNOWLEDGE_INVALID', 'the file holds no entry', 'see docs/reference/knowledge-format.md', { at: 'the file' }));
      const there = new Map(loaded.library.entries.map(({ ref, digest }) => [ref, digest]));
      const fresh = read.entries.filter(({ ref, digest }) => there.get(ref) !== digest);
      const tried = open(fresh.map((entry) => ({ path: 'the file', text: entry.text })));
      if (!tried.ok) return tried;
      const problems = tried.value.problems.filter(({ at }) => at?.startsWith('the file') === true);
      if (problems.length > 0) return { ok: false, problems };
      for (const entry of fresh) keep(layout.knowledge, entry);
      if (fresh.length > 0) renew();
      return ok(read.entries.map(({ ref }) => ref));
    },
    review(ref, by, on) {
      const found = loaded.library.entries.find((entry) => entry.ref === ref);
      if (found === undefined) throw new Error(`there is no ${ref} to review`);
      if (isDamaged()) return fail(damage(layout.knownVersions));
      remember({ ...versions(), [ref]: { digest: found.digest, reviewed: { by, on } } });
      renew();
      return ok(null);
    },
  });
}

/** What counts of a keeper's library, as it is whenever a part of it is read. */
export function currentKnowledge(keeper: KnowledgeKeeper): KnowledgeBase {
  const base = (): KnowledgeBase => keeper.library().base;
  return {
    get controls() {
      return base().controls;
    },
    get patterns() {
      return base().patterns;
    },
    get naming() {
      return base().naming;
    },
    get notes() {
      return base().notes;
    },
    get compliance() {
      return base().compliance;
    },
    get regions() {
      return base().regions;
    },
    get units() {
      return base().units;
    },
    get counts() {
      return base().counts;
    },
    get places() {
      return base().places;
    },
    get lexicons() {
      return base().lexicons;
    },
    get relations() {
      return base().relations;
    },
    get closure() {
      return base().closure;
    },
    get phrases() {
      return base().phrases;
    },
  };
}

/** One file an entry, named after it: names and versions have no character that a path could mind. */
function keep(folder: string, { entry, text }: ReadEntry): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { name, version } = entry.metadata;
  const path = join(folder, `${entry.kind.toLowerCase()}-${name}-${version}.yaml`);
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function damage(path: string) {
  const fix = `put it back from a backup, or move it away: mv ${path} ${path}.aside. Then what the entries say now is what their versions say`;
  return problem('STORE_DAMAGED', `${path} cannot be read: nothing tells whether versions of the team’s entries are what they were`, fix, { at: path });
}
