import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import { shellWord } from '../model/aws-cli.ts';
import type { Member } from '../model/member.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Change, Choice, Plan, ResourceChange, UnitChange } from '../model/plan.ts';
import { placeName } from '../model/property-name.ts';
import { secretsNamedIn } from '../model/secret.ts';
import { called } from '../plan/envelope/check-envelope.ts';
import { openingRules } from '../policy/standard-rules.ts';

/** Something that a yes to a plan has to name. */
export interface Loss {
  readonly node: NodeAddress;
  /** What is done to it, and what is lost, taken for ours or settled with that. */
  readonly what: string;
}

/** What of a plan decides what a yes to it must name. */
export type Judged = Pick<Plan, 'changes' | 'choices' | 'agent' | 'verdict'>;

const lossesShown = 3;

/**
 * What a yes must name, by node; the one rule, for every door.
 *
 * 1. A resource that holds data, and is deleted or replaced: its data goes with it.
 * 2. A resource that is deleted or replaced although nothing proves that it is the one that was made, only our records (its tags are gone, or it has none) or its tags; or changed, where not even its creation was ever seen
 *    to be, or its tags say that it is another's.
 * 3. A resource that is made again although an earlier creation had no answer and may still come to light, or the provider's index of tags still names the one that was made: then there are two.
 * 4. A resource that our records do not name and that is taken over for its tags, which can be copied, for being as asked, because a creation of ours that had no answer would have made it, or
 *    because somebody named it; or that is given up although that creation may have made it.
 * 5. A resource of which something is accepted that is otherwise than asked: nobody is told of it any more.
 * 6. A resource of which an AI agent chose what cannot be changed later, what is of security, how many there are, in which zones, or how long things are kept; a unit that is given what
 *    one chose, since nobody knows what it does with it; or the first of those that are there for such a choice: the plan holds each, since its digest is what is signed.
 * 7. A resource that is given a secret where whoever may read the resource can read it: an agent could write one to a place that is open to everybody.
 * 8. A unit that says it deletes or replaces something: what its things hold nobody knows, so all of them are taken for holding data.
 * 9. A unit that is not to be repeated, and may have run already.
 * 10. Whatever is given a secret in a plan that an AI agent had a hand in: code that gets one can send it to every host that it reaches, or give it back in other words.
 * 11. Whatever is given, in such a plan, what stands at a place that hides it from agents: an agent could have it carried to a place that it can read.
 * 12. A resource that an AI agent asked to have made anew.
 * 13. A unit that runs, in such a plan, a source that is of no published version: an agent may have written it, and nobody else vouches for what it does.
 * 14. Whatever, in such a plan, is opened to everybody, to every address or to another account, gives something to one, or gives the right to do everything (`openingRules`): in the words or the nodes that an agent wrote it is easily missed.
 * 15. What stands and, in such a plan, is let do more or is kept less from then on, although nothing is sent for that: it is no longer kept on removal, or a unit may call other hosts, no longer says what it changes, is
 *     repeated. A later plan, of a person, would go by it.
 *
 * What was named is signed with the approval, and an approval that does not name all of it is refused, when it is handed in and when a run is to begin: no yes of
 * another kind covers it, and no door can leave the question out.
 */
export function lossesOf({ changes, choices = [], agent, verdict }: Judged): Loss[] {
  const opened = agent === undefined ? [] : verdict.reasons.filter(({ rule }) => openingRules.has(rule));
  const chosen = new Map<string, Choice[]>();
  for (const choice of choices) chosen.set(choice.node, [...(chosen.get(choice.node) ?? []), choice]);
  return changes.flatMap((change) => {
    const given =
      agent === undefined
        ? []
        : [...broughtBy(change), ...givenBy(change), ...takenBy(change), ...renewedBy(change), ...openedBy(change, opened), ...easedBy(change)];
    if (change.kind === 'unit') return lostByUnit(change, [...given, ...chosenFor(chosen.get(change.node) ?? [])]);
    const { node, action, reason, type, identifier } = change;
    const parts = [...lostWith(change), ...exposedBy(change), ...given, ...chosenFor(chosen.get(node) ?? [])];
    if (parts.length === 0) return [];
    const does = [
      action === 'adopt'
        ? 'takes over'
        : change.accepts !== undefined
          ? 'accepts'
          : reason === 'retain-changed'
            ? 'notes of'
            : action === 'none'
              ? 'gives up'
              : `${action}s`,
      type,
      ...(identifier === null ? [] : [plainName(identifier)]),
    ].join(' ');
    return [{ node, what: `${does}: ${parts.join(', and ')}` }];
  });
}

function lostByUnit({ node, action, reason, engine, members = [] }: UnitChange, given: readonly string[]): Loss[] {
  if (action === 'none' && given.length > 0) return [{ node, what: `notes of ${engine}: ${given.join(', and ')}` }];
  if (action !== 'run') return [];
  const again = reason === 'doubtful' ? ['it may have run already, and is not to be repeated'] : [];
  const lost = lostThings(members);
  const more = lost.length - lossesShown;
  const shown = lost.slice(0, lossesShown).map((one) => `${one.action}s ${called(one)}`);
  const says = lost.length === 0 ? [] : [`it says that it ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}, whose data is lost`];
  const parts = [...says, ...again, ...given];
  return parts.length === 0 ? [] : [{ node, what: `runs ${engine}: ${parts.join(', and ')}` }];
}

/** The units of a plan by rule 13: whoever approves has to see what they run. */
export function unvouchedIn({ agent, changes }: Pick<Plan, 'agent' | 'changes'>): UnitChange[] {
  return agent === undefined ? [] : changes.flatMap((change) => (change.kind === 'unit' && isUnvouched(change) ? [change] : []));
}

function isUnvouched({ action, published }: UnitChange): boolean {
  return action === 'run' && published !== true;
}

function broughtBy(change: Change): string[] {
  if (change.kind !== 'unit' || !isUnvouched(change)) return [];
  const { source, hosts = [] } = change;
  const calls = hosts.length === 0 ? '' : `, and it may call ${hosts.join(', ')}`;
  return [`an AI agent asked that it runs source ${source.slice(0, 12)}, which is of no published version: its text alone says what it does${calls}`];
}

/** The secrets that a change sends, of a plan that an AI agent had a hand in; of a resource those that rule 7 does not name. */
function givenBy(change: Change): string[] {
  if (change.kind === 'unit') {
    const names = secretsNamedIn(change.inputs ?? {});
    return names.length === 0 ? [] : [`an AI agent asked that it is given secret ${names.join(' and ')}${reachOf(change)}`];
  }
  const { action, after, patch, exposes = [] } = change;
  const sent = action === 'create' || action === 'replace' ? after : action === 'update' ? (patch as unknown as Json) : null;
  const names = secretsNamedIn(sent ?? {}).filter((name) => !exposes.some((place) => place.names.includes(name)));
  return names.length === 0 ? [] : [`an AI agent asked that it is given secret ${names.join(' and ')}`];
}

/** Of a published version a person says what it may do. */
function easedBy(change: Change): string[] {
  return change.kind === 'unit' && change.published === true ? [] : (change.eases ?? []).map((each) => `an AI agent asked that ${each}`);
}

function renewedBy({ kind, action, reason }: Change): string[] {
  return kind === 'resource' && action === 'replace' && reason === 'named' ? ['an AI agent asked that it is made anew'] : [];
}

function openedBy({ node }: Change, reasons: Plan['verdict']['reasons']): string[] {
  return reasons.flatMap(({ at, message }) => (at === node ? [`an AI agent asked that ${message}`] : []));
}

function takenBy(change: Change): string[] {
  const { takes = [] } = change;
  return takes.map(
    ({ pointer, from }) => `an AI agent asked that ${placeName(pointer)} is given what stands in ${from}, which no agent is told${reachOf(change)}`,
  );
}

function reachOf(change: Change): string {
  const hosts = (change.kind === 'unit' && change.hosts) || [];
  return hosts.length === 0 ? '' : `, and may send it to ${hosts.join(', ')}`;
}

/** CONSENT_MISSING where a unit would delete or replace something and nobody said yes to that by the name of its step. */
export function unnamedLoss(run: string, step: string, members: readonly Member[], named: readonly string[]): Diagnostic | null {
  const lost = lostThings(members);
  if (lost.length === 0 || named.includes(step)) return null;
  const message = `${step}: it would delete or replace ${lost.length === 1 ? 'one thing' : `${lost.length} things`}, whose data is lost. A yes to that says the name`;
  return problem('CONSENT_MISSING', message, `asbuilt runs approve ${run} ${shellWord(step)} --confirm ${shellWord(step)}`, { at: step });
}

/** What of the things that a unit will change is not there any more, or not the same. */
export function lostThings(members: readonly Member[]): Member[] {
  return members.filter(({ action }) => action === 'delete' || action === 'replace');
}

function lostWith({
  action,
  reason,
  identifier,
  risk,
  ownership,
  creation,
  note,
  accepts,
  stillNamed,
  finalSnapshot,
}: Extract<Change, { kind: 'resource' }>): string[] {
  if (action === 'create' && reason === 'doubtful') return ['an earlier creation had no answer and is not to be seen, so that there may come to be two'];
  if (stillNamed !== undefined)
    return [`no read finds the one that was made, and the index of tags still names it (${plainName(stillNamed)}), so that there may come to be two`];
  if (reason === 'never-seen' && identifier !== null) return [note ?? 'it may be ours'];
  if (accepts !== undefined) return [`${accepts.map(placeName).join(', ')} is not as asked, and counts as that from then on`];
  if (action === 'adopt') return [note ?? 'only its tags say it is ours'];
  const word = onWhoseWord({ action, ownership, creation });
  if (action !== 'delete' && action !== 'replace' && word === null) return [];
  const data = risk === 'irreversible';
  return [...(data ? [dataLost(finalSnapshot)] : []), ...(word === null ? [] : [word])];
}

/** What becomes of what it holds, for every door. */
export function dataLost(finalSnapshot: string | undefined): string {
  return finalSnapshot === undefined
    ? 'its data is lost'
    : `its data is lost but for a final snapshot, ${finalSnapshot}, which stays and costs until somebody deletes it`;
}

const moving: ReadonlySet<Change['action']> = new Set(['update', 'replace', 'delete']);

/** What alone says that something is ours which a change takes away or changes, for every door; null where that is proved, or nothing depends on it. */
export function onWhoseWord({ action, ownership, creation }: Pick<ResourceChange, 'action' | 'ownership' | 'creation'>): string | null {
  if (ownership === 'retagged' && moving.has(action)) return 'its tags say that it is another’s';
  if (ownership === 'disputed' && moving.has(action)) return 'its tags say that it is another’s, and nothing proves that it is the one that we made';
  const proved = ownership === 'made' || ownership === 'tags-lost' || ownership === 'retagged';
  const neverSeen = ownership === 'unproven' && action === 'update' && creation === null;
  if (proved || (action !== 'delete' && action !== 'replace' && !neverSeen)) return null;
  if (ownership === 'tagged' || ownership === 'found') return 'only its tags, which can be copied, say it is ours';
  if (ownership === 'untagged') return 'its tags are gone, and nothing else proves that it is the one that we made';
  return creation === null ? 'only the word of the provider says that we made it' : 'only our records say it is ours';
}

function exposedBy({ exposes = [] }: Change): string[] {
  return exposes.map(({ pointer, names }) => `secret ${names.join(' and ')} can be read in ${placeName(pointer)} by everybody who may read the resource`);
}

const why: Readonly<Record<Choice['because'], string>> = {
  unchangeable: 'cannot be changed later',
  security: 'is of security',
  count: 'decides how many there are',
  zone: 'decides in which zones it is',
  lifetime: 'decides how long things are kept',
  code: 'is given to code that runs',
};

/** With the whole value: whoever says yes to it has to see it, and a surface that withholds secrets can find none in a part of one. */
function chosenFor(choices: readonly Choice[]): string[] {
  return choices.map(({ property, chosen, because, others }) => {
    if (property !== '') return `an AI agent chose ${placeName(property)} ${JSON.stringify(chosen)}, which ${why[because]}`;
    return `an AI agent chose ${JSON.stringify(chosen)}, which decides that it is there${others === undefined ? '' : `, and ${others} more`}`;
  });
}

/** Those that were not named. */
export function unsaidOf(plan: Judged, names: readonly string[]): Loss[] {
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
