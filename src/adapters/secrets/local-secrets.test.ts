import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../kernel/diagnostic.ts';
import type { Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { NamedTarget } from '../../model/target.ts';
import type { SecretsPlace, SecretValues } from '../../ports/secrets.ts';
import { localSecrets } from './local-secrets.ts';
import { listSecretFiles, removeSecretFile, writeSecretFile } from './secret-files.ts';

const place: SecretsPlace = { target: { name: 'prod', target: { account: '123456789012' } } as NamedTarget, region: 'eu-west-1' };
let home: string;
let folder: string;
let remote: Result<string>;
let asked: number;
let now: number;
let secrets: SecretValues;
const codes = (result: Result<unknown>): readonly string[] => (result.ok ? [] : result.problems.map(({ code }) => code));
const put = (name: string, text: string | Buffer, mode = 0o600): void => writeFileSync(join(folder, name), text, { mode });
const secret = (...parts: Json[]): Json => ({ $secret: parts });
const reveal = (value: Json) => secrets.reveal(value, place);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-secrets-'));
  folder = join(home, 'secrets');
  mkdirSync(folder, { mode: 0o700 });
  remote = ok('from the target');
  asked = 0;
  now = 0;
  secrets = localSecrets({
    folder,
    key: Buffer.alloc(32, 1),
    clock: { now: () => now, sleep: async () => undefined },
    remote: async () => {
      asked++;
      return remote;
    },
  });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a secret of the data folder', () => {
  it('is read each time, without the newline at its end, and stands within texts', async () => {
    put('db', 'hunter two\n');
    const wish = { url: secret('amqp://', { name: 'db' }, '@host'), list: [{ $join: ['x ', secret({ name: 'db' }), ' y'] }] };
    expect(await reveal(wish)).toEqual(ok({ url: 'amqp://hunter two@host', list: ['x hunter two y'] }));
    put('db', 'hunter three\r\n');
    expect(await reveal(secret({ name: 'db' }))).toEqual(ok('hunter three'));
  });

  it.each([
    ['that is not there', () => undefined, 'SECRET_UNKNOWN'],
    ['that others can read', () => put('db', 'hunter two', 0o644), 'SECRET_UNUSABLE'],
    ['that is empty', () => put('db', '\n'), 'SECRET_UNUSABLE'],
    ['that is too short to be kept out of messages', () => put('db', 'abc'), 'SECRET_UNUSABLE'],
    ['that is no text', () => put('db', Buffer.from([0xff, 0xfe, 0x41, 0x42, 0x43])), 'SECRET_UNUSABLE'],
    ['that is too long', () => put('db', 'x'.repeat(70_000)), 'SECRET_UNUSABLE'],
    ['that is a folder', () => mkdirSync(join(folder, 'db'), { mode: 0o700 }), 'SECRET_UNUSABLE'],
    [
      'that is a link',
      () => {
        put('other', 'hunter two');
        symlinkSync(join(folder, 'other'), join(folder, 'db'));
      },
      'SECRET_UNUSABLE',
    ],
    [
      'in a folder that others can read',
      () => {
        put('db', 'hunter two');
        chmodSync(folder, 0o755);
      },
      'SECRET_UNUSABLE',
    ],
  ])('%s is refused, with what to do', async (_, prepare, code) => {
    prepare();
    if (prepare.toString().includes('0o644')) chmodSync(join(folder, 'db'), 0o644);
    const looked = await secrets.look(['db'], place);
    expect([codes(looked), codes(await reveal(secret({ name: 'db' })))]).toEqual([[code], [code]]);
    expect(looked.ok ? '' : looked.problems[0]?.fix).toContain('asbuilt secret set db');
  });

  it('is known by a digest that only this key makes, and sent only where that is still its digest', async () => {
    put('db', 'hunter two');
    const looked = await secrets.look(['db'], place);
    const digest = looked.ok ? looked.value.digest(['a ', { name: 'db' }]) : null;
    expect(digest).toBe(secrets.keyed('a hunter two'));
    expect(looked.ok ? looked.value.digest([{ name: 'db' }, { $from: { node: 'n', attribute: 'A' } }]) : '').toBeNull();
    const sealed = { $secret: ['a ', { name: 'db' }], digest } as unknown as Json;
    expect(await reveal(sealed)).toEqual(ok('a hunter two'));
    put('db', 'hunter three');
    expect(codes(await reveal(sealed))).toEqual(['SECRET_CHANGED']);
    const other = localSecrets({ folder, key: Buffer.alloc(32, 2), clock: { now: () => 0, sleep: async () => undefined }, remote: async () => remote });
    expect(other.keyed('a hunter two')).not.toBe(digest);
  });

  it('is put away for its owner alone, listed by name and removed', async () => {
    expect(writeSecretFile(folder, 'db', 'hunter two')).toEqual(ok({ replaced: false }));
    expect(writeSecretFile(folder, 'db', 'hunter three\n')).toEqual(ok({ replaced: true }));
    expect(codes(writeSecretFile(folder, 'db', 'x'))).toEqual(['SECRET_UNUSABLE']);
    expect(await reveal(secret({ name: 'db' }))).toEqual(ok('hunter three'));
    put('open', 'hunter two');
    chmodSync(join(folder, 'open'), 0o640);
    const listed = listSecretFiles(folder);
    expect(listed.ok && listed.value.map(({ name, problem: found }) => [name, found?.code])).toEqual([
      ['db', undefined],
      ['open', 'SECRET_UNUSABLE'],
    ]);
    expect([codes(removeSecretFile(folder, 'db')), codes(removeSecretFile(folder, 'db'))]).toEqual([[], ['SECRET_UNKNOWN']]);
  });
});

describe('a secret of a target', () => {
  it('is asked for once in a while', async () => {
    for (let times = 0; times < 3; times++) expect(await reveal(secret({ name: 'ssm:/db' }))).toEqual(ok('from the target'));
    expect(asked).toBe(1);
    now = 60_000;
    await reveal(secret({ name: 'ssm:/db' }));
    expect(asked).toBe(2);
  });

  it.each([
    ['CLOUD_NOT_FOUND', ['SECRET_UNKNOWN'], []],
    ['SECRET_UNUSABLE', ['SECRET_UNUSABLE'], []],
    ['CLOUD_DENIED', [], ['secretsmanager:db']],
    ['CLOUD_UNREACHABLE', [], ['secretsmanager:db']],
  ] as const)('of which the target says %s', async (code, refused, unread) => {
    remote = fail(problem(code, 'no', 'see'));
    const looked = await secrets.look(['secretsmanager:db'], place);
    expect(codes(looked)).toEqual(refused);
    expect(looked.ok ? looked.value.unread.map(({ name }) => name) : []).toEqual(unread);
    expect(codes(await reveal(secret({ name: 'secretsmanager:db' })))).toEqual(refused.length > 0 ? refused : ['SECRET_UNREAD']);
  });
});

describe('a value that was read', () => {
  it('is kept out of messages and answers, however it is spelled', async () => {
    const value = 'hünter "two"\n&<é';
    put('db', value);
    await reveal(secret({ name: 'db' }));
    const spelled = [value, JSON.stringify(value), JSON.stringify(JSON.stringify(value)), encodeURIComponent(value), Buffer.from(value).toString('base64')];
    for (const one of [...spelled, Buffer.from(value).toString('hex'), '"h\\u00fcnter \\"two\\"\\n&<\\u00e9"']) {
      expect(secrets.without(`before ${one} after`)).toMatch(/^before "?(?:\\?")?\(secret\)(?:\\?")?"? after$/);
      expect(secrets.hide({ a: [`x${one}`] })).toEqual({ a: [{ $hidden: secrets.keyed(`x${one}`) }] });
    }
    const other = { a: ['another'] };
    expect(secrets.hide(other)).toBe(other);
  });

  it('is cut out of what others write only where it was sent, or theirs names it, so that nobody tries with a secret of their own what is one', async () => {
    put('db', 'hunter two');
    remote = ok('host');
    await secrets.look(['db', 'ssm:/own'], place);
    expect(secrets.without('hunter two at host')).toBe('hunter two at host');
    expect(secrets.without('hunter two at host', ['db'])).toBe('(secret) at host');
    expect(secrets.without('hunter two at host', ['other'])).toBe('hunter two at host');
    await reveal(secret({ name: 'db' }));
    expect(secrets.without('hunter two at host')).toBe('(secret) at host');
    // A short one stands in many texts by chance.
    expect(secrets.hide(['localhost', 'host'])).toEqual(['localhost', { $hidden: secrets.keyed('host') }]);
  });

  it('hides nothing that is live where an AI agent’s plan alone looked at it in a target', async () => {
    put('db', 'hunter two');
    remote = ok('us-east-1');
    await secrets.look(['db', 'ssm:/own'], place, true);
    expect(secrets.hide(['us-east-1', 'hunter two'])).toEqual(['us-east-1', { $hidden: secrets.keyed('hunter two') }]);
    await secrets.look(['ssm:/own'], place);
    expect(secrets.hide('us-east-1')).toEqual({ $hidden: secrets.keyed('us-east-1') });
  });

  it('of a target is not too short either', async () => {
    remote = ok('e');
    expect(codes(await secrets.look(['ssm:/own'], place))).toEqual(['SECRET_UNUSABLE']);
  });

  it('is not sent where only its digest is known', async () => {
    expect(codes(await reveal({ a: { $hidden: 'f00' } }))).toEqual(['SECRET_UNREAD']);
  });
});
