import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type ControlEntry, knowledgeEntry, type LexiconEntry, type NamingRule, type NoteEntry, type PatternEntry, type Relation } from '../model/knowledge.ts';
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

/**
 * Reads and checks knowledge base files (YAML, several documents a file allowed) and indexes what they say.
 * Every problem of every file is reported, KNOWLEDGE_INVALID at `path:line /key/path`. The order of the files does not matter.
 */
export function loadKnowledge(files: readonly KnowledgeFile[]): Result<KnowledgeBase> {
  const problems: Diagnostic[] = [];
  const entries: PlacedEntry[] = [];
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const lines = new LineCounter();
    for (const document of parseAllDocuments(file.text, { lineCounter: lines, stringKeys: true })) {
      const read = readDocument(file.path, document, lines);
      problems.push(...read.problems);
      if (read.entry !== null) entries.push({ path: file.path, entry: read.entry });
    }
  }
  const collected = collectPhrases(entries);
  problems.push(...collected.problems, ...checkEntries(entries));
  if (problems.length > 0) return { ok: false, problems };
  return ok(index(entries, collected));
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

interface PlacedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a failed union, the issues of the branch that fits best: the one with the fewest. */
function innermost(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): PlacedIssue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((errors) => errors.flatMap((inner) => innermost(inner, path)));
    branches.sort((a, b) => a.length - b.length);
    return branches[0] ?? [{ path, message: issue.message }];
  }
  return [{ path, message: issue.message }];
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
