import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a signed request says of itself, before anything of it is believed. */
export interface SignedRequest {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `20260101T000000Z` */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

const authorization =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/;

/** The parts of a Signature Version 4 authorization header; null when there is none of that form. */
export function readSignature(headers: IncomingHttpHeaders): SignedRequest | null {
  const match = authorization.exec(headers.authorization ?? '');
  const timestamp = headers['x-amz-date'];
  if (match === null || typeof timestamp !== 'string') return null;
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  const sessionToken = headers['x-amz-security-token'];
  return {
    accessKeyId,
    date,
    region,
    service,
    timestamp,
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: typeof sessionToken === 'string' ? sessionToken : undefined,
  };
}

/** Milliseconds since the epoch of an `x-amz-date`; NaN when it is not one. */
export function timestampOf(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  return match === null ? Number.NaN : Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`);
}

/** Checks Signature Version 4 signatures. Signing keys last a day and cost four hashes, so they are kept; as key objects, which cost a quarter of raw bytes to use. */
export class SignatureCheck {
  readonly #keys = new Map<string, KeyObject>();

  matches(request: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer }, signed: SignedRequest, secret: string): boolean {
    if (!signed.signedHeaders.includes('host') || !signed.signedHeaders.includes('x-amz-date')) return false;
    const question = request.url.indexOf('?');
    const path = question < 0 ? request.url : request.url.slice(0, question);
    const canonicalHeaders = signed.signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}\n`).join('');
    const canonical = [
      request.method,
      path,
      question < 0 ? '' : canonicalQuery(request.url.slice(question + 1)),
      canonicalHeaders,
      signed.signedHeaders.join(';'),
      hash('sha256', request.body, 'hex'),
    ].join('\n');
    const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${signed.timestamp}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const expected = createHmac('sha256', this.#key(secret, signed)).update(toSign).digest();
    return timingSafeEqual(expected, Buffer.from(signed.signature, 'hex'));
  }

  #key(secret: string, { date, region, service }: SignedRequest): KeyObject {
    const name = `${secret}/${date}/${region}/${service}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const bytes = [date, region, service, 'aws4_request'].reduce<Buffer>(
      (previous, part) => createHmac('sha256', previous).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
    const key = createSecretKey(bytes);
    if (this.#keys.size >= 1000) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}

function headerText(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value ?? []).join(',');
  return text.trim().replace(/ +/g, ' ');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
}
