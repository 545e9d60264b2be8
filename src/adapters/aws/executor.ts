import type { JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import { type Credentials, CredentialsAway } from './credentials.ts';

/** What an executor needs to send a call: where to, and as whom. */
export interface Session {
  /** One address for every service; absent for AWS's own. */
  readonly endpoint?: string;
  credentials(): Promise<Credentials>;
}

/** Why there is no output, in the form the executor met it; `classify` gives it a meaning. */
export type RawFailure =
  /** The service answered with an error of its own: with a code, or to HEAD, which has no body. What others answer in its place is `transport`. */
  | { readonly origin: 'service'; readonly code: string; readonly message: string; readonly status: number | null; readonly retryAfterSeconds?: number }
  /** No usable answer. `sent` is false only when certainly no byte of the request reached the service; `status` is that of an answer which is not AWS's. */
  | { readonly origin: 'transport'; readonly sent: boolean; readonly message: string; readonly status?: number }
  /** The call could not be sent from here: no credentials, no client, no binary. */
  | { readonly origin: 'local'; readonly code: 'credentials' | 'unsupported' | 'invalid'; readonly message: string };

export type Reply = { readonly ok: true; readonly output: JsonObject } | { readonly ok: false; readonly failure: RawFailure };

/** A call that was not sent since `session.credentials` rejected. */
export function withoutCredentials(error: unknown): Extract<Reply, { ok: false }> {
  const message = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    failure: error instanceof CredentialsAway ? { origin: 'transport', sent: false, message } : { origin: 'local', code: 'credentials', message },
  };
}

/** Sends one call once: no retry, no waiting for the effect. */
export interface Executor {
  execute(call: AwsCall, session: Session): Promise<Reply>;
  close(): void;
}
