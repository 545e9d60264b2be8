import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import { canonicalJson } from '../../kernel/json.ts';
import { approverKey } from './approver-key.ts';
import { makeSealedKey, readSealedKey, type SealedKey } from './sealed-key-file.ts';
import { signatures } from './signatures.ts';

const passphrase = 'correct horse ÄÖÜ';

let folder: string;
let path: string;
/** The file as it was made. */
let text: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-sealed-'));
  path = join(folder, 'keys', 'approver-real.json');
  await made();
  text = readFileSync(path, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  writeFileSync(path, text);
  chmodSync(path, 0o600);
});

async function made(): Promise<SealedKey> {
  const key = await makeSealedKey(path, passphrase);
  if (!key.ok) throw new Error(key.problems[0]?.message);
  return key.value;
}

function sealed(): SealedKey {
  const key = readSealedKey(path);
  if (!key.ok || key.value === null) throw new Error(JSON.stringify(key));
  return key.value;
}

/** The file with another work to be done, and the digest that goes with it. */
function resummed(work: object): string {
  const { digest: _, ...rest } = JSON.parse(text);
  const other = { ...rest, kdf: { ...rest.kdf, ...work } };
  return JSON.stringify({ ...other, digest: digestOf(other) });
}

describe('a key under a passphrase', () => {
  it('opens with it, on a terminal that composes its letters otherwise too, and signs as its public half says', async () => {
    for (const given of [passphrase, passphrase.normalize('NFD')]) {
      const opened = await sealed().open(given);
      if (!opened.ok) throw new Error(opened.problems[0]?.message);
      const key = approverKey(opened.value);
      expect(key.publicKey).toBe(sealed().publicKey);
      const { signature, ...body } = key.signChange(null, { kind: 'begin', approvers: [{ name: 'ada', publicKey: key.publicKey }] }, 0);
      expect(signatures.isSigned(canonicalJson(body), signature, key.publicKey)).toBe(true);
    }
  });

  it.each(['', 'correct horse ÄÖU', 'correct horse ÄÖÜ ', 'Correct horse ÄÖÜ'])('does not open with %j, and the file stays as it is', async (given) => {
    expect(await sealed().open(given)).toMatchObject({
      ok: false,
      problems: [{ code: 'PASSPHRASE_REFUSED', at: path, cause: expect.stringMatching(/./), fix: expect.stringContaining('forgotten') }],
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is kept for its owner only, holds nothing that can be used without it, and asks for work to be guessed', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const file = JSON.parse(text);
    expect(Object.keys(file).sort()).toEqual(['cipher', 'digest', 'format', 'kdf', 'publicKey', 'sealed', 'version']);
    expect(file.kdf).toMatchObject({ name: 'scrypt', N: 2 ** 17, r: 8, p: 1 });
    expect(file.cipher).toMatchObject({ name: 'aes-256-gcm' });
  });

  it('is never written over: a second one is refused, and the first is still there', async () => {
    expect(await makeSealedKey(path, 'another passphrase')).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_UNUSABLE', fix: expect.stringContaining('mv ') }],
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('has another salt and another nonce each time', async () => {
    const other = await makeSealedKey(join(folder, 'other.json'), passphrase);
    expect(other.ok).toBe(true);
    const [one, two] = [JSON.parse(text), JSON.parse(readFileSync(join(folder, 'other.json'), 'utf8'))];
    expect(one.kdf.salt).not.toBe(two.kdf.salt);
    expect(one.cipher.nonce).not.toBe(two.cipher.nonce);
  });

  it('is null where there is none', () => {
    expect(readSealedKey(join(folder, 'none.json'))).toEqual({ ok: true, value: null });
  });

  it.each([
    ['cut', () => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['garbage', () => Buffer.from([0, 255, 1, 254]).toString('latin1')],
    ['of a later version', () => text.replace('"version": 1', '"version": 2')],
    ['with one character of its cipher text changed', () => text.replace(/"sealed": "./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`)],
    ['with another public key', () => text.replace(/"publicKey": "./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`)],
    ['that is cheaper to guess', () => resummed({ N: 1024 })],
    ['that asks for all memory', () => resummed({ N: 2 ** 30 })],
  ])('is told as damaged where the file is %s, and the file stays', (_, altered) => {
    writeFileSync(path, altered());
    expect(readSealedKey(path)).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_UNUSABLE', at: path, cause: expect.stringMatching(/./), fix: expect.stringContaining('backup') }],
    });
    expect(readFileSync(path, 'utf8')).toBe(altered());
  });

  it('is refused where others can read it', () => {
    chmodSync(path, 0o640);
    expect(readSealedKey(path)).toMatchObject({ ok: false, problems: [{ code: 'KEY_UNUSABLE', fix: expect.stringContaining('chmod 600') }] });
  });

  it('does not open where somebody gave it another public key and the digest that goes with that', async () => {
    const { digest: _, ...rest } = JSON.parse(text);
    const forged = { ...rest, publicKey: Buffer.alloc(32, 7).toString('base64') };
    writeFileSync(path, JSON.stringify({ ...forged, digest: digestOf(forged) }));
    expect(await sealed().open(passphrase)).toMatchObject({ ok: false, problems: [{ code: 'PASSPHRASE_REFUSED' }] });
  });

  it('says where it cannot be kept', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await makeSealedKey(join(folder, 'file', 'key.json'), passphrase)).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });
});
