import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandSpec, commandTable, type FlagSpec } from '../../src/surfaces/cli/command-table.ts';
import { parseArguments } from '../../src/surfaces/cli/parse-arguments.ts';
import { untypable } from './commands.ts';

const root = join(import.meta.dirname, '..', '..');
// The reference of the command line is generated from the command table, in a notation of its own.
const generated = ['docs/reference/cli.md'];
const told = [
  ...globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts')),
  ...globSync(['docs/**/*.md', 'README.md', 'knowledge/**/*.yaml', 'examples/**/*.{md,yaml}'], { cwd: root }),
].filter((file) => !generated.includes(file));
const kindOf = (file: string) => (file.endsWith('.ts') ? 'ts' : file.endsWith('.md') ? 'md' : 'yaml');

describe('a command that somebody is told to type', () => {
  it('can be typed, in every fix, document and entry of the knowledge base', () => {
    expect(told.length).toBeGreaterThan(200);
    const wrong = told.flatMap((file) =>
      untypable(readFileSync(join(root, file), 'utf8'), kindOf(file)).map(({ line, text, why }) => `${file}:${line}: ${text} (${why})`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['ts', "const fix = 'run asbuilt graph query, or asbuilt runs list';", ['asbuilt graph query']],
    ['ts', "problem('X', 'no', 'choose another name (--called, or \"named …\")')", ['--called']],
    ['ts', 'fix: `asbuilt runs wacth ${run}`', ['asbuilt runs wacth x']],
    ['ts', 'fix: `asbuilt approve ${id} --confirm ${node} && asbuilt apply ${id} --soon`', ['asbuilt apply x --soon']],
    ['ts', "fix: 'asbuilt ask a bucket'", ['asbuilt ask a bucket']],
    [
      'md',
      'Run `asbuilt drift`, then\n```sh\nasbuilt show shop --all   # everything\n```\nas asbuilt drift says.',
      ['asbuilt drift', 'asbuilt show shop --all'],
    ],
    ['yaml', 'fix: "run asbuilt destroy <deployment> now; it shows what goes"', ['asbuilt destroy x now']],
  ] as const)('is found in %s where it cannot: %s', (kind, text, found) => {
    expect(untypable(text, kind).map((one) => one.text.replace('<deployment>', 'x'))).toEqual(found);
  });

  it('is left alone where it can, and in what is no command', () => {
    expect(untypable('asbuilt ask "a bucket, or two" --target prod, or asbuilt help ask', 'yaml')).toEqual([]);
    expect(untypable("fix: 'wait: asbuilt runs watch <id>; or end it: asbuilt runs cancel <id>.'", 'ts')).toEqual([]);
    expect(untypable('// asbuilt tags are ours\n * asbuilt graph query', 'ts')).toEqual([]);
    expect(untypable('See node_modules/asbuilt drift and bin/asbuilt drift.', 'yaml')).toEqual([]);
  });
});

describe('a mistyped word', () => {
  const destructive = (Object.entries(commandTable) as [string, CommandSpec][]).filter(([, spec]) => spec.destructive === true).map(([name]) => name);

  it('is never answered with a command that removes, stops or ends something', () => {
    expect(destructive).toEqual(expect.arrayContaining(['destroy', 'down', 'reject', 'runs cancel']));
    for (const name of destructive) {
      const slips = [name.slice(1), name.slice(0, -1), `${name}x`, name.replace(/(.)(.)$/, '$2$1'), name.replaceAll(' ', '-')];
      for (const slip of slips.filter((one) => one !== name)) {
        const line = parseArguments([...slip.split(' '), 'shop']);
        const fix = line.kind === 'mistake' ? (line.problems[0]?.fix ?? '') : '';
        for (const other of destructive) expect(`${slip} → ${fix}`).not.toMatch(new RegExp(`asbuilt ${other}\\b`));
      }
    }
  });

  it('is never answered with a flag that loses something or says yes to it', () => {
    for (const [name, spec] of Object.entries(commandTable) as [string, CommandSpec][]) {
      for (const [flag, of] of Object.entries(spec.flags) as [string, FlagSpec][]) {
        if (of.destructive !== true) continue;
        const line = parseArguments([...name.split(' '), `--${flag.slice(0, -1)}`]);
        expect(line).toMatchObject({ kind: 'mistake', problems: [{ fix: expect.not.stringContaining(`--${flag}?`) }] });
      }
    }
  });

  it('is still answered with what is harmless', () => {
    expect(parseArguments(['deploymnets'])).toMatchObject({ problems: [{ fix: 'did you mean: asbuilt deployments?' }] });
  });
});
