import type { ControlMention, SlotMention } from '../understood.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';
import { nameIn } from './read-names.ts';

/** A network of a text with what is said of its parts. */
export interface AbsorbedNetwork {
  readonly network: Thing;
  /** Only its parts are named. */
  readonly implied: boolean;
  /** The things of the text without those that the network makes. */
  readonly rest: readonly Thing[];
  /** By the piece that names them, the parts that the network makes for what is said to be in them, as the closure calls them. */
  readonly parts: ReadonlyMap<number, string>;
  readonly slots: SlotMention[];
  readonly controls: ControlMention[];
  /** Pieces that are read with it. */
  readonly pieces: readonly number[];
}

/**
 * What the pattern of a network makes as parts of it is no thing of its own: public subnets, gateways and routes. Subnets of a kind that stand in no network that is named make one: what makes them public or
 * private are its routes. Null where the text speaks of no such network.
 */
export function absorbNetwork(things: readonly Thing[], pieces: readonly Piece[], text: string): AbsorbedNetwork | null {
  const [named, ...others] = things.filter(({ type }) => type === vpc);
  const subnets = things.filter(({ type }) => type === subnet);
  const isOfKind = (thing: Thing): boolean => thing.points !== 'standing' && kindsOf(thing, pieces).length > 0;
  const plain = subnets.every((thing) => !thing.after.some((at) => address.test(pieces[at]?.words ?? '')) && nameIn(thing.after, pieces, text) === null);
  const slots = subnets.flatMap((thing) => slotsOf(thing, pieces));
  // "In a public subnet" counts parts of a network that nobody names.
  const counted = named === undefined && things.length > 0 ? pieces.flatMap((piece, index) => partsAt(piece, index)) : [];
  slots.push(...counted.flatMap((one) => one.slots));
  const heads = [...subnets.flatMap((thing) => thing.heads), ...counted.map(({ index }) => index)];
  const network = named ?? (slots.length > 0 && subnets.every(isOfKind) ? impliedBy(heads) : undefined);
  // Subnets of no kind are subnets by themselves: nothing says whether the internet reaches them.
  if (network === undefined || others.length > 0 || !plain || (slots.length === 0 && !pieces.some(({ item }) => item.meaning.kind === 'parts'))) return null;
  const nat = things.find(({ type }) => type === natGateway);
  const kept = things.filter((thing) => !(subnets.includes(thing) || (partsOfVpc.has(thing.type) && thing.count === null) || thing === nat));
  const rest = named === undefined ? [...kept, network] : kept;
  // What follows them is said of what is in them: "in private subnets with 512 MB of memory".
  if (named === undefined) for (const thing of subnets) ownerOf(thing, kept)?.after.push(...thing.after);
  const read = things.flatMap((thing) =>
    rest.includes(thing)
      ? []
      : [...thing.heads, ...thing.before.filter((at) => /^(?:private|public|isolated|internal|managed)$/i.test(pieces[at]?.words ?? ''))],
  );
  const spoken = [
    ...subnets.map((thing) => ({ kinds: kindsOf(thing, pieces), heads: thing.heads })),
    ...counted.map(({ index, kinds }) => ({ kinds, heads: [index] })),
  ];
  const parts = new Map(
    spoken.flatMap(({ kinds: [kind, other], heads }) =>
      kind === undefined || other !== undefined ? [] : heads.map((head) => [head, kind.replace(/s$/, '')] as const),
    ),
  );
  return {
    network,
    implied: named === undefined,
    rest,
    parts,
    slots,
    controls: nat === undefined ? [] : [{ ...saidOf(nat, pieces), control: 'nat', positive: true }],
    pieces: read,
  };
}

function impliedBy(heads: readonly number[]): Thing {
  return { type: vpc, heads: [...heads].sort((a, b) => a - b), count: null, counted: [], plural: false, points: 'either', before: [], after: [], rivals: [] };
}

/** The parts of a network that a piece counts: "two private subnets". */
function partsAt(
  { item: { meaning }, named, words, start }: Piece,
  index: number,
): { readonly index: number; readonly kinds: readonly string[]; readonly slots: SlotMention[] }[] {
  if (named !== null || meaning.kind !== 'parts') return [];
  const counts = meaning.counts.filter(({ pattern }) => pattern === 'vpc');
  const said = { words, at: `intent:${start + 1}` };
  const slots = counts.map(({ slot, count }): SlotMention => ({ ...said, slots: [{ pattern: 'vpc', slot }], value: { gap: 'count', number: count } }));
  return counts.length === 0 ? [] : [{ index, kinds: counts.map(({ slot }) => slot), slots }];
}

/** The thing that stands nearest before another. */
function ownerOf({ heads: [own = 0] }: Thing, things: readonly Thing[]): Thing | undefined {
  const ahead = ({ heads }: Thing): number => Math.max(-1, ...heads.filter((head) => head < own));
  return things.filter((thing) => ahead(thing) >= 0).sort((a, b) => ahead(b) - ahead(a))[0];
}

function kindsOf(thing: Thing, pieces: readonly Piece[]): string[] {
  const words = [...thing.before, ...thing.heads].map((at) => pieces[at]?.words).join(' ');
  return [/private|isolated|internal/i.test(words) ? ['private_subnets'] : [], /public/i.test(words) ? ['public_subnets'] : []].flat();
}

function slotsOf(thing: Thing, pieces: readonly Piece[]): SlotMention[] {
  const count = thing.count ?? (thing.plural ? 2 : 1);
  return kindsOf(thing, pieces).map((slot) => ({ ...saidOf(thing, pieces), slots: [{ pattern: 'vpc', slot }], value: { gap: 'count', number: count } }));
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
