import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import { holdsSecret } from '../../model/secret.ts';
import type { Permit } from '../../ports/permit.ts';
import { classify, type Failure } from './classify.ts';
import type { Credentials, RenewingCredentials } from './credentials.ts';
import { encodeCall } from './encode-call.ts';
import type { Executor, Reply } from './executor.ts';
import type { Pace } from './pace.ts';

export type Sent = { readonly ok: true; readonly output: JsonObject } | { readonly ok: false; readonly failure: Failure };

/** Sends one call and gives its output or what its failure means. */
export type Send = (call: AwsCall) => Promise<Sent>;

/** Sends calls of a target: reads freely, writes only under a permit. */
export interface Sender {
  /** Refuses calls that write. */
  readonly read: Send;
  /** Asks the permit before each sending of a call that writes, also before one that is sent again. */
  under(permit: Permit): Send;
  /** The credentials that a call would be sent with now. */
  credentials(): Promise<Credentials>;
  /** Credentials that do not serve are forgotten: the next call fetches them anew. */
  discard(refused: Credentials): void;
}

const throttledRetries = 10;
/** Of calls that certainly had no effect for another reason: nothing was sent, or it was a read. */
const harmlessRetries = 3;
/** A service that asks for a longer pause than this is taken at its word by failing. */
const longestPauseSeconds = 30;

export interface SendOptions {
  readonly executor: Executor;
  readonly credentials: RenewingCredentials;
  readonly endpoint?: string;
  paceOf(call: AwsCall): Pace;
  /** A call with its secrets in their places. Absent: there are none, and a call that holds one is not sent. */
  readonly reveal?: (call: AwsCall) => Promise<Result<AwsCall>>;
  /** The fix where nobody answers: a command that starts what is to be reached. */
  readonly whenAway?: string;
  /** A message without the secrets that it may repeat. */
  readonly without?: (text: string) => string;
}

/**
 * The one place where calls are retried, and only those that certainly had no effect: throttled ones, those that were never sent,
 * those refused for credentials that can be renewed, and reads. A write whose outcome is unknown is never sent a second time.
 * What a permit is asked about, and what a failure tells, holds the names of secrets; their values are in what is sent, and in nothing else.
 */
export function sender(options: SendOptions): Sender {
  const transmit = async (call: AwsCall, permit: Permit | null): Promise<Sent> => {
    const opened = holdsSecret(call.input) ? await (options.reveal?.(call) ?? fail(noSecrets)) : ok(call);
    if (!opened.ok) return { ok: false, failure: { kind: 'unsupported', code: '', problem: opened.problems[0] ?? noSecrets } };
    const pace = options.paceOf(call);
    let renewed = false;
    for (let retry = 0; ; retry++) {
      let used: Credentials | null = null;
      const session = {
        ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
        credentials: async () => {
          used = await options.credentials.current();
          return used;
        },
      };
      const refusal = { problem: null as Diagnostic | null };
      const reply = await pace.admit(async (): Promise<Reply> => {
        refusal.problem = call.effect === 'write' ? await refused(call, permit) : null;
        return refusal.problem === null ? options.executor.execute(encodeCall(opened.value, permit?.token ?? ''), session) : notSent;
      });
      if (refusal.problem !== null) return { ok: false, failure: { kind: 'unsupported', code: '', problem: refusal.problem } };
      if (reply.ok) {
        pace.succeeded();
        return reply;
      }
      // What only reads was sent no secret that its caller does not have: to cut one out would tell what is one.
      const message = call.effect === 'write' ? (options.without?.(reply.failure.message) ?? reply.failure.message) : reply.failure.message;
      const failure = startedBy(classify({ ...reply.failure, message }, call, options.endpoint), options.whenAway);
      const failed: Sent = { ok: false, failure };
      switch (failure.kind) {
        case 'throttled': {
          pace.throttled();
          const pause = failure.retryAfterSeconds ?? 0;
          if (retry >= throttledRetries || pause > longestPauseSeconds || !(await pace.retry(retry, pause * 1000))) return failed;
          break;
        }
        case 'unreachable':
        case 'broken':
          if (retry >= harmlessRetries || !(await pace.retry(retry, 0))) return failed;
          break;
        case 'credentials':
          if (renewed || used === null) return failed;
          renewed = true;
          options.credentials.discard(used);
          break;
        default:
          // The service is well: it understood the call and said no.
          if (failure.kind !== 'unknown') pace.succeeded();
          return failed;
      }
    }
  };
  return {
    read: (call) => transmit(call, null),
    under: (permit) => (call) => transmit(call, permit),
    credentials: () => options.credentials.current(),
    discard: (refused) => options.credentials.discard(refused),
  };
}

function startedBy(failure: Failure, command: string | undefined): Failure {
  return failure.kind !== 'unreachable' || command === undefined ? failure : { ...failure, problem: { ...failure.problem, fix: command } };
}

const noSecrets = problem('SECRET_UNREAD', 'a call holds a secret, and there is nothing to read secrets with', 'report this');
const notSent: Reply = { ok: false, failure: { origin: 'local', code: 'unsupported', message: 'the call may not be sent' } };

function refused(call: AwsCall, permit: Permit | null): Promise<Diagnostic | null> {
  if (permit === null) throw new TypeError(`${call.service} ${call.operation} writes and has no permit`);
  return permit.admit(call);
}
