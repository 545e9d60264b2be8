import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/kernel/escape-text.ts';
import type { Change } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/surfaces/cli/render-plan.ts';
import { madeAt, sampleChange, samplePlan } from './sample-plan.ts';

const text = (change: Change, full = false): string =>
  renderPlan(samplePlan([change]), { now: madeAt, columns: 400, full, state: 'open' })
    .map((line) => line.render(false))
    .join('\n');
const update = (path: string, before: unknown, after: unknown, more: object = {}): Change =>
  sampleChange({ action: 'update', differences: [{ path, before, after, forcesReplace: false, sensitive: false }], ...more } as never);

describe('what somebody has named in a plan', () => {
  it('hides no change of what would be called the same', () => {
    const document = (action: unknown, id: string) => ({ Statement: [{ Action: action, Effect: 'Allow' }], 'Statement[0].Action': 's3:GetObject', Id: id });
    for (const full of [false, true]) {
      const told = text(update('/PolicyDocument', document('s3:GetObject', 'x'), document(['s3:GetObject', 'iam:CreateAccessKey'], 'y')), full);
      expect(told).toContain('PolicyDocument.Statement[0].Action "s3:GetObject" → ["s3:GetObject", "iam:CreateAccessKey"]');
      expect(told).toContain('PolicyDocument.Id "x" → "y"');
      expect(told).not.toContain('PolicyDocument."Statement[0].Action" ');
    }
    const list = [{ Key: 'a', Value: '1' }];
    expect(text(update('/Doc', { In: list, Id: 'x' }, { In: { 'key a': '1', '[a]': '1' }, Id: 'y' }))).toMatch(
      /Doc\.In\[a\] "1" → unset.*Doc\.In\."\[a\]" unset → "1"/,
    );
    expect(text(update('/Doc', { In: [{ A: 1 }], Id: 'x' }, { In: { '0': { A: 1 } }, Id: 'y' }))).toMatch(/Doc\.In\[0\]\.A 1 → unset.*Doc\.In\.0\.A unset → 1/);
  });

  it('tells both of two tags with one key', () => {
    const tags = (...values: readonly string[]) => values.map((value) => ({ Key: 'a', Value: value }));
    const told = text(update('/Tags', tags('1', '2'), tags('1', '3')));
    expect(told).toContain('tag a (item 1) "2" → "3"');
  });

  it('is quoted where it could be read as other names and values', () => {
    const key = 'team=a  BucketEncryption=x  tag x';
    expect(text(update(`/Tags/${key}`, 'y', 'z'))).toContain(`tag ${JSON.stringify(key)} "y" → "z"`);
    expect(text(update('/Environment', { Variables: { A: '1' } }, { Variables: { A: '1', 'B=1  Memory': '5' } }))).toContain(
      'Environment.Variables."B=1  Memory" unset → "5"',
    );
    expect(text(update('/List', undefined, [{ a: 1, 'b: 2, c': 3 }], {}))).toContain('List[0]."b: 2, c" unset → 3');
    expect(text(sampleChange({ after: { Ref: { $call: ['Fn', { 'x: 1, y': 2 }] } } }))).toContain('Fn({"x: 1, y": 2})');
    const created = text(sampleChange({ after: { Name: 'n', Map: { 'a.b': '1', 'aws:SourceArn': '2' }, Tags: [{ Key: key, Value: 'v' }] } }));
    expect(created).toContain('Map."a.b"="1"');
    expect(created).toContain('Map.aws:SourceArn="2"');
    expect(created).toContain(`tag ${JSON.stringify(key)}="v"`);
  });
});

describe('what no read returns', () => {
  const written = (path: string, after: object): Change =>
    sampleChange({
      action: 'update',
      after,
      differences: [{ path, before: 'digest-1', after: 'digest-2', forcesReplace: false, sensitive: true }],
    } as never);

  it('is told as it is written, but where people keep secrets', () => {
    expect(text(written('/Body', { Body: { uri: 'https://evil.example' } }))).toContain('Body (no read returns it) → {uri: "https://evil.example"}');
    const hidden = text(written('/MasterUserPassword', { MasterUserPassword: 'hunter2' }));
    expect(hidden).toContain('MasterUserPassword (sensitive) changes');
    expect(hidden).not.toMatch(/hunter2|digest/);
  });
});

describe('what looks like a space and is none', () => {
  it('is written out, so that nothing is broken at it by a terminal alone', () => {
    expect(escapeText('a\u00a0b\u2003c\u3000d\u2800e f')).toBe('a\\xa0b\\u{2003}c\\u{3000}d\\u{2800}e f');
  });
});
