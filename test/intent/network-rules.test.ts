import { describe, expect, it } from 'vitest';
import { proposalOf, resolveText } from './real-context.ts';

const group = 'AWS::EC2::SecurityGroup';
/** "port@where" of each rule of the group that a text makes at once; null where it asks or refuses. */
function rulesOf(says: string, answers: Parameters<typeof resolveText>[1] = []): readonly string[] | null {
  const came = resolveText(says, answers);
  if (!came.ok || came.value.kind !== 'draft') return null;
  const rules = came.value.resources
    .filter(({ type }) => type === group)
    .flatMap(({ properties }) => ['SecurityGroupIngress', 'SecurityGroupEgress'].flatMap((name) => properties[name] ?? []));
  return (rules as { FromPort: number; CidrIp: string }[]).map(({ FromPort, CidrIp }) => `${FromPort}@${CidrIp}`);
}
const that = (says: string) => `A security group named web that ${says}`;

describe('the rules of a security group', () => {
  it.each([
    'allows HTTPS but not SSH from anywhere',
    'allows HTTP and HTTPS from anywhere but not SSH',
    'allows HTTP, HTTPS, no SSH from anywhere',
    'allows HTTPS rather than HTTP from anywhere',
    'allows HTTPS, not SSH',
    'allows neither HTTP nor SSH',
    'allows HTTPS from anywhere and blocks SSH',
    'blocks 10.0.0.0/8 on port 22',
    'does not allow 22 from anywhere',
    'closes port 22 to the world',
    'allows HTTPS from 10.0.0.0/8. SSH is not allowed',
    'allows SSH from my IP',
    'allows SSH only from my office',
    'allows HTTPS from 10.0.0.0/8 and SSH from our VPN',
    'allows port 22 from the bastion',
    'allows HTTPS from the load balancer',
    'allows all traffic from itself',
    'allows SSH from 203.0.113.300',
    'allows SSH from 203.0.113.0/40',
    'allows SSH from nowhere',
    'allows SSH from anywhere in the VPC',
    'allows SSH from anywhere in a VPC',
    'allows SSH from anywhere behind a load balancer',
    'opens port 443 to a load balancer',
    'allows SSH from everyone in my team',
    'allows SSH from the internet only through the VPN',
    'allows port 22 (temporarily) from anywhere',
    'allows HTTPS to anywhere',
    'allows inbound HTTPS and outbound everything',
    'allows HTTP from anywhere on port 8080',
    'allows SSH and HTTPS on ports 2222, 8443 and 8444 from 10.0.0.0/8',
  ])('are not made of half a clause: %s', (says) => {
    expect(rulesOf(that(says))).toBeNull();
  });

  it('are not made where any word beside them is not read, wherever it stands', () => {
    const words = 'allows HTTPS and port 22 from anywhere'.split(' ');
    for (const word of ['not', 'without', 'hardly', 'weekends', 'office', 'unless'])
      for (let at = 0; at <= words.length; at++) {
        const says = that([...words.slice(0, at), word, ...words.slice(at)].join(' '));
        expect([says, rulesOf(says)]).toEqual([says, null]);
      }
  });

  it('are left out as a whole where the words are', () => {
    const says = that('allows HTTPS from 10.0.0.0/8 and SSH from my office');
    const came = resolveText(says);
    const [question] = came.ok && came.value.kind === 'question' ? came.value.questions : [];
    expect(question).toMatchObject({ slot: 'unread', default: 'leave out', text: expect.stringContaining('SSH from my office') });
    expect(rulesOf(says, [{ at: question?.at ?? '', slot: 'unread', value: 'leave out' }])).toEqual([]);
  });

  it('are asked about in a description, too', () => {
    const says = `${that('allows SSH from our office')}, an IAM role named br for EC2, and a VPC named main with two public subnets in two availability zones, two private subnets and a NAT gateway for each of the zones`;
    expect(rulesOf(says)).toBeNull();
  });

  it.each([
    ['allows SSH on port 2222 from 203.0.113.0/24', ['2222@203.0.113.0/24']],
    ['allows SSH (port 2222) from 203.0.113.0/24', ['2222@203.0.113.0/24']],
    ['lets SSH in on port 2222 from 203.0.113.0/24', ['2222@203.0.113.0/24']],
    ['allows port 2222 for SSH from 203.0.113.0/24', ['2222@203.0.113.0/24']],
    ['allows all traffic on port 443 from anywhere', ['443@0.0.0.0/0']],
    ['allows HTTP and HTTPS on ports 8080 and 8443 from anywhere', ['8080@0.0.0.0/0', '8443@0.0.0.0/0']],
    ['allows SSH and HTTP on port 8080 from 10.0.0.0/8', ['22@10.0.0.0/8', '8080@10.0.0.0/8']],
    ['allows inbound traffic from anywhere on port 80', ['80@0.0.0.0/0']],
    ['allows inbound HTTP (port 80) and HTTPS (port 443) traffic from anywhere', ['80@0.0.0.0/0', '443@0.0.0.0/0']],
    ['opens port 443 to the world, tagged team=core', ['443@0.0.0.0/0']],
    ['allows HTTPS from anywhere, and a bucket named files', ['443@0.0.0.0/0']],
  ])('are those that every word says: %s', (says, rules) => {
    expect(rulesOf(that(says))).toEqual(rules);
  });

  it.each([
    ['Open port 443 to the world on a security group named web', ['443@0.0.0.0/0']],
    ['Allow HTTPS from anywhere in a security group named web', ['443@0.0.0.0/0']],
    ['Open port 443 to the world on a security group named web for a day', null],
  ])('may be said before it: %s', (says, rules) => {
    expect(rulesOf(says)).toEqual(rules);
  });

  it('say that nobody said from where', () => {
    expect(proposalOf(that('allows SSH')).evidence).toContainEqual(
      expect.objectContaining({
        words: 'default',
        effect: 'gives security_group_web SecurityGroupIngress: lets in 10.0.0.0/8 alone, where nobody says from where',
      }),
    );
  });

  it('are no rule of their own where there are several', () => {
    expect(resolveText('A security group rule that allows SSH and HTTPS from 10.0.0.0/8')).toMatchObject({ value: { kind: 'question' } });
  });
});
