import type { ControlMention, SlotMention } from '../understood.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';
import { nameIn } from './read-names.ts';

/** A network of a text with what is said of its parts. */
export interface AbsorbedNetwork {
  readonly network: Thing;
  /** The things of the text without those that the network makes. */
  readonly rest: readonly Thing[];
  readonly slots: SlotMention[];
  readonly controls: ControlMention[];
  /** Pieces that are read with it. */
  readonly pieces: readonly number[];
}

/** What the pattern of a network makes as parts of it is no thing of its own: public subnets, gateways and routes. Null where the text speaks of no such network. */
export function absorbNetwork(things: readonly Thing[], pieces: readonly Piece[], text: string): AbsorbedNetwork | null {
  const [network, ...others] = things.filter(({ type }) => type === vpc);
  const subnets = things.filter(({ type }) => type === subnet);
  const plain = subnets.every((thing) => !thing.after.some((at) => address.test(pieces[at]?.words ?? '')) && nameIn(thing.after, pieces, text) === null);
  const slots = subnets.flatMap((thing) => slotsOf(thing, pieces));
  // Subnets of no kind are subnets by themselves: nothing says whether the internet reaches them.
  if (network === undefined || others.length > 0 || !plain || (slots.length === 0 && !pieces.some(({ item }) => item.meaning.kind === 'parts'))) return null;
  const nat = things.find(({ type }) => type === natGateway);
  const rest = things.filter((thing) => !(subnets.includes(thing) || (partsOfVpc.has(thing.type) && thing.count === null) || thing === nat));
  const read = things.flatMap((thing) =>
    rest.includes(thing)
      ? []
      : [...thing.heads, ...thing.before.filter((at) => /^(?:private|public|isolated|internal|managed)$/i.test(pieces[at]?.words ?? ''))],
  );
  return { network, rest, slots, controls: nat === undefined ? [] : [{ ...saidOf(nat, pieces), control: 'nat', positive: true }], pieces: read };
}

function slotsOf(thing: Thing, pieces: readonly Piece[]): SlotMention[] {
  const words = [...thing.before, ...thing.heads].map((at) => pieces[at]?.words).join(' ');
  const kinds = [/private|isolated|internal/i.test(words) ? ['private_subnets'] : [], /public/i.test(words) ? ['public_subnets'] : []].flat();
  const count = thing.count ?? (thing.plural ? 2 : 1);
  return kinds.map((slot) => ({ ...saidOf(thing, pieces), slots: [{ pattern: 'vpc', slot }], value: { gap: 'count', number: count } }));
}

const address = /\d+\.\d+\.\d+\.\d+\/\d+/;
const vpc = 'AWS::EC2::VPC';
const subnet = 'AWS::EC2::Subnet';
const natGateway = 'AWS::EC2::NatGateway';
/** What the pattern of a VPC makes once it has subnets. */
const partsOfVpc: ReadonlySet<string> = new Set([
  'AWS::EC2::InternetGateway',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::RouteTable',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
]);
