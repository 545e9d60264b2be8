import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { expect, it } from 'vitest';
import { type Handler, verifyOnce } from './verify-once.ts';

let time = 0;

/** Which of the two handlers gets each request, the verifying one answering `status`. */
function seen(status: (token: string) => number) {
  const by: string[] = [];
  const verifying: Handler = (request, response) => {
    by.push('verifying');
    response.writeHead(status(String(request.headers['x-restate-jwt-v1'])));
  };
  const handler = verifyOnce(
    verifying,
    () => by.push('trusting'),
    () => time,
  );
  const send = (token: string | undefined, url = '/invoke/step/perform', scheme: string | undefined = 'v1') => {
    const headers = { 'x-restate-signature-scheme': scheme, 'x-restate-jwt-v1': token };
    handler({ url, headers } as unknown as Http2ServerRequest, { writeHead: () => undefined } as unknown as Http2ServerResponse);
    return by.at(-1);
  };
  return send;
}

it('verifies a token once, and again after a second', () => {
  time = 0;
  const send = seen(() => 200);
  expect([send('a'), send('a'), send('b'), send('b')]).toEqual(['verifying', 'trusting', 'verifying', 'trusting']);
  time = 999;
  expect(send('a')).toBe('trusting');
  time = 1_000;
  expect(send('a')).toBe('verifying');
});

it('takes a token for no other path, nor under another scheme, nor none', () => {
  const send = seen(() => 200);
  send('a');
  expect([send('a', '/invoke/step/end'), send('a', undefined, 'v0'), send(undefined)]).toEqual(['verifying', 'verifying', 'verifying']);
});

it('verifies what was refused each time, and what was refused beside what was not', () => {
  const send = seen((token) => (token === 'good' ? 200 : 401));
  expect([send('bad'), send('bad'), send('good'), send('bad'), send('good')]).toEqual(['verifying', 'verifying', 'verifying', 'verifying', 'trusting']);
});
