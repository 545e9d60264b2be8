import { describe, expect, it } from 'vitest';
import { matchPattern } from './schema-pattern.ts';

describe('matchPattern', () => {
  it.each([
    ['^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', 'my-bucket', 'match'],
    ['^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', 'My_Bucket', 'mismatch'],
    ['^arn:aws[a-zA-Z-]*:iam::\\d{12}:role/.+$', 'arn:aws:iam::123456789012:role/x', 'match'],
    ['^[\\p{L}\\p{Z}]+$', 'Grüße an alle', 'match'],
    ['^[\\p{L}\\p{Z}]+$', 'p{L}', 'mismatch'],
    // Escapes that Unicode rules forbid and the schemas use.
    ['^[a-z\\_\\:]+$', 'a_b:c', 'match'],
    ['^[\\w-\\.]+$', 'a-b.c', 'match'],
    // Found anywhere unless it is anchored.
    ['[0-9]{12}', 'account 123456789012', 'match'],
  ])('%s on %j is a %s', (pattern, value, outcome) => {
    expect(matchPattern(pattern, value)).toBe(outcome);
  });

  it.each([
    ['an inline flag', '(?i)abc(?s).*'],
    ['a doubled repetition', '^[a-z]*{1,5}$'],
    ['anchors of another engine', '\\A[0-9a-f]+\\Z'],
    ['a POSIX class', '^[[:alnum:]]+$'],
    ['a class intersection', '^[a-z&&[^b]]+$'],
    ['something that is no pattern', '(['],
  ])('leaves the value unchecked for %s', (_, pattern) => {
    expect(matchPattern(pattern, 'zzz')).toBe('unchecked');
  });
});
