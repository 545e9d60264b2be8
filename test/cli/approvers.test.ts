import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { commandLine, type Setup } from './command-line.ts';
import { FakeEngine, listed, realKey, simulatedKey } from './fake-engine.ts';
import { realTarget, sampleChange, samplePlan, sampleTarget } from './sample-plan.ts';

const passphrase = 'a long enough one';
const other = `${'O'.repeat(43)}=`;
const real = samplePlan([sampleChange()], { targets: [realTarget('sandbox', 'prod')] });
const local = samplePlan([sampleChange()], { targets: [realTarget('sandbox', 'moto', '123456789012', { kind: 'url', url: 'http://127.0.0.1:5000' })] });

/** An engine whose list has the person's key for simulated targets, and these. */
function engineWith(plan = real, ...more: readonly ReturnType<typeof listed>[]): FakeEngine {
  const engine = new FakeEngine(plan);
  engine.list.approvers.push(...more);
  return engine;
}

const mine = listed('kim', 'real', realKey);
const theirs = listed('ada', 'real', other);
const person = { terminal: true, passphrase, secrets: [passphrase] } as const satisfies Setup;

describe('approve', () => {
  it('asks for nothing where all is simulated, or on loopback', async () => {
    for (const plan of [samplePlan(), local]) {
      const { code, asked, keys } = await commandLine(['approve', plan.id], { engine: engineWith(plan) });
      expect([code, asked, keys.needed]).toEqual([0, [], ['simulated']]);
    }
  });

  it('signs a plan with one real target among others with the key that a passphrase opens', async () => {
    const mixed = samplePlan([sampleChange()], { targets: [sampleTarget(), realTarget('prod')] });
    const { code, asked, approver, keys } = await commandLine(['approve', mixed.id], { engine: engineWith(mixed, mine), ...person });
    expect([code, keys.needed, approver.signed.length]).toEqual([0, ['real'], 1]);
    expect(asked).toEqual(['Passphrase of your key for real targets: ']);
  });

  it('does not sign with another passphrase', async () => {
    const { code, err, approver } = await commandLine(['approve', real.id], {
      engine: engineWith(real, mine),
      ...person,
      secrets: ['another one, just as long'],
    });
    expect([code, approver.signed]).toEqual([4, []]);
    expect(err).toContain('PASSPHRASE_REFUSED');
  });

  it.each([
    ['without a terminal', {}, [], 'stdin and stdout are not both a terminal'],
    ['with --json', { terminal: true }, ['--json'], 'the command was told not to ask'],
    ['with --no-input', { terminal: true }, ['--no-input'], 'the command was told not to ask'],
    ['where input has ended', { terminal: true, secrets: [] }, [], 'nothing was typed'],
  ])('takes no passphrase %s: it says that a terminal is needed', async (_, setup, flags, cause) => {
    const { code, out, err, approver } = await commandLine(['approve', real.id, ...flags], {
      engine: engineWith(real, mine),
      passphrase,
      secrets: [passphrase],
      answers: [passphrase],
      ...setup,
    });
    expect([code, approver.signed]).toEqual([5, []]);
    expect(out + err).toContain('TERMINAL_NEEDED');
    expect(out + err).toContain(cause);
    expect(out + err).toContain('in a terminal of your own');
  });

  it('is refused in an agent’s terminal before any passphrase is asked for', async () => {
    const deciding = [
      ['approve', real.id],
      ['ask', 'a bucket', '--yes'],
      ['approver', 'key'],
      ['approver', 'add', 'mal', other, '--real'],
      ['approver', 'remove', 'kim'],
    ];
    for (const argv of deciding) {
      const engine = argv[0] === 'approver' ? engineWith() : engineWith(real, mine);
      const { code, err, asked, approver } = await commandLine(argv, { engine, ...person, agent: 'Robot' });
      expect([argv[0], code, asked, approver.signed, approver.changes]).toEqual([argv[0], 5, [], [], []]);
      expect(err).toContain('belongs to an AI agent');
    }
  });

  it('asks for no passphrase where the plan can no longer be approved', async () => {
    const engine = engineWith(real, mine);
    engine.refused = problem('PLAN_STALE', 'the records moved', 'plan again');
    const { code, err, asked, approver } = await commandLine(['approve', real.id], { engine, ...person });
    expect([code === 0, asked, approver.signed]).toEqual([false, [], []]);
    expect(err).toContain('PLAN_STALE');
  });

  it('makes the key where there is none yet, puts it on the list, says what that means, and signs with it', async () => {
    const engine = engineWith();
    const { code, out, asked, approver } = await commandLine(['approve', real.id], { engine, terminal: true, secrets: [passphrase, passphrase] });
    expect([code, approver.signed.length]).toEqual([0, 1]);
    expect(asked).toEqual(['New passphrase: ', 'The same again: ']);
    expect(approver.changes).toEqual([{ kind: 'add', approver: { name: 'kim', publicKey: realKey, kind: 'real' } }]);
    expect(out).toContain('if it is forgotten');
    expect(out).toContain('trusted on first use');
  });

  it('says how to make it where nobody can be asked', async () => {
    const { code, err, approver } = await commandLine(['approve', real.id], { engine: engineWith() });
    expect([code, approver.changes]).toEqual([5, []]);
    expect(err).toContain('KEY_MISSING');
    expect(err).toContain('asbuilt approver key');
  });
});

describe('approver key', () => {
  const made = (secrets: readonly string[], engine = engineWith()) => commandLine(['approver', 'key'], { engine, terminal: true, secrets });

  it('takes a passphrase that is long enough and the same twice, and asks again for another', async () => {
    const { code, asked, out, keys } = await made(['too short', passphrase, 'a slip of the hand', passphrase, passphrase]);
    expect([code, keys.passphrase]).toEqual([0, passphrase]);
    expect(asked.filter((question) => question.startsWith('New'))).toHaveLength(3);
    expect(out).toContain('fewer than 12');
    expect(out).toContain('That was another one.');
  });

  it.each([
    ['a short one', ['short', 'short', 'short', passphrase]],
    ['two that differ', [passphrase, 'another of that length', passphrase, 'x', passphrase, '']],
  ])('gives up after three times with %s, and makes nothing', async (_, secrets) => {
    const { code, err, keys, approver } = await made(secrets);
    expect([code, keys.passphrase, approver.changes]).toEqual([4, null, []]);
    expect(err).toContain('PASSPHRASE_REFUSED');
  });

  it('leaves it to somebody with a key for real targets, where there is one, to add it', async () => {
    const { code, err, approver, keys } = await made([passphrase, passphrase], engineWith(real, theirs));
    expect([code, approver.changes, keys.passphrase]).toEqual([5, [], passphrase]);
    expect(err.replace(/\s+/g, ' ')).toContain(`asbuilt approver add kim ${realKey} --real`);
  });

  it('asks nothing where it is there and on the list, and goes on where it is only there', async () => {
    const there = await commandLine(['approver', 'key', '--json'], { engine: engineWith(real, mine), ...person });
    expect([there.code, there.asked, there.json()]).toEqual([0, [], [{ publicKey: realKey }]]);
    const unlisted = await commandLine(['approver', 'key'], { engine: engineWith(), ...person });
    expect([unlisted.code, unlisted.asked, unlisted.approver.changes.length]).toEqual([0, [], 1]);
  });
});

describe('approver list', () => {
  it('shows whose key, for what, since when, by whom, and which are yours', async () => {
    const { code, out } = await commandLine(['approver', 'list'], { engine: engineWith(real, theirs), ...person });
    expect(code).toBe(0);
    expect(out).toMatch(/^kim +simulated +[0-9a-f]{12} {2}since 2026-01-01 00:00:00Z, trusted on first use, yours$/m);
    expect(out).toContain(`\n     ${simulatedKey}\n`);
    expect(out).toMatch(/^ada +real and simulated +[0-9a-f]{12} {2}since 2026-01-01 00:00:00Z, added by kim$/m);
    expect(out).toContain(`Not on the list: your key for real targets, ${realKey}`);
  });

  it('gives the same as data', async () => {
    const { json } = await commandLine(['approver', 'list', '--json'], { engine: engineWith(real, theirs) });
    expect(json()).toMatchObject([
      {
        signed: true,
        approvers: [
          { name: 'kim', publicKey: simulatedKey, yours: true },
          { name: 'ada', yours: false },
        ],
      },
    ]);
  });

  const unsigned = () => {
    const engine = engineWith();
    engine.list = { signed: false, approvers: [{ ...listed('kim', 'simulated', simulatedKey), since: null, addedBy: null }] };
    return engine;
  };

  it('of a former version is shown, and signed as it stands where the person says so', async () => {
    const signed = await commandLine(['approver', 'list'], { engine: unsigned(), terminal: true, answers: ['y'] });
    expect([signed.code, signed.approver.changes]).toEqual([0, [{ kind: 'begin', approvers: [{ name: 'kim', publicKey: simulatedKey }] }]]);
    expect(signed.out).toMatch(/^kim +simulated +[0-9a-f]{12} {2}unsigned, yours$/m);
    expect(signed.out).toMatch(/^kim +simulated .*trusted on first use, yours$/m);
  });

  it.each([
    ['who says nothing', { terminal: true, answers: [''] }],
    ['without a terminal', { answers: ['y'] }],
    ['in an agent’s terminal', { terminal: true, agent: 'Robot', answers: ['y'] }],
  ])('of a former version is not signed for somebody %s', async (_, setup) => {
    const { code, out, approver } = await commandLine(['approver', 'list'], { engine: unsigned(), ...setup });
    expect([code, approver.changes]).toEqual([0, []]);
    expect(out).toContain('asbuilt approver list');
  });
});

describe('approver add and remove', () => {
  it('are signed with the key for simulated targets as long as there is no other', async () => {
    const { code, keys, approver, asked } = await commandLine(['approver', 'add', 'ada', other], { engine: engineWith() });
    expect([code, keys.needed, asked]).toEqual([0, ['simulated'], []]);
    expect(approver.changes).toEqual([{ kind: 'add', approver: { name: 'ada', publicKey: other, kind: 'simulated' } }]);
  });

  it('are signed with the key for real ones, and its passphrase, as soon as there is one', async () => {
    const engine = engineWith(real, mine);
    const added = await commandLine(['approver', 'add', 'ada', other, '--real'], { engine, ...person });
    expect([added.code, added.keys.needed, added.asked.length]).toEqual([0, ['real'], 1]);
    const removed = await commandLine(['approver', 'remove', 'ada'], { engine, ...person });
    expect([removed.code, removed.approver.changes]).toEqual([0, [{ kind: 'remove', keyId: listed('ada', 'real', other).keyId }]]);
    const without = await commandLine(['approver', 'add', 'ada', other], { engine, passphrase, secrets: [passphrase] });
    expect([without.code, without.approver.changes]).toEqual([5, []]);
    expect(without.err).toContain('TERMINAL_NEEDED');
  });

  it('do not let a key for real targets be one that no passphrase guards', async () => {
    const { code, err, approver } = await commandLine(['approver', 'add', 'kim', simulatedKey, '--real'], { engine: engineWith(), ...person });
    expect([code, approver.changes]).toEqual([2, []]);
    expect(err).toContain('asbuilt approver key');
  });

  it.each([
    ['what is no key', ['add', 'ada', 'AAAA', '--real'], '<key>: a key is the base64 of 32 raw Ed25519 bytes'],
    ['a name that cannot be seen', ['add', 'a\u200bda', other, '--real'], '<name>: a name has 1 to 128 characters'],
    ['a key that is there already', ['add', 'kim', realKey, '--real'], 'a key would be there twice'],
    ['the last one for real targets', ['remove', mine.keyId.slice(0, 12)], 'no key for real targets would be left'],
  ])('are refused before the passphrase is asked for: %s', async (_, argv, said) => {
    const { code, err, asked, approver } = await commandLine(['approver', ...argv], { engine: engineWith(real, mine), ...person });
    expect(code).not.toBe(0);
    expect([asked, approver.changes]).toEqual([[], []]);
    expect(err.replace(/\s+/g, ' ')).toContain(said);
  });

  it('name the key where a name has several, and nobody where there is none of it', async () => {
    const engine = engineWith(real, mine, theirs);
    const several = await commandLine(['approver', 'remove', 'kim'], { engine, ...person });
    expect([several.code, several.approver.changes]).toEqual([2, []]);
    expect(several.err.replace(/\s+/g, ' ')).toContain(`asbuilt approver remove ${mine.keyId.slice(0, 12)} (real)`);
    const one = await commandLine(['approver', 'remove', mine.keyId.slice(0, 12)], { engine, ...person });
    expect([one.code, one.approver.changes]).toEqual([0, [{ kind: 'remove', keyId: mine.keyId }]]);
    const none = await commandLine(['approver', 'remove', 'zoe'], { engine, ...person });
    expect([none.code, none.approver.changes]).toEqual([2, []]);
  });
});
