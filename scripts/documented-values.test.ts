import { describe, expect, it } from 'vitest';
import { documentedValues } from './documented-values.ts';

const text = { type: 'string' } as const;

describe('the values that a documentation names', () => {
  it.each([
    ['The type. *Allowed Values* : ACCOUNT | ORGANIZATION', ['ACCOUNT', 'ORGANIZATION']],
    ['The engine. *Valid values* : `mysql` | `oracle`', ['mysql', 'oracle']],
    ['Valid values are `json` , `opentelemetry1.0` and `opentelemetry0.7` For more information, see', ['json', 'opentelemetry1.0', 'opentelemetry0.7']],
    ['The instance type to use. For example, `m5.large` .', ['m5.large']],
  ])('are read from %j', (markdown, values) => {
    expect(documentedValues(markdown, text)).toEqual(values);
  });

  it('are those of the items of a list', () => {
    expect(documentedValues('Supported actions are `A` and `B`.', { type: 'array', element: text })).toEqual(['A', 'B']);
  });

  it('are none where the documentation only describes', () => {
    expect(documentedValues('The name of the thing. It must be unique.', text)).toBeUndefined();
  });

  it('are none where the registry knows all values', () => {
    expect(documentedValues('Valid values: `A` | `B`', { type: 'string', allowedValues: ['A', 'B'] })).toBeUndefined();
  });
});
