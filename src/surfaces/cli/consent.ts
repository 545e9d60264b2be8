import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { shellWord } from '../../model/aws-cli.ts';
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
  /** The whole line is to be shown on a sandbox: what is only simulated needs no more than the yes, in an agent's terminal too. */
  readonly demonstration: boolean;
}

const lossesShown = 3;

/** Something that a yes must name: the name, and what is done to it. */
interface Loss {
  readonly name: string;
  readonly what: string;
}

/**
 * Whether the person says yes to a plan; the one rule, for every door of the command line.
 *
 * 1. A yes is a person's: refused in a terminal that says it is an AI agent's.
 * 2. Where data is lost, the yes names the deployment; where something is deleted or replaced that only our records say is ours, it names that node.
 *    A name is typed on a terminal, or given beforehand with --confirm. No other yes covers these.
 * 3. Where nothing has to be named, a plain yes is enough.
 * 4. A demonstration's yes is enough for a plan that is only simulated.
 *
 * False when the person was asked and did not say yes; APPROVAL_NEEDED, with the command that says it, when nobody could be asked.
 */
export async function consents(session: Session, plan: Plan, said: Said): Promise<Result<boolean>> {
  if (said.demonstration && said.yes && isSimulated(plan.targets)) return ok(true);
  const person = checkPerson(session, plan.id);
  if (!person.ok) return person;
  const losses = lossesOf(plan);
  const unsaid = losses.filter(({ name }) => !said.names.includes(name));
  if (unsaid.length === 0 && said.yes) return ok(true);
  if (!said.ask) return fail(unsaidProblem(plan, unsaid, said));
  for (const { name, what } of unsaid) {
    const answer = await session.ask(t`${t`${capital(what)}.`.styled('red')} Type ${t`${name}`.styled('bold')} to ${said.to}:`);
    if (answer !== name) return ok(false);
  }
  return ok(unsaid.length > 0 || /^y(es)?$/i.test(await session.ask(t`${capital(said.to)}? [y/N]`)));
}

/** An approval is a person's: refused in a terminal that says it is an AI agent's. */
export function checkPerson(session: Session, plan: string): Result<null> {
  const { agent } = session.io;
  if (agent === null) return ok(null);
  return fail(
    problem(
      'APPROVAL_NEEDED',
      `this terminal belongs to an AI agent (${agent}), and an approval is a person’s`,
      `in a terminal of your own: asbuilt approve ${plan}`,
      { at: plan },
    ),
  );
}

/** The line that approves a plan where nobody is asked, with every name that a yes to it must say. */
function approvalCommand(plan: Plan, to: Said['to']): string {
  const names = [...new Set(lossesOf(plan).map(({ name }) => name))].flatMap((name) => ['--confirm', shellWord(name)]);
  const approve = ['asbuilt approve', plan.id, ...names].join(' ');
  return to === 'approve' ? approve : `${approve} && asbuilt apply ${plan.id} --wait`;
}

function lossesOf(plan: Plan): Loss[] {
  const losing = plan.changes.filter(({ risk, action }) => risk === 'irreversible' && action !== 'none').length;
  const data = losing === 0 ? [] : [{ name: plan.deployment, what: `this loses the data of ${losing} ${losing === 1 ? 'resource' : 'resources'}` }];
  const unproven = plan.changes.flatMap((change) => {
    if (change.kind !== 'resource' || change.ownership !== 'unproven') return [];
    if (change.action !== 'delete' && change.action !== 'replace') return [];
    return [{ name: change.node, what: `this ${change.action}s ${change.type} ${change.identifier ?? ''}, which only our records say is ours` }];
  });
  return [...data, ...unproven];
}

function unsaidProblem(plan: Plan, unsaid: readonly Loss[], { to }: Said): Diagnostic {
  const shown = unsaid.slice(0, lossesShown).map(({ what }) => what);
  const more = unsaid.length - shown.length;
  const why = `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  const message = unsaid.length === 0 ? 'nothing is applied without an approval' : `${why}: a yes to that says the name`;
  return problem('APPROVAL_NEEDED', message, approvalCommand(plan, to), { at: plan.id });
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
