import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Credentials } from './credentials.ts';

/** What is signed: a request without a query whose path is already as it is sent. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  /** All of them are signed. Names in lower case, values without outer or repeated spaces; `host` is among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs with AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). A signing key is
 * good for a day and costs four hashes, so it is kept; as a key object, since Node takes ten times as long to make one of raw bytes as to use it.
 */
export class Signer {
  readonly #keys = new Map<string, KeyObject>();
  #second = Number.NaN;
  #timestamp = '';

  /** The headers to send: those given, the time, the session token, the signature. `at` is in milliseconds since the epoch. */
  sign(parts: SignedParts, service: string, region: string, credentials: Credentials, at: number): Record<string, string> {
    const timestamp = this.#stamp(Math.floor(at / 1000));
    const date = timestamp.slice(0, 8);
    const headers: Record<string, string> = { ...parts.headers, 'x-amz-date': timestamp };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    let canonical = `${parts.method}\n${parts.path}\n\n`;
    for (const name of names) canonical += `${name}:${headers[name]}\n`;
    canonical += `\n${signed}\n${hash('sha256', parts.body)}`;
    const scope = `${date}/${region}/${service}/aws4_request`;
    const signature = createHmac('sha256', this.#key(credentials.secretAccessKey, date, region, service))
      .update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', canonical)}`)
      .digest('hex');
    headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  #stamp(second: number): string {
    if (second !== this.#second) {
      this.#second = second;
      this.#timestamp = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
    }
    return this.#timestamp;
  }

  #key(secret: string, date: string, region: string, service: string): KeyObject {
    const name = `${secret}/${date}/${region}/${service}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    let bytes = Buffer.from(`AWS4${secret}`);
    for (const part of [date, region, service, 'aws4_request']) bytes = createHmac('sha256', bytes).update(part).digest();
    const key = createSecretKey(bytes);
    if (this.#keys.size >= 1000) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}
