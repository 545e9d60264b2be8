import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressIn, networkOf, overlap, zoneId } from './addresses.ts';

describe('networks', () => {
  it.each([
    ['10.0.0.0/16', '10.0.255.0/24', true],
    ['10.0.0.0/24', '10.0.1.0/24', false],
    ['10.0.0.77/24', '10.0.0.128/25', true],
    ['0.0.0.0/0', '255.255.255.255/32', true],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    const [a, b] = [networkOf(one), networkOf(other)];
    expect(a !== null && b !== null && overlap(a, b)).toBe(expected);
  });

  it('are none for other texts', () => {
    for (const text of ['10.0.0.0', '300.0.0.0/8', '10.0.0.0/33', '2600:1f18::/56']) expect(networkOf(text)).toBeNull();
  });

  it('hold every address that is drawn from them', () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.nat(255),
        fc.integer({ min: 16, max: 28 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (b, c, length, fraction) => {
          const cidr = `10.${b}.${c}.0/${length}`;
          const [network, address] = [networkOf(cidr), networkOf(`${addressIn(cidr, fraction)}/32`)];
          expect(network !== null && address !== null && overlap(network, address)).toBe(true);
        },
      ),
    );
  });

  it('have zones with ids', () => {
    expect(['us-east-1a', 'eu-west-1c', 'ap-northeast-2b', 'us-gov-west-1a'].map(zoneId)).toEqual(['use1-az1', 'euw1-az3', 'apne2-az2', 'us-govw1-az1']);
  });
});
