import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Credentials } from './credentials.ts';
import { Signer } from './sign.ts';

const example: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

it('signs as AWS’s own test vector says (post-vanilla of the Signature Version 4 test suite)', () => {
  const headers = new Signer().sign(
    { method: 'POST', path: '/', headers: { host: 'example.amazonaws.com' }, body: '' },
    'service',
    'us-east-1',
    example,
    Date.UTC(2015, 7, 30, 12, 36, 0),
  );
  expect(headers['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  );
});

/** The hash in the form the official signer takes it. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as unknown as Uint8Array));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

it('signs as the official signer does, whatever is sent, by whom and when', async () => {
  const signer = new Signer();
  const word = fc.stringMatching(/^[A-Za-z0-9/+=]{1,40}$/);
  const request = fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: word,
    sessionToken: fc.option(word, { nil: undefined }),
    region: fc.constantFrom('us-east-1', 'eu-west-3', 'cn-north-1'),
    at: fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2090, 0) }),
    target: fc.stringMatching(/^[A-Za-z.]{1,30}$/),
    body: fc.string({ unit: 'grapheme' }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ accessKeyId, secretAccessKey, sessionToken, region, at, target, body }) => {
      const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
      const headers = { host: '127.0.0.1:4510', 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
      const official = new SignatureV4({ service: 'cloudcontrolapi', region, credentials, sha256: Sha256, applyChecksum: false });
      const theirs = await official.sign(
        { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', port: 4510, path: '/', query: {}, headers, body },
        { signingDate: new Date(at) },
      );
      expect(signer.sign({ method: 'POST', path: '/', headers, body }, 'cloudcontrolapi', region, credentials, at)).toEqual(theirs.headers);
    }),
  );
});
