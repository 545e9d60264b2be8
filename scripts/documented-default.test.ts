import type { PropertyType } from '@aws-cdk/service-spec-types';
import { describe, expect, it } from 'vitest';
import { documentedDefault } from './documented-default.ts';

const text: PropertyType = { type: 'string' };
const integer: PropertyType = { type: 'integer' };
const boolean: PropertyType = { type: 'boolean' };

describe('a documented default', () => {
  it.each<[string, PropertyType, string]>([
    ['Default: `gp2`', text, '"gp2"'],
    ['The default value is `false` .', boolean, 'false'],
    ['The timeout. If no value is provided, it defaults to 350 seconds.', integer, '350'],
    ['The number of rows. The default is 10,000 and the minimum is 1,000.', integer, '10000'],
    ['Whether it is on. If you do not specify a value, the default is `true` .', boolean, 'true'],
    ['The mode.\n\nValid merge types are `MANUAL` (default) and `AUTO` .', { type: 'string', allowedValues: ['MANUAL', 'AUTO'] }, '"MANUAL"'],
    ['Enabled by a [flag](https://example.com/x). The default is `disabled` .', boolean, 'false'],
  ])('is found in %j', (markdown, type, expected) => {
    expect(documentedDefault(markdown, type)).toBe(expected);
  });

  it.each<[string, PropertyType]>([
    ['The default options of the list.', text],
    ['The default is 29 seconds for one kind and 30 seconds when it is of the other.', integer],
    ['Default: `a` . Default: `b` .', text],
    ['This parameter is valid only for gp3 volumes. The default value is only used there: 125.', integer],
    ['Default: `banana`', { type: 'string', allowedValues: ['apple'] }],
    ['Default: `many`', integer],
    ['Nothing is said.', text],
  ])('is none in %j', (markdown, type) => {
    expect(documentedDefault(markdown, type)).toBeUndefined();
  });

  it('is none where there is no documentation', () => {
    expect(documentedDefault(undefined, text)).toBeUndefined();
  });
});
