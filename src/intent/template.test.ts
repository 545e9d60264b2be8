import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../catalog/expression.ts';
import { fillTemplate, type TemplateScope } from './template.ts';

const scope = (slots: Readonly<Record<string, string | number>>): TemplateScope => ({
  node: (local) => (local === 'self' ? 'queue_2' : null),
  physicalName: (local) => (local === 'self' ? 'shop-queue_2' : null),
  slots: new Map(Object.entries(slots)),
  place: { account: '111111111111', region: 'us-east-1', partition: 'aws' },
  each: { number: 2, zone: 'us-east-1b', block: '10.0.16.0/20' },
});

describe('fillTemplate', () => {
  it('fills in values with their type, and makes expressions of local resources', () => {
    const filled = fillTemplate(
      { a: '${slots.n}', b: ['${self.Arn}', 'arn:${place.partition}:${name.self}/${slots.n}'], c: { d: '${each.zone}' } },
      scope({ n: 7 }),
    );
    expect(filled).toEqual({ a: 7, b: ['${queue_2.Arn}', 'arn:aws:shop-queue_2/7'], c: { d: 'us-east-1b' } });
  });

  it('leaves $${ as it is', () => {
    expect(fillTemplate({ a: 'x/$${aws:username}' }, scope({}))).toEqual({ a: 'x/$${aws:username}' });
  });

  it('throws where a template speaks of what is not there', () => {
    for (const text of ['${slots.none}', '${other.Arn}', '${name.other}', '${place.moon}', '${x}', 'a ${} b'])
      expect(() => fillTemplate({ a: text }, scope({}))).toThrow('is not there');
  });

  it('never lets a value become an expression', () => {
    const value = fc.array(fc.constantFrom('$', '{', '}', '${', '$${', 'bucket.Arn', '${bucket.Arn}', 'x')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, (text) => {
        const filled = fillTemplate({ whole: '${slots.v}', within: 'a ${slots.v} b' }, scope({ v: text }));
        expect(parseExpression(String(filled['whole']), '')).toEqual({ ok: true, value: [text] });
        expect(parseExpression(String(filled['within']), '')).toEqual({ ok: true, value: [`a ${text} b`] });
      }),
    );
  });
});
