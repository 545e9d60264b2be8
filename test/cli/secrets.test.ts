import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

describe('asbuilt secret', () => {
  it('takes a value that is typed twice and not shown, and never says it', async () => {
    const { code, out, err, asked, secrets } = await commandLine(['secret', 'set', 'api_key'], { terminal: true, secrets: ['hunter two', 'hunter two'] });
    expect([code, secrets.values.get('api_key')]).toEqual([0, 'hunter two']);
    expect(asked).toEqual(['api_key: ', 'The same again: ']);
    expect(out + err).not.toContain('hunter');
    expect(out).toContain("${secret('api_key')}");
  });

  it('takes all of stdin where that is no terminal', async () => {
    const { code, secrets, json } = await commandLine(['secret', 'set', 'db', '--json'], { files: { '-': 'hunter two\n' } });
    expect([code, secrets.values.get('db'), json()]).toEqual([0, 'hunter two\n', [{ name: 'db', replaced: true }]]);
  });

  it.each([
    ['that was not the same twice', { terminal: true, secrets: ['one', 'two'] }, 2, 'USAGE'],
    ['that is empty', { terminal: true, secrets: ['', ''] }, 2, 'USAGE'],
    ['that was not typed', { terminal: true, secrets: [] }, 2, 'USAGE'],
    ['of an agent', { terminal: true, secrets: ['one', 'one'], agent: 'an agent' }, 5, 'APPROVAL_NEEDED'],
  ] as const)('keeps what it has where the value is one %s', async (_, setup, exit, told) => {
    const { code, err, secrets } = await commandLine(['secret', 'set', 'db'], { ...setup, secrets: [...setup.secrets] });
    expect([code, secrets.values.get('db')]).toEqual([exit, 'as it was']);
    expect(err).toContain(told);
  });

  it.each(['../db', 'ssm:/db', 'a.b', ''])('calls no secret %j', async (name) => {
    const { code, secrets } = await commandLine(['secret', 'set', name], { files: { '-': 'hunter two' } });
    expect([code, secrets.values.size]).toEqual([2, 1]);
  });

  it('lists names and removes one, for a person alone', async () => {
    expect((await commandLine(['secret', 'list', '--json'])).json()).toEqual([{ secrets: [{ name: 'db', usable: true }] }]);
    const removed = await commandLine(['secret', 'remove', 'db']);
    expect([removed.code, removed.secrets.values.size]).toEqual([0, 0]);
    expect((await commandLine(['secret', 'remove', 'other'])).err).toContain('SECRET_UNKNOWN');
    for (const argv of [
      ['secret', 'list'],
      ['secret', 'remove', 'db'],
    ] as const) {
      const { code, secrets } = await commandLine(argv, { agent: 'an agent' });
      expect([code, secrets.values.size]).toEqual([5, 1]);
    }
  });
});
