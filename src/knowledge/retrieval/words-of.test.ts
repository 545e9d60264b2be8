import { describe, expect, it } from 'vitest';
import { stemOf, wordsOf } from './words-of.ts';

describe('the words of a text', () => {
  it('are in lower case, in their order, without those that say nothing', () => {
    expect(wordsOf('Which of the Queues keeps messages?')).toEqual(['queues', 'keeps', 'messages']);
  });

  it('are a name in camel case and its parts', () => {
    expect(wordsOf('DBInstance')).toEqual(['dbinstance', 'db', 'instance']);
    expect(wordsOf('VPCEndpoint')).toEqual(['vpcendpoint', 'vpc', 'endpoint']);
    expect(wordsOf('route53')).toEqual(['route53', 'route', '53']);
  });

  it('are none in a text that has none', () => {
    expect(wordsOf('… — ?! 語')).toEqual([]);
  });
});

describe('a stem', () => {
  it('is the same for the forms of a word', () => {
    for (const [one, other] of [
      ['buckets', 'bucket'],
      ['repositories', 'repository'],
      ['encrypted', 'encryption'],
      ['hosting', 'hosts'],
      ['stopped', 'stop'],
      ['switches', 'switch'],
    ] as const)
      expect(stemOf(one), one).toBe(stemOf(other));
  });

  it('leaves short words and names with digits alone', () => {
    expect(['s3', 'ec2', 'sns', 'dns', 'bus'].map(stemOf)).toEqual(['s3', 'ec2', 'sns', 'dns', 'bus']);
  });
});
