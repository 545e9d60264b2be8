import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sandboxSecret } from '../../model/sandbox-credentials.ts';
import { Draw } from '../types/draw.ts';

/** Who signs a request. */
export interface Principal {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

export type Recognition =
  | { readonly kind: 'known'; readonly principal: Principal; readonly secret: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly secret: string };

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Key id and secret that people give every local AWS: here they are its first account's. */
const usualKey = 'test';

interface Session {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly expiresAt: number;
}

/**
 * The credentials the sandbox knows: one key per account by the rule of `sandbox-credentials.ts`, `test` with the secret `test`, and those that
 * AssumeRole gave out. A session token carries its session under a seal of the state file's own key, so it outlives a restart.
 */
export class Principals {
  readonly #users: Map<string, Principal>;
  readonly #anyAccount: boolean;
  readonly #key: Buffer;
  readonly #sessions = new Map<string, Session | null>();

  /** With `anyAccount` every other 12-digit account exists, too, from its first use. */
  constructor(accounts: readonly string[], sealKey: string, anyAccount: boolean) {
    this.#users = new Map(accounts.map((account) => [account, accountUser(account)]));
    this.#anyAccount = anyAccount;
    this.#key = Buffer.from(sealKey, 'hex');
  }

  recognise(accessKeyId: string, sessionToken: string | undefined, now: number): Recognition {
    if (sessionToken === undefined) {
      const [first] = this.#users.values();
      if (accessKeyId === usualKey && first !== undefined) return { kind: 'known', principal: first, secret: usualKey };
      const principal = this.#user(accessKeyId);
      return principal === undefined ? { kind: 'unknown' } : { kind: 'known', principal, secret: sandboxSecret };
    }
    const session = this.#session(sessionToken);
    if (session === null || session.accessKeyId !== accessKeyId || !this.knowsAccount(session.principal.account)) return { kind: 'unknown' };
    const secret = this.#secretOf(accessKeyId);
    return now >= session.expiresAt ? { kind: 'expired', secret } : { kind: 'known', principal: session.principal, secret };
  }

  knowsAccount(account: string): boolean {
    return this.#user(account) !== undefined;
  }

  /** Those that exist from the start, then those that were used since. */
  get accounts(): readonly string[] {
    return [...this.#users.keys()];
  }

  /** Credentials that act as the principal until the given time. */
  issue(principal: Principal, expiresAt: number): SessionCredentials {
    const accessKeyId = `ASIA${new Draw(randomBytes(16).toString('hex'), 'key').upper(16)}`;
    const session: Session = { accessKeyId, principal, expiresAt };
    const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
    return { accessKeyId, secretAccessKey: this.#secretOf(accessKeyId), sessionToken: `${payload}.${this.#seal(payload).toString('base64url')}`, expiresAt };
  }

  #user(account: string): Principal | undefined {
    const known = this.#users.get(account);
    if (known !== undefined || !this.#anyAccount || !/^\d{12}$/.test(account)) return known;
    const user = accountUser(account);
    this.#users.set(account, user);
    return user;
  }

  #session(token: string): Session | null {
    let session = this.#sessions.get(token);
    if (session === undefined) {
      session = this.#open(token);
      if (this.#sessions.size >= 1000) this.#sessions.clear();
      this.#sessions.set(token, session);
    }
    return session;
  }

  #open(token: string): Session | null {
    const [payload = '', seal = ''] = token.split('.');
    const given = Buffer.from(seal, 'base64url');
    const expected = this.#seal(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Session;
  }

  #seal(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }

  #secretOf(accessKeyId: string): string {
    return createHmac('sha256', this.#key).update(`secret/${accessKeyId}`).digest('base64').slice(0, 40);
  }
}

function accountUser(account: string): Principal {
  return { account, arn: `arn:aws:iam::${account}:user/sandbox`, userId: `AIDA${new Draw('user', account).upper(17)}` };
}
