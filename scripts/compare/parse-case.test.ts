import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/kernel/json.ts';
import { parseCase } from './parse-case.ts';

describe('where a case is', () => {
  const own = 'arn:aws:sns:eu-west-1:111111111111:orders';
  const role = 'arn:aws:iam::222222222222:role/reader';
  const place = (line: Json) => {
    const parsed = parseCase({ type: 'T', desired: {}, ...(line as object) }, false);
    return parsed.ok ? parsed.value.place : parsed.problems;
  };

  it.each([
    ['what it says', { account: '333333333333', region: 'us-west-2', identifier: own, live: {} }, '333333333333', 'us-west-2'],
    ['where its identifier is, whatever else it names', { physicalId: own, live: { Roles: [role, role] } }, '111111111111', 'eu-west-1'],
    ['where most of what it names is', { live: { Arn: own, Role: role, More: [own] } }, '111111111111', 'eu-west-1'],
    ['anywhere where it names nothing', { live: { Arn: 'a', Url: 'arn:aws:s3:::bucket' } }, '123456789012', 'us-east-1'],
  ])('is %s', (_, line, account, region) => {
    expect(place(line as Json)).toEqual({ account, region });
  });
});
