import { readAct } from '../intent/reading/read-act.ts';
import type { Refusal, ResolveContext } from '../intent/resolve.ts';
import { namesAsked } from '../intent/standing.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { DeploymentName } from '../model/names.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Library } from './read-books.ts';

/** A node that one of the last two runs of its deployment was asked for and has not made. */
interface Unmade {
  readonly deployment: string;
  readonly node: string;
  /** Null of a unit. */
  readonly type: string | null;
  readonly names: readonly string[];
  readonly run: string;
  /** Whether that run can be gone on with. */
  readonly isLast: boolean;
}

/** Why a text finds nothing among what stands: it orders something of what a run was asked for and has not made. Null where it does not. */
export async function notMade(text: string, context: ResolveContext, library: Library, ports: EnginePorts): Promise<Refusal | null> {
  const unmade: Unmade[] = [];
  for (const deployment of library.deployments.keys()) unmade.push(...(await unmadeIn(deployment as DeploymentName, library, ports)));
  const names = new Map(context.names);
  // A name that something carries which stands means that.
  for (const { type, names: own } of unmade) for (const name of own) if (type !== null && !context.names.has(name)) names.set(name, new Set([type]));
  const said = orderedOf(text, context, { ...context, names })
    .split(/\s+/u)
    .map((word) => word.replace(/^["'`“]+|["'`”.,;!]+$/gu, ''));
  const found = unmade.find((one) => one.names.some((name) => !context.names.has(name) && said.includes(name)));
  if (found === undefined) return null;
  const { deployment, node, run, isLast } = found;
  const way = isLast ? `go on with that run: asbuilt runs resume ${run}; or ask for it once more` : 'ask for it once more';
  return {
    kind: 'refusal',
    problems: [
      problem(
        'INTENT_NOT_UNDERSTOOD',
        `${node} of ${deployment} does not stand: run ${run} was asked for it and has not made it`,
        `see why: asbuilt runs show ${run}; to have it, ${way}`,
        { at: 'intent:1' },
      ),
    ],
  };
}

/** What a text says that it orders something of; of a wish only where the names of what was not made have it read otherwise. */
function orderedOf(text: string, context: ResolveContext, withUnmade: ResolveContext): string {
  const act = readAct(text, withUnmade);
  switch (act.kind) {
    case 'put-back':
    case 'undo':
      return act.of ?? '';
    case 'removal':
      return act.what;
    case 'wish': {
      const before = readAct(text, context);
      return act.change && !(before.kind === 'wish' && before.text === act.text) ? act.text : '';
    }
    default:
      return '';
  }
}

async function unmadeIn(deployment: DeploymentName, library: Library, { store, types, knowledge }: EnginePorts): Promise<Unmade[]> {
  const bound = new Set((library.bindings.get(deployment) ?? []).map(({ node }) => node as string));
  const found: Unmade[] = [];
  for (const [index, { run, draft }] of (await store.lastAsked(deployment)).entries()) {
    if (draft === null || run.endedAt === null || run.status === 'succeeded') continue;
    const steps = await store.steps(run.id);
    const left = new Set<string>(steps.flatMap(({ node, status }) => (status === 'done' || status === 'unknown' || bound.has(node) ? [] : [node])));
    const isLeft = ({ node }: { readonly node: string }): boolean => left.has(node) && !found.some((one) => one.node === node);
    const about = { deployment, run: run.id, isLast: index === 0 };
    for (const { node, type, properties } of draft.resources.filter(isLeft)) {
      const known = types.type(type);
      found.push({ ...about, node, type, names: [node, ...namesAsked(type, properties, known.ok ? known.value : null, knowledge)] });
    }
    for (const { node } of draft.units.filter(isLeft)) found.push({ ...about, node, type: null, names: [node] });
  }
  return found;
}
