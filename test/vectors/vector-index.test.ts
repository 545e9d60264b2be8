import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedIndex } from '../../src/adapters/vectors/embedded-index.ts';
import { opensearchIndex } from '../../src/adapters/vectors/opensearch-index.ts';
import { pgvectorIndex } from '../../src/adapters/vectors/pgvector-index.ts';
import { pineconeIndex } from '../../src/adapters/vectors/pinecone-index.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { credentials, opensearchServer, region } from './opensearch-server.ts';
import { apiKey, pineconeServer } from './pinecone-server.ts';
import { vectorIndexContract } from './vector-index-contract.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** An index that is opened before the tests and closed after them, with what it needs. */
function opened(open: () => Promise<VectorIndex>): () => VectorIndex {
  let index: VectorIndex | null = null;
  beforeAll(async () => {
    index = await open();
    closing.push(() => index?.close() ?? Promise.resolve());
  });
  return () => {
    if (index === null) throw new Error('the index is not open');
    return index;
  };
}

vectorIndexContract(
  'the embedded index',
  opened(async () => embeddedIndex()),
);

let postgresUrl = '';
vectorIndexContract(
  'Postgres with pgvector',
  opened(async () => {
    const db = await PGlite.create({ extensions: { vector } });
    const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 4 });
    closing.push(() => db.close());
    await server.start();
    closing.push(() => server.stop());
    postgresUrl = `postgres://postgres@${server.getServerConn()}/postgres`;
    return pgvectorIndex({ url: postgresUrl });
  }),
);

vectorIndexContract(
  'OpenSearch, as a local server plays it,',
  opened(async () => {
    const server = await opensearchServer();
    closing.push(server.close);
    return opensearchIndex({ url: server.url, region, credentials: async () => credentials });
  }),
);

vectorIndexContract(
  'Pinecone, as a local server plays it,',
  opened(async () => {
    const server = await pineconeServer();
    closing.push(server.close);
    return pineconeIndex({ url: server.url, apiKey });
  }),
);

describe('a vector index whose store does not do what it is asked', () => {
  const refused = async (index: VectorIndex) => {
    const found = await index.nearest('any', [1, 0, 0], 1);
    await index.close();
    return found.ok ? found : found.problems[0];
  };

  it('says that Postgres is not there', async () => {
    expect(await refused(pgvectorIndex({ url: 'postgres://nobody@127.0.0.1:1/none' }))).toMatchObject({ code: 'VECTORS_UNAVAILABLE', retryable: true });
  });

  it('says why Pinecone refused', async () => {
    const server = await pineconeServer();
    expect(await refused(pineconeIndex({ url: server.url, apiKey: 'another' }))).toMatchObject({ code: 'VECTORS_UNAVAILABLE' });
    await server.close();
  });

  it('says that OpenSearch does not take a request that somebody else signed', async () => {
    const server = await opensearchServer();
    const stranger = async () => ({ accessKeyId: 'AKIDOTHER', secretAccessKey: 'another' });
    const found = await refused(opensearchIndex({ url: server.url, region, credentials: stranger }));
    expect(found).toMatchObject({ code: 'VECTORS_UNAVAILABLE', message: 'OpenSearch did not do what it was asked' });
    await server.close();
  });

  it('finds again in Postgres what an earlier process put there', async () => {
    const [one, other] = [pgvectorIndex({ url: postgresUrl }), pgvectorIndex({ url: postgresUrl })];
    await one.put('kept', [{ id: 'a', vector: [1, 0, 0] }]);
    await one.close();
    expect(await other.size('kept')).toEqual({ ok: true, value: 1 });
    await other.close();
  });
});
