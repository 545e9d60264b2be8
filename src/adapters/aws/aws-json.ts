import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { deepestNesting, nestsTooDeep } from '../../kernel/nesting.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Clock } from '../../ports/clock.ts';
import { codeOf } from './aws-answer.ts';
import type { Credentials } from './credentials.ts';
import type { Reply } from './executor.ts';
import { Signer } from './sign.ts';
import { type Answer, type Transport, TransportFailure } from './transport.ts';

/** How a service of an AWS JSON protocol is addressed: the name requests are signed for, the first half of `X-Amz-Target`, and the protocol's version. */
export interface JsonService {
  readonly signedAs: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

export const cloudControlApi: JsonService = { signedAs: 'cloudcontrolapi', target: 'CloudApiService', version: '1.0' };
/** Source: the service's Smithy model, version 2017-01-26. */
export const taggingApi: JsonService = { signedAs: 'tagging', target: 'ResourceGroupsTaggingAPI_20170126', version: '1.1' };
/** Source: the service's Smithy model, version 2014-11-06. */
export const parametersApi: JsonService = { signedAs: 'ssm', target: 'AmazonSSM', version: '1.1' };
/** Source: the service's Smithy model, version 2017-10-17. */
export const secretsApi: JsonService = { signedAs: 'secretsmanager', target: 'secretsmanager', version: '1.1' };
/** Source: the service's Smithy model, version 2014-11-01. */
export const keysApi: JsonService = { signedAs: 'kms', target: 'TrentService', version: '1.1' };

export interface Address {
  /** Scheme, host and port, as in `https://cloudcontrolapi.us-east-1.amazonaws.com`. */
  readonly origin: string;
  readonly path: string;
}

/** Services refuse what is signed five minutes off; a difference below that is the network's. */
const skewMilliseconds = 4 * 60_000;

/**
 * Sends calls in the AWS JSON protocols (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html) without an SDK client in between.
 * A clock here that is wrong is corrected by the service's after the first refusal.
 */
export class AwsJson {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #signer = new Signer();
  /** What the services' clock is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  async execute(service: JsonService, call: AwsCall, { origin, path }: Address, credentials: Credentials): Promise<Reply> {
    const body = JSON.stringify(call.input);
    const headers = {
      host: origin.slice(origin.indexOf('//') + 2),
      'content-type': `application/x-amz-json-${service.version}`,
      'x-amz-target': `${service.target}.${call.operation}`,
    };
    const signed = this.#signer.sign(
      { method: 'POST', path, headers, body },
      service.signedAs,
      call.target.region,
      credentials,
      this.#clock.now() + this.#ahead,
    );
    let answer: Answer;
    try {
      // What CloudTrail shows of who called; not signed, since proxies may add to it.
      answer = await this.#transport.send(origin, path, 'POST', { ...signed, 'user-agent': 'asbuilt' }, body);
    } catch (error) {
      if (error instanceof TransportFailure) return { ok: false, failure: { origin: 'transport', sent: error.sent, message: error.message } };
      throw error;
    }
    const text = answer.body.toString('utf8');
    if (nestsTooDeep(text)) return notTheirs(answer, `it is nested more than ${deepestNesting} levels deep`);
    const output = bodyOf(text);
    if (output === null) return notTheirs(answer, 'it is not a JSON object');
    if (answer.statusCode >= 200 && answer.statusCode < 300) return { ok: true, output };
    this.#correctClock(answer);
    return refusal(answer, output);
  }

  #correctClock({ headers }: Answer): void {
    const theirs = Date.parse(String(headers['date']));
    if (Math.abs(theirs - this.#clock.now() - this.#ahead) > skewMilliseconds) this.#ahead = theirs - this.#clock.now();
  }
}

function bodyOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The code may come with a namespace before it and a URL behind it: `aws.protocoltests#FooError:http://…`. An error without one is not the service's. */
function refusal(answer: Answer, body: JsonObject): Reply {
  const { statusCode, headers } = answer;
  const code = codeOf(headers, body)?.split(':')[0]?.split('#').at(-1) ?? '';
  if (code === '') return notTheirs(answer, 'it is an error without a code of AWS’s');
  const words = [body['message'], body['Message']].find((text) => typeof text === 'string');
  const wait = Number(headers['retry-after']);
  return {
    ok: false,
    failure: { origin: 'service', code, message: typeof words === 'string' ? words : '', status: statusCode, ...(wait > 0 ? { retryAfterSeconds: wait } : {}) },
  };
}

function notTheirs({ statusCode }: Answer, why: string): Reply {
  return { ok: false, failure: { origin: 'transport', sent: true, message: `the answer (HTTP ${statusCode}) cannot be read: ${why}`, status: statusCode } };
}
