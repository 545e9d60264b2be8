import { describe, expect, it } from 'vitest';
import { sampleArn, samplePattern } from '../../model/sample-pattern.ts';
import { Draw } from './draw.ts';

describe('a sample of a pattern', () => {
  it.each([
    '^dzd[-_][a-zA-Z0-9_-]{1,36}$',
    '^limit-[0-9a-f]{32}$',
    '^(aws\\.browser\\.v1|[a-zA-Z][a-zA-Z0-9_]{0,47}-[a-zA-Z0-9]{10})$',
    '^([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}$',
    '[a-f0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}',
    '^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$',
    '^fleet-\\S+',
    '^\\d{12}$',
    '^(\\bTSTALIASID\\b|[0-9a-zA-Z]+)$',
  ])('matches %s and differs from draw to draw', (pattern) => {
    const texts = Array.from({ length: 20 }, (_, index) => samplePattern(pattern, new Draw('seed', index)));
    for (const text of texts) expect(text).toMatch(new RegExp(pattern));
    expect(new Set(texts).size).toBeGreaterThan(10);
  });

  it.each(['^(?=^[a-z0-9-]+$).{3,64}$', '^(a)\\1$', '(', '^$'])('is not attempted for %s', (pattern) => {
    expect(samplePattern(pattern, new Draw('seed', 1))).toBeNull();
  });

  it('is an ARN of the place where the pattern is that of an ARN', () => {
    const place = { account: '111111111111', region: 'eu-west-1' };
    expect(sampleArn('^arn:(aws|aws-cn):datasync:[a-z\\-0-9]+:[0-9]{12}:agent/agent-[a-z0-9]{17}$', place, new Draw('seed', 1))).toMatch(
      /^arn:aws:datasync:eu-west-1:111111111111:agent\/agent-[a-z0-9]{17}$/,
    );
    expect(sampleArn('^arn:aws[a-zA-Z-]*:arc-region-switch::[0-9]{12}:plan/[a-z]{4}$', place, new Draw('seed', 1))).toMatch(
      /^arn:aws:arc-region-switch::111111111111:plan\/[a-z]{4}$/,
    );
    expect(sampleArn('^[a-z]+$', place, new Draw('seed', 1))).toBeNull();
  });
});
