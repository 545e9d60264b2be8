import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { shellWord } from '../model/aws-cli.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Plan } from '../model/plan.ts';

/** Something that a yes to a plan has to name. */
export interface Loss {
  readonly node: NodeAddress;
  /** What is done to it, and what is lost or taken for ours with that. */
  readonly what: string;
}

const lossesShown = 3;

/**
 * What a yes must name, by node; the one rule, for every door.
 *
 * 1. A resource that holds data, and is deleted or replaced: its data goes with it.
 * 2. A resource that is deleted or replaced although only our records say that it is ours; or changed, where not even its creation was ever seen to be.
 * 3. A resource that our records do not name and that is taken over for its tags, which can be copied, or for being as asked.
 *
 * What was named is signed with the approval, and an approval that does not name all of it is refused, when it is handed in and when a run is to begin: no yes of
 * another kind covers it, and no door can leave the question out.
 */
export function lossesOf({ changes }: Pick<Plan, 'changes'>): Loss[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'resource') return [];
    if (change.action === 'adopt')
      return [{ node: change.node, what: `takes over ${change.type} ${change.identifier ?? ''}: ${change.note ?? 'only its tags say it is ours'}` }];
    const unproven = change.ownership === 'unproven';
    const neverSeen = unproven && change.action === 'update' && change.creation === null;
    if (change.action !== 'delete' && change.action !== 'replace' && !neverSeen) return [];
    const data = change.risk === 'irreversible';
    if (!data && !unproven) return [];
    const what = `${change.action}s ${change.type} ${change.identifier ?? ''}`.trim();
    const parts = [
      ...(data ? ['its data is lost'] : []),
      ...(unproven ? [change.creation === null ? 'only the word of the provider says that we made it' : 'only our records say it is ours'] : []),
    ];
    return [{ node: change.node, what: `${what}: ${parts.join(', and ')}` }];
  });
}

/** Those that were not named. */
export function unsaidOf(plan: Pick<Plan, 'changes'>, names: readonly string[]): Loss[] {
  return lossesOf(plan).filter(({ node }) => !names.includes(node));
}

/** CONSENT_MISSING with each node, what is lost, and the command that says yes to it. */
export function consentMissing(plan: Plan, unsaid: readonly Loss[], fix = approveCommand(plan)): Diagnostic {
  const shown = unsaid.slice(0, lossesShown).map(({ node, what }) => `${node}: ${what}`);
  const more = unsaid.length - shown.length;
  return problem('CONSENT_MISSING', `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}. A yes to that says the name`, fix, {
    at: unsaid[0]?.node ?? plan.id,
  });
}

/** The line that approves a plan, with every name that a yes to it must say. */
export function approveCommand(plan: Plan): string {
  const names = lossesOf(plan).map(({ node }) => ` --confirm ${shellWord(node)}`);
  return `asbuilt approve ${plan.id}${names.join('')}`;
}
