import type { Json } from '../../kernel/json.ts';
import { overlap, parseBlock, partOf } from '../address-blocks.ts';
import { zonesOf } from '../settle-slots.ts';
import type { Closing } from './closing.ts';
import { isPart, nodesIn, type Part, type Referent } from './drafting.ts';

const vpcType = 'AWS::EC2::VPC';
const subnetType = 'AWS::EC2::Subnet';

/** Subnets of a VPC that is made here are sixteenths of it. */
const shares = 16;

/** Values that templates take from a part itself: its node's name as a label, its service, and addresses and zones that are free: of a VPC, what no other has; of a subnet, what no other of its VPC has. */
export function ownValues(closing: Closing, part: Part): Record<string, string> {
  const label = part.node.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '');
  return { label, service: part.type.name.split('::')[1]?.toLowerCase() ?? '', ...freeValues(closing, part) };
}

function freeValues(closing: Closing, part: Part): Record<string, string> {
  if (part.type.name === vpcType) return { 'next.block': freeVpcBlock(closing, part) };
  if (part.type.name !== subnetType) return { 'next.zone': `${closing.context.region}a` };
  const vpc = vpcOf(closing, part.properties['VpcId'] ?? null);
  const others = [...closing.drafting.of(subnetType).filter((other) => other !== part), ...existing(closing, subnetType)].filter(
    (other) => vpcOf(closing, other.properties['VpcId'] ?? null) === vpc,
  );
  const zones = zonesOf(closing.context.knowledge, closing.context.region);
  const isPublic = isPublicSubnet(closing, part);
  const taken = others.flatMap((other) => (isPart(other) && isPublicSubnet(closing, other) === isPublic ? [other.properties['AvailabilityZone'] ?? null] : []));
  const usedIn = (zone: string): number => taken.filter((one) => one === `${closing.context.region}${zone}`).length;
  const [zone = 'a'] = [...zones].sort((a, b) => usedIn(a) - usedIn(b));
  return { 'next.subnet_block': freeSubnetBlock(vpc, others), 'next.zone': `${closing.context.region}${zone}` };
}

function existing(closing: Closing, type: string): readonly Referent[] {
  return closing.context.existing.filter((one) => one.type === type);
}

function freeVpcBlock(closing: Closing, part: Part): string {
  const taken = [...closing.drafting.of(vpcType).filter((other) => other !== part), ...existing(closing, vpcType)].flatMap((vpc) => blockOf(vpc) ?? []);
  for (let second = 0; second < 256; second++) {
    const block = `10.${second}.0.0/16`;
    if (!taken.some((other) => overlap(block, other))) return block;
  }
  return '172.16.0.0/16';
}

function freeSubnetBlock(vpc: Referent | string | null, others: readonly Referent[]): string {
  const whole = (typeof vpc === 'string' || vpc === null ? null : blockOf(vpc)) ?? '10.0.0.0/16';
  const block = parseBlock(whole);
  const into = block === null || block.bits + 4 > 28 ? 1 : shares;
  const taken = others.flatMap((other) => blockOf(other) ?? []);
  for (let index = 0; index < into; index++) {
    const candidate = partOf(whole, into, index);
    if (!taken.some((other) => overlap(candidate, other))) return candidate;
  }
  return whole;
}

function blockOf(referent: Referent): string | null {
  const block = referent.properties['CidrBlock'];
  return typeof block === 'string' && parseBlock(block) !== null ? block : null;
}

/** The VPC that a value refers to: a part of the draft, something that exists, or the value itself. */
export function vpcOf(closing: Closing, value: Json): Referent | string | null {
  if (typeof value !== 'string') return null;
  const [node] = nodesIn(value);
  const part = node === undefined ? undefined : closing.drafting.at(node);
  if (part !== undefined) return part;
  return existing(closing, vpcType).find(({ properties }) => properties['VpcId'] === value) ?? value;
}

/** Whether a subnet has a route to the internet: by its route table's routes, or by what it was made as. */
export function isPublicSubnet(closing: Closing, subnet: Referent): boolean {
  if (!isPart(subnet)) return subnet.properties['MapPublicIpOnLaunch'] === true;
  if (subnet.made !== null) return closing.context.knowledge.closure.parts.get(subnet.made)?.rule.public === true;
  const { drafting } = closing;
  const tables = drafting.of('AWS::EC2::SubnetRouteTableAssociation').filter((one) => nodesIn(one.properties['SubnetId'] ?? null).includes(subnet.node));
  return tables.some((association) =>
    nodesIn(association.properties['RouteTableId'] ?? null).some((table) =>
      drafting.of('AWS::EC2::Route').some((route) => {
        const gateway = nodesIn(route.properties['GatewayId'] ?? null)[0];
        return (
          nodesIn(route.properties['RouteTableId'] ?? null).includes(table) &&
          gateway !== undefined &&
          drafting.at(gateway)?.type.name === 'AWS::EC2::InternetGateway'
        );
      }),
    ),
  );
}
