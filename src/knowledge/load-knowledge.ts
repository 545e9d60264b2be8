import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sha256 } from '../kernel/digest.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { innermost } from '../model/innermost-issue.ts';
import {
  type ComplianceEntry,
  type ControlEntry,
  knowledgeEntry,
  type LexiconEntry,
  type NamingRule,
  type NoteEntry,
  type PatternEntry,
  type Relation,
} from '../model/knowledge.ts';
import { checkEntries } from './check-entries.ts';
import { closureRules } from './closure-rules.ts';
import { collectPhrases, type PlacedEntry } from './collect-phrases.ts';
import { entryRef, type KnowledgeBase, type RegionFacts } from './knowledge-base.ts';
import { phraseTable } from './phrase-table.ts';
import { pluralOf } from './plural-of.ts';

/** A file of the knowledge base, already read; `path` is only used to say where a problem is. */
export interface KnowledgeFile {
  readonly path: string;
  readonly text: string;
}

/** An entry as it was read; `path` is its file and line. */
export interface ReadEntry extends PlacedEntry {
  /** `control/private@1.0.0` */
  readonly ref: string;
  /** As it is written, without what stands around it. */
  readonly text: string;
  /** Of the text: what is the same has the same. */
  readonly digest: string;
}

/**
 * Reads and checks knowledge base files (YAML, several documents a file allowed) and indexes what they say; of an entry with several versions the newest counts (`inForce`).
 * Every problem of every file is reported, KNOWLEDGE_INVALID at `path:line /key/path`. The order of the files does not matter.
 */
export function loadKnowledge(files: readonly KnowledgeFile[]): Result<KnowledgeBase> {
  const read = readEntries(files);
  const { entries, problems } = withoutRepeats(read.entries);
  const checked = checkKnowledge(inForce(entries));
  const all = [...read.problems, ...problems, ...(checked.ok ? [] : checked.problems)];
  if (all.length > 0) return { ok: false, problems: all };
  return checked;
}

/** The entries of files, each checked by itself, in the order of the files' names. */
export function readEntries(files: readonly KnowledgeFile[]): { readonly entries: readonly ReadEntry[]; readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const entries: ReadEntry[] = [];
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const lines = new LineCounter();
    for (const document of parseAllDocuments(file.text, { lineCounter: lines, stringKeys: true })) {
      const read = readDocument(file.path, document, lines);
      problems.push(...read.problems);
      if (read.entry === null) continue;
      const text = file.text.slice(document.contents?.range?.[0] ?? 0, document.range[1]).trim();
      entries.push({
        path: `${file.path}:${lineOf(document, ['apiVersion'], lines)}`,
        entry: read.entry,
        ref: entryRef(read.entry),
        text,
        digest: sha256(text),
      });
    }
  }
  return { entries, problems };
}

/** One of each version. Two that differ under one version are a problem of the later one, which is left out. */
export function withoutRepeats(entries: readonly ReadEntry[]): { readonly entries: readonly ReadEntry[]; readonly problems: readonly Diagnostic[] } {
  const first = new Map<string, ReadEntry>();
  const problems: Diagnostic[] = [];
  for (const read of entries) {
    const before = first.get(read.ref);
    if (before === undefined) first.set(read.ref, read);
    else if (before.digest !== read.digest) {
      const message = `${read.ref} is already defined in ${before.path}, with other content`;
      problems.push(problem('KNOWLEDGE_CHANGED', message, 'give what is new a higher version', { at: read.path }));
    }
  }
  return { entries: [...first.values()], problems };
}

/** Of each entry the newest version, unless that is retired. A draft is passed over, but where `reviewed` has it. */
export function inForce(entries: readonly ReadEntry[], reviewed: ReadonlySet<string> = new Set()): ReadEntry[] {
  const newest = new Map<string, ReadEntry>();
  for (const read of entries) {
    const { kind, metadata } = read.entry;
    if (metadata.status === 'draft' && !reviewed.has(read.ref)) continue;
    const name = `${kind}/${metadata.name}`;
    const known = newest.get(name);
    if (known === undefined || compareVersions(known.entry.metadata.version, metadata.version) < 0) newest.set(name, read);
  }
  return [...newest.values()].filter(({ entry }) => entry.metadata.status !== 'retired');
}

/** Below 0 where `a` is older. Both are three numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (const [place, part] of left.entries()) if (part !== right[place]) return part - (right[place] ?? 0);
  return 0;
}

/** What entries say together, at most one version of each; or every problem between them. */
export function checkKnowledge(entries: readonly PlacedEntry[]): Result<KnowledgeBase> {
  const collected = collectPhrases(entries);
  const problems = [...collected.problems, ...checkEntries(entries)];
  return problems.length > 0 ? { ok: false, problems } : ok(index(entries, collected));
}

function readDocument(path: string, document: Document.Parsed, lines: LineCounter): { entry: PlacedEntry['entry'] | null; problems: Diagnostic[] } {
  const fix = 'correct the file; docs/reference/knowledge-format.md describes the format';
  if (document.errors.length > 0) {
    return {
      entry: null,
      problems: document.errors.map((error) =>
        problem('KNOWLEDGE_INVALID', `not readable as YAML: ${firstLine(error.message)}`, fix, { at: `${path}:${error.linePos?.[0].line ?? 1}` }),
      ),
    };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { entry: null, problems: [problem('KNOWLEDGE_INVALID', `not readable as YAML: ${firstLine(String(error))}`, fix, { at: path })] };
  }
  if (content === null) return { entry: null, problems: [] };
  const parsed = knowledgeEntry.safeParse(content);
  if (parsed.success) return { entry: parsed.data, problems: [] };
  const found = parsed.error.issues.flatMap((issue) => innermost(issue));
  return {
    entry: null,
    problems: found.map((issue) =>
      problem('KNOWLEDGE_INVALID', issue.message, fix, { at: `${path}:${lineOf(document, issue.path, lines)} ${pointerOf(issue.path.map(String))}` }),
    ),
  };
}

/** The line of the deepest node of the path that is written in the document. */
function lineOf(document: Document.Parsed, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (isScalar(node) && node.range) offset = node.range[0];
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

function index(entries: readonly PlacedEntry[], collected: ReturnType<typeof collectPhrases>): KnowledgeBase {
  const controls = new Map<string, ControlEntry>();
  const patterns = new Map<string, PatternEntry>();
  const naming = new Map<string, { rule: NamingRule; entry: string }>();
  const notes = new Map<string, NoteEntry>();
  const compliance = new Map<string, ComplianceEntry>();
  const regions = new Map<string, RegionFacts>();
  const units = new Map<string, number>();
  const counts = new Map<string, number>();
  const places = new Map<string, string>();
  const lexicons: LexiconEntry[] = [];
  const relations: { relation: Relation; entry: string }[] = [];
  for (const { entry } of entries) {
    switch (entry.kind) {
      case 'Control':
        controls.set(entry.metadata.name, entry);
        break;
      case 'Pattern':
        patterns.set(entry.metadata.name, entry);
        break;
      case 'Note':
        notes.set(entry.metadata.name, entry);
        break;
      case 'Compliance':
        compliance.set(entry.metadata.name, entry);
        break;
      case 'Naming':
        for (const [type, rule] of Object.entries(entry.types)) naming.set(type, { rule, entry: entryRef(entry) });
        break;
      case 'Relations':
        for (const relation of entry.relations) relations.push({ relation, entry: entryRef(entry) });
        break;
      case 'Lexicon':
        lexicons.push(entry);
        break;
      case 'Vocabulary':
        for (const [region, facts] of Object.entries(entry.regions)) regions.set(region, { zones: facts.zones });
        for (const [unit, seconds] of Object.entries(entry.units)) for (const form of [unit, pluralOf(unit)]) units.set(form, seconds);
        for (const [text, count] of Object.entries(entry.counts)) counts.set(text, count);
        for (const [text, region] of Object.entries(entry.places)) places.set(text, region);
        break;
      case 'Closure':
        break;
      default:
        entry satisfies never;
    }
  }
  const closure = closureRules(entries.flatMap(({ entry }) => (entry.kind === 'Closure' ? [entry] : [])));
  return {
    controls,
    patterns,
    naming,
    notes,
    compliance,
    regions,
    units,
    counts,
    places,
    lexicons,
    relations,
    closure,
    phrases: phraseTable(collected.phrases, collected.parts),
  };
}
