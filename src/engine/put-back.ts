import { alongWith } from '../intent/along-with.ts';
import type { Act } from '../intent/reading/read-act.ts';
import { standingPhrase } from '../intent/reading/standing-phrase.ts';
import type { Refusal, ResolveContext } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { DeploymentName } from '../model/names.ts';
import type { Proposal } from '../model/proposal.ts';
import { putBackCommand } from '../model/put-back.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { wholeNeeded } from './find-subject.ts';
import { recordedTargets } from './find-target.ts';
import { type Called, type Library, standingOf, thingsCalled } from './read-books.ts';

/** All that is asked of a deployment, and the node, with what came along with it, that is to be so again; all of them where `about` is not given. */
interface PutBack {
  readonly kind: 'proposal';
  readonly proposal: Proposal;
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly about?: ReadonlySet<string>;
}

/** Asks once more for what was last asked of a thing, or of a whole deployment: what of it was changed or deleted from outside is corrected. A refusal where the words name nothing, or several things. */
export async function putBack(
  { words, of }: Extract<Act, { readonly kind: 'put-back' }>,
  { intent }: Pick<Asked, 'intent'>,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<PutBack | Refusal>> {
  const within = intent.deployment ?? null;
  const found = await meant(of, within, context, library, ports);
  const [one, other] = found;
  if (one === undefined) {
    const what = of === null ? 'what is to be put back is named' : `nothing is called "${of}"${within === null ? '' : ` in ${within}`}`;
    return refusal(what, `see what stands: asbuilt deployments; then say the deployment, or the thing, as in: ${putBackCommand('shop', 'jobs')}`);
  }
  if (other !== undefined) {
    const ways = found.slice(0, 3).map(({ deployment, node }) => putBackCommand(deployment, node ?? deployment));
    return refusal(`several things are called "${of}"`, `say which: ${ways.join('; or ')}`);
  }
  const { deployment, node } = one;
  const standing = await standingOf(deployment, library, ports);
  if (!standing.ok) return standing;
  const { draft, owed, unsaid } = standing.value;
  if (unsaid.length > 0) return ok(wholeNeeded(deployment, unsaid));
  if (node !== null && ![...draft.resources, ...draft.units].some((asked) => asked.node === node))
    return refusal(`${node} of ${deployment} is not asked for any more`, `see what stands: asbuilt show ${deployment}`);
  const targets = recordedTargets(deployment, library.deployments.get(deployment) ?? {}, ports);
  if (!targets.ok) return targets;
  const effect = `${node ?? `all of ${deployment}`} is to be as it was last asked for`;
  const evidence = [{ words, entry: `deployment/${deployment}`, effect }, ...owed.map(({ told }) => told)];
  const about = node === null ? {} : { about: alongWith(draft.resources, [node]) };
  return ok({ kind: 'proposal', proposal: { ...draft, deployment, evidence }, targets: targets.value, ...about });
}

/** The deployment that is named, or the things that are called so; without a name the deployment that is given beside the words. */
async function meant(
  of: string | null,
  within: DeploymentName | null,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<readonly (Called | { readonly deployment: DeploymentName; readonly node: null })[]> {
  if (of === null) return within !== null && library.bindings.has(within) ? [{ deployment: within, node: null }] : [];
  const bare = of.replace(/^(?:the\s+)?(?:deployment\s+)?["'`]?(.*?)["'`]?$/isu, '$1');
  if (library.bindings.has(bare) && (within === null || within === bare)) return [{ deployment: bare as DeploymentName, node: null }];
  return thingsCalled(standingPhrase(of, context)?.name ?? bare, within, library, ports);
}

function refusal(message: string, fix: string): Result<Refusal> {
  return ok({ kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] });
}
