import { approveCommand, consentMissing, lossesOf, unsaidOf } from '../../engine/consent.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Plan } from '../../model/plan.ts';
import { isSimulated } from './render-targets.ts';
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
  /** The whole line is to be shown on a sandbox: where all is simulated, the yes is taken in an agent's terminal too. */
  readonly demonstration: boolean;
}

/**
 * The nodes that a person says yes to losing, where the person says yes to the plan; null where not. What has to be named is `lossesOf`'s to say: here it is
 * asked for.
 *
 * 1. A yes is a person's: refused in a terminal that says it is an AI agent's, but for a demonstration of what is only simulated.
 * 2. A name is typed on a terminal, or given beforehand with --confirm. No other yes covers it.
 * 3. Where nothing has to be named, a plain yes is enough.
 *
 * CONSENT_MISSING or APPROVAL_NEEDED, with the command that says it, when nobody could be asked.
 */
export async function consents(session: Session, plan: Plan, said: Said): Promise<Result<readonly string[] | null>> {
  const shown = said.demonstration && said.yes && isSimulated(plan.targets);
  const person = shown ? ok(null) : checkPerson(session, plan.id, `asbuilt approve ${plan.id}`);
  if (!person.ok) return person;
  const all = lossesOf(plan).map(({ node }) => node);
  const unsaid = unsaidOf(plan, said.names);
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
    const answer = await session.ask(t`${t`This ${what}.`.styled('red')} Type ${t`${node}`.styled('bold')} to ${said.to}:`);
    if (answer !== node) return ok(null);
  }
  const yes = unsaid.length > 0 || /^y(es)?$/i.test(await session.ask(t`${capital(said.to)}? [y/N]`));
  return ok(yes ? all : null);
}

/** An approval, and who may give one, is a person's to say: refused in a terminal that says it is an AI agent's. */
export function checkPerson(session: Session, at: string, command: string): Result<null> {
  const { agent } = session.io;
  if (agent === null) return ok(null);
  const message = `this terminal belongs to an AI agent (${agent}), and an approval is a person’s`;
  return fail(problem('APPROVAL_NEEDED', message, `in a terminal of your own: ${command}`, { at }));
}

function approvalCommand(plan: Plan, to: Said['to']): string {
  return to === 'approve' ? approveCommand(plan) : `${approveCommand(plan)} && asbuilt apply ${plan.id} --wait`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
