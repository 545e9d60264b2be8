import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, jsonLine } from '../../kernel/escape-text.ts';
import { joined, Text, t } from './text.ts';

const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
/** Text rich in what terminals act on. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]0;x\u0007',
        '\r',
        '\n',
        '\u0000',
        '\u009b31m',
        '\u202e',
        '\u2066',
        '\u200b',
        '\u2028',
        '\ud800',
        '\u{e0041}',
        'a',
        '漢',
        '🙂',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('text for a terminal', () => {
  it('holds nothing dangerous, whatever is put into it', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const line = joined([t`a ${one} b`, Text.of(two).styled('red'), t`${t`${two}`.padded(9)}`.cut(12)], ', ');
        expect(line.render(false)).not.toMatch(dangerous);
      }),
    );
  });

  it('has no control sequences in colour but its own', () => {
    fc.assert(
      fc.property(hostile, (content) => {
        const own = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
        expect(t`${content}`.styled('red').render(true).replaceAll(own, '')).not.toMatch(dangerous);
      }),
    );
  });

  it('keeps apart what was apart before it was escaped, as long as no backslash was in it', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        fc.pre(one !== two && !one.includes('\\') && !two.includes('\\'));
        expect(escapeText(one)).not.toBe(escapeText(two));
      }),
    );
  });

  it('leaves ordinary text as it is', () => {
    for (const text of ['orders-logs', 'Größe ≥ 5 µm', '漢字', '🙂', '‹logs.Arn›']) expect(escapeText(text)).toBe(text);
  });

  it('is never cut wider than asked', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (content, columns) => {
        const line = t`${content}`;
        expect(line.cut(columns).width).toBeLessThanOrEqual(columns);
        if (line.width <= columns) expect(line.cut(columns).render(false)).toBe(line.render(false));
      }),
    );
  });

  it('styles only what asks for it', () => {
    expect(t`a ${t`b`.styled('bold')} c`.render(true)).toBe('a \u001b[1mb\u001b[0m c');
    expect(t`a ${t`b`.styled('bold')} c`.render(false)).toBe('a b c');
  });
});

describe('a line of JSON', () => {
  it('parses to the value it was made of and holds nothing dangerous', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostile, (value, text) => {
        const whole = { value: JSON.parse(JSON.stringify(value)), [text]: text };
        const line = jsonLine(whole);
        expect(line).not.toMatch(dangerous);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(whole)));
      }),
    );
  });
});

describe('a line that is too long for the terminal', () => {
  const words = fc.array(fc.stringMatching(/^[a-zé漢-]{1,14}$/u), { minLength: 1, maxLength: 30 });

  it('is broken between words, and loses none', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 80 }), (said, columns) => {
        const text = Text.of(said.join(' '));
        const lines = text.wrapped(columns);
        expect(lines.flatMap((line) => line.render(false).trim().split(' '))).toEqual(said);
        for (const line of lines) expect(line.width).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('goes on below its content, not below its label, and keeps its styles', () => {
    const line = t`${t`Impact`.styled('dim').padded(11)}${t`one two three four five six seven`.styled('red')}`.hanging(11);
    expect(line.wrapped(26).map((each) => each.render(false))).toEqual(['Impact     one two three', '           four five six', '           seven']);
    expect(line.wrapped(26)[1]?.render(true)).toContain('\u001b[31mfour five six');
  });

  it('leaves a word alone that is longer than a line', () => {
    const arn = `arn:aws:iam::123456789012:role/${'x'.repeat(60)}`;
    expect(t`as ${arn} there`.wrapped(40).map((each) => each.render(false).trim())).toEqual(['as', arn, 'there']);
  });
});
