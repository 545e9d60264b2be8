import { identify, type Mention } from '../intent/identify.ts';
import type { Open, Refusal, ResolveContext } from '../intent/resolve.ts';
import type { Standing, Thing } from '../intent/standing.ts';
import { nothingKnown, type Subject } from '../intent/subject.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { booksGap } from './books-gap.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { recordedTargets } from './find-target.ts';
import { type Library, standingOf, thingsIn } from './read-books.ts';

/** What an intent is about, and where that is. */
export interface FoundSubject {
  readonly kind: 'subject';
  readonly subject: Subject;
  readonly targets: ReadonlyMap<string, NamedTarget>;
  /** Nodes that stand and of which all is said once more: "a queue named jobs", unlike "the queue jobs". */
  readonly whole: ReadonlySet<string>;
}

/** What of the things that stand an intent speaks of, by the books; a question where that cannot be told. DEPLOYMENT_UNKNOWN where it names one that does not stand. */
export async function findSubject(asked: Asked, context: ResolveContext, library: Library, ports: EnginePorts): Promise<Result<FoundSubject | Open | Refusal>> {
  const { intent, answers, targets } = asked;
  const named = intent.deployment ?? intent.name;
  if (intent.deployment !== undefined && !library.bindings.has(intent.deployment)) return fail(unknown(intent.deployment, library));
  if (ports.resolver.mentions === undefined) return ok({ kind: 'subject', subject: nothingKnown, targets, whole: new Set() });
  const read = await ports.resolver.mentions(intent, context);
  if (!read.ok) return ok({ kind: 'refusal', problems: read.problems });
  const { mentions, region } = read.value;
  const about = named !== undefined && library.bindings.has(named) ? named : null;
  const things = await thingsIn(library, new Set(mentions.map(({ type }) => type)), about, ports);
  const usual = haveRivals(mentions) ? await usualNodes(asked, context, ports) : new Map<string, NodeAddress[]>();
  const { target } = context;
  const identified = identify(
    mentions,
    {
      things,
      about,
      usual,
      target: target.name,
      region: { said: region, usual: target.regions[0] ?? '' },
      anywhere: !asked.placed,
    },
    answers,
  );
  if (!identified.ok || 'kind' in identified.value) {
    const lost = await perhapsLost(mentions, things, asked, target, ports);
    if (lost !== null) return ok({ kind: 'refusal', problems: [lost] });
  }
  if (!identified.ok) return ok({ kind: 'refusal', problems: identified.problems });
  if ('kind' in identified.value) return ok(identified.value);
  const { deployment, nodes, beside } = identified.value;
  const taken = new Set([...library.deployments.keys(), ...library.bindings.keys()]);
  if (deployment === null) return ok({ kind: 'subject', subject: { standing: null, nodes, beside, taken }, targets, whole: new Set() });
  const found = await subjectIn(deployment, { nodes, beside, taken }, asked, library, ports);
  if (!found.ok) return found;
  // What is said of "the" table is laid over what was asked of it before; "a table" says the whole of it once more.
  const whole = new Set(mentions.flatMap(({ at, points }) => (points === 'standing' ? [] : (nodes.get(at) ?? []).flatMap((node) => node ?? []))));
  const pointed = mentions.flatMap(({ at, points }) => (points === 'standing' ? (nodes.get(at) ?? []) : []));
  const lost = pointed.filter((node) => node !== null && !whole.has(node) && found.value.subject.standing?.unsaid.includes(node) === true);
  return lost.length > 0 ? ok(wholeNeeded(deployment, lost as NodeAddress[])) : ok({ ...found.value, whole });
}

/** That what is pointed at may be among what is ours at the target and not in the books; null where they know it, or know all that is there. */
async function perhapsLost(
  mentions: readonly Mention[],
  things: readonly Thing[],
  { answers }: Asked,
  target: NamedTarget,
  ports: EnginePorts,
): Promise<Diagnostic | null> {
  const isUnknown = ({ at, points, names, type }: Mention): boolean =>
    points === 'standing' &&
    !answers.some((answer) => answer.at === at) &&
    (names.length === 0
      ? !things.some((thing) => thing.type === type)
      : names.some((name) => !things.some((thing) => thing.type === type && thing.names.includes(name))));
  const mention = mentions.find(isUnknown);
  if (mention === undefined) return null;
  const { unknown } = await booksGap('', new Map([[target.name, target]]), false, ports);
  if (unknown.length === 0) return null;
  const message = `"${mention.words}${mention.names.length === 0 ? '' : ` ${mention.names.join(', ')}`}" is not in the records, and they do not know all that is there`;
  const fix = `asbuilt deployments recover --target ${target.name}; for a new one, say "a" and its name, as in: a ${mention.noun} named "…"`;
  return problem('INPUT_INVALID', message, fix, { at: mention.at, cause: unknown.join('; ') });
}

/** A change is laid over what was asked before. After a loss nothing says what that was, until the whole wish is given once more. */
export function wholeNeeded(deployment: string, lost: readonly string[]): Refusal {
  const message = `the records of ${deployment} were lost and rebuilt, and nothing says what was asked of ${lost.join(', ')}`;
  const fix = 'first ask for all of it once more, in one sentence or file, as when it was made: then a change can be laid over that';
  return { kind: 'refusal', problems: [problem('INPUT_INVALID', message, fix, { at: lost[0] ?? deployment })] };
}

/** The subject where the words, all of them new, make a deployment that stands already: the same words were said before, and mean the same nodes. */
export async function sameAgain(proposal: Proposal, asked: Asked, library: Library, ports: EnginePorts): Promise<Result<FoundSubject>> {
  const standing = new Set((library.bindings.get(proposal.deployment) ?? []).map(({ node }) => node as string));
  const nodes = new Map([...nodesSaid(proposal)].map(([at, own]) => [at, own.map((node) => (standing.has(node) ? node : null))] as const));
  const found = await subjectIn(proposal.deployment, { nodes, beside: new Map(), taken: new Set() }, asked, library, ports);
  return found.ok ? ok({ ...found.value, whole: new Set([...nodes.values()].flat().flatMap((node) => node ?? [])) }) : found;
}

async function subjectIn(
  deployment: DeploymentName,
  { nodes, beside, taken }: Omit<Subject, 'standing'>,
  { targets, placed }: Asked,
  library: Library,
  ports: EnginePorts,
): Promise<Result<Omit<FoundSubject, 'whole'>>> {
  const standing = await standingOf(deployment, library, ports);
  if (!standing.ok) return standing;
  const found = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  if (!found.ok) return found;
  const [wanted] = targets.values();
  const meant = new Set([...nodes.values()].flat());
  const alias = placed
    ? [...found.value].find(([, { name }]) => name === wanted?.name)?.[0]
    : standing.value.draft.resources.find(({ node }) => meant.has(node))?.at?.target;
  if (placed && alias === undefined && wanted !== undefined)
    return fail(
      elsewhere(
        deployment,
        wanted,
        [...found.value.values()].map(({ name }) => name),
      ),
    );
  const main = alias ?? [...found.value.keys()][0] ?? '';
  // What is new goes to the first target.
  const ordered = new Map([...found.value].sort(([one], [other]) => Number(other === main) - Number(one === main)));
  return ok({ kind: 'subject', subject: { standing: asFarAsSaid(standing.value), nodes, beside, taken }, targets: ordered });
}

/** Without what no record says: that is to be said anew, and what was only found below it is no wish of anybody's. */
function asFarAsSaid(standing: Standing): Standing {
  const { draft, unsaid, found } = standing;
  return { ...standing, draft: { ...draft, resources: draft.resources.filter(({ node }) => !unsaid.includes(node) && !found.includes(node)) } };
}

/** Whether several things of one type are spoken of without a name. */
function haveRivals(mentions: readonly Mention[]): boolean {
  const types = mentions.filter(({ names, points }) => names.length === 0 && points === 'either').map(({ type }) => type);
  return new Set(types).size < types.length;
}

/** What the words would make if nothing stood. */
async function usualNodes({ intent, answers }: Asked, context: ResolveContext, ports: EnginePorts): Promise<Map<string, NodeAddress[]>> {
  const resolved = await ports.resolver.resolve(intent, context, answers, nothingKnown);
  return resolved.ok && resolved.value.kind === 'draft' ? nodesSaid(resolved.value) : new Map();
}

function nodesSaid({ resources }: Proposal): Map<string, NodeAddress[]> {
  const nodes = new Map<string, NodeAddress[]>();
  for (const { node, said } of resources) if (said !== undefined) nodes.set(said, [...(nodes.get(said) ?? []), node]);
  return nodes;
}

/** That a deployment is at other targets than the one that is asked for. */
export function elsewhere(deployment: string, wanted: NamedTarget, targets: readonly string[]): Diagnostic {
  const where = targets.join(' and ');
  return problem('TARGET_MISMATCH', `deployment ${deployment} is at ${where}, not at ${wanted.name}`, `leave --target out, or name ${where}`, { at: 'target' });
}

/** That no deployment of that name stands. */
export function unknown(deployment: string, { bindings }: Library): Diagnostic {
  const byName = `for a new one of that name, or one whose records were lost, write an intent file: {"intent": …, "name": "${deployment}"}`;
  const close = nearest(deployment, bindings.keys());
  const fix = close.length > 0 ? `is it ${close.join(' or ')}? ${byName}` : `see which there are: asbuilt deployments; ${byName}`;
  return problem('DEPLOYMENT_UNKNOWN', `no deployment ${deployment} stands`, fix, { at: deployment });
}
