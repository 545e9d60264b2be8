import { describe, expect, it } from 'vitest';
import { typicalSeconds } from './durations.ts';

describe('typicalSeconds', () => {
  it('knows that a database takes minutes and a parameter seconds', () => {
    expect(typicalSeconds('AWS::RDS::DBInstance', 'create').p50).toBeGreaterThan(300);
    expect(typicalSeconds('AWS::SSM::Parameter', 'create').p90).toBeLessThan(30);
  });

  it('answers for a type it does not list, names of object members included', () => {
    for (const type of ['AWS::Nobody::Knows', 'constructor', '__proto__']) {
      const { p50, p90 } = typicalSeconds(type, 'delete');
      expect(p50).toBeGreaterThan(0);
      expect(p90).toBeGreaterThanOrEqual(p50);
    }
  });

  it('tells the operations of a type apart', () => {
    expect(typicalSeconds('AWS::EC2::NatGateway', 'create')).not.toEqual(typicalSeconds('AWS::EC2::NatGateway', 'update'));
  });
});
