import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localApprover, localKeys } from '../../src/app/local-keys.ts';
import { readSettings } from '../../src/app/settings.ts';
import type { ApproverChange } from '../../src/model/approvers.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import { connectEngine } from '../../src/surfaces/http/connect-engine.ts';
import { required } from '../native/third-party.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';
import { hasTerminals, onTerminal } from './on-terminal.ts';
import { value } from './stage.ts';

const passphrase = 'correct horse battery ÄÖÜ';
const question = 'Passphrase of your key for real targets:';

/** The whole way to an approval for a real target: `bin/asbuilt` on a terminal of its own. Needs python3, which has such terminals. */
describe.skipIf(!hasTerminals && !required)('a real target', () => {
  const checkout = new Checkout();
  const settings = readSettings({ ASBUILT_HOME: checkout.home, USER: 'ada' }, checkout.home, '');
  // The sandbox, under an address that is none of those that count as loopback: to the check of approvals it is as real as any other.
  const credentials = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'sandbox', USER: 'ada' };
  const before = Object.fromEntries(Object.keys(credentials).map((name) => [name, process.env[name]]));

  beforeAll(async () => {
    Object.assign(process.env, credentials);
    const up = await checkout.json<{ sandbox: { endpoint: string } }>('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0');
    const endpoint = up.sandbox.endpoint.replace('127.0.0.1', '127.1');
    const target = { account: '123456789012', region: 'us-east-1', endpoint };
    writeFileSync(join(checkout.home, 'targets.yaml'), JSON.stringify({ targets: { prod: target } }), { mode: 0o600 });
  });
  afterAll(async () => {
    await checkout.end();
    for (const [name, text] of Object.entries(before)) {
      if (text === undefined) delete process.env[name];
      else process.env[name] = text;
    }
  });

  const planned = async (name: string, target = 'prod') => (await checkout.json<Proposed>('ask', `a queue named ${name}`, '--target', target)).plan;
  const terminal = (args: readonly string[], ...answers: readonly (readonly [string, string])[]) =>
    onTerminal({ ...process.env, ASBUILT_HOME: checkout.home, NO_COLOR: '1' }, args, answers);
  const engine = () => {
    const { url, token } = JSON.parse(readFileSync(join(checkout.home, 'engine.json'), 'utf8')) as { url: string; token: string };
    return connectEngine(url, token);
  };
  const approvers = async () => (await checkout.json<ResponseOf<'approvers'>>('approver', 'list')).approvers.map(({ name, kind }) => `${name} ${kind}`);

  it('is not approved without a terminal, whatever is piped into the command or set around it', async () => {
    const plan = await planned('piped');
    const said = await checkout.run('approve', plan.id, '--json');
    expect([said.code, said.out]).toEqual([5, expect.stringContaining('KEY_MISSING')]);
  });

  it('is approved on a terminal, where the first time makes the key, shows nothing of the passphrase, and lets the plan be applied', async () => {
    const plan = await planned('first');
    const approved = await terminal(['approve', plan.id], ['New passphrase:', passphrase], ['The same again:', passphrase]);
    expect(approved).toMatchObject({ code: 0, left: 0, shown: expect.stringContaining('Approved by ada') });
    expect(approved.shown).not.toContain(passphrase.slice(0, 7));
    expect(statSync(join(checkout.home, 'keys', 'approver-real.json')).mode & 0o777).toBe(0o600);
    expect(await checkout.run('apply', plan.id, '--wait')).toMatchObject({ code: 0, out: expect.stringContaining('succeeded') });
    expect(await approvers()).toEqual(['ada simulated', 'ada real']);
  });

  it('takes the passphrase from a terminal alone once there is a key: not from a pipe, not from the environment', async () => {
    const plan = await planned('second');
    const piped = spawnSync(join(import.meta.dirname, '..', '..', 'bin', 'asbuilt'), ['approve', plan.id], {
      input: `${passphrase}\n${passphrase}\n`,
      encoding: 'utf8',
      env: { ...process.env, ASBUILT_HOME: checkout.home, ASBUILT_PASSPHRASE: passphrase },
    });
    expect([piped.status, piped.stderr]).toEqual([5, expect.stringContaining('TERMINAL_NEEDED')]);
    const wrong = await terminal(['approve', plan.id], [question, 'another passphrase'], [question, 'yet another one'], [question, '']);
    expect(wrong).toMatchObject({ code: 4, left: 0, shown: expect.stringContaining('PASSPHRASE_REFUSED') });
    const slip = await terminal(['approve', plan.id], [question, 'another passphrase'], [question, passphrase]);
    expect(slip).toMatchObject({ code: 0, left: 0 });
  });

  it('cannot be approved with the key for simulated targets by a program that hands its signature to the engine itself', async () => {
    const plan = await planned('forged');
    const shown = value(await engine().plan({ id: plan.id }));
    const signed = value(await value(await localApprover(settings)).sign(shown.plan, shown.auditHead, []));
    expect(await engine().approve({ id: plan.id, approval: signed })).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_SIMULATED' }] });
    expect(await checkout.run('apply', plan.id, '--json')).toMatchObject({ code: 5 });
  });

  it('gets no approver from a program that has the key for simulated targets', async () => {
    const usual = value(await localApprover(settings));
    const order = { kind: 'add', approver: { name: 'mal', publicKey: Buffer.alloc(32, 1).toString('base64'), kind: 'real' } } as const;
    const change: ApproverChange = value(await usual.signChange(order));
    expect(await engine().changeApprovers({ change })).toMatchObject({ ok: false, problems: [{ code: 'APPROVERS_REFUSED' }] });
    expect(await approvers()).toEqual(['ada simulated', 'ada real']);
  });

  it('is not approved while the list was edited, or put back to what it was, and is again once it is right', async () => {
    const file = join(checkout.home, 'approvers.json');
    copyFileSync(file, `${file}.right`);
    const plan = await planned('edited', 'sandbox');
    const whole = JSON.parse(readFileSync(file, 'utf8')) as { version: 2; changes: ApproverChange[] };
    writeFileSync(file, JSON.stringify({ ...whole, changes: whole.changes.slice(0, 1) }));
    expect(await checkout.run('approve', plan.id, '--json')).toMatchObject({ code: 5, out: expect.stringContaining('TRUST_CHANGED') });
    writeFileSync(file, readFileSync(`${file}.right`, 'utf8').replace('"ada"', '"mal"'));
    expect(await checkout.run('approve', plan.id, '--json')).toMatchObject({ code: 5, out: expect.stringContaining('TRUST_INVALID') });
    copyFileSync(`${file}.right`, file);
    expect(await checkout.run('approve', plan.id, '--json')).toMatchObject({ code: 0 });
  });

  it('has its list changed on a terminal, with the passphrase, and every change is in the audit log', async () => {
    const publicKey = Buffer.alloc(32, 2).toString('base64');
    expect(await terminal(['approver', 'add', 'bob', publicKey], [question, passphrase])).toMatchObject({ code: 0, left: 0 });
    expect(await approvers()).toEqual(['ada simulated', 'ada real', 'bob simulated']);
    expect(await terminal(['approver', 'remove', 'bob'], [question, passphrase])).toMatchObject({ code: 0, left: 0 });
    expect(await approvers()).toEqual(['ada simulated', 'ada real']);
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    const told = entries.filter(({ kind }) => kind.startsWith('approvers.')).map(({ kind, data }) => `${kind} ${data['how'] ?? data['codes']}`);
    expect(told).toEqual([
      'approvers.changed first use',
      'approvers.changed handed in',
      'approvers.denied APPROVERS_REFUSED',
      'approvers.changed handed in',
      'approvers.changed handed in',
    ]);
  });

  it('keeps its key and its list over a restart, and writes a list that is gone again', async () => {
    await checkout.run('down');
    copyFileSync(join(checkout.home, 'approvers.json'), join(checkout.home, 'approvers.json.before'));
    writeFileSync(join(checkout.home, 'approvers.json'), '');
    await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0');
    expect(await checkout.run('approver', 'list', '--json')).toMatchObject({ code: 5, out: expect.stringContaining('TRUST_INVALID') });
    await checkout.run('down');
    rmSync(join(checkout.home, 'approvers.json'));
    await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0');
    expect(readFileSync(join(checkout.home, 'approvers.json'), 'utf8')).toBe(readFileSync(join(checkout.home, 'approvers.json.before'), 'utf8'));
    expect(await approvers()).toEqual(['ada simulated', 'ada real']);
  });
});

describe.skipIf(!hasTerminals && !required)('a list of approvers', () => {
  it('of a former version, which nobody signed, is refused, and signed as it stands on a terminal', async () => {
    const former = new Checkout();
    try {
      const keys = localKeys({ home: former.home, user: 'ada' });
      const own = value(await keys.own());
      writeFileSync(join(former.home, 'approvers.json'), JSON.stringify({ approvers: [{ name: 'ada', publicKey: own.keys[0]?.publicKey }] }), { mode: 0o600 });
      const refused = await former.run('start', 'a queue named kept', '--yes', '--json');
      expect([refused.code, refused.out]).toEqual([5, expect.stringContaining('TRUST_UNSIGNED')]);
      const env = { ...process.env, ASBUILT_HOME: former.home, NO_COLOR: '1' };
      const signed = await onTerminal(env, ['approver', 'list'], [['Sign it as it stands?', 'y']]);
      expect(signed).toMatchObject({ code: 0, left: 0, shown: expect.stringContaining('trusted on first use, yours') });
      expect(await former.run('start', 'a queue named kept', '--yes')).toMatchObject({ code: 0 });
    } finally {
      await former.end();
    }
  });
});
