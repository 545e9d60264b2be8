import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression.ts';

function pieces(text: string) {
  const parsed = parseExpression(text, 'here');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.value.map((piece) => (typeof piece === 'string' ? piece : [piece.node, piece.attribute]));
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

  it('takes $${ for a plain ${, as an IAM policy needs it', () => {
    expect(pieces('home/$${aws:username}/*')).toEqual(['home/${aws:username}/*']);
    expect(pieces('${a.B}$${x}${c.D}')).toEqual([['a', 'B'], '${x}', ['c', 'D']]);
    expect(pieces('')).toEqual(['']);
    expect(pieces('a $ and a } and {}')).toEqual(['a $ and a } and {}']);
  });

  it.each(['${aws:username}', '${}', '${node}', '${Node.Arn}', '${node.}', '${node.Arn', '${1 + 1}', '${a.B.}', '${a.B${c.D}}', '${__proto__.x}'])(
    'refuses %s with its place',
    (text) => {
      const parsed = parseExpression(text, 'bucket/properties/X');
      expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'EXPRESSION_INVALID', at: 'bucket/properties/X' }] });
    },
  );

  it('gives every text back that was escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', 'a', '${', '$$', 'x.Y', ' ')), (parts) => {
        const text = parts.join('');
        expect(pieces(text.replaceAll('${', () => '$${'))).toEqual([text]);
      }),
    );
  });
});
