import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { applyPatch, parsePatch } from './json-patch.ts';

function patched(document: JsonObject, steps: unknown): unknown {
  const parsed = parsePatch(JSON.stringify(steps));
  if (!parsed.ok) return parsed.problem;
  const result = applyPatch(document, parsed.value);
  return result.ok ? result.value : result.problem;
}

describe('a JSON patch', () => {
  // Examples of RFC 6902, appendix A.
  it.each([
    ['adds a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    ['adds an item', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    ['appends an item', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
    ['replaces an existing member when adding', { foo: 1 }, [{ op: 'add', path: '/foo', value: null }], { foo: null }],
    ['removes a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['removes an item', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    ['replaces a value', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    [
      'moves a value',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    ['moves an item', { foo: ['all', 'grass', 'cows', 'eat'] }, [{ op: 'move', from: '/foo/1', path: '/foo/3' }], { foo: ['all', 'cows', 'eat', 'grass'] }],
    [
      'copies a value',
      { a: [1] },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/a/-', value: 2 },
      ],
      { a: [1, 2], b: [1] },
    ],
    ['tests values', { baz: 'qux', foo: ['a', 2] }, [{ op: 'test', path: '/foo/1', value: 2 }], { baz: 'qux', foo: ['a', 2] }],
    ['reads escaped names', { '/': 9, '~1': 10 }, [{ op: 'replace', path: '/~01', value: 1 }], { '/': 9, '~1': 1 }],
    ['takes a path without its slash', { A: 1 }, [{ op: 'replace', path: 'A', value: 2 }], { A: 2 }],
  ])('%s', (_, document, steps, expected) => {
    expect(patched(document, steps)).toEqual(expected);
  });

  it.each([
    ['a member of what is not there', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 1 }]],
    ['an index beyond the end', { foo: [1] }, [{ op: 'add', path: '/foo/2', value: 1 }]],
    ['an index with leading zeros', { foo: [1, 2] }, [{ op: 'add', path: '/foo/01', value: 1 }]],
    ['the length of a list', { foo: [1] }, [{ op: 'replace', path: '/foo/length', value: 0 }]],
    ['an inherited member', {}, [{ op: 'replace', path: '/constructor', value: 1 }]],
    ['a failed test', { foo: 1 }, [{ op: 'test', path: '/foo', value: '1' }]],
    ['a copy of nothing', {}, [{ op: 'copy', from: '/a', path: '/b' }]],
    ['the whole document', { a: 1 }, [{ op: 'replace', path: '', value: 5 }]],
  ])('fails at %s', (_, document, steps) => {
    expect(typeof patched(document, steps)).toBe('string');
  });

  it('leaves the original as it was, and makes no prototype of a member', () => {
    const document = { a: { b: [1] } };
    const result = patched(document, [
      { op: 'add', path: '/a/b/0', value: 0 },
      { op: 'add', path: '/__proto__', value: { polluted: true } },
    ]) as object;
    expect(document).toEqual({ a: { b: [1] } });
    expect('polluted' in result).toBe(false);
    expect(Object.keys(result)).toContain('__proto__');
  });

  it('that removes what another added gives the original back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.jsonValue(), (document, name, value) => {
        fc.pre(!Object.hasOwn(document, name));
        const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const normal = JSON.parse(JSON.stringify(document)) as JsonObject;
        expect(
          patched(normal, [
            { op: 'add', path, value },
            { op: 'remove', path },
          ]),
        ).toEqual(normal);
      }),
    );
  });
});
