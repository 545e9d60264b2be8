import { type ArtifactContext, checkArtifact } from '../catalog/check-artifact.ts';
import { checkBlueprint, isGate } from '../catalog/check-blueprint.ts';
import { type ReadDocument, readDocuments } from '../catalog/read-document.ts';
import { parseUse } from '../catalog/version-range.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import { canonicalJson, type JsonObject, sameJson } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { Artifact, Blueprint, CatalogDocument, CatalogLine, Lock, PublishedContent, VersionFacts } from '../model/catalog.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { Write } from '../ports/store.ts';
import { highestOf, lockedIn, unknownVersion, unmatched } from './choose-version.ts';
import { now } from './decide.ts';
import { describeTemplates } from './describe-templates.ts';
import type { EnginePorts } from './engine-ports.ts';
import { intactContent } from './intact-content.ts';
import { procedureOf } from './procedure-of.ts';
import { checkCoding } from './source-coding.ts';

type Given = RequestOf<'publish'>;
type Request = { readonly [F in 'sources' | 'templates' | 'locks']-?: NonNullable<Given[F]> } & Pick<Given, 'visibleTo'>;
type Published = ResponseOf<'publish'>['published'][number];

type Checked = Omit<PublishedContent, 'written'>;

/** A version that others may use: one of the catalog, or one that is published with them. */
interface Known {
  readonly line: CatalogLine;
  readonly facts: VersionFacts;
}

/**
 * Checks documents and puts them into the catalog: all of them, or none. A version is published once: the same again changes nothing but who sees it, and other content under it is
 * VERSION_TAKEN.
 */
export async function publish(given: Given, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'publish'>>> {
  const { sources = [], templates = [], locks = {}, visibleTo } = given;
  const read = readDocuments(given.files);
  if (!read.ok) return read;
  const lines = await ports.store.catalog();
  const run = new Publication({ sources, templates, locks, visibleTo }, lines, caller, ports);
  for (const document of inOrder(read.value)) await run.add(document);
  if (run.problems.length > 0) return fail(...run.problems);
  await ports.store.commit(run.writes);
  // Another publication may have come first: what stands now is what was published.
  const after = await ports.store.catalog();
  const lost = run.published.find(
    ({ name, version, digest }) => !after.some((line) => line.name === name && line.version === version && line.digest === digest),
  );
  return lost === undefined ? ok({ published: run.published }) : fail(taken(lost, `${lost.name}@${lost.version}`, 'its content differs'));
}

/** Artifacts first, then blueprints after those that they use. */
function inOrder(documents: readonly ReadDocument[]): readonly ReadDocument[] {
  const blueprints = documents.filter(({ document }) => document.kind === 'Blueprint');
  const names = new Map(blueprints.map((one) => [one.document.metadata.name, one]));
  const sorted: ReadDocument[] = [];
  const visit = (one: ReadDocument, within: readonly ReadDocument[]): void => {
    if (sorted.includes(one) || within.includes(one) || one.document.kind !== 'Blueprint') return;
    for (const node of Object.values(one.document.nodes)) {
      const used = isGate(node) ? undefined : names.get(parseUse(node.use).name);
      if (used !== undefined) visit(used, [...within, one]);
    }
    sorted.push(one);
  };
  for (const one of blueprints) visit(one, []);
  return [...documents.filter(({ document }) => document.kind === 'Artifact'), ...sorted];
}

class Publication {
  readonly problems: Diagnostic[] = [];
  readonly writes: Write[] = [];
  readonly published: Published[] = [];
  readonly #request: Request;
  readonly #lines: readonly CatalogLine[];
  readonly #caller: Caller;
  readonly #ports: EnginePorts;
  readonly #fresh: Known[] = [];

  constructor(request: Request, lines: readonly CatalogLine[], caller: Caller, ports: EnginePorts) {
    this.#request = request;
    this.#lines = lines;
    this.#caller = caller;
    this.#ports = ports;
  }

  async add(read: ReadDocument): Promise<void> {
    const made = read.document.kind === 'Artifact' ? await this.#artifact(read.document, read) : await this.#blueprint(read.document, read);
    if (!made.ok) {
      this.problems.push(...made.problems);
      return;
    }
    await this.#put(made.value, read);
  }

  async #artifact(document: Artifact, { path, place }: ReadDocument): Promise<Result<Checked>> {
    const placed = await this.#withSources(document, path, place);
    if (!placed.ok) return placed;
    const { types, knowledge } = this.#ports;
    const facts = checkArtifact(placed.value.document, { types, controls: knowledge.controls, place, ...placed.value.said });
    return facts.ok ? ok({ document: placed.value.document, lock: {}, facts: facts.value }) : facts;
  }

  /** The artifact with what stands beside it named by its digest, and what its template says. */
  async #withSources(
    document: Artifact,
    file: string,
    place: ReadDocument['place'],
  ): Promise<Result<{ readonly document: Artifact; readonly said: Pick<ArtifactContext, 'template' | 'procedure'> }>> {
    const { engine } = document;
    if (engine.type !== 'aws') {
      const sent = this.#request.sources.find((source) => source.file === file && source.name === engine.source);
      if (sent === undefined)
        return fail(
          problem('SOURCE_UNUSABLE', `the source ${engine.source} was not sent`, 'name a folder beside the document, as in ./seed', {
            at: place(['engine', 'source']),
          }),
        );
      const coding = engine.type === 'aws-cli' ? null : checkCoding(sent.bundle, place(['engine', 'source']));
      if (coding !== null) return fail(coding);
      const digest = digestOf(sent.bundle);
      this.writes.push({ kind: 'source', digest, bundle: sent.bundle });
      const procedure = engine.type === 'aws-cli' ? procedureOf(sent.bundle) : ok(null);
      if (!procedure.ok) return procedure;
      const said = procedure.value === null ? {} : { procedure: procedure.value };
      return ok({ document: { ...document, engine: { ...engine, source: digest } }, said });
    }
    if (engine.source !== undefined)
      return fail(
        problem('CATALOG_INVALID', 'an artifact of engine aws has no source', 'name a template, or write its resources', { at: place(['engine', 'source']) }),
      );
    if (engine.template === undefined) return ok({ document, said: {} });
    const at = { at: place(['engine', 'template']) };
    const sent = this.#request.templates.find((template) => template.file === file && template.name === engine.template);
    if (sent === undefined) return fail(problem('SOURCE_UNUSABLE', `the template ${engine.template} was not sent`, 'name a file beside the document', at));
    const template = await describeTemplates(sent.template, sent.bundle, this.#ports.types);
    if (!template.ok) return template;
    const source = digestOf(sent.bundle);
    this.writes.push({ kind: 'source', digest: source, bundle: sent.bundle });
    return ok({ document: { ...document, engine: { type: 'aws', template: sent.template, source } }, said: { template: template.value } });
  }

  async #blueprint(document: Blueprint, { place }: ReadDocument): Promise<Result<Checked>> {
    const used = new Map<string, Result<{ readonly version: Lock[string]; readonly facts: VersionFacts }>>();
    const { name, version } = document.metadata;
    const before = this.#lines.find((line) => line.name === name && line.version === version);
    // What is published again uses what it used, also where newer versions of that are there now.
    const locks = this.#request.locks[`${name}@${version}`] ?? (before === undefined ? {} : (await this.#intact(before))?.lock) ?? {};
    for (const node of Object.values(document.nodes)) if (!isGate(node) && !used.has(node.use)) used.set(node.use, await this.#use(node.use, locks[node.use]));
    const checked = checkBlueprint(document, { used: (use) => used.get(use) ?? fail(unmatched(use, [])), place });
    return checked.ok ? ok({ document, ...checked.value }) : checked;
  }

  /** The version that a `use` comes to: that of the lock file, or the highest that may still be used. */
  async #use(use: string, locked: Lock[string] | undefined): Promise<Result<{ readonly version: Lock[string]; readonly facts: VersionFacts }>> {
    const { name, range } = parseUse(use);
    const known = [...this.#fresh.map(({ line }) => line), ...this.#lines].filter((line) => line.name === name);
    if (known.length === 0) return fail(unknownVersion(name, undefined, [...this.#fresh.map(({ line }) => line), ...this.#lines]));
    const line = locked === undefined ? highestOf(range, known) : lockedIn(locked, use, known);
    if (!line.ok) return line;
    const fresh = this.#fresh.find((each) => each.line.digest === line.value.digest);
    const kept = fresh === undefined ? await intactContent(line.value.digest, this.#ports, line.value) : ok(null);
    if (!kept.ok) return kept;
    const facts = fresh?.facts ?? kept.value?.facts;
    if (facts === undefined) throw new Error(`${use} is listed and has no content`);
    return ok({ version: { name, version: line.value.version, digest: line.value.digest }, facts });
  }

  /** What is kept of a version; null where that is not what was published. */
  async #intact(line: CatalogLine): Promise<PublishedContent | null> {
    const kept = await intactContent(line.digest, this.#ports, line);
    return kept.ok ? kept.value : null;
  }

  async #put(checked: Checked, { written, place }: ReadDocument): Promise<void> {
    const content: PublishedContent = { ...checked, written: byContent(written, checked.document) };
    const { kind, metadata } = content.document;
    const { name, version, owner, description } = metadata;
    const digest = digestOf({ document: content.written, lock: content.lock });
    const there = [...this.#fresh.map(({ line }) => line), ...this.#lines].find((line) => line.name === name && line.version === version);
    const other = this.#lines.find((line) => line.name === name && line.kind !== kind);
    if (other !== undefined) {
      this.problems.push(
        problem('VERSION_TAKEN', `${name} is the name of an ${other.kind} already`, 'give it another name', { at: place(['metadata', 'name']) }),
      );
      return;
    }
    if (there !== undefined && there.digest !== digest) {
      this.problems.push(taken(there, place(['metadata', 'version']), await this.#difference(there, content)));
      return;
    }
    const { visibleTo = there?.visibleTo ?? 'people' } = this.#request;
    const line: CatalogLine = there ?? {
      kind,
      name,
      version,
      status: 'published',
      visibleTo,
      digest,
      owner,
      description,
      publishedAt: now(this.#ports),
      why: null,
    };
    const seen = { ...line, visibleTo };
    this.published.push({ ...seen, fresh: there === undefined, lock: content.lock });
    this.#fresh.push({ line: seen, facts: content.facts });
    if (there !== undefined && sameJson(there, seen) && (await this.#intact(there)) !== null) return;
    const data = { name, version, digest, visibleTo, lock: content.lock, caller: callerRecord(this.#caller) };
    this.writes.push(
      { kind: 'catalog', line: seen, content },
      { kind: 'audit', event: { at: now(this.#ports), kind: 'catalog.published', actor: this.#caller.principal, subject: `${name}@${version}`, data } },
    );
  }

  /** What of a version that is there is not as it was published. */
  async #difference({ digest }: CatalogLine, content: PublishedContent): Promise<string> {
    const before = await this.#ports.store.catalogContent(digest);
    if (before === null) return 'its content differs';
    if (canonicalJson(before.lock) !== canonicalJson(content.lock)) return 'what it uses has newer versions, or its lock file was changed';
    return sourceOf(before.document) !== sourceOf(content.document) ? 'the files of its source have changed since' : 'its document has changed since';
  }
}

/** A document as it was written, but that what it names beside itself is named by its content. */
function byContent(written: JsonObject, document: CatalogDocument): JsonObject {
  if (document.kind !== 'Artifact' || document.engine.source === undefined) return written;
  const { source } = document.engine;
  const named: JsonObject =
    document.engine.type === 'aws' && document.engine.template !== undefined ? { source, template: document.engine.template } : { source };
  return { ...written, engine: { ...(written['engine'] as JsonObject), ...named } };
}

function sourceOf(document: CatalogDocument): string | undefined {
  return document.kind === 'Artifact' ? document.engine.source : undefined;
}

function taken({ name, version }: Pick<CatalogLine, 'name' | 'version'>, at: string, difference: string): Diagnostic {
  const [major, minor, patch] = version.split('.').map(Number);
  const fix = `publish it under another version, such as ${major}.${minor}.${(patch ?? 0) + 1}; what is published never changes`;
  return problem('VERSION_TAKEN', `${name}@${version} is published with other content: ${difference}`, fix, { at });
}
