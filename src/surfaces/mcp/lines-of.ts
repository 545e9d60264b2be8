/** The lines of a stream of bytes, in UTF-8; null in place of one that is longer than `longest` bytes, of which nothing is kept. */
export async function* linesOf(input: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string | null> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end));
      yield taken();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (size > 0) yield taken();

  function keep(part: Uint8Array): void {
    size += part.byteLength;
    if (size > longest) parts = [];
    else if (part.byteLength > 0) parts.push(part);
  }

  function taken(): string | null {
    const line = size > longest ? null : Buffer.concat(parts).toString('utf8');
    parts = [];
    size = 0;
    return line;
  }
}
