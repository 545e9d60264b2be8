import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandTable } from './command-table.ts';
import { parseArguments } from './parse-arguments.ts';

function mistakeOf(...argv: string[]): { message: string; fix: string } {
  const line = parseArguments(argv);
  if (line.kind !== 'mistake') throw new Error(`understood ${argv.join(' ')}`);
  const [first] = line.problems;
  expect(first?.code).toBe('USAGE');
  return { message: first?.message ?? '', fix: first?.fix ?? '' };
}

describe('a command line', () => {
  it('gives every positional and every flag a value', () => {
    expect(parseArguments(['ask', 'a bucket', '--target', 'prod'])).toMatchObject({
      kind: 'command',
      name: 'ask',
      json: false,
      input: true,
      values: { text: 'a bucket', file: null, target: ['prod'], yes: false },
    });
    expect(parseArguments(['sandbox'])).toMatchObject({ values: { port: null, state: null, speed: null, account: [] } });
  });

  it('takes flags in either form, anywhere after the command, and texts that look like flags after --', () => {
    expect(parseArguments(['reject', '--why=--because', 'p_1', '--json', '--no-input'])).toMatchObject({
      name: 'reject',
      json: true,
      input: false,
      values: { id: 'p_1', why: '--because' },
    });
    expect(parseArguments(['ask', '--', '--json'])).toMatchObject({ json: false, values: { text: '--json' } });
    expect(parseArguments(['ask', '--file', '-'])).toMatchObject({ values: { file: '-' } });
  });

  it.each([
    [['rnus', 'list'], 'asbuilt runs list?'],
    [['runs', 'wach', 'r_1'], 'asbuilt runs watch?'],
    [['aply', 'p_1'], 'asbuilt apply?'],
    [['up', '--detatch'], '--detach?'],
    [['up', '-detach'], '--detach?'],
    [['ask', 'x', '--taget=prod'], '--target?'],
    [['help', 'aks'], 'asbuilt help ask?'],
  ])('names the likely word for %j', (argv, likely) => {
    expect(mistakeOf(...argv).fix).toBe(`did you mean${likely.startsWith('--') ? '' : ':'} ${likely}`);
  });

  it.each([
    [['runs'], 'list, show, watch, cancel, resume'],
    [['plans', '--json'], 'list, show'],
    [['approve'], 'needs the plan’s id'],
    [['approve', 'p_1', 'p_2'], 'does not take "p_2"'],
    [['--json', 'up'], 'before its flags'],
    [['up', '--detach=yes'], 'takes no value'],
    [['up', '--port'], 'needs a value'],
    [['up', '--port', '--json'], 'needs a value'],
    [['up', '--port', '70000'], 'is not a port'],
    [['up', '--port', '1e3'], 'is not a port'],
    [['up', '--port', ''], 'is not a port'],
    [['up', '--port', '1', '--port', '2'], 'given twice'],
    [['up', '--sandbox', '--speed', '0'], 'above 0'],
    [['up', '--speed', '-1'], 'above 0'],
    [['audit', 'list', '--from', '1.5'], 'whole number'],
    [['up', '--toString'], 'no flag'],
    [['constructor'], 'no command'],
    [['types', 'describe'], 'needs CloudFormation names'],
    [['types', 'import', 'a', 'b'], 'does not take "b"'],
  ])('refuses %j', (argv, words) => {
    expect(mistakeOf(...argv).message).toContain(words);
  });

  it('gives the quoted form of a sentence that was not quoted', () => {
    expect(mistakeOf('ask', 'create', 'a', 'bucket').fix).toBe('asbuilt ask "create a bucket"');
  });

  it('takes every further word where a command takes many', () => {
    expect(parseArguments(['types', 'describe', 'A::B::C', '--target', 'prod', 'D::E::F'])).toMatchObject({
      values: { type: ['A::B::C', 'D::E::F'], target: 'prod' },
    });
  });

  it('takes a speed without bounds', () => {
    for (const speed of ['infinity', 'Infinity'])
      expect(parseArguments(['sandbox', '--speed', speed])).toMatchObject({ values: { speed: Number.POSITIVE_INFINITY } });
    expect(parseArguments(['sandbox', '--speed', '0.5'])).toMatchObject({ values: { speed: 0.5 } });
  });

  it('shows help for everything, a group or a command', () => {
    expect(parseArguments([])).toMatchObject({ kind: 'help', topic: null });
    expect(parseArguments(['runs', '--help'])).toMatchObject({ kind: 'help', topic: 'runs' });
    expect(parseArguments(['runs', 'show', '-h'])).toMatchObject({ kind: 'help', topic: 'runs show' });
    expect(parseArguments(['help', 'runs', 'show'])).toMatchObject({ kind: 'help', topic: 'runs show' });
  });

  it('never throws, whatever is typed', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.keys(commandTable).flatMap((name) => name.split(' ')), '--json', '--port', '--', '-h', '--yes', '--file'),
    );
    fc.assert(fc.property(fc.array(words, { maxLength: 6 }), (argv) => void parseArguments(argv)));
  });
});
