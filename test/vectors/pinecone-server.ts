import { type Asked, cosine, type JsonReply, jsonServer } from './json-server.ts';

export const apiKey = 'key-of-a-test';
/** How many looks at the statistics pass until a write is seen: the service is eventually consistent. */
const lag = 2;

/**
 * What the reference of Pinecone's data plane says of one index: upsert, query, describe_index_stats and the removal of a namespace, with an API key. Writes are seen late.
 */
export async function pineconeServer() {
  const namespaces = new Map<string, Map<string, number[]>>();
  const seen = new Map<string, { count: number; in: number }>();
  return jsonServer((asked) => (asked.headers['api-key'] === apiKey ? answer(asked, namespaces, seen) : refusal(401, 16, 'Invalid API Key')));
}

function answer({ method, url, text }: Asked, namespaces: Map<string, Map<string, number[]>>, seen: Map<string, { count: number; in: number }>): JsonReply {
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (method === 'POST' && url.pathname === '/vectors/upsert') {
    const vectors = body['vectors'] as { id: string; values: number[] }[];
    if (vectors.length > 1000) return refusal(400, 3, 'Maximum number of vectors in a single upsert is 1000');
    const name = String(body['namespace'] ?? '');
    const kept = namespaces.get(name) ?? new Map<string, number[]>();
    namespaces.set(name, kept);
    for (const { id, values } of vectors) {
      // As the service does: ids are ASCII.
      if (/[^\x20-\x7e]/.test(id)) return refusal(400, 3, `Vector ID must be ASCII, but got '${id}'`);
      kept.set(id, values);
    }
    changed(name, seen);
    return { status: 200, body: { upsertedCount: vectors.length } };
  }
  if (method === 'POST' && url.pathname === '/query') {
    const vector = body['vector'] as number[];
    const matches = [...(namespaces.get(String(body['namespace'] ?? '')) ?? [])].map(([id, values]) => ({ id, score: cosine(vector, values), values: [] }));
    matches.sort((a, b) => b.score - a.score);
    return { status: 200, body: { matches: matches.slice(0, Number(body['topK'])), namespace: body['namespace'] ?? '', usage: { readUnits: 1 } } };
  }
  if (method === 'POST' && url.pathname === '/describe_index_stats') {
    for (const [name, state] of seen) {
      state.in--;
      if (state.in <= 0) state.count = namespaces.get(name)?.size ?? 0;
    }
    const told = [...seen].filter(([, { count }]) => count > 0).map(([name, { count }]) => [name, { vectorCount: count }]);
    return {
      status: 200,
      body: { namespaces: Object.fromEntries(told), dimension: 3, indexFullness: 0, totalVectorCount: 0, metric: 'cosine', vectorType: 'dense' },
    };
  }
  const named = /^\/namespaces\/([^/]+)$/.exec(url.pathname)?.[1];
  if (method === 'DELETE' && named !== undefined) {
    if (!namespaces.delete(decodeURIComponent(named))) return refusal(404, 5, 'Namespace not found');
    changed(decodeURIComponent(named), seen);
    return { status: 200, body: {} };
  }
  return refusal(404, 5, `${method} ${url.pathname} is not played here`);
}

function changed(name: string, seen: Map<string, { count: number; in: number }>): void {
  seen.set(name, { count: seen.get(name)?.count ?? 0, in: lag });
}

function refusal(status: number, code: number, message: string): JsonReply {
  return { status, body: { code, message, details: [] } };
}
