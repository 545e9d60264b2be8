import type { Act } from '../intent/reading/read-act.ts';
import type { Refusal } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { DeploymentName } from '../model/names.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { RunStep } from '../model/run.ts';
import type { NamedTarget } from '../model/target.ts';
import type { RunHead } from '../ports/store.ts';
import { mostLookedThrough, recordsLost, wereRebuilt } from './answer-from-books.ts';
import type { EnginePorts } from './engine-ports.ts';
import { recordedTargets } from './find-target.ts';
import { kept, type Library, thingsCalled } from './read-books.ts';
import type { Removal } from './remove-things.ts';

const stepsNamed = 3;

/** What was asked of a deployment before its last change. */
interface TakenBack {
  readonly kind: 'proposal';
  readonly proposal: Proposal;
  readonly targets: ReadonlyMap<string, NamedTarget>;
  /** The nodes of which the two runs asked different things. */
  readonly about: ReadonlySet<string>;
}

/** Why a step cannot be taken back by asking for what was asked before; null where it can. */
function notTakenBack({ op, node }: RunStep): string | null {
  switch (op) {
    case 'run':
      return `${node} ran in it, and what a unit did is not taken back`;
    case 'adopt':
      return `it adopted ${node}, which was there before and would be deleted`;
    case 'record':
      return `it changed nothing but our records of ${node}, which say how ${node} is to be kept`;
    default:
      return null;
  }
}

/**
 * Takes the last run back: what the run before it asked of the same deployment, as far as it stands or the last run deleted it, or nothing where it made the deployment. It is a plan against what is live now, shown and approved like any other. A refusal where
 * that would do something else than take back: a run under way, a unit that ran, a resource that was adopted, a removal of all there was, records that do not hold all that stands, no other
 * wish to go back to.
 */
export async function takeBack(
  { words, of }: Extract<Act, { readonly kind: 'undo' }>,
  library: Library,
  ports: EnginePorts,
): Promise<Result<TakenBack | Removal | Refusal>> {
  const named = await lastOf(of, library, ports);
  if ('problem' in named) return refusal(named.problem, named.fix);
  const { deployment, node } = named;
  const [last, before] = await ports.store.lastAsked(deployment);
  if (last === undefined) return refusal(`no run changed ${deployment}`, 'see what was done: asbuilt runs list');
  const { run } = last;
  const see = `asbuilt plans show ${run.plan} --full`;
  if (run.endedAt === null) return refusal(`run ${run.id} of ${deployment} is under way`, `end it first: asbuilt runs cancel ${run.id}`);
  const steps = await ports.store.steps(run.id);
  if (node !== null && !steps.some((step) => step.node === node))
    return refusal(
      `the last run of ${deployment} did not change ${node}`,
      `take back what it did with: undo the last change of ${deployment}; see what that was: ${see}`,
    );
  const final = steps.flatMap((step) => (hasBegun(step) ? (notTakenBack(step) ?? []) : []))[0];
  if (final !== undefined) return refusal(final, `see what it did: ${see}; then say what is to be there`);
  const places = library.deployments.get(deployment);
  if (last.draft === null || places === undefined)
    return refusal(
      `it left nothing of ${deployment} in the books`,
      `what was removed comes back empty, if at all: see what it was (${see}) and ask for it anew`,
    );
  const known = new Set([...last.draft.resources, ...last.draft.units].map((one) => one.node as string));
  const stray = (library.bindings.get(deployment) ?? []).find(
    (binding) => !known.has(binding.node) && !(binding.kind === 'resource' && binding.formerly !== undefined),
  );
  if (stray !== undefined)
    return refusal(`the records do not say since when ${stray.node} is part of ${deployment}`, `see what was done: ${see}; then say what is to be there`);
  const targets = recordedTargets(deployment, places, ports);
  if (!targets.ok) return targets;
  const told = `takes back run ${run.id} of ${deployment} (${run.status}, begun ${run.startedAt})`;
  if (before === undefined) return ok({ kind: 'removal', deployment, rest: null, targets: targets.value });
  if (before.draft === null)
    return refusal(
      `before its last run, ${deployment} was empty or nothing tells what it was`,
      `see what the run did: ${see}; to remove all of it: asbuilt destroy ${deployment}`,
    );
  const deleted = deletedBy(steps);
  const stood = new Set([...(library.bindings.get(deployment) ?? []).map((binding) => binding.node as string), ...deleted]);
  const draft = kept(before.draft, stood);
  const about = differing(last.draft, draft);
  if (about === null) return refusal(...sameAsked(run, steps, see));
  const evidence = [
    { words, entry: `deployment/${deployment}`, effect: `${told}: what it asked otherwise is to be as the run before it asked (${before.run.id})` },
    ...madeAgain(words, deleted, draft),
    ...neverMade(words, before.draft, draft, run.id),
  ];
  return ok({ kind: 'proposal', proposal: { ...draft, evidence }, targets: targets.value, about });
}

/** The deployment whose change was the last, or which is named; with the node, where a thing of it is. */
async function lastOf(
  of: string | null,
  library: Library,
  ports: EnginePorts,
): Promise<{ readonly deployment: DeploymentName; readonly node: string | null } | { readonly problem: string; readonly fix: string }> {
  if (of === null) {
    const runs = await ports.store.runs(library.part === undefined ? 1 : mostLookedThrough);
    const run = library.part === undefined ? runs[0] : runs.find(({ deployment }) => library.deployments.has(deployment));
    if (run !== undefined) return { deployment: run.deployment, node: null };
    return {
      problem: wereRebuilt(library) ? `what was changed is not known: ${recordsLost}` : 'nothing was changed yet',
      fix: 'see what stands: asbuilt deployments',
    };
  }
  if (library.deployments.has(of)) return { deployment: of as DeploymentName, node: null };
  const called = await thingsCalled(of, null, library, ports);
  const [one, other] = called;
  const whereIs = ({ deployment }: { readonly deployment: string }): string =>
    `undo the last change of ${deployment} (at ${Object.values(library.deployments.get(deployment) ?? {}).join(' and ')})`;
  if (one === undefined) return { problem: `nothing is called "${of}"`, fix: 'see what stands: asbuilt deployments' };
  if (other !== undefined)
    return { problem: `several things are called "${of}"`, fix: `name the deployment: ${[...new Set(called.map(whereIs))].join('; or: ')}` };
  return one;
}

function refusal(message: string, fix: string): Result<Refusal> {
  return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] });
}

/** The nodes of which two drafts ask different things, whatever was said on the way to them; null where they ask for the same. */
function differing(one: Proposal, other: Proposal): ReadonlySet<string> | null {
  const [former, later] = [one, other].map(wishesOf) as [ReadonlyMap<string, Json>, ReadonlyMap<string, Json>];
  const nodes = [...new Set([...former.keys(), ...later.keys()])].filter((node) => !sameJson(former.get(node) ?? null, later.get(node) ?? null));
  return nodes.length === 0 ? null : new Set(nodes);
}

function wishesOf({ resources, units, gates }: Proposal): ReadonlyMap<string, Json> {
  const wished = resources.map(({ said: _, slots: __, theirs: ___, hand: ____, ...resource }) => resource);
  const run = units.map(({ theirs: _, hand: __, ...unit }) => unit);
  return new Map([...wished, ...run, ...gates].map((one) => [one.node, one as unknown as Json]));
}

/** A put-back, or a wish that was said once more: there is no other wish to go back to, and what the run found otherwise is in its plan alone. */
function sameAsked({ id, deployment }: RunHead, steps: readonly RunStep[], see: string): [string, string] {
  const did = steps.filter(hasBegun).map(({ op, node }) => `${op} ${node}`);
  const more = did.length - stepsNamed;
  const what = did.length === 0 ? 'changed nothing' : `made that so (${did.slice(0, stepsNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  return [
    `run ${id} asked of ${deployment} nothing that was not asked before it, and ${what}: no other wish is there to go back to`,
    `say what is to be there; what the run found is in its plan, each value as it was before: ${see}`,
  ];
}

function hasBegun({ status }: RunStep): boolean {
  return status !== 'skipped' && status !== 'pending';
}

function deletedBy(steps: readonly RunStep[]): ReadonlySet<string> {
  return new Set(steps.filter((step) => step.op === 'delete' && hasBegun(step)).map(({ node }) => node));
}

/** What the run deleted and is to be there again is another thing, without what the first one held. */
function madeAgain(words: string, deleted: ReadonlySet<string>, { deployment, resources }: Proposal): Evidence[] {
  return resources
    .filter(({ node }) => deleted.has(node))
    .map(({ node }) => ({ words, entry: `deployment/${deployment}`, effect: `makes ${node} again: what was in the former one does not come back with it` }));
}

/** What was asked for before the run, and that neither stood then nor stands now. */
function neverMade(words: string, asked: Proposal, { deployment, resources, units }: Proposal, run: string): Evidence[] {
  const stays = new Set<string>([...resources, ...units].map(({ node }) => node));
  return [...asked.resources, ...asked.units]
    .filter(({ node }) => !stays.has(node))
    .map(({ node }) => ({
      words,
      entry: `deployment/${deployment}`,
      effect: `leaves out ${node}, which did not stand before run ${run} and was not made by it: to have it, ask for it once more`,
    }));
}
