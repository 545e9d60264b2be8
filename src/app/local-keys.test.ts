import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApproverKey, ensureApproverKey } from '../adapters/keys/approver-key.ts';
import { approversReader, writeApprovers } from '../adapters/keys/approvers-file.ts';
import { signatures } from '../adapters/keys/signatures.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ApproverOrder } from '../model/approvers.ts';
import { replayApprovers } from '../model/replay-approvers.ts';
import { homeLayout } from './home-layout.ts';
import { firstList, localApprover, localKeys } from './local-keys.ts';

const passphrase = 'of these tests alone';

let settings: { readonly home: string; readonly user: string };
beforeEach(() => {
  settings = { home: mkdtempSync(join(tmpdir(), 'asbuilt-local-keys-')), user: 'ada' };
});
afterEach(() => rmSync(settings.home, { recursive: true, force: true }));

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function usualKey(folder = homeLayout(settings.home).keys): ApproverKey {
  return value(ensureApproverKey(folder)).key;
}

/** The list after these orders, each signed with the key for simulated targets. */
function listed(...orders: readonly ApproverOrder[]): void {
  value(writeApprovers(settings.home, firstList(usualKey(), settings)));
  for (const order of orders) {
    const stored = value(approversReader(settings.home)());
    if (stored.kind !== 'signed') throw new Error(stored.kind);
    const replayed = replayApprovers([...stored.list.changes, usualKey().signChange(stored.list, order, 0)], signatures);
    if (!replayed.ok) throw new Error(replayed.why);
    value(writeApprovers(settings.home, replayed.list));
  }
}

const add = (publicKey: string, kind: 'simulated' | 'real'): ApproverOrder => ({ kind: 'add', approver: { name: 'ada', publicKey, kind } });

/** Gives these one after the other, and counts how often it was asked. */
function typed(...given: readonly string[]) {
  const left = [...given];
  let asked = 0;
  const ask = async () => {
    asked++;
    return ok(left.shift() ?? '');
  };
  return { ask, asked: () => asked };
}

describe('the key of a person', () => {
  it('for simulated targets signs without a question, under the name that it has on the list', async () => {
    listed();
    const { ask, asked } = typed();
    expect(await localApprover(settings, 'simulated', ask)).toMatchObject({ ok: true, value: { name: 'ada' } });
    expect(asked()).toBe(0);
  });

  it('for real targets is opened by its passphrase, which may be mistyped twice', async () => {
    const { publicKey } = value(await localKeys(settings).makeReal(passphrase));
    listed(add(publicKey, 'real'));
    const slips = typed('no', 'nor this', passphrase);
    const change = value(await value(await localApprover(settings, 'real', slips.ask)).signChange(add('x', 'simulated')));
    expect([change.by, slips.asked()]).toEqual([signatures.keyId(publicKey), 3]);
    const wrong = typed('no', 'nor this', 'nor that', passphrase);
    expect(await localApprover(settings, 'real', wrong.ask)).toMatchObject({ ok: false, problems: [{ code: 'PASSPHRASE_REFUSED' }] });
    expect(wrong.asked()).toBe(3);
  });

  it('for real targets does for simulated ones where the other is not on the list', async () => {
    const { publicKey } = value(await localKeys(settings).makeReal(passphrase));
    listed(add(publicKey, 'real'));
    rmSync(join(homeLayout(settings.home).keys, 'approver.pem'));
    const { ask, asked } = typed(passphrase);
    expect(await localApprover(settings, 'simulated', ask)).toMatchObject({ ok: true });
    expect(asked()).toBe(1);
  });

  it.each([
    ['there is none', async () => listed(), 'KEY_MISSING', 'asbuilt approver key'],
    [
      'nobody put it on the list',
      async () => {
        value(await localKeys(settings).makeReal(passphrase));
        listed();
      },
      'KEY_MISSING',
      'asbuilt approver add ada ',
    ],
    [
      'it is on the list for simulated ones only',
      async () => listed(add(value(await localKeys(settings).makeReal(passphrase)).publicKey, 'simulated')),
      'KEY_MISSING',
      'asbuilt approver add ada ',
    ],
    [
      'it is damaged',
      async () => {
        listed();
        writeFileSync(join(homeLayout(settings.home).keys, 'approver-real.json'), '{', { mode: 0o600 });
      },
      'KEY_UNUSABLE',
      'backup',
    ],
  ])('for real targets is not there where %s, and no passphrase is asked for', async (_, put, code, fix) => {
    await put();
    const { ask, asked } = typed(passphrase);
    expect(await localApprover(settings, 'real', ask)).toMatchObject({ ok: false, problems: [{ code, fix: expect.stringContaining(fix) }] });
    expect(asked()).toBe(0);
  });

  it('is of no use on a list that has none of them, and the way onto it is told', async () => {
    listed();
    rmSync(join(homeLayout(settings.home).keys, 'approver.pem'));
    expect(await localApprover(settings)).toMatchObject({
      ok: false,
      problems: [{ code: 'APPROVAL_INVALID', fix: expect.stringContaining(`asbuilt approver add ada ${usualKey().publicKey}`) }],
    });
  });
});

describe('a list of a former version', () => {
  const file = () => join(settings.home, 'approvers.json');
  const former = (publicKey: string) => writeFileSync(file(), JSON.stringify({ approvers: [{ name: 'ada', publicKey }] }), { mode: 0o600 });

  it('signs nothing, and is signed as it stands by somebody who is named there', async () => {
    former(usualKey().publicKey);
    const before = readFileSync(file());
    expect(await localApprover(settings)).toMatchObject({ ok: false, problems: [{ code: 'TRUST_UNSIGNED' }] });
    const change = value(await localKeys(settings).signFormer());
    expect(change.order).toEqual({ kind: 'begin', approvers: [{ name: 'ada', publicKey: usualKey().publicKey }] });
    expect(readFileSync(file())).toEqual(before);
  });

  it('is not signed by anybody else, nor once it is signed', async () => {
    former(usualKey(join(settings.home, 'other')).publicKey);
    expect(await localKeys(settings).signFormer()).toMatchObject({
      ok: false,
      problems: [{ code: 'TRUST_INVALID', cause: expect.stringContaining('not on the list') }],
    });
    rmSync(file());
    listed();
    expect(await localKeys(settings).signFormer()).toMatchObject({ ok: false, problems: [{ code: 'TRUST_INVALID' }] });
  });
});

describe('the first list', () => {
  it('names the user, or somebody local where that is no name', () => {
    expect(firstList(usualKey(), settings).approvers).toMatchObject([{ name: 'ada', kind: 'simulated' }]);
    expect(firstList(usualKey(), { user: 'a\u202eb' }).approvers).toMatchObject([{ name: 'local' }]);
  });
});
