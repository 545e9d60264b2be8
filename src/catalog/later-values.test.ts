import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { ExpressionFault, parseCel } from './cel.ts';
import { Absent, draftOf, evaluate, Later, type Scope, type Value } from './later-values.ts';

function scope(roots: Readonly<Record<string, Value | Absent>>, schemas: Readonly<Record<string, JsonObject>> = {}): Scope {
  return { roots: new Map(Object.entries(roots)), schemas: new Map(Object.entries(schemas)) };
}

const inputs = { name: 'shop', count: 3, rate: 2, zones: ['a', 'b'], tags: { team: 'core' }, prod: true };
const known = scope(
  {
    inputs,
    db: new Later('db.instance', ''),
    gone: new Absent('gone is not there'),
    net: { outputs: { id: new Later('net.vpc', 'VpcId'), cidr: '10.0.0.0/16' } },
  },
  { inputs: { type: 'object', properties: { rate: { type: 'number' }, count: { type: 'integer' } } } },
);
const draft = (value: Json): Json => draftOf(evaluate(value, known));

describe('evaluate', () => {
  it('computes with what is known, and gives it with its JSON type', () => {
    expect(draft('${inputs.count + 1}')).toBe(4);
    expect(draft('${inputs.name}-${inputs.count}')).toBe('shop-3');
    expect(draft({ a: '${inputs.zones}', b: ['${inputs.zones.map(z, inputs.name + z)}'] })).toEqual({ a: ['a', 'b'], b: [['shopa', 'shopb']] });
    expect(draft("${inputs.prod ? 'big' : 'small'}")).toBe('big');
    expect(draft("${inputs.tags['team']}")).toBe('core');
    expect(draft("${{'n': inputs.count, 'z': inputs.zones[1]}}")).toEqual({ n: 3, z: 'b' });
    expect(draft('${has(inputs.nothing)}')).toBe(false);
  });

  it('takes a whole number for a double where its schema says number, and for an int elsewhere', () => {
    expect(draft('${inputs.rate * 1.5}')).toBe(3);
    expect(draft('${inputs.count / 2}')).toBe(1);
    expect(() => draft('${inputs.count * 1.5}')).toThrow(ExpressionFault);
  });

  it('leaves what exists only after a step as what it is, with its source', () => {
    expect(draft('${db.Endpoint.Address}')).toBe('${db.instance.Endpoint.Address}');
    expect(draft('postgres://${db.Endpoint.Address}:${inputs.count}/$${x}')).toBe('postgres://${db.instance.Endpoint.Address}:3/$${x}');
    expect(draft("${'vpc ' + net.outputs.id}")).toBe('vpc ${net.vpc.VpcId}');
    expect(draft("${inputs.prod ? net.outputs.id : 'none'}")).toBe('${net.vpc.VpcId}');
    expect(draft('${[net.outputs.id, inputs.name]}')).toEqual(['${net.vpc.VpcId}', 'shop']);
    expect(draft('${net.outputs}')).toEqual({ id: '${net.vpc.VpcId}', cidr: '10.0.0.0/16' });
    expect(draft("${net.outputs.cidr + '!'}")).toBe('10.0.0.0/16!');
  });

  it.each(['${size(net.outputs.id)}', "${net.outputs.id == 'x' ? 1 : 2}", '${net.outputs.id.startsWith("a")}', '${size(net.outputs)}'])(
    'refuses to compute with it: %s',
    (text) => expect(() => draft(text)).toThrow(/exists only after a step/),
  );

  it('refuses what is not there, a node as a value, and a list within a text', () => {
    expect(() => draft('${gone.outputs.x}')).toThrow('gone is not there');
    expect(() => draft('${inputs.nothing}')).toThrow('inputs.nothing is not given');
    expect(() => draft('${db}')).toThrow('is a node and no value');
    expect(() => draft('x ${inputs.zones}')).toThrow('cannot stand within a text');
  });

  it('gives every text that a person may give as it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', 'a', '${', '$$', ' ')), (parts) => {
        const text = parts.join('');
        const given = scope({ inputs: { text } });
        expect(evaluate('${inputs.text}', given)).toBe(text);
        expect(String(draftOf(text)).replaceAll('$${', () => '${')).toBe(text);
      }),
    );
  });
});

describe('parseCel', () => {
  it.each([
    ['1 +', 'Unexpected token'],
    ['cel.bind(t, a, t + t)', 'bind'],
    ['a.matches(b)', 'written out'],
    ["a.matches('(a+)+$')", 'very long'],
    ['a.map(x, a.map(y, a.map(z, x)))', 'more than two'],
    ['(a + a).map(x, x)', 'computed'],
    ['a.map(x, (a + a).map(y, y))', 'computed'],
    [`'${'x'.repeat(2_001)}'`, 'longer than'],
    [Array(300).fill('a').join('+'), ''],
  ])('refuses what cannot be read, or could take for ever: %s', (text, message) => {
    expect(() => parseCel(text)).toThrow(ExpressionFault);
    expect(() => parseCel(text)).toThrow(message);
  });

  it('takes patterns whose time grows with the text alone', () => expect(parseCel("a.matches('^[a-z][a-z0-9-]*$')").ast.op).toBe('rcall'));

  it('refuses a result that is too large to be kept', () => {
    const big = scope({ inputs: { text: 'x'.repeat(10_000), list: [...Array(100).keys()] } });
    expect(() => evaluate('${inputs.list.map(n, inputs.text)}', big)).toThrow('KiB');
  });
});
