import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestIdentity } from './request-identity.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-identity-'));
  file = join(folder, 'key.pem');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the key of our Restate server', () => {
  it('is made once, and is the same afterwards', () => {
    const first = requestIdentity(file);
    expect(first).toMatch(/^publickeyv1_[1-9A-HJ-NP-Za-km-z]{32,44}$/);
    expect(requestIdentity(file)).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['nothing', () => writeFileSync(file, '')],
    ['garbage', () => writeFileSync(file, 'no key')],
    ['a folder', () => mkdirSync(file)],
  ])('is made anew where %s stands in its place: nobody else knew it', (_, put) => {
    put();
    const made = requestIdentity(file);
    expect(made).toMatch(/^publickeyv1_/);
    expect(requestIdentity(file)).toBe(made);
  });
});
