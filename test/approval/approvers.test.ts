import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApproverKey, ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { ensureEngineKey } from '../../src/adapters/keys/engine-key.ts';
import { signatures } from '../../src/adapters/keys/signatures.ts';
import { approvalVerifier } from '../../src/adapters/keys/verifier.ts';
import { createSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { approverChanger, listApprovers } from '../../src/engine/change-approvers.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import { noteApprovers } from '../../src/engine/note-approvers.ts';
import { trustedApprovers } from '../../src/engine/trusted-approvers.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { ApproverChange, ApproverOrder } from '../../src/model/approvers.ts';
import type { Caller } from '../../src/model/caller.ts';
import { type ApproverList, replayApprovers } from '../../src/model/replay-approvers.ts';
import type { Store } from '../../src/ports/store.ts';

const person: Caller = { principal: 'ada', via: 'cli', agent: null, may: new Set(['read', 'decide']) };
const clock = { now: () => Date.parse('2026-01-01T00:00:00.000Z'), sleep: async () => {} };

let home: string;
let file: string;
let store: Store;
let ports: EnginePorts;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-approvers-'));
  file = join(home, 'approvers.json');
  open();
});
afterEach(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

function open(): void {
  store = granted(createSqliteStore({ path: join(home, 'store.db'), clock, signer: granted(ensureEngineKey(join(home, 'keys'))) }));
  ports = { store, clock, verifier: approvalVerifier(home) } as unknown as EnginePorts;
}

function granted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ code, message, cause }) => `${code}: ${message}: ${cause}`).join('; '));
  return result.value;
}

function keyOf(name: string): ApproverKey {
  return granted(ensureApproverKey(join(home, name))).key;
}

function begun(name = 'ada'): ApproverList {
  return replayed([keyOf(name).signChange(null, { kind: 'begin', approvers: [{ name, publicKey: keyOf(name).publicKey }] }, clock.now())]);
}

function replayed(changes: readonly ApproverChange[]): ApproverList {
  const answer = replayApprovers(changes, signatures);
  if (!answer.ok) throw new Error(answer.why);
  return answer.list;
}

const add = (name: string, kind: 'simulated' | 'real' = 'simulated'): ApproverOrder => ({
  kind: 'add',
  approver: { name, publicKey: keyOf(name).publicKey, kind },
});
const remove = (name: string): ApproverOrder => ({ kind: 'remove', keyId: keyOf(name).keyId });

/** An engine starts over the folder. */
async function start(begin = () => begun()): Promise<void> {
  granted(await noteApprovers(begin, ports));
}

/** The list now, as its owner reads it. */
async function list(): Promise<ApproverList> {
  const stored = granted(await ports.verifier.stored());
  if (stored.kind !== 'signed') throw new Error(stored.kind);
  return stored.list;
}

async function change(by: string, order: ApproverOrder) {
  return approverChanger(ports)({ change: keyOf(by).signChange(await list(), order, clock.now()) }, person);
}

async function who(): Promise<string> {
  const trusted = await trustedApprovers(ports);
  return trusted.ok ? trusted.value.approvers.map(({ name, kind }) => `${name} ${kind}`).join(', ') : (trusted.problems[0]?.code ?? '');
}

const logged = async () => (await store.audit(1, 100)).map(({ kind, actor, data }) => `${kind} ${actor} ${data['how'] ?? data['codes']}`);

describe('an engine that starts', () => {
  it('begins the list where nothing knows of one, and says in the log that it is the first use', async () => {
    await start();
    expect(await who()).toBe('ada simulated');
    expect(await logged()).toEqual(['approvers.changed engine first use']);
  });

  it('believes a list that it finds without knowing of one, and says so', async () => {
    await ports.verifier.keep(replayed([...begun().changes, keyOf('ada').signChange(begun(), add('bob'), 0)]));
    await start(() => begun('mal'));
    expect(await who()).toBe('ada simulated, bob simulated');
    expect(await logged()).toEqual(['approvers.changed engine first use', 'approvers.changed engine first use']);
  });

  it('takes over what was signed in the meantime, and what is only in the log after a crash', async () => {
    await start();
    const before = readFileSync(file);
    granted(await change('ada', add('bob')));
    const after = readFileSync(file);
    writeFileSync(file, before);
    expect(await who()).toBe('TRUST_CHANGED');
    await start();
    expect(readFileSync(file)).toEqual(after);
    await ports.verifier.keep(replayed([...(await list()).changes, keyOf('bob').signChange(await list(), add('cyd'), 0)]));
    expect(await who()).toBe('TRUST_CHANGED');
    await start();
    expect(await who()).toBe('ada simulated, bob simulated, cyd simulated');
    expect((await logged()).at(-1)).toBe('approvers.changed engine found');
  });

  it('writes a list that is gone again, from the log', async () => {
    await start();
    granted(await change('ada', add('bob')));
    rmSync(file);
    expect(await who()).toBe('TRUST_CHANGED');
    await start(() => begun('mal'));
    expect(await who()).toBe('ada simulated, bob simulated');
  });

  it.each([
    ['another list that is whole', () => ports.verifier.keep(begun('mal')), 'TRUST_CHANGED'],
    [
      'a longer one',
      () => ports.verifier.keep(replayed([...begun('mal').changes, keyOf('mal').signChange(begun('mal'), add('ada', 'real'), 0)])),
      'TRUST_CHANGED',
    ],
    [
      'one of a former version',
      async () => writeFileSync(file, JSON.stringify({ approvers: [{ name: 'mal', publicKey: keyOf('mal').publicKey }] })),
      'TRUST_CHANGED',
    ],
    ['one that was edited', async () => writeFileSync(file, readFileSync(file, 'utf8').replace('"ada"', '"mal"')), 'TRUST_INVALID'],
  ])('leaves what was put in its place, %s, and nobody may approve until it is put back', async (_, put, code) => {
    await start();
    copyFileSync(file, `${file}.copy`);
    await put();
    const there = readFileSync(file);
    expect(await who()).toBe(code);
    await start();
    expect(await who()).toBe(code);
    expect(readFileSync(file)).toEqual(there);
    copyFileSync(`${file}.copy`, file);
    expect(await who()).toBe('ada simulated');
  });

  it('leaves a list of a former version, with the way to have it signed', async () => {
    writeFileSync(file, JSON.stringify({ approvers: [{ name: 'ada', publicKey: keyOf('ada').publicKey }] }));
    await start();
    expect(await trustedApprovers(ports)).toMatchObject({
      ok: false,
      problems: [{ code: 'TRUST_UNSIGNED', fix: expect.stringContaining('asbuilt approver list'), cause: expect.stringContaining('1 key') }],
    });
  });
});

describe('a change of the list', () => {
  it('counts once somebody on it signed it, and is in the log before, with who handed it in', async () => {
    await start();
    expect(granted(await change('ada', add('eve', 'real')))).toMatchObject({
      signed: true,
      approvers: [
        { name: 'ada', kind: 'simulated', addedBy: 'ada', firstUse: true },
        { name: 'eve', kind: 'real', keyId: keyOf('eve').keyId, addedBy: 'ada', since: '2026-01-01T00:00:00.000Z', firstUse: true },
      ],
    });
    expect(await who()).toBe('ada simulated, eve real');
    expect(await logged()).toEqual(['approvers.changed engine first use', 'approvers.changed ada handed in']);
    expect((await store.audit(2, 1))[0]?.data).toMatchObject({ change: { order: add('eve', 'real') }, caller: { via: 'cli' } });
    expect(granted(await change('eve', add('fay', 'real'))).approvers[2]).toMatchObject({ name: 'fay', addedBy: 'eve', firstUse: false });
    granted(await change('eve', remove('ada')));
    expect(await who()).toBe('eve real, fay real');
  });

  it.each([
    ['a stranger', 'mal', () => add('mal')],
    ['a key for simulated targets, where there is a real one', 'ada', () => add('mal', 'real')],
    ['who takes off the last key for real targets', 'eve', () => remove('eve')],
  ] as const)('is refused of %s, in the log too, and changes nothing', async (_, by, order) => {
    await start();
    granted(await change('ada', add('eve', 'real')));
    const before = readFileSync(file);
    expect(await change(by, order())).toMatchObject({
      ok: false,
      problems: [{ code: 'APPROVERS_REFUSED', cause: expect.stringMatching(/^change 3/), fix: expect.stringContaining('asbuilt') }],
    });
    expect(readFileSync(file)).toEqual(before);
    expect((await logged()).at(-1)).toBe('approvers.denied ada APPROVERS_REFUSED');
  });

  it('is refused where the list moved since it was signed: of two at once one counts', async () => {
    await start();
    const changer = approverChanger(ports);
    const both = ['bob', 'cyd'].map(async (name) => changer({ change: keyOf('ada').signChange(await list(), add(name), 0) }, person));
    const answers = await Promise.all(both);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await who()).toBe('ada simulated, bob simulated');
    expect(await store.approverChanges()).toHaveLength(2);
  });

  it('does not stop whoever is asked for an approval while it is taken', async () => {
    await start();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { verifier } = ports;
    ports = {
      ...ports,
      verifier: {
        ...verifier,
        async keep(list) {
          await held;
          return verifier.keep(list);
        },
      },
    };
    const changed = change('ada', add('bob'));
    while ((await store.approverChanges()).length < 2) await new Promise((resolve) => setImmediate(resolve));
    const asked = who();
    release();
    expect(await asked).toBe('ada simulated, bob simulated');
    granted(await changed);
  });

  it('is refused while the list that is there is not the one of the log', async () => {
    await start();
    const signed = keyOf('ada').signChange(await list(), add('bob'), 0);
    await ports.verifier.keep(begun('mal'));
    expect(await approverChanger(ports)({ change: signed }, person)).toMatchObject({ ok: false, problems: [{ code: 'TRUST_CHANGED' }] });
  });

  it('signs a list of a former version as it stands, by somebody who is named there, and not otherwise', async () => {
    const entry = (name: string) => ({ name, publicKey: keyOf(name).publicKey });
    writeFileSync(file, JSON.stringify({ approvers: [entry('ada'), entry('bob')] }));
    await start();
    expect(granted(await listApprovers(ports))).toMatchObject({ signed: false, approvers: [{ name: 'ada', since: null }, { name: 'bob' }] });
    const begins = (by: string, ...names: readonly string[]) =>
      approverChanger(ports)({ change: keyOf(by).signChange(null, { kind: 'begin', approvers: names.map(entry) }, 0) }, person);
    expect(await begins('ada', 'ada')).toMatchObject({ ok: false, problems: [{ code: 'APPROVERS_REFUSED' }] });
    expect(await begins('mal', 'ada', 'bob')).toMatchObject({ ok: false, problems: [{ code: 'APPROVERS_REFUSED' }] });
    expect(await begins('bob', 'ada', 'bob')).toMatchObject({ ok: true });
    expect(await who()).toBe('ada simulated, bob simulated');
  });
});

describe('the records', () => {
  it('do not begin anew where an entry about the list is no longer what was written', async () => {
    await start();
    const database = new DatabaseSync(join(home, 'store.db'));
    database.exec(`UPDATE audit SET body = replace(body, '"change"', '"chance"')`);
    database.close();
    await expect(trustedApprovers(ports)).rejects.toThrow('not what was written');
  });
});
