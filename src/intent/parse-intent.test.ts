import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intentLimit, sentenceLimit } from '../model/intent.ts';
import { intentFromText, nodesFromJson, parseIntent } from './parse-intent.ts';

function problem(bytes: string) {
  const parsed = parseIntent(bytes);
  if (parsed.ok) throw new Error('read');
  return parsed.problems[0];
}

describe('a node address', () => {
  const told = (address: string) => {
    const read = nodesFromJson({ name: 'shop', nodes: { [address]: { type: 'AWS::S3::Bucket', properties: {} } } });
    return read.ok ? 'read' : read.problems.map(({ message }) => message).join('; ');
  };

  it('says which character it has that it cannot have, or how long it may be', () => {
    expect(told('my-bucket')).toContain('queues["orders"]; "-" (U+002D) cannot stand in this one');
    expect(told('queues["a-b"].Orders')).toContain('; "O" (U+004F) cannot stand');
    expect(told('a'.repeat(171))).toContain('a node address has at most 160 characters, and this has 171');
    expect(told('1st')).toMatch(/: a node address is names of lower-case letters, digits and _, such as [^;]*$/);
    expect(told('bucket')).toBe('read');
  });
});

describe('parseIntent', () => {
  it('takes what begins with { for a form, everything else for a sentence', () => {
    expect(parseIntent(' a bucket\n')).toEqual({ ok: true, value: { intent: 'a bucket' } });
    expect(parseIntent('\ufeff {"intent": "a bucket", "compliance": ["private"]}')).toEqual({
      ok: true,
      value: { intent: 'a bucket', compliance: ['private'] },
    });
  });

  it('refuses more than the limit, counted in UTF-8 bytes', () => {
    expect(parseIntent('x'.repeat(sentenceLimit)).ok).toBe(true);
    expect(problem('x'.repeat(sentenceLimit + 1))).toMatchObject({ code: 'INTENT_TOO_LARGE' });
    expect(problem('é'.repeat(sentenceLimit / 2 + 1))).toMatchObject({ code: 'INTENT_TOO_LARGE' });
    expect(problem(JSON.stringify({ intent: 'x'.repeat(sentenceLimit + 1) }))).toMatchObject({ code: 'INTENT_TOO_LARGE', at: 'intent' });
    expect(problem(JSON.stringify({ intent: 'a bucket', compliance: ['x'.repeat(sentenceLimit + 1)] }))).toMatchObject({ code: 'INTENT_TOO_LARGE' });
    expect(parseIntent(JSON.stringify({ intent: 'a bucket', params: { policy: 'x'.repeat(sentenceLimit + 1) } })).ok).toBe(true);
    expect(problem(`{"intent": "${'x'.repeat(intentLimit)}"}`)).toMatchObject({ code: 'INTENT_TOO_LARGE' });
  });

  it.each([
    ['a NUL', 'a\u0000bucket', 'intent:2'],
    ['an escape sequence', 'a \u001b[31mbucket', 'intent:3'],
    ['bytes that are not UTF-8', 'a \ufffd bucket', 'intent:3'],
    ['a right-to-left override', 'a \u202ebucket', 'intent:3'],
    ['a zero-width space', 'a buck\u200bet', 'intent:7'],
    ['half a character', 'a \ud800 bucket', 'intent:3'],
  ])('refuses %s at its place', (_, text, at) => {
    expect(problem(text)).toMatchObject({ code: 'INTENT_UNREADABLE', at });
  });

  it('refuses the same inside a form, raw or escaped', () => {
    expect(problem('{"intent": "a\\u202ebucket"}')).toMatchObject({ code: 'INTENT_UNREADABLE', at: 'intent:2' });
    expect(problem('{"intent": "a bucket", "params": {"na\\u0000me": "x"}}')).toMatchObject({ code: 'INTENT_UNREADABLE' });
  });

  it('refuses what is not JSON, and JSON nested without end', () => {
    expect(problem('{"intent": ')).toMatchObject({ code: 'INTENT_UNREADABLE', at: 'intent file' });
    expect(problem(`{"intent": "x", "params": {"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}}`)).toMatchObject({ code: 'INTENT_UNREADABLE' });
  });

  it('names the nearest field for one that does not exist', () => {
    expect(problem('{"intent": "x", "regoin": "us-east-1"}')).toMatchObject({ code: 'INPUT_INVALID', at: 'regoin', fix: 'did you mean region?' });
    expect(problem('{"intent": "x", "\\u001b[31m": 1}')?.message).not.toContain('\u001b');
  });

  it('refuses an empty intent', () => {
    for (const empty of ['', '  \n', '{"intent": " "}', '{}']) expect(problem(empty)).toMatchObject({ code: 'INPUT_INVALID' });
    expect(intentFromText(' ').ok).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.string().map((text) => `{${text}`),
        ),
        (text) => typeof parseIntent(text).ok === 'boolean',
      ),
    );
  });
});
