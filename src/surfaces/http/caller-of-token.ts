import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../model/caller.ts';

/** Who may call, by the digest of the token that each holds. The tokens themselves are nowhere in the engine. */
export type Credentials = ReadonlyMap<string, Caller>;

/** SHA-256 of a token, hex: under what `Credentials` knows its holder. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The holder of a token, or null. Digests are compared: equally long whatever was sent, each with every known one, so that the time taken says nothing
 * of the tokens.
 */
export function callerOfToken(credentials: Credentials, token: string): Caller | null {
  const sent = Buffer.from(tokenDigest(token));
  let holder: Caller | null = null;
  for (const [digest, caller] of credentials) {
    const known = Buffer.from(digest);
    if (known.length === sent.length && timingSafeEqual(known, sent)) holder = caller;
  }
  return holder;
}
