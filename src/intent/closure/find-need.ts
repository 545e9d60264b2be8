import { canonicalJson, type JsonObject } from '../../kernel/json.ts';
import { plainName } from '../../kernel/plain-name.ts';
import type { Need } from '../../model/closure-rules.ts';
import { nodeAddress } from '../../model/names.ts';
import type { DraftResource } from '../../model/proposal.ts';
import { answered, type Closing, explain, placeOf } from './closing.ts';
import type { Part, Referent } from './drafting.ts';
import { isPublicSubnet, vpcOf } from './network.ts';

/** Why something is needed, and what is made where there is none. */
export interface NeedOrder {
  readonly need: Need;
  /** Of the part that needs it, where it is for one property; what the question about several is called. */
  readonly slot: string;
  readonly because: string;
  readonly entry: string;
  /** What it is given where it is made, filled in. */
  readonly properties: JsonObject;
}

/**
 * What a part needs: of the draft, else of what exists, else made, and closed itself. Null where it would need itself. Where several of the draft could be meant,
 * the first is taken and it is asked.
 */
export function findNeed(closing: Closing, part: Part, order: NeedOrder): readonly Referent[] | null {
  const need = placed(closing, part, order.need);
  const named = need.part === undefined ? undefined : closing.context.knowledge.closure.parts.get(need.part);
  const typeName = named?.rule.type ?? need.type ?? '';
  const fitting = candidates(closing, part, typeName, need);
  const said = fitting.filter(({ owner }) => owner === null);
  if (need.count === 1) {
    const alike = oneOfAlike(closing, part, { ...order, need }, said);
    if (alike !== null) return [alike];
    if (said.length > 1) return [oneOf(closing, part, order, said)];
    const [one] = said.length === 1 ? said : fitting;
    if (one !== undefined) return [one];
  } else if (fitting.length > 0) {
    const [first] = fitting;
    const together = typeName === 'AWS::EC2::Subnet' ? fitting.filter((other) => sameVpc(closing, first, other)) : fitting;
    if (together.length >= need.count || (!need.least && together.some(({ owner }) => owner === null))) return together;
  }
  const live = fromExisting(closing, part, { ...order, need }, typeName, fitting.length);
  if (live !== null) return live;
  return make(closing, part, { ...order, need }, typeName, need.count - (need.count > 1 ? fitting.length : 0), fitting);
}

/** "In public subnets" is said of what would run in private ones. What the internet reaches stands in public ones, whatever is said. */
function placed(closing: Closing, part: Part, need: Need): Need {
  const { parts } = closing.context.knowledge.closure;
  const own = need.part === undefined ? undefined : parts.get(need.part)?.rule;
  let holder: Part | null = part;
  while (holder !== null && !closing.context.inPart.has(holder.node)) holder = holder.owner;
  const said = holder === null ? undefined : closing.context.inPart.get(holder.node);
  return said === undefined || own?.public !== false || parts.get(said)?.rule.type !== own.type ? need : { ...need, part: said };
}

function candidates(closing: Closing, part: Part, typeName: string, need: Need): Part[] {
  const isPublic = need.part === undefined ? undefined : closing.context.knowledge.closure.parts.get(need.part)?.rule.public;
  const { drafting } = closing;
  const at = canonicalJson(part.resource.at ?? {});
  return drafting.of(typeName).filter((other) => {
    if (other === part || (other.only !== null && other.only !== part) || drafting.reaches(other.node, part.node)) return false;
    if (canonicalJson(other.resource.at ?? {}) !== at) return false;
    // What is made for one alone serves nobody else; what was said serves all.
    if (!need.shared && other.owner !== null && other.only !== part) return false;
    return isPublic === undefined || isPublicSubnet(closing, other) === isPublic;
  });
}

function sameVpc(closing: Closing, one: Part | undefined, other: Part): boolean {
  return one !== undefined && vpcOf(closing, one.properties['VpcId'] ?? null) === vpcOf(closing, other.properties['VpcId'] ?? null);
}

/**
 * Of several subnets of a kind in one network: that of the zone which was said, else the first that none of the type is in yet. Any of them does what is asked, so that is told
 * and not asked. Null where they are not alike.
 */
function oneOfAlike(closing: Closing, part: Part, { need, because, entry, slot }: NeedOrder, said: readonly Part[]): Part | null {
  const [first] = said;
  if (first === undefined || said.length < 2 || need.part === undefined || !said.every((other) => sameVpc(closing, first, other))) return null;
  if (answered(closing, part, `${part.node}.${slot}`) !== null) return null;
  const zone = part.properties['AvailabilityZone'];
  const used = (one: Part) => closing.drafting.of(part.type.name).filter((other) => other !== part && closing.drafting.uses(other.node).has(one.node)).length;
  const inZone = zone === undefined ? [] : said.filter(({ properties }) => properties['AvailabilityZone'] === zone);
  const chosen = inZone[0] ?? [...said].sort((a, b) => used(a) - used(b))[0] ?? first;
  const why = inZone.length > 0 ? `which is in ${String(zone)}` : `the first of ${said.length} that do`;
  explain(closing, part, entry, `puts {node} into ${chosen.node}, ${why}: ${because}`);
  return chosen;
}

/** Of several that were said, the one that was answered, else the first, and a question. */
function oneOf(closing: Closing, part: Part, { slot, because }: NeedOrder, said: readonly Part[]): Part {
  const name = `${part.node}.${slot}`;
  const answer = answered(closing, part, name);
  const chosen = said.find(({ node }) => node === answer?.value);
  const [first] = said;
  if (first === undefined) throw new RangeError('one of none');
  if (chosen !== undefined) {
    if (answer?.by !== undefined) part.picked.add(chosen.node);
    return chosen;
  }
  closing.questions.push({
    at: placeOf(part),
    slot: name,
    text: `${part.node} ${because}: which of the ${said.length} is meant?`,
    options: said.slice(0, 26).map(({ node }, index) => ({ letter: String.fromCharCode(97 + index), value: node, text: node })),
    open: false,
    default: first.node,
    because: null,
  });
  return first;
}

/** What is live and fits, where there is just one choice; with several it is asked, and by default something new is made. */
function fromExisting(closing: Closing, part: Part, order: NeedOrder, typeName: string, there: number): readonly Referent[] | null {
  const { need, slot, because, entry } = order;
  if (!need.shared || there > 0 || need.part !== undefined) return null;
  const live = closing.context.existing.filter(({ type }) => type === typeName);
  if (live.length < need.count) return null;
  if (need.count > 1 || live.length === 1) {
    explain(closing, part, entry, `uses ${live.map(({ called }) => plainName(called)).join(', ')} for {node}, which exists: ${because}`);
    return live;
  }
  const name = `${part.node}.${slot}`;
  const answer = answered(closing, part, name)?.value;
  const chosen = live.find(({ called }) => called === answer);
  if (chosen !== undefined) return [chosen];
  if (answer === 'new') return null;
  const options = [...live.slice(0, 8).map(({ called }) => ({ value: called, text: called })), { value: 'new', text: 'a new one' }];
  closing.questions.push({
    at: placeOf(part),
    slot: name,
    text: `${part.node} ${because}, and ${live.length} exist: which is meant?`,
    options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
    open: false,
    default: 'new',
    because: null,
  });
  return null;
}

/** Deeper than any chain of needs is; what goes beyond goes in a circle. */
const deepest = 12;

function make(closing: Closing, part: Part, order: NeedOrder, typeName: string, count: number, there: readonly Part[]): readonly Referent[] | null {
  const { need, because, entry } = order;
  if (closing.making.includes(typeName) || typeName === part.type.name || closing.making.length > deepest) return null;
  const type = closing.context.types.type(typeName);
  if (!type.ok || type.value.identifier.length === 0) return null;
  const named = need.part === undefined ? undefined : closing.context.knowledge.closure.parts.get(need.part);
  const kind = named?.rule.node ?? snake(typeName.split('::').at(-1) ?? '');
  const owner = part.node.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '');
  const wanted = need.node === undefined ? (need.shared ? kind : `${owner}_${kind}`) : need.node.replaceAll('{owner}', owner);
  // What is in one zone is in a subnet of that zone.
  const zone = count === 1 && typeName === 'AWS::EC2::Subnet' ? part.properties['AvailabilityZone'] : undefined;
  const made: Part[] = [];
  closing.making.push(typeName);
  for (let number = 0; number < count; number++) {
    const companion = addCompanion(closing, part, {
      node: wanted,
      type: typeName,
      properties: zone === undefined ? order.properties : { ...order.properties, AvailabilityZone: zone },
      only: need.shared ? null : part,
      made: need.part ?? null,
    });
    if (companion === null) break;
    closing.drafting.use(part.node, companion.node);
    explain(closing, companion, entry, `adds {node} (${typeName}): ${part.node} ${because}`);
    closing.close(companion);
    made.push(companion);
  }
  closing.making.pop();
  return made.length < count ? null : [...there, ...made];
}

/** Adds a resource that comes along to the draft; null for a type that is not known. */
export function addCompanion(
  closing: Closing,
  owner: Part,
  { node, type, properties, only, made }: { node: string; type: string; properties: JsonObject; only: Part | null; made: string | null },
): Part | null {
  const known = closing.context.types.type(type);
  if (!known.ok) return null;
  const address = nodeAddress.parse(closing.drafting.free(node));
  const { at } = owner.resource;
  const resource: DraftResource = {
    node: address,
    type,
    properties,
    dependsOn: [],
    retain: false,
    of: owner.resource.node,
    checks: [],
    ...(at === undefined ? {} : { at }),
  };
  const part: Part = { node: address, type: known.value, properties, resource, chosen: new Set(), picked: new Set(), owner, stands: false, only, made };
  closing.drafting.add(part);
  return part;
}

/** `VPCGatewayAttachment` → `vpc_gateway_attachment`. */
export function snake(kind: string): string {
  const words = kind.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+/g) ?? [kind];
  return words.join('_').toLowerCase();
}
