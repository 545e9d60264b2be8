import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import { publish } from '../../src/engine/publish.ts';
import type { Diagnostic } from '../../src/kernel/diagnostic.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { CatalogLine, PublishedContent } from '../../src/model/catalog.ts';
import type { RequestOf, ResponseOf } from '../../src/model/operations.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import type { Write } from '../../src/ports/store.ts';
import { knowledge, types } from '../intent/real-context.ts';

export const person: Caller = { principal: 'kim', via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) };

/** A catalog in memory, over the real types and knowledge. */
export class Library {
  lines: CatalogLine[] = [];
  readonly contents = new Map<string, PublishedContent>();
  readonly sources = new Map<string, SourceBundle>();
  readonly audit: string[] = [];
  readonly ports: EnginePorts;

  constructor() {
    const store = {
      catalog: async () => this.lines,
      catalogContent: async (digest: string) => this.contents.get(digest) ?? null,
      source: async (digest: string) => this.sources.get(digest) ?? null,
      commit: async (writes: readonly Write[]) => {
        for (const write of writes) this.#write(write);
      },
      deployments: async () => [],
      bindings: async () => [],
      allBindings: async () => [],
      draft: async () => null,
      followed: async () => new Map(),
    };
    this.ports = { store, types, knowledge, clock: { now: () => 0 } } as unknown as EnginePorts;
  }

  #write(write: Write): void {
    if (write.kind === 'source') this.sources.set(write.digest, write.bundle);
    if (write.kind === 'audit') this.audit.push(`${write.event.kind} ${write.event.subject}`);
    if (write.kind !== 'catalog') return;
    this.contents.set(write.line.digest, write.content);
    this.lines = [...this.lines.filter(({ name, version }) => name !== write.line.name || version !== write.line.version), write.line];
  }

  publish(text: string, more: Partial<RequestOf<'publish'>> = {}): Promise<Result<ResponseOf<'publish'>>> {
    return publish({ files: [{ path: 'web.yaml', text }], ...more }, person, this.ports);
  }

  /** The problems of what is refused, as `code at: message`. */
  async refused(text: string, more: Partial<RequestOf<'publish'>> = {}): Promise<string[]> {
    const published = await this.publish(text, more);
    if (published.ok) throw new Error('it was published');
    return published.problems.map(told);
  }

  /** Five artifacts, and two versions of a blueprint over them. */
  async withExample(): Promise<this> {
    const example = (path: string): string => readFileSync(join(import.meta.dirname, 'example', path), 'utf8');
    const routing = { files: [{ path: 'main.py', base64: Buffer.from(example('routing/main.py')).toString('base64') }] };
    const files = ['artifacts.yaml', 'web_platform.yaml', 'web_platform-1.1.0.yaml'].map((path) => ({ path, text: example(path) }));
    const published = await publish({ files, sources: [{ file: 'artifacts.yaml', name: './routing', bundle: routing }] }, person, this.ports);
    if (!published.ok) throw new Error(published.problems.map(told).join('\n'));
    return this;
  }

  contentOf(name: string, version: string): PublishedContent {
    const line = this.lines.find((one) => one.name === name && one.version === version);
    const content = line === undefined ? undefined : this.contents.get(line.digest);
    if (content === undefined) throw new Error(`${name}@${version} is not published`);
    return content;
  }
}

export function told({ code, at, message }: Diagnostic): string {
  return `${code} ${at}: ${message}`;
}
