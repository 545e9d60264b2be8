import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { mostMembers } from '../../model/member.ts';
import { phaseInputs } from './phase-inputs.ts';
import { readMembers } from './read-members.ts';

const from = (node: string, attribute: string, more: JsonObject = {}): JsonObject => ({ $from: { node, attribute, ...more } });
const secret = { $secret: ['pw:', { name: 'db' }] } as unknown as JsonObject;
const inputs: JsonObject = {
  net: from('net', 'Id'),
  url: { $join: ['https://', from('box', 'Host')] },
  first: { $call: ['select', 0, from('net', 'Ids')] },
  password: { ...secret, digest: 'd'.repeat(64) } as unknown as JsonObject,
  word: 'shop',
};
const member = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  action: 'create',
  type: 'T',
  name: 'n',
  place: { target: 'main' },
  properties,
  ...more,
});
const read = (answer: Json) => readMembers(JSON.stringify(answer), inputs);
const why = (answer: Json): string => {
  const result = read(answer);
  return result.ok ? 'taken' : result.why;
};

describe('what a plan phase is given', () => {
  it('is what stands for what is not there yet, with its type, and secrets by their names alone', () => {
    expect(phaseInputs(inputs, ({ attribute }) => (attribute === 'Host' ? 'string' : 'any'))).toEqual({
      net: from('net', 'Id', { type: 'any' }),
      url: { $join: ['https://', from('box', 'Host', { type: 'string' })] },
      first: { $call: ['select', 0, from('net', 'Ids', { type: 'any' })] },
      password: secret,
      word: 'shop',
    });
  });
});

describe('what a plan phase answers', () => {
  it('is taken with what stands for its inputs, told of their types or not, and in one order', () => {
    const properties = {
      a: from('net', 'Id', { type: 'string' }),
      b: { $join: ['x', from('box', 'Host')] },
      c: { $unknown: { type: 'string', from: ['net.Id', 'box.Host', 'net.Id'] } },
      d: inputs['first'] as Json,
      e: secret,
      f: inputs['url'] as Json,
    };
    const taken = read({ members: [member(properties, { name: 'z' }), member({}, { name: from('net', 'Id') })] });
    expect(taken).toEqual({
      ok: true,
      members: [
        member({}, { name: from('net', 'Id') }),
        member({ ...properties, a: from('net', 'Id'), c: { $unknown: { type: 'string', from: ['box.Host', 'net.Id'] } } }, { name: 'z' }),
      ].toSorted((a, b) => (JSON.stringify(a['name']) < JSON.stringify(b['name']) ? -1 : 1)),
    });
    const turned = read({ members: [member({}, { name: from('net', 'Id') }), member(properties, { name: 'z' })] });
    expect(turned).toEqual(taken);
  });

  it('is taken with a text that is put together of texts as that text: policy reads what it comes to', () => {
    const join = { $join: ['s3:', '*'] };
    const document = (action: Json) => member({ Statement: [{ Action: action }] }, { name: 'n' });
    expect(read({ members: [{ ...document(join), name: join }] })).toEqual({ ok: true, members: [{ ...document('s3:*'), name: 's3:*' }] });
  });

  it('is taken with an unknown name of what is made anew', () => {
    expect(why({ members: [member({}, { name: { $unknown: { type: 'string', from: ['net.Id'] } } })] })).toBe('taken');
  });

  it.each<[string, Json, RegExp]>([
    ['no object', [], /its answer/],
    ['no members', {}, /^members/],
    ['something beside them', { members: [], more: 1 }, /more/],
    ['more things than are taken', { members: Array.from({ length: mostMembers + 1 }, () => member({})) }, /^members/],
    ['an action that there is not', { members: [member({}, { action: 'adopt' })] }, /members\.0\.action/],
    ['no place', { members: [member({}, { place: null })] }, /members\.0\.place/],
    ['an empty name', { members: [member({}, { name: '' })] }, /members\.0\.name/],
    ['a name that is an object', { members: [member({}, { name: { a: 1 } })] }, /name is no text/],
    ['a name that is put together of nothing', { members: [member({}, { name: { $join: [''] } })] }, /name is empty/],
    [
      'an unknown name of what is there already',
      { members: [member({}, { action: 'delete', name: { $unknown: { type: 'string', from: ['net.Id'] } } })] },
      /would delete it/,
    ],
    ['what was never given to it', { members: [member({ a: from('other', 'Id') })] }, /other\.Id, which is none of its inputs/],
    ['an unknown of what was never given to it', { members: [member({ a: { $unknown: { type: 'string', from: ['other.Id'] } } })] }, /other\.Id/],
    ['an unknown of no type that there is', { members: [member({ a: { $unknown: { type: 'object', from: ['net.Id'] } } })] }, /begins with \$/],
    ['a secret that was never given to it', { members: [member({ a: { $secret: [{ name: 'other' }] } })] }, /begins with \$/],
    ['a function of its own', { members: [member({ a: { $call: ['select', 1, from('net', 'Ids')] } })] }, /begins with \$/],
    ['a text that is put together of something else', { members: [member({ a: { $join: ['x', 1] } })] }, /neither a text/],
    ['another member that begins with $', { members: [member({ a: { $own: 'x' } })] }, /begins with \$/],
    ['such a member beside others', { members: [member({ a: { ...from('net', 'Id'), b: 1 } })] }, /begins with \$/],
    ['a number that cannot be kept', { members: [member({ a: 2 ** 60 })] }, /cannot be kept exactly/],
  ])('is not taken with %s', (_, answer, told) => expect(why(answer)).toMatch(told));

  it('is not taken where it is no JSON', () => {
    for (const text of ['', 'done!', '{"members": [', `{"members":${'['.repeat(100_000)}`]) expect(readMembers(text, inputs).ok).toBe(false);
  });

  it('holds nothing unknown once every input is there', () => {
    const known = readMembers(JSON.stringify({ members: [member({ a: { $unknown: { type: 'string', from: ['net.Id'] } } })] }), { net: 'net-1' });
    expect(known).toMatchObject({ ok: false, why: expect.stringContaining('net.Id') });
  });
});
