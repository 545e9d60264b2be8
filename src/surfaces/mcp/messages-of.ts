import { linesOf } from './lines-of.ts';

/** Larger than any answer of an engine. */
const longest = 16 * 1024 * 1024;

/** The messages of an answer, which comes as one JSON value or as a stream of events. An answer that is neither has none. */
export async function* messagesOf(response: Response): AsyncGenerator<unknown> {
  if (response.body === null) return;
  const kind = response.headers.get('content-type') ?? '';
  if (kind.startsWith('application/json')) {
    const value = parsed(await response.text());
    if (isMessage(value)) yield value;
  } else if (kind.startsWith('text/event-stream')) {
    let data = '';
    for await (const line of linesOf(response.body, longest)) {
      if (line === null) return;
      const text = line.replace(/\r$/, '');
      if (text.startsWith('data:')) data += `${data === '' ? '' : '\n'}${text.slice(5).replace(/^ /, '')}`;
      if (text !== '' || data === '') continue;
      const value = parsed(data);
      data = '';
      if (isMessage(value)) yield value;
    }
  }
}

function isMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
