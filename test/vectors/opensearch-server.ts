import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Asked, cosine, type JsonReply, jsonServer } from './json-server.ts';

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-a-test' };
export const region = 'eu-west-1';

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

interface Stored {
  readonly dimension: number;
  readonly documents: Map<string, { readonly vector: number[] }>;
}

/**
 * What the documentation of OpenSearch says of the calls that a vector index needs: create, exists, delete, count, bulk and a k-NN search with `cosinesimil`. As a domain with
 * fine-grained access does, it takes only requests that are signed: the official signer signs them once more here, and must come to the same.
 */
export async function opensearchServer() {
  const indices = new Map<string, Stored>();
  return jsonServer(async (asked) =>
    (await isSigned(asked)) ? answer(asked, indices) : { status: 403, body: { message: 'The request signature we calculated does not match' } },
  );
}

async function isSigned({ method, url, headers, text }: Asked): Promise<boolean> {
  const said = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/es\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers['authorization'] ?? '',
  );
  const date = String(headers['x-amz-date']);
  if (said === null || said[1] !== region || !/^\d{8}T\d{6}Z$/.test(date)) return false;
  const signed = new Set(String(said[2]).split(';'));
  const signer = new SignatureV4({ service: 'es', region, credentials, sha256: Sha256, applyChecksum: false });
  const again = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (signed.has(name) ? [[name, String(value)]] : []))),
      body: text,
    },
    { signingDate: new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')), signableHeaders: signed },
  );
  return again.headers['authorization']?.endsWith(`Signature=${said[3]}`) === true;
}

function answer({ method, url, text }: Asked, indices: Map<string, Stored>): JsonReply {
  const [, first = '', second = ''] = decodeURIComponent(url.pathname).split('/');
  if (first === '_bulk') return bulk(text, indices);
  const stored = indices.get(first);
  if (second === '' && method === 'HEAD') return { status: stored === undefined ? 404 : 200, body: null };
  if (second === '' && method === 'PUT') return create(first, text, indices);
  if (stored === undefined) return refusal(404, 'index_not_found_exception', `no such index [${first}]`);
  if (second === '' && method === 'DELETE') {
    indices.delete(first);
    return { status: 200, body: { acknowledged: true } };
  }
  if (second === '_count') return { status: 200, body: { count: stored.documents.size, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } } };
  if (second === '_search') return search(first, text, stored);
  return refusal(400, 'illegal_argument_exception', `${method} ${url.pathname} is not played here`);
}

function create(name: string, text: string, indices: Map<string, Stored>): JsonReply {
  if (indices.has(name)) return refusal(400, 'resource_already_exists_exception', `index [${name}] already exists`);
  const { settings, mappings } = JSON.parse(text) as {
    settings: { index: { knn: boolean } };
    mappings: { properties: { vector: { type: string; dimension: number; method: { name: string; engine: string; space_type: string } } } };
  };
  const { type, dimension, method } = mappings.properties.vector;
  if (!settings.index.knn || type !== 'knn_vector' || method.space_type !== 'cosinesimil' || method.engine !== 'lucene')
    return refusal(400, 'mapper_parsing_exception', 'this server plays knn_vector with cosinesimil and lucene only');
  indices.set(name, { dimension, documents: new Map() });
  return { status: 200, body: { acknowledged: true, shards_acknowledged: true, index: name } };
}

function bulk(text: string, indices: Map<string, Stored>): JsonReply {
  if (!text.endsWith('\n')) return refusal(400, 'illegal_argument_exception', 'The bulk request must be terminated by a newline [\\n]');
  const lines = text.trimEnd().split('\n');
  const items: { index: { _index: string; _id: string; status: number; error?: { type: string; reason: string } } }[] = [];
  for (let line = 0; line < lines.length; line += 2) {
    const { index } = JSON.parse(lines[line] ?? '') as { index: { _index: string; _id: string } };
    const document = JSON.parse(lines[line + 1] ?? '') as { vector: number[] };
    const stored = indices.get(index._index);
    const error = stored?.dimension === document.vector.length ? undefined : { type: 'mapper_parsing_exception', reason: 'Vector dimension mismatch' };
    if (error === undefined) stored?.documents.set(index._id, document);
    items.push({ index: { _index: index._index, _id: index._id, status: error === undefined ? 201 : 400, ...(error === undefined ? {} : { error }) } });
  }
  return { status: 200, body: { took: 1, errors: items.some(({ index }) => index.status !== 201), items } };
}

function search(name: string, text: string, { documents }: Stored): JsonReply {
  const { size, query } = JSON.parse(text) as { size: number; query: { knn: { vector: { vector: number[]; k: number } } } };
  const { vector, k } = query.knn.vector;
  const hits = [...documents].map(([id, document]) => ({ _index: name, _id: id, _score: (1 + cosine(vector, document.vector)) / 2 }));
  hits.sort((a, b) => b._score - a._score);
  const found = hits.slice(0, Math.min(k, size));
  return {
    status: 200,
    body: { took: 1, timed_out: false, hits: { total: { value: found.length, relation: 'eq' }, max_score: found[0]?._score ?? null, hits: found } },
  };
}

function refusal(status: number, type: string, reason: string): JsonReply {
  return { status, body: { error: { root_cause: [{ type, reason }], type, reason }, status } };
}
