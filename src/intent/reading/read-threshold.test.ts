import { describe, expect, it } from 'vitest';
import { thresholdIn } from './read-threshold.ts';

describe('when an alarm goes off', () => {
  it.each([
    ['the CPU is above 80 %', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 80 }],
    ['exceeds a threshold of 75%', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 75 }],
    ['is at least 10', { ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 10 }],
    ['drops below 0.5', { ComparisonOperator: 'LessThanThreshold', Threshold: 0.5 }],
    ['less than or equal to 3', { ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 3 }],
    ['above 80 % for 10 minutes', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 80, Period: 300, EvaluationPeriods: 2 }],
    ['above 80 % for 3 minutes', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 80, Period: 60, EvaluationPeriods: 3 }],
    ['greater than 5 for 2 consecutive periods of 10 minutes', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, Period: 600, EvaluationPeriods: 2 }],
  ])('is its limit, the side of it, and for how long: %s', (text, value) => {
    expect(thresholdIn(text)?.value).toEqual(value);
  });

  it('is not read where no limit is said', () => {
    for (const text of ['when the CPU is high', 'above average', 'of 80 %']) expect(thresholdIn(text), text).toBeNull();
  });
});
