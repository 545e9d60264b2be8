import { describe, expect, it } from 'vitest';
import { inUnitOf, unitOfProperty } from './unit-of.ts';

const integer = (description?: string) => ({ shape: { kind: 'integer' as const }, ...(description === undefined ? {} : { description }) });

describe('what a property counts in', () => {
  it.each([
    ['RetentionInDays', integer(), 86_400],
    ['DelaySeconds', integer(), 1],
    ['Timeout', integer('The amount of time (in seconds) that Lambda allows a function to run'), 1],
    ['BackupRetentionPeriod', integer('The number of days for which automated backups are retained.'), 86_400],
    ['MemorySize', integer('The amount of memory. The default value is 128 MB.'), 1_048_576],
    ['AllocatedStorage', integer('The amount of storage in gibibytes (GiB)'), 1_073_741_824],
  ])('is told by its name or its documentation: %s', (name, property, of) => {
    expect(unitOfProperty(name, property)?.of).toBe(of);
  });

  it('is not known where neither says it', () => {
    expect(unitOfProperty('Port', integer('The port on which it listens.'))).toBeNull();
  });

  it('takes other units of the same kind in whole numbers, and no unit of another', () => {
    const days = unitOfProperty('RetentionInDays', integer());
    const megabytes = unitOfProperty('SizeInMB', integer());
    if (days === null || megabytes === null) throw new Error('the units are not known');
    expect(inUnitOf(2, 'weeks', days)).toBe(14);
    expect(inUnitOf(48, 'hours', days)).toBe(2);
    expect(inUnitOf(1, 'hour', days)).toBeUndefined();
    expect(inUnitOf(1, 'GB', megabytes)).toBe(1024);
    expect(inUnitOf(1, 'GB', days)).toBeUndefined();
    expect(inUnitOf(2, 'bananas', days)).toBeUndefined();
  });
});
