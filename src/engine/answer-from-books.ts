import type { Subject } from '../intent/reading/read-question.ts';
import { codes } from '../kernel/codes.ts';
import type { Coverage } from '../model/plan.ts';
import type { RunHead } from '../ports/store.ts';
import { identifiersOf } from './answer-about-thing.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Library, thingsIn } from './read-books.ts';

export const nothingRead: Coverage = { read: [], unread: [] };
const mostRuns = 10;

/** Whether an identifier is one of the names, or ends in one, as an ARN does. Without names any is. */
export function isCalled(identifier: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => identifier === name || identifier.endsWith(`/${name}`) || identifier.endsWith(`:${name}`));
}

/** Where nothing was run since the records were lost. */
export const recordsLost = 'the records were lost, and rebuilt from what is live';

/** Whether a deployment of the library is known only since the records were rebuilt. */
export function wereRebuilt({ bindings }: Library): boolean {
  return [...bindings.values()].some((of) => of.some((binding) => binding.kind === 'resource' && binding.rebuilt !== undefined));
}

/** So many runs are looked through for those of single deployments. */
export const mostLookedThrough = 1_000;

/** What was done, by the records of runs: of the deployments whose names, or whose things, the words name, else of all. */
export async function fromBooks(subject: Subject, library: Library, ports: EnginePorts): Promise<AnswerTo> {
  const { types, names, things, words, regions, accounts, more } = subject;
  const { bindings } = library;
  const { store } = ports;
  const now = /\brunning\b/iu.test(words) && things.length === 0;
  const listed = /^what\b/iu.test(words) && !/\b(?:last|latest|previous)\b/iu.test(words);
  const isOfRuns = listed || /\brun\b|\bplan\b|\bchange\b|\bdeployment\b|\bapproval\b/i.test(words);
  const named = now || isOfRuns ? await deploymentsMeant(subject, library, ports) : null;
  const whose = named ?? (library.part === undefined ? null : new Set(library.deployments.keys()));
  if (now) {
    const live = await store.liveRuns();
    return runsTold('running now', whose === null ? live : live.filter(({ deployment }) => whose.has(deployment)));
  }
  const owner = isOfRuns && named === null ? ownerSaid.exec(words)?.[0] : undefined;
  if (owner !== undefined) {
    const text = `Whose runs are meant by "${owner.slice(0, 100)}" is not known: nothing in the books is called so. All of them: asbuilt runs list`;
    return { kind: 'answer', text, rows: [], coverage: nothingRead };
  }
  if (listed) {
    const told =
      whose === null ? await store.runs(mostRuns) : (await store.runs(mostLookedThrough)).filter(({ deployment }) => whose.has(deployment)).slice(0, mostRuns);
    return runsTold('the latest, what each changed is in: asbuilt runs show <run>', told);
  }
  if (isOfRuns) {
    const last =
      whose === null
        ? await store.runs(1)
        : (await Promise.all([...whose].map(async (one) => (await store.lastAsked(one)).slice(0, 1)))).flat().map(({ run }) => run);
    if (last.length === 0)
      return {
        kind: 'answer',
        text: wereRebuilt(library) ? `What was run is not known: ${recordsLost}. What stands: asbuilt deployments` : 'Nothing was run yet.',
        rows: [],
        coverage: nothingRead,
      };
    const told = await Promise.all(last.map((run) => (/\bapprov/iu.test(words) ? whoApproved(run, store) : howItEnded(run, store))));
    return { kind: 'answer', text: told.map(({ text }) => text).join('. '), rows: told.flatMap(({ rows }) => rows), coverage: nothingRead };
  }
  // The books tell what was made, and not who may do what, nor why.
  if (/^(?:why|when|who|whose|how)\b/i.test(words) || types.length === 0 || more !== null) {
    const text = `The books do not answer "${words.slice(0, 200)}". What was done: asbuilt runs list; who did it, and when: asbuilt audit list`;
    return { kind: 'answer', text, rows: [], coverage: nothingRead };
  }
  const called = [...names, ...(await Promise.all(things.map(async (thing) => [thing.name, ...(await identifiersOf(thing, library, ports))]))).flat()];
  const isSaid = ({ region, account }: { readonly region: string; readonly account: string }): boolean =>
    (regions.length === 0 || regions.includes(region)) && (accounts.length === 0 || accounts.includes(account));
  const rows = [...bindings.values()]
    .flat()
    .flatMap((binding) =>
      binding.kind === 'resource' && types.includes(binding.type) && isCalled(binding.identifier, called) && isSaid(binding.at)
        ? [{ deployment: binding.deployment as string, node: binding.node as string, type: binding.type as string, identifier: binding.identifier }]
        : [],
    );
  return {
    kind: 'answer',
    text: `${rows.length === 0 ? 'No: the books hold none' : `Yes: the books hold ${rows.length}`}. What was done is in: asbuilt runs list`,
    rows,
    coverage: nothingRead,
  };
}

/** Words that say whose runs are meant. */
const ownerSaid =
  /\b(?:of|for|to|on|in|with)\s+(?!(?:me|us|all|everything|it|them|today|yesterday|now|general|progress|order|total)\b)(?:the\s+|my\s+|our\s+)?[^\s?!.,]+/iu;

/** The deployments that the words name, be it by something of theirs; null where they name none. */
async function deploymentsMeant({ things, names, words }: Subject, library: Library, ports: EnginePorts): Promise<ReadonlySet<string> | null> {
  const said = new Set(words.split(/[^\w./-]+/u).map((word) => word.replace(/[./-]+$/u, '')));
  const called = new Set([...names, ...things.map(({ name }) => name)]);
  const types = new Set([...library.bindings.values()].flat().flatMap((binding) => (binding.kind === 'resource' ? [binding.type] : [])));
  const carriers = called.size === 0 ? [] : (await thingsIn(library, types, null, ports)).filter((thing) => thing.names.some((name) => called.has(name)));
  const own = [...library.deployments.keys(), ...library.bindings.keys()].filter((name) => said.has(name) && (called.size === 0 || called.has(name)));
  const meant = new Set([...own, ...carriers.map(({ deployment }) => deployment)]);
  return meant.size === 0 ? null : meant;
}

async function howItEnded({ id, deployment, status }: RunHead, store: EnginePorts['store']): Promise<AnswerTo> {
  const steps = (await store.steps(id)).filter((step) => step.status === 'failed' || step.status === 'unknown');
  const rows = steps.map((step) => ({
    run: id,
    node: step.node,
    status: step.status,
    ...(step.error === undefined ? {} : { why: codes[step.error.code].meaning }),
  }));
  const text = `The last run, ${id} of ${deployment}, is ${status}${rows.length === 0 ? ', and none of its steps failed' : `; ${rows.length} of its steps failed`}. All of it: asbuilt runs show ${id}`;
  return { kind: 'answer', text, rows, coverage: nothingRead };
}

function runsTold(which: string, runs: readonly RunHead[]): AnswerTo {
  const rows = runs.map(({ id, deployment, status, startedAt, endedAt }) => ({ run: id, deployment: deployment as string, status, startedAt, endedAt }));
  return { kind: 'answer', text: rows.length === 0 ? `No run: ${which}` : `${rows.length} runs: ${which}`, rows, coverage: nothingRead };
}

async function whoApproved({ id, deployment, plan }: RunHead, store: EnginePorts['store']): Promise<AnswerTo> {
  const by = (await store.approvalOf(plan))?.proofs.map((proof) => proof.by) ?? [];
  const who = by.length === 0 ? 'nobody that the records name' : by.join(', ');
  return {
    kind: 'answer',
    text: `The last run, ${id} of ${deployment}, was approved by ${who}`,
    rows: by.map((name) => ({ run: id, plan, by: name })),
    coverage: nothingRead,
  };
}

/** Drift is found by a plan, which reads all of a deployment: a question makes none, and says how it is asked for. */
export async function fromDrift({ things }: Subject, { store }: EnginePorts): Promise<AnswerTo> {
  const rows = (await store.deployments()).map(({ name }) => ({ deployment: name }));
  const what = things.length === 0 ? 'Nothing' : `Of ${things.map(({ name }) => name).join(', ')} nothing`;
  const text = `${what} was compared: a plan does that. Ask for one of the things of a deployment and nothing new, as in: the queue jobs; the plan tells what is not as it was asked for, and nothing changes before it is approved. A setting that nobody asked for is not compared; all as they are: asbuilt show <deployment>${rows.length === 0 ? '. No deployment stands' : ''}`;
  return { kind: 'answer', text, rows, coverage: nothingRead };
}
