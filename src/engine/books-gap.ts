import { concurrently } from '../graph/concurrently.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget, Place } from '../model/target.ts';
import type { Write } from '../ports/store.ts';
import type { OwnTags } from '../ports/survey.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { isArnOf } from './indexed-nodes.ts';
import { placeKey, reachOfTarget } from './places.ts';

/** What of ours may stand at the targets that the books do not name, in the words of a plan's coverage; and what was learned of the places meanwhile. */
export interface BooksGap {
  readonly unread: Coverage['unread'];
  /** What the books do not know, place by place, in words; empty where they know it all, or nobody could be asked. */
  readonly unknown: readonly string[];
  readonly writes: readonly Write[];
}

/** What the provider's index of tags names. */
interface Told {
  readonly arn: string;
  readonly tags: OwnTags;
}

const shown = 3;

/**
 * Whether the books know all that is ours at the targets of a deployment. Of a place where that was settled once nothing is asked again: it had nothing of ours that
 * the books do not name, or `deployments recover` has been there, and no run has found a second one of its own there since. Of any other the provider's index of tags is asked; for a removal (`removing`) of each, since what
 * it leaves behind nobody would see again: second ones too, which carry the tags of a node that the books have.
 */
export async function booksGap(deployment: string, targets: ReadonlyMap<string, NamedTarget>, removing: boolean, ports: EnginePorts): Promise<BooksGap> {
  const surveys = new Map((await ports.store.surveys()).map((survey) => [survey.key, survey]));
  const isSettled = (key: string): boolean => (surveys.get(key)?.how ?? 'doubled') !== 'doubled';
  const places = [...targets.values()].flatMap((target) => {
    const reach = reachOfTarget(target);
    return target.regions.map((region) => ({ target, region, key: placeKey(reach, region) }));
  });
  const doubts = places.flatMap(({ key }) => surveys.get(key)?.doubts.filter((doubt) => doubt.deployment === deployment) ?? []);
  const unread: Coverage['unread'] = [...new Map(doubts.map((doubt) => [`${doubt.type} ${doubt.identifier}`, doubt])).values()].map((doubt) => ({
    scope: `${doubt.type} ${doubt.identifier} in ${doubt.account}/${doubt.region}`,
    reason: `it carries tags of ${doubt.deployment} and is left alone: ${doubt.because}`,
  }));
  const open = [...new Map(places.map((place) => [place.key, place])).values()].filter(({ key }) => removing || !isSettled(key));
  if (open.length === 0) return { unread, unknown: [], writes: [] };
  const bindings = await ports.store.allBindings();
  const books = new Set(bindings.map((binding) => `${binding.deployment} ${binding.node}`));
  const own = bindings.flatMap((binding) => (binding.kind === 'resource' && binding.deployment === deployment ? [binding] : []));
  const writes: Write[] = [];
  const gaps: string[] = [];
  const looks = await concurrently(open, 8, async ({ target, region, key }) => {
    const place = { account: target.target.account, region };
    const settled = isSettled(key);
    const told = await (settled ? ports.drivers.resource.tagged(target, place, deployment) : ports.drivers.resource.tagged(target, place));
    if (!told.ok) {
      const reason = `it could not be asked what of ours stands there that the books do not name: ${told.problems.map(({ message }) => message).join('; ')}`;
      return [{ scope: `all of ${place.account}/${region} that is ours`, reason }];
    }
    const here = own.filter(({ at }) => at.account === place.account && at.region === region);
    const holdersOf = holdersAt(bindings, place);
    const isAnothers = (thing: Told): boolean => {
      const holders = holdersOf(thing);
      return holders.length > 0 && !holders.some((one) => one.deployment === thing.tags.deployment && (one.formerly ?? one.node) === thing.tags.node);
    };
    const seconds = secondOnes(
      told.value.filter((thing) => thing.tags.deployment === deployment && !isAnothers(thing)),
      here,
      removing
        ? 'what is not deleted here is to be deleted by hand'
        : 'see which one is used, and delete the others, or take the tags asbuilt:… off them, by hand (the index may name for a while what is gone)',
    ).map((reason) => ({ scope: `second ones in ${place.account}/${region}`, reason }));
    const unknown = told.value.filter((thing) => !books.has(`${thing.tags.deployment} ${thing.tags.node}`) && holdersOf(thing).length === 0);
    if (unknown.length === 0) {
      if (!settled && seconds.length === 0) writes.push({ kind: 'survey', survey: { key, at: now(ports), how: 'nothing-else', doubts: [] } });
      return seconds;
    }
    const reason = gapText(deployment, unknown, target.name);
    gaps.push(reason);
    return [{ scope: `all of ${place.account}/${region} that is ours`, reason }, ...seconds];
  });
  return { unread: [...looks.flat(), ...unread], unknown: gaps, writes };
}

/** Who has a thing at a place by the books, whatever its tags say: somebody may have changed them. Linear, but for things of one type and name. */
function holdersAt(bindings: readonly Binding[], { account, region }: Place): (thing: Told) => readonly ResourceBinding[] {
  const lastOf = (text: string): string => text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
  const parts = bindings.flatMap((binding) =>
    binding.kind === 'resource' && binding.at.account === account && binding.at.region === region
      ? binding.identifier.split('|').map((part) => ({ binding, part, key: `${binding.type} ${lastOf(part)}` }))
      : [],
  );
  const byEnd = Map.groupBy(parts, ({ key }) => key);
  return ({ arn, tags }) => (byEnd.get(`${tags.type} ${lastOf(arn)}`) ?? []).flatMap(({ binding, part }) => (isArnOf(part, arn) ? [binding] : []));
}

/** Nodes of which the index names more resources than the books have, in words: it is no matter which of them the books mean. */
function secondOnes(told: readonly Told[], bound: readonly ResourceBinding[], fix: string): string[] {
  const byNode = Map.groupBy(told, ({ tags }) => `${tags.node} ${tags.type}`);
  return [...byNode.values()].flatMap((same) => {
    const [{ tags }] = same as [Told];
    const held = bound.filter((binding) => (binding.formerly ?? binding.node) === tags.node && binding.type === tags.type).length;
    if (held === 0 || same.length <= held) return [];
    const arns = same.map(({ arn }) => arn).sort();
    return [`${same.length} resources carry the tags of ${tags.deployment}.${tags.node}, and the records name ${held}: ${arns.join(', ')}; ${fix}`];
  });
}

function gapText(deployment: string, unknown: readonly Told[], target: string): string {
  const own = unknown.filter(({ tags }) => tags.deployment === deployment);
  const named = own.slice(0, shown).map(({ tags, arn }) => tags.node ?? arn);
  const more = own.length - named.length;
  const ownText = own.length === 0 ? '' : `, ${own.length} of them of ${deployment}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const are = unknown.length === 1 ? 'resource carries' : 'resources carry';
  return `the books do not know everything: ${unknown.length} ${are} tags of ours and ${unknown.length === 1 ? 'is' : 'are'} not in them${ownText}; run: asbuilt deployments recover --target ${target}; what stays after that is told in docs/how-to/recover-lost-records.md, step 3`;
}

/** What seems to be somebody else's may be of a deployment whose records are lost. */
export function withGap(problem: Diagnostic, { unknown }: BooksGap): Diagnostic {
  return problem.code === 'OWNERSHIP_UNPROVEN' && unknown.length > 0 ? { ...problem, cause: unknown.join('; ') } : problem;
}
