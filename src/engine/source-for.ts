import type { Caller } from '../model/caller.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { Store, Write } from '../ports/store.ts';

export type SentSource = Write & { readonly kind: 'source' };

/**
 * The source that a caller names by its digest: one that was sent with the request, or one that is kept. Null where there is none, and for an AI agent where only people have sent it: the digest of
 * what they run is told to everybody, and what it names may hold what is for people alone.
 */
export async function sourceFor(digest: string, sent: readonly SentSource[], { agent }: Pick<Caller, 'agent'>, store: Store): Promise<SourceBundle | null> {
  const now = sent.find((one) => one.digest === digest)?.bundle;
  if (now !== undefined) return now;
  return agent === null || (await store.sentByAgent(digest)) ? store.source(digest) : null;
}
