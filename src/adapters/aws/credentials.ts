import type { Clock } from '../../ports/clock.ts';

/** What a request is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Whoever gives the credentials does not answer just now, or says to slow down: it is no refusal. */
export class CredentialsAway extends Error {}

export type CredentialsProvider = () => Promise<Credentials>;

/** Credentials that are fetched once, renewed before they expire, and can be thrown away when a service refuses them. */
export interface RenewingCredentials {
  current(): Promise<Credentials>;
  /** The next `current` fetches anew. Does nothing when `refused` is no longer the current pair: someone else has renewed them already. */
  discard(refused: Credentials): void;
}

/** Long enough for a call that is signed now to reach the service before the credentials expire. */
const renewBeforeMilliseconds = 5 * 60_000;

export function renewing(fetch: CredentialsProvider, clock: Clock): RenewingCredentials {
  let held: Credentials | null = null;
  let fetching: Promise<Credentials> | null = null;
  const renew = () => {
    fetching ??= fetch()
      .then((fresh) => {
        held = fresh;
        return fresh;
      })
      .finally(() => {
        fetching = null;
      });
    return fetching;
  };
  return {
    async current() {
      if (held !== null && (held.expiration === undefined || held.expiration.getTime() - clock.now() > renewBeforeMilliseconds)) return held;
      try {
        return await renew();
      } catch (error) {
        if (held?.expiration !== undefined && held.expiration.getTime() > clock.now()) return held;
        throw error;
      }
    },
    discard(refused) {
      if (held !== null && held.accessKeyId === refused.accessKeyId && held.sessionToken === refused.sessionToken) held = null;
    },
  };
}
