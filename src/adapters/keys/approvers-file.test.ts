import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApproverList, replayApprovers } from '../../model/replay-approvers.ts';
import { type ApproverKey, ensureApproverKey } from './approver-key.ts';
import { approversReader, writeApprovers } from './approvers-file.ts';
import { signatures } from './signatures.ts';

let home: string;
let path: string;
let alice: ApproverKey;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-approvers-'));
  path = join(home, 'approvers.json');
  alice = keyIn('alice');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function keyIn(folder: string): ApproverKey {
  const made = ensureApproverKey(join(home, folder));
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return made.value.key;
}

function listOf(...names: readonly string[]): ApproverList {
  const entry = (name: string) => ({ name, publicKey: keyIn(name).publicKey });
  const [first = 'alice', ...rest] = names;
  let list = replayed([keyIn(first).signChange(null, { kind: 'begin', approvers: [entry(first)] }, 0)]);
  for (const name of rest)
    list = replayed([...list.changes, keyIn(first).signChange(list, { kind: 'add', approver: { ...entry(name), kind: 'simulated' } }, 0)]);
  return list;
}

function replayed(changes: ApproverList['changes']): ApproverList {
  const answer = replayApprovers(changes, signatures);
  if (!answer.ok) throw new Error(answer.why);
  return answer.list;
}

const read = () => approversReader(home)();
const invalid = (more: object = {}) => ({ ok: false, problems: [{ code: 'TRUST_INVALID', at: path, ...more }] });

describe('approvers.json', () => {
  it('is nobody where it is not there, and what was written where it is, for its owner only', () => {
    expect(read()).toEqual({ ok: true, value: { kind: 'none' } });
    const list = listOf('alice', 'bob');
    expect(writeApprovers(home, list)).toEqual({ ok: true, value: null });
    expect(read()).toEqual({ ok: true, value: { kind: 'signed', list } });
    expect(list.approvers.map(({ name }) => name)).toEqual(['alice', 'bob']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is read anew at each question: whom another list names, or none, is trusted at the next', () => {
    const reader = approversReader(home);
    writeApprovers(home, listOf('alice'));
    expect(reader()).toMatchObject({ value: { list: { approvers: [{ name: 'alice' }] } } });
    writeApprovers(home, listOf('bob'));
    expect(reader()).toMatchObject({ value: { list: { approvers: [{ name: 'bob' }] } } });
    rmSync(path);
    expect(reader()).toEqual({ ok: true, value: { kind: 'none' } });
  });

  it('of a former version is told as that, with whom it names', () => {
    const approvers = [{ name: 'alice', publicKey: alice.publicKey }];
    writeFileSync(path, JSON.stringify({ approvers }));
    expect(read()).toEqual({ ok: true, value: { kind: 'former', approvers } });
  });

  it.each([
    ['another name', (text: string) => text.replace('"bob"', '"rob"')],
    ['another kind', (text: string) => text.replace('"kind": "simulated"', '"kind": "real"')],
    ['a change left out', (text: string) => JSON.stringify({ version: 2, changes: JSON.parse(text).changes.slice(1) })],
    ['half its text', (text: string) => text.slice(0, text.length / 2)],
    ['nothing', () => ''],
    ['a later version', (text: string) => text.replace('"version": 2', '"version": 3')],
    ['a key that is none', () => '{"approvers": [{"name": "alice", "publicKey": "short"}]}'],
    ['a name that cannot be seen', () => JSON.stringify({ approvers: [{ name: '\u200b', publicKey: alice.publicKey }] })],
    ['more than it should', (text: string) => text.replace('"version": 2', '"version": 2, "more": 1')],
  ])('is not believed with %s', (_, altered) => {
    writeApprovers(home, listOf('alice', 'bob'));
    writeFileSync(path, altered(readFileSync(path, 'utf8')));
    expect(read()).toMatchObject(invalid({ cause: expect.stringMatching(/./), fix: expect.stringContaining('backup') }));
  });

  it.each([0o666, 0o622, 0o620])('is not believed where others may write to it (mode %o)', (mode) => {
    writeApprovers(home, listOf('alice'));
    chmodSync(path, mode);
    expect(read()).toMatchObject(invalid({ cause: expect.stringContaining('mode'), fix: expect.stringContaining('chmod') }));
    chmodSync(path, 0o644);
    expect(read()).toMatchObject({ ok: true });
  });

  it('is not believed where it is a link to somewhere else', () => {
    writeApprovers(home, listOf('alice'));
    writeFileSync(join(home, 'elsewhere'), readFileSync(path));
    rmSync(path);
    symlinkSync(join(home, 'elsewhere'), path);
    expect(read()).toMatchObject(invalid({ cause: 'it is a link' }));
  });

  it('says where it cannot be written, and leaves what is there', () => {
    const nowhere = join(home, 'file');
    writeFileSync(nowhere, '');
    expect(writeApprovers(nowhere, listOf('alice'))).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });
});
