import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../kernel/json.ts';
import type { ApproverChange, ApproverOrder, KeyKind } from './approvers.ts';
import { type ApproverList, maySign, nextChange, replayApprovers, type Signatures } from './replay-approvers.ts';

/** A signature that shows who made it over what: the cryptography is whoever's asks. */
const signatures: Signatures = {
  isSigned: (text, signature, publicKey) => signature === `${publicKey}|${text}`,
  keyId: (publicKey) => `id of ${publicKey}`,
};

const add = (name: string, kind: KeyKind = 'simulated', publicKey = name): ApproverOrder => ({ kind: 'add', approver: { name, publicKey, kind } });
const remove = (key: string): ApproverOrder => ({ kind: 'remove', keyId: signatures.keyId(key) });
const begin = (...names: readonly string[]): ApproverOrder => ({ kind: 'begin', approvers: names.map((name) => ({ name, publicKey: name })) });

function signed(list: ApproverList | null, by: string, order: ApproverOrder): ApproverChange {
  const body = nextChange(list, order, signatures.keyId(by), '2026-01-01T00:00:00.000Z');
  return { ...body, signature: `${by}|${canonicalJson(body)}` };
}

/** The list after these orders, each with who signs it. */
function listOf(...orders: readonly (readonly [by: string, order: ApproverOrder])[]): ApproverList {
  let list: ApproverList | null = null;
  for (const [by, order] of orders) {
    const answer = replayApprovers([...(list?.changes ?? []), signed(list, by, order)], signatures);
    if (!answer.ok) throw new Error(answer.why);
    list = answer.list;
  }
  if (list === null) throw new Error('no orders');
  return list;
}

function why(list: ApproverList, by: string, order: ApproverOrder): string {
  const answer = replayApprovers([...list.changes, signed(list, by, order)], signatures);
  return answer.ok ? 'allowed' : answer.why;
}

const names = ({ approvers }: ApproverList) => approvers.map(({ name, kind }) => `${name} ${kind}`);

describe('the list of approvers', () => {
  const alone = listOf(['ada', begin('ada')]);
  const withReal = listOf(['ada', begin('ada')], ['ada', add('eve', 'real')]);

  it('is begun with simulated keys, and changed by whoever is on it', () => {
    expect(names(listOf(['ada', begin('ada', 'bob')], ['bob', add('cyd')], ['cyd', remove('ada')]))).toEqual(['bob simulated', 'cyd simulated']);
  });

  it('is changed by a key for real targets alone, once there is one', () => {
    expect(names(withReal)).toEqual(['ada simulated', 'eve real']);
    expect(names(listOf(['ada', begin('ada')], ['ada', add('eve', 'real')], ['eve', add('fay', 'real')], ['fay', remove('eve')]))).toEqual([
      'ada simulated',
      'fay real',
    ]);
    for (const order of [add('mal', 'real'), add('mal'), remove('eve'), remove('ada')])
      expect(why(withReal, 'ada', order)).toContain('a key for simulated targets signed it');
    expect(maySign(withReal.approvers).map(({ name }) => name)).toEqual(['eve']);
    expect(maySign(alone.approvers).map(({ name }) => name)).toEqual(['ada']);
  });

  it.each([
    ['a stranger signs', alone, 'mal', add('mal'), 'not on the list'],
    ['somebody signs who was taken off', listOf(['ada', begin('ada', 'bob')], ['ada', remove('bob')]), 'bob', add('cyd'), 'not on the list'],
    ['it is begun twice', alone, 'ada', begin('ada'), 'begins a list that is there'],
    ['a key is added twice, under whatever name', alone, 'ada', add('twin', 'real', 'ada'), 'twice'],
    ['nobody would be left', alone, 'ada', remove('ada'), 'nobody would be left'],
    ['no key for real targets would be left', withReal, 'eve', remove('eve'), 'no key for real targets'],
    ['who is taken off is not there', alone, 'ada', remove('bob'), 'not there'],
  ] as const)('is not changed where %s', (_, list, by, order, reason) => {
    expect(why(list, by, order)).toMatch(new RegExp(`^change ${list.changes.length + 1}: .*${reason}`));
  });

  it('is not begun by who is not on it, nor with an addition', () => {
    expect(replayApprovers([signed(null, 'mal', begin('ada'))], signatures)).toMatchObject({ ok: false });
    expect(replayApprovers([signed(null, 'ada', add('ada'))], signatures)).toMatchObject({
      ok: false,
      why: 'change 1: the key that signed it is not on the list',
    });
  });

  it('is not believed with any part of it changed, left out, moved or signed by another', () => {
    const list = listOf(['ada', begin('ada', 'bob')], ['bob', add('cyd')], ['cyd', add('eve', 'real')], ['eve', remove('ada')]);
    const { changes } = list;
    const altered: ApproverChange[][] = [
      changes.slice(1),
      changes.toSpliced(1, 1),
      changes.toReversed(),
      [...changes, ...changes],
      ...changes.flatMap((change, index) =>
        [
          { ...change, at: '2026-01-01T00:00:00.001Z' },
          { ...change, seq: change.seq + 1 },
          { ...change, previous: 'f'.repeat(64) },
          { ...change, by: signatures.keyId('mal') },
          { ...change, order: add('mal', 'real') },
          { ...change, signature: `mal|${canonicalJson({ ...change, signature: undefined })}` },
        ].map((other) => changes.with(index, other)),
      ),
    ];
    expect(replayApprovers(changes, signatures)).toMatchObject({ ok: true, list: { head: list.head } });
    for (const each of altered) expect(replayApprovers(each, signatures)).toMatchObject({ ok: false, why: expect.stringMatching(/^change \d/) });
  });

  it('takes no change that was signed to follow another list', () => {
    const here = listOf(['ada', begin('ada')], ['ada', add('bob')]);
    const there = listOf(['ada', begin('ada')], ['ada', add('cyd')]);
    const change = signed(there, 'ada', add('dan'));
    expect(replayApprovers([...there.changes, change], signatures)).toMatchObject({ ok: true });
    expect(replayApprovers([...here.changes, change], signatures)).toMatchObject({ ok: false, why: 'change 3: it does not follow from the one before it' });
  });

  it('has another head after every change, and none of an end that was cut off', () => {
    const more = listOf(['ada', begin('ada')], ['ada', add('bob')]);
    const [first] = more.changes;
    const cut = replayApprovers(first === undefined ? [] : [first], signatures);
    expect(cut.ok && cut.list.head).not.toBe(more.head);
    expect(cut.ok && cut.list.head).toBe(alone.head);
  });
});
