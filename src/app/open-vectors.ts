import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedIndex } from '../adapters/vectors/embedded-index.ts';
import { opensearchIndex } from '../adapters/vectors/opensearch-index.ts';
import { pgvectorIndex } from '../adapters/vectors/pgvector-index.ts';
import { pineconeIndex } from '../adapters/vectors/pinecone-index.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { openRetrieval, type RetrievalData } from '../knowledge/retrieval/retrieval-data.ts';
import type { VectorIndex } from '../ports/vector-index.ts';
import type { HomeSettings } from './home-settings.ts';
import type { Settings } from './settings.ts';

/** The vector index that the settings choose. None connects before it is used, and the client of a service is loaded then. */
export function openVectors({ vectors }: HomeSettings, env: Settings['env']): Result<VectorIndex> {
  switch (vectors.kind) {
    case 'embedded':
      return ok(embeddedIndex());
    case 'pgvector':
      return ok(pgvectorIndex(vectors));
    case 'opensearch':
      return ok(opensearchIndex(vectors));
    case 'pinecone': {
      const apiKey = env['PINECONE_API_KEY'] ?? '';
      if (apiKey === '')
        return fail(
          problem('SETTINGS_INVALID', 'vectors are kept in Pinecone, and there is no key for it', 'set PINECONE_API_KEY for the engine', { at: 'vectors' }),
        );
      return ok(pineconeIndex({ url: vectors.url, apiKey }));
    }
    default:
      return vectors satisfies never;
  }
}

/** The data of the search, from the file that the build made: read when it is first asked for, and kept. */
export function lazyRetrieval(packageRoot: string): () => RetrievalData {
  let data: RetrievalData | null = null;
  return () => {
    data ??= openRetrieval(readFileSync(join(packageRoot, 'dist', 'retrieval-data', 'types.bin')));
    return data;
  };
}
