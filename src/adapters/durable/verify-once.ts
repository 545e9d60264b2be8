import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

export type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** Milliseconds for which a verified signature counts. Restate lets one live for a minute, and the verifier takes it as often as it comes in that time. */
const lastsFor = 1_000;
const kept = 64;

/**
 * Restate signs each request with a token that names the path and the second, so that those of one second and path are the same text. The verifying handler, whose
 * signature check is slow, gets each text once a second; what it has let in meanwhile goes to the one that does not verify. `now` is in milliseconds and never goes back.
 */
export function verifyOnce(verifying: Handler, trusting: Handler, now: () => number = () => performance.now()): Handler {
  const verified = new Map<string, number>();
  return (request, response) => {
    const key = JSON.stringify([request.url, request.headers['x-restate-signature-scheme'] ?? null, request.headers['x-restate-jwt-v1'] ?? null]);
    const at = verified.get(key);
    if (at !== undefined && now() - at < lastsFor) {
      trusting(request, response);
      return;
    }
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Http2ServerResponse;
    response.writeHead = (...head: unknown[]) => {
      if (head[0] === 200) {
        if (verified.size >= kept) verified.clear();
        verified.set(key, now());
      }
      return writeHead(...head);
    };
    verifying(request, response);
  };
}
