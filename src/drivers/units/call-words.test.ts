import { describe, expect, it } from 'vitest';
import { fillWords, secretInWords, WordRefused } from './call-words.ts';

const values = {
  inputs: {
    name: 'a b; $(c) `d`',
    count: 3,
    tags: { team: 'x' },
    option: '--debug',
    file: 'file:///etc/passwd',
    page: 'https://example.com',
    none: null,
    nul: 'a\0b',
  },
  make: { id: 'i-1' },
};

describe('the words of a call', () => {
  it('are each one word, whatever a value holds', () =>
    expect(
      fillWords(['ec2', 'run', '--name', '${inputs.name}', '--n=${inputs.count}', '${make.id}/${inputs.tags.team}', '${inputs.tags}', '$${x}'], values),
    ).toEqual(['ec2', 'run', '--name', 'a b; $(c) `d`', '--n=3', 'i-1/x', '{"team":"x"}', '${x}']));

  it.each([
    ['${inputs.option}', 'taken for an option'],
    ['${inputs.file}', 'address of something to read'],
    ['--body=${inputs.file}', 'address of something to read'],
    ['${inputs.page}', 'address of something to read'],
    ['${inputs.none}', 'null'],
    ['${inputs.nul}', 'NUL'],
  ])('are refused where %s would mean something else', (word, why) => {
    expect(() => fillWords(['s3api', 'x', word], values)).toThrow(WordRefused);
    expect(() => fillWords(['s3api', 'x', word], values)).toThrow(why);
  });

  it('take a value that begins like an option within a text of the author', () =>
    expect(fillWords(['a', 'b', 'x${inputs.option}'], values)).toEqual(['a', 'b', 'x--debug']));

  it('never hold a secret, at whatever depth', () => {
    const inputs = { deep: { password: { $secret: [{ name: 'db' }], digest: '0' } }, plain: 'x' };
    const step = (word: string) => [{ name: 'a', aws: ['s3api', 'x', word], gives: {} }];
    expect(secretInWords(step('${inputs.plain}'), inputs)).toBeNull();
    expect(secretInWords(step('${inputs.deep.password}'), inputs)).toBe('inputs.deep.password');
    expect(secretInWords(step('a-${inputs.deep}'), inputs)).toBe('inputs.deep');
  });
});
