import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { keepReferences, partsApplied, takenIn } from './kept-references.ts';

const values: Readonly<Record<string, Json>> = { 'pw.Value': 'Kanarie', 'pw.Arn': 'arn:pw', 'fn.Environment': { A: 'b' }, 'pw.Size': 7 };
const keeps = (node: string, attribute: string) => attribute !== 'Arn' || node === 'later';
const lookup = (node: string, attribute: string) => values[`${node}.${attribute}`];
const from = (node: string, attribute: string) => ({ $from: { node, attribute } });
const of = (wish: JsonObject, seal = (given: JsonObject) => given) => keepReferences(wish, lookup, keeps, seal);
const pw = from('pw', 'Value');
const text = { $join: ['x-', pw, '-y'] };

describe('keepReferences', () => {
  it('leaves a reference to what is hidden where it stands, alone, in a text, and in a call, and resolves the others', () => {
    const wish = of({
      A: pw,
      B: text,
      C: { $call: ['base64', pw] },
      D: from('pw', 'Arn'),
      E: { $join: [from('pw', 'Arn'), '/', pw] },
      F: from('fn', 'Environment'),
    });
    const kept = wish.restored(wish.compared);
    expect(kept).toEqual({
      A: pw,
      B: text,
      C: { $call: ['base64', pw] },
      D: 'arn:pw',
      E: { $join: ['arn:pw/', pw] },
      F: from('fn', 'Environment'),
    });
    expect(JSON.stringify(wish.compared)).not.toMatch(/Kanarie|S2FuYXJpZQ/);
    expect(wish.whole).toMatchObject({ A: 'Kanarie', B: 'x-Kanarie-y', F: { A: 'b' } });
  });

  it('leaves nothing of what stands in, in paths and names either', () => {
    const wish = of({ A: pw });
    const standIn = wish.compared['A'] as string;
    expect(wish.restored({ [standIn]: 1, path: `/Tags/${standIn}/Value`, value: standIn })).toEqual({ '‹hidden›': 1, path: '/Tags/‹hidden›/Value', value: pw });
    expect(of({ A: from('pw', 'Arn'), B: pw }).compared['B']).not.toBe(standIn);
  });

  it('keeps places for what nobody can write: neither a text of an earlier comparison nor any other stands for what is kept', () => {
    const before = of({ A: pw }).compared['A'] as string;
    expect(before).not.toContain('Kanarie');
    for (const text of [before, '\u0000kept 0\u0000']) {
      const wish = of({ A: pw, B: text });
      expect(wish.restored(wish.compared)).toEqual({ A: pw, B: text });
      expect(wish.restored(wish.met({ A: 'Kanarie', B: text }))).toEqual({ A: pw, B: text });
    }
  });

  it.each<[JsonObject, JsonObject]>([
    [{ A: pw }, { A: 'Kanarie' }],
    [{ A: text }, { A: 'x-Kanarie-y' }],
    [{ A: from('pw', 'Size') }, { A: '7' }],
    [{ A: from('fn', 'Environment') }, { A: { A: 'b' } }],
    [{ A: [{ K: 'a', V: pw }, { K: 'b' }] }, { A: [{ K: 'b' }, { K: 'a', V: 'Kanarie' }] }],
    [{ A: { Resource: text } }, { A: { Resource: ['x-Kanarie-y'] } }],
    [{ A: { Resource: [text] } }, { A: { Resource: 'x-Kanarie-y' } }],
    [{ A: { Resource: text } }, { A: '{"Resource":"x-Kanarie-y"}' }],
  ])('finds %j again in %j', (asked, live) => {
    const wish = of(asked);
    const met = JSON.stringify(wish.met(live));
    expect(met).not.toContain('Kanarie');
    expect(met).not.toBe(JSON.stringify(live));
    expect(wish.restored(wish.met(live))).not.toEqual(live);
  });

  it('leaves what is live as it is where it is anything else', () => {
    expect(of({ A: pw, B: 'Kanarie' }).met({ A: 'Kanarien', B: 'Kanarie', C: 'Kanarie' })).toEqual({ A: 'Kanarien', B: 'Kanarie', C: 'Kanarie' });
  });

  it('knows a secret beside what is kept in one text by its digest, and keeps both', () => {
    const asked = { A: { $secret: [{ name: 'db' }, '@', pw] } } as unknown as JsonObject;
    const wish = of(asked, (given) =>
      JSON.parse(JSON.stringify(given).replaceAll(/"\$secret":(\[[^\]]*\])/g, (_, parts: string) => `"$secret":${parts},"digest":"d"`)),
    );
    expect(wish.restored(wish.compared)).toEqual({ A: { $secret: [{ name: 'db' }, '@', pw], digest: 'd' } });
    const books = { properties: { A: { $secret: [{ name: 'db' }, '@', 'Kanarie'], digest: 'd' } }, writeOnlyDigests: {} } as never;
    expect(wish.metInBooks(books, undefined)?.properties).toEqual(wish.compared);
  });

  it('compares what gives a part where the same was applied, and at no other place', () => {
    const part = { $call: ['length', { $call: ['split', 'a', pw] }] } as JsonObject;
    const keyed = (text: string) => `key ${text}`;
    const parts = partsApplied([{ pointer: '/A', from: 'pw.Value', partly: 'digest' }], { A: part }, lookup, keyed);
    const met = (wish: JsonObject, now = lookup) => keepReferences(wish, now, keeps, (given) => given, { parts, keyed }).met({ A: 3, B: 3 });
    expect(met({ A: part })).not.toEqual({ A: 3, B: 3 });
    expect([met({ B: part }), met({ B: part, A: part }), met({ A: part }, () => 'ananas')]).toEqual(Array(3).fill({ A: 3, B: 3 }));
    expect(partsApplied([{ pointer: '/A', from: 'pw.Value', partly: 'digest' }], { A: part }, () => undefined, keyed)).toEqual({});
  });

  it('tells by none of several references how long it is that another one is given', () => {
    const met = (times: number) => {
      const wish = of({ A: { $join: Array.from({ length: times }, () => pw) }, B: text });
      return wish.restored(wish.met({ A: 'x', B: 'x-Kanarie-y' }));
    };
    expect(met(2)).toEqual({ A: 'x', B: text });
    expect(met(200_000)).toEqual(met(2));
  });

  it('tells where a wish is given what is hidden, whether or not that is there yet', () => {
    expect(takenIn({ A: text, B: [{ C: from('later', 'Arn') }], D: from('pw', 'Arn') }, keeps)).toEqual([
      { pointer: '/A', from: 'pw.Value' },
      { pointer: '/B/0/C', from: 'later.Arn' },
    ]);
  });
});
