import type { Subject } from '../intent/reading/read-question.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import type { RunHead } from '../ports/store.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Library } from './read-books.ts';

export const nothingRead: Coverage = { read: [], unread: [] };
const mostRuns = 10;

/** Whether an identifier is one of the names, or ends in one, as an ARN does. Without names any is. */
export function isCalled(identifier: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => identifier === name || identifier.endsWith(`/${name}`) || identifier.endsWith(`:${name}`));
}

/** What was done, by the records of runs. */
export async function fromBooks({ types, names, words }: Subject, { bindings }: Library, { store }: EnginePorts): Promise<AnswerTo> {
  if (/\brunning\b/iu.test(words)) return runsTold('running now', await store.liveRuns());
  if (/^what\b/iu.test(words) && !/\b(?:last|latest|previous)\b/iu.test(words))
    return runsTold('the latest, what each changed is in: asbuilt runs show <run>', await store.runs(mostRuns));
  if (/\brun\b|\bplan\b|\bchange\b|\bdeployment\b|\bapproval\b/i.test(words)) {
    const [last] = await store.runs(1);
    if (last === undefined) return { kind: 'answer', text: 'Nothing was run yet.', rows: [], coverage: nothingRead };
    if (/\bapprov/iu.test(words)) return whoApproved(last, store);
    const steps = (await store.steps(last.id)).filter(({ status }) => status === 'failed' || status === 'unknown');
    const rows = steps.map(({ node, status, error }) => ({ run: last.id, node, status, ...(error === undefined ? {} : { why: error.message }) }));
    const text = `The last run, ${last.id} of ${last.deployment}, is ${last.status}${rows.length === 0 ? ', and none of its steps failed' : `; ${rows.length} of its steps failed`}. All of it: asbuilt runs show ${last.id}`;
    return { kind: 'answer', text, rows, coverage: nothingRead };
  }
  // The books tell what was made, and not who may do what, nor why.
  if (/^(?:why|when|who|whose|how)\b/i.test(words) || types.length === 0) {
    const text = `The books do not answer "${words.slice(0, 200)}". What was done: asbuilt runs list; who did it, and when: asbuilt audit list`;
    return { kind: 'answer', text, rows: [], coverage: nothingRead };
  }
  const rows = [...bindings.values()]
    .flat()
    .flatMap((binding) =>
      binding.kind === 'resource' && types.includes(binding.type) && isCalled(binding.identifier, names)
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

export async function fromImpact(
  { identifiers, types, words }: Subject,
  target: NamedTarget,
  { bindings }: Library,
  { store }: EnginePorts,
): Promise<AnswerTo> {
  const all = [...bindings.values()].flat().flatMap((binding) => (binding.kind === 'resource' ? [binding] : []));
  const meant = all.filter(
    ({ identifier, type }) => identifiers.includes(identifier) || (identifiers.length === 0 && types.includes(type) && words.includes(identifier)),
  );
  const unread = [{ scope: `what is not in the books of ${target.name}`, reason: 'only what Asbuilt made was looked through' }];
  if (meant.length === 0) {
    const what = identifiers[0] ?? 'what is meant';
    return {
      kind: 'answer',
      text: `${what} was not found: it is not among the ${all.length} resources of ${bindings.size} deployments in the books`,
      rows: [],
      coverage: { read: [], unread },
    };
  }
  const rows: JsonObject[] = [];
  for (const { deployment, node } of meant) {
    const draft = await store.draft(deployment);
    for (const other of draft?.resources ?? [])
      if (other.node !== node && (JSON.stringify(other.properties).includes(`\${${node}.`) || other.dependsOn.includes(node)))
        rows.push({ deployment, node: other.node, type: other.type, because: `refers to ${node}` });
  }
  return { kind: 'answer', text: `${rows.length === 0 ? 'Nothing' : rows.length} in the books depends on it`, rows, coverage: { read: [], unread } };
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
  const text = `${what} was compared. What is no more as it was left is in every plan of its deployment: name one of its things and ask for nothing new, as in: the queue jobs; nothing changes before a plan is approved${rows.length === 0 ? '. No deployment stands' : ''}`;
  return { kind: 'answer', text, rows, coverage: nothingRead };
}
