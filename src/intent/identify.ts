import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Answer, Question } from '../model/question.ts';
import type { Thing } from './standing.ts';

/** Something that an intent speaks of, before it is known whether it stands. */
export interface Mention {
  /** Where it is said, as in `intent:5`. */
  readonly at: string;
  readonly words: string;
  readonly type: string;
  /** What people call one of its kind: bucket. */
  readonly noun: string;
  /** One for each, or none. */
  readonly names: readonly string[];
  readonly count: number;
  /** `standing`: the words point at what is there ("the", "my"); `other`: at one more ("another"); `either`: they only say what there is to be ("a"). */
  readonly points: 'standing' | 'other' | 'either';
}

/** What was looked through for it. */
export interface Books {
  readonly things: readonly Thing[];
  /** The deployment that the intent is said to be about. */
  readonly about: DeploymentName | null;
  /** By mention, the nodes that its words make where nothing stands. */
  readonly usual: ReadonlyMap<string, readonly NodeAddress[]>;
  /** The target that is asked for, and the region, where the words say one. */
  readonly target: string;
  readonly region: { readonly said: string | null; readonly usual: string };
  /** Whether what is pointed at may be at another target. */
  readonly anywhere: boolean;
}

/** Whose the things are that an intent speaks of. Null for a new deployment. */
export interface Identity {
  readonly deployment: DeploymentName | null;
  /** By mention, the node of each of its resources that stands, and null for each that is new. */
  readonly nodes: ReadonlyMap<string, readonly (NodeAddress | null)[]>;
  /** By mention, where its words neither name nor point, and were taken for what stands beside a thing that is named: the question whether another one is meant. */
  readonly beside: ReadonlyMap<string, Question>;
}

/** The slot of a question about what is meant, and its answer where it is something new. */
const slot = 'subject';
const somethingNew = 'new';

type Found = readonly (Thing | null)[];
type Sought = { readonly found: Found } | { readonly question: Question } | { readonly problem: Diagnostic };

/**
 * Whether an intent is about what stands, and which node is meant by which words. Identity is not content:
 * 1. What has a name that stands, of its type and at its place, is that one, whatever else is said of it. Names are compared letter by letter.
 * 2. What is pointed at stands: several are asked about, none is a question where a new one could be meant, otherwise a refusal.
 * 3. "Another" is new, and so is whatever else has no name, unless the intent is about a deployment that has such a thing.
 * 4. A plan changes one deployment: things of two are a refusal.
 */
export function identify(
  mentions: readonly Mention[],
  books: Books,
  answers: readonly Answer[],
): Result<Identity | { kind: 'question'; questions: Question[] }> {
  const { about } = books;
  const answered = new Map(answers.filter((answer) => answer.slot === slot).map(({ at, value }) => [at, value]));
  const sought = new Map<string, Sought>();
  const inside = about === null ? books.things : books.things.filter(({ deployment }) => deployment === about);
  for (const mention of mentions) {
    const chosen = answered.get(mention.at);
    const looked = chosen === undefined ? seek(mention, inside, books) : given(mention, chosen, books.things);
    if (looked !== null) sought.set(mention.at, looked);
  }
  const met = [...sought.values()].flatMap((one) => ('found' in one ? one.found.flatMap((thing) => thing ?? []) : []));
  const deployment = about ?? met[0]?.deployment ?? null;
  const stray = met.find((thing) => thing.deployment !== deployment);
  const first = met[0];
  if (stray !== undefined && first !== undefined) return fail(twoDeployments(first, stray, mentions));
  const beside = new Map<string, Question>();
  if (deployment !== null) {
    const own = books.things.filter((thing) => thing.deployment === deployment && !met.includes(thing));
    const rest = mentions.filter(({ at }) => !sought.has(at));
    for (const mention of rest) {
      const rivals = rest.filter(({ type }) => type === mention.type).length - 1;
      const one = unnamed(mention, own, rivals > 0 ? (books.usual.get(mention.at) ?? null) : undefined);
      sought.set(mention.at, one);
      const taken = 'found' in one ? one.found.filter((thing) => thing !== null) : [];
      if (met.length > 0 && taken.length > 0) beside.set(mention.at, another(mention, taken));
    }
  }
  const problems = [...sought.values()].flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return fail(...problems);
  const questions = [...sought.values()].flatMap((one) => ('question' in one ? [one.question] : []));
  if (questions.length > 0) return ok({ kind: 'question', questions });
  const nodes = mentions.map(({ at, count }) => {
    const one = sought.get(at);
    return [at, one !== undefined && 'found' in one ? one.found.map((thing) => thing?.node ?? null) : Array.from({ length: count }, () => null)] as const;
  });
  return ok({ deployment, nodes: new Map(nodes), beside });
}

/** What a mention with a name, or one that points, comes to; null for one that is new unless its deployment has it. */
function seek(mention: Mention, things: readonly Thing[], books: Books): Sought | null {
  const { names, points, count, type } = mention;
  const alike = things.filter((thing) => thing.type === type);
  const { here, away } = books.about === null ? atPlace(alike, points, books) : { here: alike, away: [] };
  if (points === 'other') return seekOther(mention, here);
  if (names.length > 0) {
    const found: (Thing | null)[] = [];
    for (const name of names) {
      const [near, far] = [here, away].map((those) => those.filter((thing) => thing.names.includes(name))) as [Thing[], Thing[]];
      const named = near.length > 0 || !books.anywhere ? near : far;
      if (named.length > 1) return { question: which(mention, named) };
      if (named.length === 0 && points === 'standing') return { question: notThere(mention, name, books.anywhere ? [...here, ...away] : here, far, books) };
      found.push(named[0] ?? null);
    }
    return { found };
  }
  if (points === 'either') return null;
  const candidates = here.length === 0 && books.anywhere ? away : here;
  const main = candidates.filter(({ along }) => !along);
  if (main.length === count) return { found: main };
  return main.length === 0 ? { problem: nothingThere(mention, books) } : { question: which(mention, main) };
}

function seekOther(mention: Mention, candidates: readonly Thing[]): Sought {
  const taken = candidates.find((thing) => mention.names.some((name) => thing.names.includes(name)));
  if (taken === undefined) return { found: Array.from({ length: mention.count }, () => null) };
  const message = `"${mention.words}" is to be a new one, and ${called(taken)} stands already, in deployment ${taken.deployment}`;
  return {
    problem: problem('INTENT_NOT_UNDERSTOOD', message, `give the new one another name, or write "the ${mention.noun}" to change that one`, { at: mention.at }),
  };
}

/** What stands where it is looked for, and of what is pointed at what stands at other targets: what only is to be there is looked for nowhere but at its own place. */
function atPlace(
  things: readonly Thing[],
  points: Mention['points'],
  { target, region }: Books,
): { readonly here: readonly Thing[]; readonly away: readonly Thing[] } {
  const pointed = points === 'standing';
  const wanted = region.said ?? (pointed ? null : region.usual);
  const there = things.filter((thing) => wanted === null || thing.region === wanted);
  return { here: there.filter((thing) => thing.target === target), away: pointed ? there.filter((thing) => thing.target !== target) : [] };
}

/** What has no name and is not pointed at, in the deployment that the intent is about: what is there of its kind, and new ones for the rest. */
function unnamed(mention: Mention, own: readonly Thing[], usual: readonly NodeAddress[] | null | undefined): Sought {
  const main = own.filter(({ type, along }) => type === mention.type && !along).sort(byNode);
  if (usual === undefined) {
    if (main.length > mention.count) return { question: which(mention, main, true) };
    return { found: Array.from({ length: mention.count }, (_, index) => main[index] ?? null) };
  }
  // Of several without a name, which one stands is told by the node that the same words would make.
  if (usual !== null || main.length === 0)
    return { found: Array.from({ length: mention.count }, (_, at) => main.find(({ node }) => node === usual?.[at]) ?? null) };
  return { problem: problem('INTENT_NOT_UNDERSTOOD', `"${mention.words}" could be any of ${main.length}`, 'call each by its name', { at: mention.at }) };
}

function given(mention: Mention, value: string, things: readonly Thing[]): Sought {
  if (value === somethingNew) return { found: Array.from({ length: mention.count }, () => null) };
  const thing = things.find((one) => one.type === mention.type && refOf(one) === value);
  if (thing !== undefined) return { found: [thing] };
  const message = `${value} does not stand any more, or is no ${mention.noun}`;
  return { problem: problem('INTENT_NOT_UNDERSTOOD', message, 'ask again', { at: mention.at }) };
}

// As many as a question has letters for.
const mostOptions = 8;

function which(mention: Mention, candidates: readonly Thing[], orNew = false): Question {
  const things = [...candidates].sort(byNode).slice(0, mostOptions).map(optionOf);
  return question(mention, `Which one is meant by "${mention.words}"?`, orNew ? [...things, newOption(mention)] : things);
}

function another(mention: Mention, taken: readonly Thing[]): Question {
  return question(mention, `Is another one meant by "${mention.words}"? Otherwise what stands is made anew, and what it was until now is gone`, [
    newOption(mention),
    ...taken.slice(0, mostOptions).map(optionOf),
  ]);
}

function notThere(mention: Mention, name: string, candidates: readonly Thing[], away: readonly Thing[], { target }: Books): Question {
  const others = [...new Set(away.map((thing) => thing.target))].sort();
  const where = others.length === 0 ? 'here' : `at ${target}, and one is at ${others.join(' and ')}: for that, name ${others.join(' or ')} with --target`;
  const close = nearest(name, new Set(candidates.flatMap(({ names }) => names)));
  const like = candidates.filter(({ names }) => names.some((one) => close.includes(one)));
  return question(mention, `No ${mention.noun} is called "${name}" ${where}. What is meant by "${mention.words}"?`, [
    newOption(mention, name),
    ...like.slice(0, mostOptions).map(optionOf),
  ]);
}

function question(mention: Mention, text: string, options: readonly { readonly value: string; readonly text: string }[]): Question {
  return {
    at: mention.at,
    slot,
    text,
    options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
    open: false,
    default: options[0]?.value ?? somethingNew,
    because: null,
  };
}

function newOption({ noun }: Mention, name?: string) {
  return { value: somethingNew, text: `a new ${noun}${name === undefined ? '' : ` named "${name}"`}` };
}

function optionOf(thing: Thing) {
  return { value: refOf(thing), text: `${called(thing)} in ${thing.region} at ${thing.target}, of deployment ${thing.deployment}` };
}

function refOf({ deployment, node }: Thing): string {
  return `${deployment}/${node}`;
}

function called({ type, names, node }: Thing): string {
  return `${type} ${names[0] ?? node}`;
}

function byNode(a: Thing, b: Thing): number {
  return a.node.length - b.node.length || (a.node < b.node ? -1 : a.node > b.node ? 1 : a.deployment < b.deployment ? -1 : 1);
}

function nothingThere(mention: Mention, { about, target }: Books): Diagnostic {
  const where = about === null ? `at target ${target}` : `in deployment ${about}`;
  const message = `"${mention.words}" points at something that is not named before, and nothing of ours is such a ${mention.noun} ${where}`;
  return problem('INTENT_NOT_UNDERSTOOD', message, 'write "a" for something new, or see what there is: asbuilt deployments', { at: mention.at });
}

function twoDeployments(one: Thing, other: Thing, mentions: readonly Mention[]): Diagnostic {
  const at = mentions[0]?.at ?? 'intent';
  const message = `${called(one)} is of deployment ${one.deployment} and ${called(other)} of ${other.deployment}: a plan changes one deployment`;
  const fix =
    'ask once for each deployment. What joins two things that stand cannot be added so: ask for a new one that uses the other, as in: a function named "…" that may read the table orders; or say all of one deployment in an intent file, with the ARN of the other';
  return problem('INTENT_NOT_UNDERSTOOD', message, fix, { at });
}
