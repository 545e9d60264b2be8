import { approveCommand, consentMissing, lossesOf, unsaidOf } from '../../engine/consent.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Plan } from '../../model/plan.ts';
import type { Session } from './session.ts';
import { t } from './text.ts';

/** What a person said of a plan before it was made or shown, on the command line. */
export interface Said {
  /** What the yes is to. */
  readonly to: 'approve' | 'approve and apply';
  /** Yes: only what has to be named is still asked for. */
  readonly yes: boolean;
  /** Names given with --confirm. */
  readonly names: readonly string[];
  /** Whether the person may be asked now. */
  readonly ask: boolean;
  /** The whole line is to be shown on our own sandbox: there the yes is taken in an agent's terminal too. */
  readonly demonstration: boolean;
}

/**
 * The nodes that a person says yes to losing, where the person says yes to the plan; null where not. What has to be named is `lossesOf`'s to say: here it is
 * asked for.
 *
 * 1. A yes is a person's: refused in a terminal that says it is an AI agent's, but for a demonstration on our own sandbox.
 * 2. A name is typed on a terminal, or given beforehand with --confirm. No other yes covers it.
 * 3. Where nothing has to be named, a plain yes is enough.
 *
 * CONSENT_MISSING or APPROVAL_NEEDED, with the command that says it, when nobody could be asked.
 */
export async function consents(session: Session, plan: Plan, said: Said): Promise<Result<readonly string[] | null>> {
  const ours = plan.targets.every(({ definition }) => definition.endpoint.kind === 'sandbox');
  const shown = said.demonstration && said.yes && ours;
  const person = shown ? ok(null) : checkPerson(session, approvalOf(plan.id));
  if (!person.ok) return person;
  const all = lossesOf(plan).map(({ node }) => node);
  const unsaid = unsaidOf(plan, said.names);
  const none = said.names.filter((name) => !all.some((node) => node === name));
  if (none.length > 0) session.say(t`--confirm ${none.join(', ')} names nothing that this plan loses.`.styled('yellow'));
  if (unsaid.length === 0 && said.yes) return ok(all);
  if (!said.ask) {
    const command = approvalCommand(plan, said.to);
    return fail(
      unsaid.length > 0
        ? consentMissing(plan, unsaid, command)
        : problem('APPROVAL_NEEDED', 'nothing is applied without an approval', command, { at: plan.id }),
    );
  }
  for (const { node, what } of unsaid) {
    session.say(t`This ${what}.`.styled('red'));
    const answer = await session.ask(t`Type ${t`${node}`.styled('bold')} to ${said.to}:`);
    if (answer !== node) return ok(null);
  }
  const yes = unsaid.length > 0 || /^y(es)?$/i.test(await session.ask(t`${capital(said.to)}? [y/N]`));
  return ok(yes ? all : null);
}

/** What only a person does, and the command that does it. */
interface PersonsOwn {
  readonly what: string;
  readonly command: string;
  readonly at: string;
}

export function approvalOf(plan: string): PersonsOwn {
  return { what: 'an approval', command: `asbuilt approve ${plan}`, at: plan };
}

/** Refuses what is a person's to do in a terminal that says it is an AI agent's. */
export function checkPerson({ io: { agent } }: Session, { what, command, at }: PersonsOwn): Result<null> {
  if (agent === null) return ok(null);
  const message = `this terminal belongs to an AI agent (${agent}), and ${what} is a person’s`;
  return fail(problem('APPROVAL_NEEDED', message, `in a terminal of your own: ${command}`, { at }));
}

function approvalCommand(plan: Plan, to: Said['to']): string {
  return to === 'approve' ? approveCommand(plan) : `${approveCommand(plan)} && asbuilt apply ${plan.id} --wait`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
