import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../model/names.ts';
import { parseExpression, type Reference } from './expression.ts';
import { isCall } from './parse-call.ts';

function pieces(text: string, ...nodes: readonly string[]) {
  const parsed = parseExpression(text, 'here', (address) => nodes.includes(address));
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.value.map((piece) =>
    typeof piece === 'string'
      ? piece
      : 'secret' in piece
        ? (({ written: _, ...rest }) => rest)(piece)
        : isCall<Reference>(piece)
          ? piece
          : [piece.node, piece.attribute],
  );
}

describe('parseExpression', () => {
  it('reads references, alone and within text', () => {
    expect(pieces('${network.VpcId}')).toEqual([['network', 'VpcId']]);
    expect(pieces('${ web.Endpoint.Address }')).toEqual([['web', 'Endpoint.Address']]);
    expect(pieces('arn:aws:s3:::${logs.BucketName}/*')).toEqual(['arn:aws:s3:::', ['logs', 'BucketName'], '/*']);
    expect(pieces('${a.B}${c.D}')).toEqual([
      ['a', 'B'],
      ['c', 'D'],
    ]);
  });

  it('reads the addresses of nodes that stand within others, or were repeated', () => {
    expect(pieces('${network.vpc[0].VpcId}')).toEqual([['network.vpc[0]', 'VpcId']]);
    expect(pieces('${subnets["a"].SubnetId}')).toEqual([['subnets["a"]', 'SubnetId']]);
    expect(pieces('${queues["a"].dead_letters[12].Arn}')).toEqual([['queues["a"].dead_letters[12]', 'Arn']]);
    expect(pieces('${web.Endpoint.Address}', 'web')).toEqual([['web', 'Endpoint.Address']]);
  });

  it('reads a key to its closing quote, whatever stands in it', () => {
    expect(pieces('${queues["a}b"].Arn}')).toEqual([['queues["a}b"]', 'Arn']]);
    expect(pieces('${queues["a.B.c"].Arn}')).toEqual([['queues["a.B.c"]', 'Arn']]);
    expect(pieces('<${queues["]${ x"].Arn}>')).toEqual(['<', ['queues["]${ x"]', 'Arn'], '>']);
    expect(pieces('{"A": "${a.B}", "C": "}"}')).toEqual(['{"A": "', ['a', 'B'], '", "C": "}"}']);
  });

  it('reads what a unit gives, whose names are anybody’s', () => {
    expect(pieces('${migrate.rows}')).toEqual([['migrate', 'rows']]);
    expect(pieces('${jobs.migrate[0].rows}')).toEqual([['jobs.migrate[0]', 'rows']]);
  });

  it('takes the longest address of a node for the node, and the rest for what it gives', () => {
    expect(pieces('${network.vpc.id}', 'network')).toEqual([['network', 'vpc.id']]);
    expect(pieces('${network.vpc.id}', 'network', 'network.vpc')).toEqual([['network.vpc', 'id']]);
    expect(pieces('${network.vpc.id}', 'network.vpc.id')).toEqual([['network.vpc', 'id']]);
    expect(pieces('${migrate.result.Rows}', 'migrate')).toEqual([['migrate', 'result.Rows']]);
    expect(pieces('${migrate.result.Rows}')).toEqual([['migrate.result', 'Rows']]);
    expect(pieces('${a["x.y"].b.c}', 'a["x.y"]')).toEqual([['a["x.y"]', 'b.c']]);
  });

  it('reads every address that a node may have, and any attribute, back to what they are', () => {
    const index = fc.oneof(
      fc.nat(999).map((number) => `[${number}]`),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((key) => `["${key}"]`),
    );
    const part = fc.tuple(fc.constantFrom('a', 'network', 'x_1'), fc.option(index, { nil: '' })).map((both) => both.join(''));
    const address = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('.'))
      .filter((text) => nodeAddress.safeParse(text).success);
    fc.assert(
      fc.property(address, fc.constantFrom('Arn', 'Endpoint.Address', 'rows', 'deep.rows', 'a'), (node, attribute) => {
        expect(pieces(`<\${${node}.${attribute}}>`, node)).toEqual(['<', [node, attribute], '>']);
      }),
    );
  });

  it('takes $${ for a plain ${, as an IAM policy needs it', () => {
    expect(pieces('home/$${aws:username}/*')).toEqual(['home/${aws:username}/*']);
    expect(pieces('${a.B}$${x}${c.D}')).toEqual([['a', 'B'], '${x}', ['c', 'D']]);
    expect(pieces('')).toEqual(['']);
    expect(pieces('a $ and a } and {}')).toEqual(['a $ and a } and {}']);
  });

  it('reads functions of references, texts, numbers and lists', () => {
    expect(pieces('<${select(0, split(".", db.Endpoint.Address))}>', 'db')).toMatchObject([
      '<',
      { name: 'select', args: [0, { name: 'split', args: ['.', { node: 'db', attribute: 'Endpoint.Address' }] }] },
      '>',
    ]);
    expect(pieces('${join("}\\"${", ["a", queues["a}b"].Arn])}')).toMatchObject([{ name: 'join', args: ['}"${', ['a', { node: 'queues["a}b"]' }]] }]);
  });

  it('takes a text in quotes for plain text, so that a dollar sign can stand before a reference', () => {
    expect(pieces('cost: ${"$"}${a.Price}')).toEqual(['cost: $', ['a', 'Price']]);
  });

  it.each([
    '${aws:username}',
    '${select(0, a.B}',
    '${shell("rm")}',
    '${select(0 a.B)}',
    '${select(0, a)}',
    '${select(0, a.B).c}',
    '${5}',
    '${[a.B]}',
    '${}',
    '${node}',
    '${Node.Arn}',
    '${node.}',
    '${node.Arn',
    '${1 + 1}',
    '${a.B.}',
    '${a.B${c.D}}',
    '${__proto__.x}',
    '${a[x].B}',
    '${a[01].B}',
    '${a[-1].B}',
    '${a[0]}',
    '${a[0].B[1]}',
    '${a["x".B}',
    '${a["x\\"].B}',
    '${a["x].B}',
  ])('refuses %s with its place', (text) => {
    const parsed = parseExpression(text, 'bucket/properties/X');
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'EXPRESSION_INVALID', at: 'bucket/properties/X' }] });
  });

  it('gives every text back that was escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', 'a', '${', '$$', 'x.Y', ' ')), (parts) => {
        const text = parts.join('');
        expect(pieces(text.replaceAll('${', () => '$${'))).toEqual([text]);
      }),
    );
  });
});

describe('a secret in an expression', () => {
  it('is read by its name, alone and within text, in either kind of quotes', () => {
    expect(pieces("${secret('db')}")).toEqual([{ secret: 'db' }]);
    expect(pieces('a ${ secret( "ssm:/app/db" ) } b ${net.Id}')).toEqual(['a ', { secret: 'ssm:/app/db' }, ' b ', ['net', 'Id']]);
    expect(pieces("$${secret('db')}")).toEqual(["${secret('db')}"]);
    expect(pieces("${secret('secretsmanager:*#p', login.Id)}")).toEqual([
      { secret: 'secretsmanager:*#p', of: { node: 'login', attribute: 'Id', written: '${login.Id}' } },
    ]);
  });

  it.each(["${secret('')}", "${secret('../db')}", "${secret('vault:db')}", '${secret(db)}', "${secret('a'", "${secret('a', 'b')}"])(
    'is refused as %s',
    (text) => {
      const parsed = parseExpression(text, 'here');
      expect(parsed.ok ? [] : parsed.problems.map(({ code, at }) => [code, at])).toEqual([['EXPRESSION_INVALID', 'here']]);
    },
  );
});
