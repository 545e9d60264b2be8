import type { Client } from '@opensearch-project/opensearch';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';
import { nearestFirst } from './nearest-first.ts';
import { fromStore, portions } from './vectors-unavailable.ts';

export interface OpensearchOptions {
  /** The domain's endpoint. */
  readonly url: string;
  readonly region: string;
  /** Whose requests they are; the AWS tools' usual search for credentials where it is left out. */
  readonly credentials?: () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }>;
}

const portion = 500;

/**
 * Vectors in an Amazon OpenSearch Service domain: an index for each collection, requests signed with SigV4. Not for OpenSearch Serverless, whose vector collections do not take
 * ids of ours.
 */
export function opensearchIndex(options: OpensearchOptions): VectorIndex {
  let opened: Promise<Client> | null = null;
  const client = (): Promise<Client> => {
    opened ??= open(options).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const asked = <T>(work: (client: Client) => Promise<T>) => fromStore('OpenSearch', async () => work(await client()));
  return {
    put: (collection, items) =>
      asked(async (search) => {
        const index = indexOf(collection);
        const [first] = items;
        if (first !== undefined) await makeIndex(search, index, first.vector.length);
        for (const some of portions(items, portion)) {
          const body = some.flatMap(({ id, vector }) => [{ index: { _index: index, _id: id } }, { vector: Array.from(vector) }]);
          const { body: done } = await search.bulk({ body, refresh: 'wait_for' });
          const refused = done.items.find((item) => Object.values(item).some((outcome) => outcome.error !== undefined));
          if (refused !== undefined) throw new Error(`an item was refused: ${JSON.stringify(Object.values(refused)[0]?.error)}`);
        }
        return null;
      }),
    size: (collection) =>
      asked(async (search) => {
        const found = await missingAsNull(search.count({ index: indexOf(collection) }));
        return found === null ? 0 : Number(found.body.count);
      }),
    nearest: (collection, vector, most) =>
      asked(async (search) => {
        const body = { size: most, _source: false, query: { knn: { vector: { vector: Array.from(vector), k: most } } } };
        const found = await missingAsNull(search.search({ index: indexOf(collection), body }));
        const hits = (found?.body.hits.hits ?? []).map(({ _id: id, _score: score }) => ({ id: String(id), likeness: 2 * Number(score) - 1 }));
        return nearestFirst(hits, most);
      }),
    drop: (collection) =>
      asked(async (search) => {
        await missingAsNull(search.indices.delete({ index: indexOf(collection) }));
        return null;
      }),
    async close() {
      const before = opened;
      opened = null;
      await before?.then((search) => search.close()).catch(() => undefined);
    },
  };
}

async function open({ url, region, credentials }: OpensearchOptions): Promise<Client> {
  const [{ Client }, { AwsSigv4Signer }, { defaultProvider }] = await Promise.all([
    import('@opensearch-project/opensearch'),
    import('@opensearch-project/opensearch/aws'),
    import('@aws-sdk/credential-provider-node'),
  ]);
  const signer = AwsSigv4Signer({ region, service: 'es', getCredentials: credentials ?? defaultProvider() });
  return new Client({ ...signer, node: url, maxRetries: 2, requestTimeout: 30_000 });
}

function indexOf(collection: string): string {
  return `asbuilt-${collection}`;
}

/**
 * Cosine similarity comes back as a score of (1 + cos) / 2: so the documentation of k-NN says of `cosinesimil` with the engine Lucene, which domains have from OpenSearch 2.2 on.
 */
async function makeIndex(search: Client, index: string, dimension: number): Promise<void> {
  const { body: there } = await search.indices.exists({ index });
  if (there) return;
  const vector = { type: 'knn_vector', dimension, method: { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil' } } as const;
  try {
    await search.indices.create({ index, body: { settings: { index: { knn: true } }, mappings: { properties: { vector } } } });
  } catch (error) {
    // Another engine made it meanwhile.
    if (typeOf(error) !== 'resource_already_exists_exception') throw error;
  }
}

/** What is asked of an index that is not there is null. */
async function missingAsNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (typeOf(error) === 'index_not_found_exception') return null;
    throw error;
  }
}

/** The kind of a refusal, as OpenSearch names it. */
function typeOf(error: unknown): string | null {
  const body = (error as { readonly body?: Json }).body;
  const inner = isJsonObject(body) ? body['error'] : undefined;
  const type = isJsonObject(inner) ? inner['type'] : undefined;
  return typeof type === 'string' ? type : null;
}
