import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../kernel/json.ts';
import { inner, quoted, value } from './shell-functions.ts';
import { jsonWord, shellText } from './shell-word.ts';

const functions = [...quoted, ...inner, ...value].join('\n');

/** What a POSIX shell puts out under `set -eu`. */
function sh(script: string, environment: Readonly<Record<string, string>> = {}): string {
  const ran = spawnSync('sh', ['-c', `set -eu\n${functions}\n${script}`], { encoding: 'utf8', env: { PATH: process.env['PATH'], ...environment } });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}

/** Everything that a shell, awk, printf or JSON could read more into. No environment variable holds a NUL. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '`',
        '$(id)',
        '${HOME}',
        '$x',
        '\n',
        '\r',
        '\t',
        '%s',
        '%',
        '\\n',
        '*',
        '~',
        '!',
        '-n',
        '&',
        ';',
        '|',
        '#',
        'é',
        '日本',
        '👩‍🚀',
        '\u0001',
        '\u001b[2J',
        '\u202e',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));
const wellFormed = hostile.filter((text) => !/\p{Cs}/u.test(text));
const document = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    wellFormed,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(wellFormed, tie('value'), { maxKeys: 3 }).map((members) => Object.fromEntries(Object.entries(members))),
  ),
})).value;

const holes = ({ name }: { name: string }): string => `$${name}`;
const run = { numRuns: 60 };

describe('a value in a script', () => {
  it('is for the shell the very text that it is, whatever is in it', () => {
    fc.assert(
      fc.property(document, (json) => {
        expect(JSON.parse(sh(`printf '%s' ${shellText(jsonWord(json, () => ''))}`))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
      run,
    );
  });

  it('that comes from a variable stays what it is in a document, in a text, and in a document inside a text', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (held, around) => {
        const hole = { $local: 'x' };
        const joined = { $join: [around, hole, around] };
        const word = jsonWord({ plain: hole, joined, text: { $json: { plain: hole, [`k${around}`]: joined } } }, (one) => holes(one as { name: string }));
        const said = JSON.parse(sh(`x=$(quoted "$RAW")\nprintf '%s' ${shellText(word)}`, { RAW: held })) as { plain: string; joined: string; text: string };
        expect(said).toMatchObject({ plain: held, joined: around + held + around });
        expect(JSON.parse(said.text)).toEqual({ plain: held, [`k${around}`]: around + held + around });
      }),
      run,
    );
  });

  it('keeps its JSON type, and a number or a list is joined as its text', () => {
    const word = jsonWord({ port: { $local: 'n' }, zones: { $local: 'l' }, text: { $join: ['p-', { $local: 'n' }, '/', { $local: 'l' }] } }, (one) =>
      holes(one as { name: string }),
    );
    expect(JSON.parse(sh(`n=5432 l='["a","b"]'\nprintf '%s' ${shellText(word)}`))).toEqual({ port: 5432, zones: ['a', 'b'], text: 'p-5432/["a","b"]' });
  });

  it('writes a document without open values out as the text that a run sends', () => {
    expect(shellText(jsonWord({ Policy: { $json: { b: "it's", a: 1 } } }, () => ''))).toBe(
      `'{"Policy":${JSON.stringify(canonicalJson({ a: 1, b: "it's" })).replaceAll("'", "'\\''")}}'`,
    );
  });
});

describe('the shell’s way into a document', () => {
  it('finds the value at a path, as JSON, however the document is laid out', () => {
    fc.assert(
      fc.property(document, document, fc.nat(3), fc.constantFrom(0, 1, 4), (wanted, other, position, indent) => {
        fc.pre(wanted !== null);
        const list: Json[] = [other, other, other, other];
        list[position] = wanted;
        const text = JSON.stringify({ Other: other, Wanted: { Arn: 'not this', List: list } }, null, indent);
        expect(JSON.parse(sh(`value "$DOC" Wanted List ${position}`, { DOC: text }))).toEqual(JSON.parse(JSON.stringify(wanted)));
      }),
      run,
    );
  });

  it.each([
    ['a member that is not there', '{"A":{"C":1}}'],
    ['a member of another object', '{"X":{"B":1},"A":{}}'],
    ['null', '{"A":{"B":null}}'],
    ['a member of a text', '{"A":"B"}'],
    ['a text that is no JSON', 'None'],
    ['nothing', ''],
  ])('ends the script for %s', (_, text) => {
    expect(() => sh('x=$(value "$DOC" A B)\necho "went on with $x"', { DOC: text })).toThrow('no value at A B');
  });
});
