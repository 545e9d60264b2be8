import { describe, expect, it } from 'vitest';
import type { CliIo, Doors } from './cli-io.ts';
import { Session } from './session.ts';
import { t } from './text.ts';

/** A session whose terminal would answer any question for a secret. */
function sessionOn(io: Partial<CliIo>, how = { json: false, input: true }) {
  const asked: string[] = [];
  const secret = async (question: string) => {
    asked.push(question);
    return 'typed';
  };
  const session = new Session({ interactive: true, agent: null, color: false, secret, ...io } as CliIo, {} as Doors, how);
  return { asked, passphrase: () => session.passphrase(t`Passphrase:`) };
}

describe('a passphrase', () => {
  it('is asked for on a person’s terminal', async () => {
    const { asked, passphrase } = sessionOn({});
    expect(await passphrase()).toEqual({ ok: true, value: 'typed' });
    expect(asked).toEqual(['Passphrase: ']);
  });

  it.each([
    ['an AI agent’s terminal', { agent: 'Robot' }, undefined, 'this terminal belongs to an AI agent (Robot)'],
    ['no terminal', { interactive: false }, undefined, 'stdin and stdout are not both a terminal'],
    ['a command that prints data', {}, { json: true, input: true }, 'the command was told not to ask'],
    ['a command that is not to ask', {}, { json: false, input: false }, 'the command was told not to ask'],
  ])('is not asked for on %s', async (_, io, how, cause) => {
    const { asked, passphrase } = sessionOn(io, how);
    expect(await passphrase()).toMatchObject({ ok: false, problems: [{ code: 'TERMINAL_NEEDED', cause }] });
    expect(asked).toEqual([]);
  });
});
