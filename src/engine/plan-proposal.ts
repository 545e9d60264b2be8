import { crossed } from '../catalog/boundary.ts';
import { expand } from '../catalog/expand.ts';
import { problem } from '../kernel/diagnostic.ts';
import { canonicalJson, type Json, sameJson } from '../kernel/json.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { NamedAsks } from '../model/named-asks.ts';
import type { Plan, PlanBody } from '../model/plan.ts';
import type { DraftExport, DraftResource, DraftUnit, Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { chosenElsewhere } from './chosen-elsewhere.ts';
import type { EnginePorts } from './engine-ports.ts';
import { exportedElsewhere } from './exports-left.ts';
import { letGo } from './let-go.ts';
import { letOthersIn } from './let-others-in.ts';
import { placeFor } from './place-for.ts';
import { planFor } from './plan-for.ts';
import { checkUnit } from './procedure-of.ts';
import { type SentSource, sourceFor } from './source-for.ts';

/** What a proposal is planned with. */
export interface Proposed {
  readonly targets: ReadonlyMap<string, NamedTarget>;
  /** The intent's own words, or what stands for them. */
  readonly intent: string;
  /** See `PlanOrder`. */
  readonly agent: string | null;
  readonly formerly?: string | null;
  /** What was sent of its units. */
  readonly sources: readonly SentSource[];
  /** What is asked for by the name of a node. */
  readonly named?: NamedAsks;
  /** See `PlanningInput.about`. */
  readonly about?: ReadonlySet<string> | undefined;
}

/** Proposal → desired → as-built → plan. BOUNDARY_CROSSED for what the proposal's blueprint may not touch. */
export async function planProposal(
  asked: Proposal,
  { targets, intent, agent, formerly = null, sources, named = {}, about }: Proposed,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<Plan>> {
  const { proposal, agent: elsewhere } = chosenElsewhere(asked);
  const { deployment, region, blueprint, gates } = proposal;
  const away = await letGo(proposal, caller, agent, ports);
  if (away.refused !== null) return fail(away.refused);
  const twice = await exportedElsewhere(away.exports, away.before, deployment, ports);
  if (twice.length > 0) return fail(...twice);
  const { onFailure } = away;
  const evidence = [...away.evidence, ...proposal.evidence];
  const read = (proposal.imports ?? []).filter(({ stored }) => stored === undefined).map(({ by: _, ...one }) => one);
  const imports = read.length === 0 ? undefined : read;
  for (const unit of proposal.units) {
    const bundle =
      (await sourceFor(unit.source, sources, caller, ports.store)) ?? ((await isGiven(unit, deployment, ports)) ? await ports.store.source(unit.source) : null);
    if (bundle === null)
      return fail(problem('INPUT_INVALID', `the source of ${unit.node} was not sent`, 'send it with the intent, by its digest', { at: unit.node }));
    const usable = checkUnit(unit, bundle);
    if (!usable.ok) return usable;
  }
  const desired = expand(proposal, { types: ports.types, place: (at, node) => placeFor(at, node, region, targets, ports) });
  if (!desired.ok) return desired;
  const outside = crossed(blueprint?.boundaries ?? [], desired.value);
  if (outside.length > 0) return fail(...outside);
  await letOthersIn();
  const exports = exportsOf(proposal.exports === undefined ? undefined : away.exports, away.before, agent ?? formerly);
  const draft = withHands(
    placedAs({ ...proposal, ...exports, onFailure }, desired.value, agent ?? formerly ?? elsewhere ?? theirsBefore(proposal)),
    away.before,
    agent,
    about !== undefined,
  );
  const asOf = new Map([...proposal.resources, ...proposal.units].map((one) => [one.node, one]));
  const chosen = new Map(
    [...draft.resources, ...draft.units].flatMap(({ node, hand }) => {
      const { chosen: places = [], presence } = asOf.get(node) ?? {};
      const wrote = hand !== undefined && hand !== agent;
      if (places.length === 0 && presence === undefined && !wrote) return [];
      return [[node, { places, ...(presence === undefined ? {} : { presence }), ...(wrote ? { wrote } : {}) }] as const];
    }),
  );
  const endings = new Map(proposal.resources.flatMap(({ node, endings: own }) => (own === undefined ? [] : [[node, own] as const])));
  const checks = checksOf(proposal);
  const followed =
    blueprint === undefined
      ? {}
      : { blueprint: { name: blueprint.name, version: blueprint.version, digest: blueprint.digest, boundaries: blueprint.boundaries } };
  return planFor(
    {
      deployment,
      named,
      about,
      targets,
      intent,
      agent,
      formerly: formerly ?? elsewhere ?? theirsBefore(draft),
      evidence,
      ...followed,
      desired: desired.value,
      gates,
      gatesAnew: away.gatesAnew,
      onFailure,
      checks,
      sources,
      draft,
      chosen,
      endings,
      keeps: away.keeps,
      imports,
    },
    caller,
    ports,
  );
}

/** An AI agent may also name what a published version brings, and what the node is asked to run already, whoever sent that. */
async function isGiven({ node, source, published }: DraftUnit, deployment: Proposal['deployment'], { store }: EnginePorts): Promise<boolean> {
  return published === true || (await store.draft(deployment))?.units.some((unit) => unit.node === node && unit.source === source) === true;
}

/** The AI agent of which an earlier plan says that it chose something of what stands in a proposal. */
function theirsBefore({ blueprint, resources, units }: Proposal): string | null {
  const [first] = [...Object.values(blueprint?.by ?? {}), ...[...resources, ...units].flatMap(({ theirs, hand }) => theirs?.by ?? hand ?? [])];
  return first ?? null;
}

/** What was written otherwise than before is by the hand of who asks for it now; an agent's hand stays on the rest, and on that of which only a part was said (`inPart`). */
function withHands(draft: Proposal, before: Proposal | null, agent: string | null, inPart: boolean): Proposal {
  const former = new Map([...(before?.resources ?? []), ...(before?.units ?? [])].map((one) => [one.node, one]));
  const handed = <N extends DraftResource | DraftUnit>(node: N): N => {
    const was = former.get(node.node);
    const isSame = was !== undefined && sameJson(saidOf(was), saidOf(node));
    const hand = isSame || (inPart && agent === null) ? was?.hand : (agent ?? (was === undefined ? node.hand : undefined));
    return hand === undefined ? node : { ...node, hand };
  };
  return { ...draft, resources: draft.resources.map(handed), units: draft.units.map(handed) };
}

/** What is exported otherwise than before is of who gives it now (`hand`), but for what an agent had a hand in elsewhere. What it refers to is theirs who write that: `handIn`. */
function exportsOf(exports: Proposal['exports'] | readonly DraftExport[], before: Proposal | null, hand: string | null): Pick<Proposal, 'exports'> {
  const keyOf = ({ by: _, ...one }: DraftExport): string => canonicalJson(one as unknown as Json);
  const former = new Map(before?.exports?.map((one) => [keyOf(one), one]));
  const made = exports?.map((one): DraftExport => {
    const was = former.get(keyOf(one));
    const by = one.by ?? (was === undefined ? hand : was.by);
    return by === undefined || by === null ? one : { ...one, by };
  });
  return made === undefined ? {} : { exports: made };
}

function saidOf(node: DraftResource | DraftUnit): Json {
  return ('properties' in node ? node.properties : [node.source, node.inputs]) as Json;
}

/** A proposal as it is kept, to be changed later: each node says where it is and what of it `agent` chose, and what was true of this one sentence alone is left out. */
function placedAs(proposal: Proposal, desired: readonly DesiredNode[], agent: string | null): Proposal {
  const places = new Map(desired.map(({ node, at }) => [node, at.cloud === 'aws' ? { target: at.target, region: at.region } : { target: at.target }]));
  const placed = <N extends DraftResource | DraftUnit>(node: N, chosen: readonly string[] | undefined): N => ({
    ...node,
    at: places.get(node.node) ?? {},
    ...(chosen === undefined || agent === null ? {} : { theirs: { by: agent, places: chosen } }),
  });
  const resources = proposal.resources.map(({ said: _, chosen, presence: __, parameters: ___, endings: ____, ...resource }) => placed(resource, chosen));
  const units = proposal.units.map(({ chosen, presence: _, ...unit }) => placed(unit, chosen));
  const imported = (proposal.imports ?? []).flatMap(({ name, account, region, stored }) => (stored === undefined ? [{ name, account, region }] : []));
  return { ...proposal, resources, units, imports: undefined, ...(imported.length === 0 ? {} : { imported }), evidence: [] };
}

function checksOf(proposal: Proposal): PlanBody['checks'] {
  return proposal.resources.flatMap((resource) => resource.checks.map((check) => ({ node: resource.node, ...check }))) as PlanBody['checks'];
}
