import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { shellWord } from '../model/aws-cli.ts';
import { mayBeSame } from '../model/creation.ts';
import { type DeploymentName, deploymentName, type NodeAddress, nodeAddress } from '../model/names.ts';
import { nodeOfTag } from '../model/node-tag.ts';
import type { Observed, ResourceBinding } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { ownershipTags } from './ownership-tags.ts';

type Live = Extract<Observed, { kind: 'live' }>;

/** A node for which something is live that is not, or may not be, its own. */
export interface Claim {
  readonly deployment: DeploymentName;
  readonly node: NodeAddress;
  readonly type: ResourceType;
  readonly binding: ResourceBinding | null;
}

/** OWNERSHIP_UNPROVEN: why nothing is changed for a node, and what a person can do about it. */
export function notOurs(claim: Claim, live: Live): Diagnostic {
  switch (live.ownership) {
    case 'untagged':
      return untagged(claim, live);
    case 'disputed':
      return disputed(claim, live);
    default:
      return foreign(claim, live);
  }
}

export function bearsTags(type: ResourceType, { properties }: Live): boolean {
  const { deployment, node } = ownershipTags(type, properties);
  return deployment !== undefined || node !== undefined;
}

/** Of what the books name and carries the tags of another: whose those are. */
export function taggedAs(claim: Claim, live: Live): string[] {
  return live.ownership === 'retagged' || live.ownership === 'disputed' ? [`tagged by now as ${ownerText(ownerIn(claim, live))}`] : [];
}

/** What a removal says of that where nothing proves that it is the one that was made: it is not deleted for the sake of our records. */
export function givenUp(claim: Claim, live: Live): string {
  const what = `${claim.type.name} ${live.identifier} is ${taggedAs(claim, live).join('')}, and nothing proves that it is the one that we made`;
  return `${what}: it is struck from our records and stays. Where it is ours, first take it over: asbuilt ask --deployment ${claim.deployment} ${adopting(claim, live)}`;
}

/** What the books name, and may be ours or not: a person says so by its name, or gives it up. */
function untagged(claim: Claim, live: Live): Diagnostic {
  const message = `our tags are gone from ${claim.type.name} ${live.identifier}, and whether it is still the one that we made cannot be proved${because(live)}`;
  return refusal(claim, message, `where it is yours, ask again with ${adopting(claim, live)}; else for a new one of another name: named "…"`);
}

function disputed(claim: Claim, live: Live): Diagnostic {
  const { node, type } = claim;
  const owner = ownerIn(claim, live);
  const message = `${type.name} ${live.identifier} is ${node} in our records and tagged by now as ${ownerText(owner)}, and whether it is the one that we made cannot be proved${because(live)}`;
  const there = owner === null || owner.deployment === claim.deployment ? '' : ` ${changedThere(owner)}; or`;
  return refusal(claim, message, `where it is yours, ask again with ${adopting(claim, live)}; else${there} ask for a new one of another name: named "…"`);
}

function foreign(claim: Claim, live: Live): Diagnostic {
  const { node, binding, type } = claim;
  const what = `${type.name} ${live.identifier}`;
  const another = 'ask for a new one of another name: named "…"';
  const orAdopt = `${another}; what is there is not touched${bearsTags(type, live) ? '' : `. Where it is yours, ask again with ${adopting(claim, live)}`}`;
  if (binding?.identifier === live.identifier && !mayBeSame(binding.creation, live.creation))
    return refusal(claim, `${what} was deleted and made again by somebody else: it is another resource under the name of ours`, orAdopt);
  const owner = ownerIn(claim, live);
  if (owner === null) return refusal(claim, `${what} exists and does not carry the tags of ${node} of this deployment`, orAdopt);
  const there = owner.deployment === claim.deployment ? `call the node ${owner.node}: what stands keeps the name of its node` : changedThere(owner);
  return refusal(claim, `${what} is ${ownerText(owner)}, as its tags say`, `${there}; or ${another}`);
}

interface Owner {
  readonly deployment: string;
  readonly node: string;
}

/** Whose it is, as far as its own tags say. Tags are text that anybody may have written: only what has the form of a name is repeated. */
function ownerIn({ type }: Claim, { properties }: Live): Owner | null {
  const tags = ownershipTags(type, properties);
  const own = tags.node === undefined ? null : nodeOfTag(tags.node);
  const named = deploymentName.safeParse(tags.deployment);
  return named.success && own !== null && own.type === type.name && nodeAddress.safeParse(own.node).success ? { deployment: named.data, node: own.node } : null;
}

function ownerText(owner: Owner | null): string {
  return owner === null ? 'something else' : `${owner.node} of deployment ${owner.deployment}`;
}

function changedThere({ deployment }: Owner): string {
  return `change it there: asbuilt ask "…" --deployment ${deployment}`;
}

function adopting({ node }: Claim, { identifier }: Live): string {
  return `--adopt ${shellWord(`${node}=${identifier}`)}`;
}

function because({ creation }: Live): string {
  return creation?.kind === 'unproven' ? `: ${creation.because}` : '';
}

function refusal({ node }: Claim, message: string, fix: string): Diagnostic {
  return problem('OWNERSHIP_UNPROVEN', message, fix, { at: node });
}
