import { describe, expect, it } from 'vitest';
import { parseDocument } from './parse-document.ts';

describe('a document that a person wrote', () => {
  it('is read as what it says, in JSON and in YAML', async () => {
    expect(await parseDocument('{"size": 9007199254740991, "rate": 0.5}', 'a.json')).toEqual({ ok: true, value: { size: 9007199254740991, rate: 0.5 } });
    expect(await parseDocument('size: 9007199254740991', 'a.yaml')).toEqual({ ok: true, value: { size: 9007199254740991 } });
  });

  it.each([
    ['a.json', '{"nodes": {"a": [1, 9007199254740993]}}', 'nodes.a.1', 'cannot be kept exactly'],
    ['a.json', '{"size": 1e999}', 'size', 'cannot be kept exactly'],
    ['a.yaml', 'size: 12345678901234567890', 'size', 'cannot be kept exactly'],
    ['a.json', '{"tags": {"__proto__": {"polluted": true}}}', 'tags', '__proto__'],
    ['a.yaml', 'tags:\n  __proto__: 1', 'tags', '__proto__'],
    ['a.json', `{"tags": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'tags', 'more than 64 levels deep'],
  ])('is refused where a value would not arrive as it is written: %s %s', async (path, text, at, what) => {
    const read = await parseDocument(text, path);
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at }] });
    expect(!read.ok && read.problems[0]?.message).toContain(what);
  });

  it.each([
    ['a.json', '{"a": }'],
    ['a.yaml', 'a: [1'],
    ['a.yaml', 'a: .inf'],
  ])('is unreadable where it is no such document: %s %s', async (path, text) => {
    expect(await parseDocument(text, path)).toMatchObject({ ok: false, problems: [{ code: 'INTENT_UNREADABLE', at: path }] });
  });
});
