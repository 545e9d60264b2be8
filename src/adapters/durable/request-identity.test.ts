import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestIdentity } from './request-identity.ts';

const silent = () => undefined;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-identity-'));
  file = join(folder, 'key.pem');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A key that would do, there. */
function otherKey(path: string): string {
  requestIdentity(path, silent);
  return path;
}

describe('the key of our Restate server', () => {
  it('is made once, and is the same afterwards', () => {
    const first = requestIdentity(file, silent);
    expect(first).toMatch(/^publickeyv1_[1-9A-HJ-NP-Za-km-z]{32,44}$/);
    expect(requestIdentity(file, silent)).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['nothing', () => writeFileSync(file, '')],
    ['garbage', () => writeFileSync(file, 'no key')],
    ['a folder', () => mkdirSync(file)],
    ['a key that others may write', () => chmodSync(otherKey(file), 0o666)],
    ['a link to a key that would do', () => symlinkSync(otherKey(join(folder, 'elsewhere.pem')), file)],
  ])('is made anew where %s stands in its place: nobody else knew it', (_, put) => {
    put();
    const told: string[] = [];
    const made = requestIdentity(file, (message) => told.push(message));
    expect(made).toMatch(/^publickeyv1_/);
    expect(requestIdentity(file, silent)).toBe(made);
    expect(told).toHaveLength(1);
  });
});
