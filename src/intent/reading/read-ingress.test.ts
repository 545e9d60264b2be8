import { describe, expect, it } from 'vitest';
import { rulesIn } from './read-ingress.ts';

const ports = {
  ssh: { port: 22, protocol: 'tcp' },
  http: { port: 80, protocol: 'tcp' },
  https: { port: 443, protocol: 'tcp' },
  ntp: { port: 123, protocol: 'udp' },
};
const rule = (from: number, to: number, CidrIp: string, IpProtocol = 'tcp') => ({ IpProtocol, FromPort: from, ToPort: to, CidrIp });

describe('what a security group lets in and out', () => {
  it.each([
    ['allows ssh from 10.0.0.0/8', [rule(22, 22, '10.0.0.0/8')]],
    ['allowing http and https from anywhere', [rule(80, 80, '0.0.0.0/0'), rule(443, 443, '0.0.0.0/0')]],
    ['ssh from 10.0.0.0/8 and https from anywhere', [rule(22, 22, '10.0.0.0/8'), rule(443, 443, '0.0.0.0/0')]],
    ['inbound on ports 8000-8080 from 192.168.1.4', [rule(8000, 8080, '192.168.1.4/32')]],
    ['from port 80 to port 80 with protocol tcp from any ip', [rule(80, 80, '0.0.0.0/0')]],
    ['udp port 53 from 10.0.0.0/16', [rule(53, 53, '10.0.0.0/16', 'udp')]],
    ['ports 22, 80 and 443 from the internet', [rule(22, 22, '0.0.0.0/0'), rule(80, 80, '0.0.0.0/0'), rule(443, 443, '0.0.0.0/0')]],
    ['that allows 5432 from 10.0.0.0/8', [rule(5432, 5432, '10.0.0.0/8')]],
    ['opening 80, 443 and 8443 from anywhere', [rule(80, 80, '0.0.0.0/0'), rule(443, 443, '0.0.0.0/0'), rule(8443, 8443, '0.0.0.0/0')]],
    ['ntp from 10.0.0.0/8', [rule(123, 123, '10.0.0.0/8', 'udp')]],
  ])('goes with the place that is said: %s', (text, ingress) => {
    expect(rulesIn(text, ports).ingress).toEqual(ingress);
  });

  it('leads outward where that is said', () => {
    const { ingress, egress } = rulesIn('inbound ssh from 10.0.0.0/8 and outbound https to anywhere', ports);
    expect(ingress).toEqual([rule(22, 22, '10.0.0.0/8')]);
    expect(egress).toEqual([rule(443, 443, '0.0.0.0/0')]);
  });

  it('is left open where no place is said', () => {
    const { ingress, open } = rulesIn('allowing ssh', ports);
    expect(ingress).toEqual([]);
    expect(open).toEqual([{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }]);
  });

  it.each(['allows 3 people from 10.0.0.0/8', 'port 70000 from anywhere', 'nothing of the kind'])('is nothing where none is said: %s', (text) => {
    expect(rulesIn(text, ports)).toEqual({ ingress: [], egress: [], open: [], spans: [] });
  });

  it.each([
    ['https but not ssh from anywhere', 'but not'],
    ['ssh from anywhere in the office', 'in the office'],
    ['port 22 (for now) from 10.0.0.0/8', '(for now)'],
    ['blocks 10.0.0.0/8 on port 22', 'blocks'],
    ['ports 22, 80 and udp port 53 from 10.0.0.0/8', ', and'],
  ])('leaves out of its stretches what is said beside the rules: %s', (text, beside) => {
    const { spans } = rulesIn(text, ports);
    const left = [...text].filter((_, at) => !spans.some(({ start, end }) => start <= at && at < end)).join('');
    expect(left.trim().replace(/\s+/gu, ' ')).toBe(beside);
  });
});
