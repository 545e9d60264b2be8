import { describe, expect, it } from 'vitest';
import { knowledge, proposalOf, types } from './real-context.ts';

const asked = (intent: string, compliance: string | string[]) => proposalOf(JSON.stringify({ intent, compliance }));

describe('a compliance set', () => {
  it('brings the controls of its rules to the types that they are about, and to no other', () => {
    const evidence = (intent: string) => asked(intent, 'aws fsbp').evidence;
    expect(
      evidence('a queue')
        .filter(({ entry }) => entry.startsWith('control/'))
        .map(({ words }) => words),
    ).toEqual(['aws fsbp SQS.1']);
    expect(
      evidence('a bucket and a queue')
        .filter(({ words }) => words.startsWith('aws fsbp '))
        .map(({ words, entry }) => `${words} ${entry.split('@')[0]}`),
    ).toEqual(
      expect.arrayContaining([
        'aws fsbp S3.5 control/tls_only',
        'aws fsbp S3.8 control/private',
        'aws fsbp S3.9 control/logging',
        'aws fsbp SQS.1 control/encrypted',
      ]),
    );
  });

  it('says in the evidence which rules it keeps, of what it says nothing, and what of the standard it does not see to', () => {
    const said = asked('a bucket and a topic', 'AWS FSBP').evidence.filter(({ entry }) => entry.startsWith('compliance/aws_fsbp@'));
    expect(said.map(({ effect }) => effect.split('. ')[0])).toEqual(['asks of AWS::S3::Bucket what S3.5, S3.8, S3.9 ask', 'says nothing of AWS::SNS::Topic']);
    for (const { effect } of said) expect(effect).toContain('It is no audit');
  });

  it('stands beside other terms, by its name or its words, in a text or a list', () => {
    for (const compliance of ['versioned, aws fsbp', 'aws_fsbp, versioned', 'aws-fsbp; versioned']) {
      const { evidence } = asked('a bucket', compliance);
      expect(
        evidence.some(({ entry }) => entry.startsWith('control/versioned@')),
        compliance,
      ).toBe(true);
      expect(
        evidence.some(({ entry }) => entry.startsWith('control/private@')),
        compliance,
      ).toBe(true);
    }
    expect(asked('a bucket', ['aws fsbp', 'versioned']).evidence.some(({ entry }) => entry.startsWith('control/tls_only@'))).toBe(true);
  });

  it('contradicts what the words ask for, and both are named', () => {
    expect(() => asked('a public bucket', 'aws fsbp')).toThrow(/aws fsbp S3\.8/);
  });

  it('has a rule for known types alone', () => {
    for (const { rules } of knowledge.compliance.values())
      for (const { types: about } of Object.values(rules)) for (const type of about) expect(types.type(type).ok, type).toBe(true);
  });
});
