import type { Index } from '@pinecone-database/pinecone';
import type { VectorIndex } from '../../ports/vector-index.ts';
import { nearestFirst } from './nearest-first.ts';
import { fromStore, portions } from './vectors-unavailable.ts';

export interface PineconeOptions {
  /** The host of an index that exists: dense vectors of 100 dimensions, metric cosine. */
  readonly url: string;
  readonly apiKey: string;
}

/** The documented limit is 1,000 records and 2 MB for one request; a record here has about a kilobyte as JSON. */
const portion = 500;
/** How long a write may take to be seen: the service is eventually consistent. */
const seenWithin = 20_000;
const lookEvery = 250;

/** Vectors in an index of Pinecone: a namespace for each collection. */
export function pineconeIndex({ url, apiKey }: PineconeOptions): VectorIndex {
  let opened: Promise<Index> | null = null;
  const index = (): Promise<Index> => {
    opened ??= import('@pinecone-database/pinecone').then(({ Pinecone }) => new Pinecone({ apiKey, maxRetries: 2 }).index({ host: url }));
    return opened;
  };
  const asked = <T>(work: (index: Index) => Promise<T>) => fromStore('Pinecone', async () => work(await index()));
  const sizeOf = async (store: Index, collection: string): Promise<number> => (await store.describeIndexStats()).namespaces?.[collection]?.recordCount ?? 0;
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    const end = performance.now() + seenWithin;
    while (!(await holds()) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, lookEvery));
  };
  return {
    put: (collection, items) =>
      asked(async (store) => {
        const namespace = store.namespace(collection);
        for (const some of portions(items, portion)) await namespace.upsert({ records: some.map(({ id, vector }) => ({ id, values: Array.from(vector) })) });
        const ids = new Set(items.map(({ id }) => id));
        await until(async () => (await sizeOf(store, collection)) >= ids.size);
        return null;
      }),
    size: (collection) => asked((store) => sizeOf(store, collection)),
    nearest: (collection, vector, most) =>
      asked(async (store) => {
        const { matches } = await store.namespace(collection).query({ vector: Array.from(vector), topK: most });
        return nearestFirst(
          matches.map(({ id, score }) => ({ id, likeness: score ?? 0 })),
          most,
        );
      }),
    drop: (collection) =>
      asked(async (store) => {
        if ((await sizeOf(store, collection)) === 0) return null;
        await store.deleteNamespace(collection);
        await until(async () => (await sizeOf(store, collection)) === 0);
        return null;
      }),
    close: async () => undefined,
  };
}
