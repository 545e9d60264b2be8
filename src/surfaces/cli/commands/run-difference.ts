import { unnamedLoss } from '../../../engine/consent.ts';
import { differenceText } from '../../../engine/difference-text.ts';
import type { DifferenceAbout } from '../../../engine/host.ts';
import { keyKindFor } from '../../../engine/key-kind-for.ts';
import { isAsking } from '../../../engine/run-report.ts';
import { codes } from '../../../kernel/codes.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import { digestOf } from '../../../kernel/digest.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { shellWord } from '../../../model/aws-cli.ts';
import type { Member } from '../../../model/member.ts';
import { checkDigest } from '../approve-plan.ts';
import { approverFor } from '../approver-for.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { checkPerson } from '../consent.ts';
import { runId } from '../meant-id.ts';
import { memberLines } from '../member-lines.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

/** Shows what a step of a run would change now, and signs a yes to exactly that. */
export async function approveDifference(session: Session, { id: given, step, confirm }: ArgumentsOf<'runs approve'>): Promise<number> {
  const person = checkPerson(session, { what: 'what a run waits for', command: `asbuilt runs approve ${shellWord(given)} ${shellWord(step)}`, at: step });
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const meant = await runId(engine.value, given);
  if (!meant.ok) return session.fail(meant.problems);
  const run = await engine.value.run({ id: meant.value });
  if (!run.ok) return session.fail(run.problems);
  const { id } = run.value;
  const asking = run.value.nodes.find((one) => one.step === step);
  const difference = asking === undefined || !isAsking(asking) ? undefined : asking.difference;
  if (difference === undefined)
    return session.fail([
      problem('DIFFERENCE_UNKNOWN', `${step} of run ${id} waits for nobody’s word on what it would change`, `asbuilt runs show ${id}`, { at: step }),
    ]);
  // Computed here and not believed of the engine: what a person saw is what the key signs.
  if (digestOf({ members: difference.members }) !== difference.answer)
    return session.fail([
      problem('PLAN_TAMPERED', `what ${step} would change is not what its digest names`, `find out why: asbuilt runs show ${id} --json`, { at: step }),
    ]);
  const stored = await engine.value.plan({ id: run.value.plan });
  if (!stored.ok) return session.fail(stored.problems);
  const { plan, auditHead } = stored.value;
  const whole = checkDigest(plan);
  if (!whole.ok) return session.fail(whole.problems);
  session.say(
    t`${t`${step}`.styled('bold')} of run ${id} would change what was not approved with plan ${plan.id}:`,
    ...difference.differences.map((one) => t`  ${differenceText(one)}`.styled('yellow')),
    difference.members.length === 0 ? t`It would change nothing now.` : t`All that it would change now:`,
    ...memberLines(difference.members).map((line) => t`  ${line}`),
  );
  const named = await namesLoss(session, { run: id, step, members: difference.members, names: confirm });
  if (!named.ok) return session.fail(named.problems);
  if (named.value === null) {
    session.say(t`Not approved. The run waits until the approval of its plan ends.`);
    return codes.APPROVAL_NEEDED.exit;
  }
  const approver = await approverFor(session, engine.value, keyKindFor(plan.targets));
  if (!approver.ok) return session.fail(approver.problems);
  const signed = await approver.value.signDifference(
    { run: id, step, plan: plan.id, digest: plan.digest, answer: difference.answer, ...named.value },
    auditHead,
  );
  if (!signed.ok) return session.fail(signed.problems);
  const approved = await engine.value.approveDifference({ id, step, agreement: signed.value });
  if (!approved.ok) return session.fail(approved.problems);
  session.data(approved.value);
  session.say(
    t``,
    t`${t`Approved`.styled('green')} by ${t`${approved.value.approver}`.styled('bold')}: it is asked once more, and runs if it answers the same.`,
    t`${t`Next:`.styled('dim')} asbuilt runs watch ${id}`,
  );
  return 0;
}

interface LossToName {
  readonly run: string;
  readonly step: string;
  readonly members: readonly Member[];
  /** Given with --confirm. */
  readonly names: readonly string[];
}

/**
 * What a yes is to name: the step, where it would delete or replace something, said by the person as to a plan's losses (`lossesOf`). Null where the person does not say it; CONSENT_MISSING
 * where nobody can be asked.
 */
async function namesLoss(session: Session, { run, step, members, names }: LossToName): Promise<Result<Pick<DifferenceAbout, 'consents'> | null>> {
  if (unnamedLoss(run, step, members, []) === null) return ok({});
  const unnamed = unnamedLoss(run, step, members, names);
  if (unnamed === null) return ok({ consents: [step] });
  if (!session.interactive) return fail(unnamed);
  session.say(t`${unnamed.message}.`.styled('red'));
  return ok((await session.ask(t`Type ${t`${step}`.styled('bold')} to approve:`)) === step ? { consents: [step] } : null);
}

export async function refuseDifference(session: Session, { id: given, step, why }: ArgumentsOf<'runs refuse'>): Promise<number> {
  const person = checkPerson(session, {
    what: 'what a run waits for',
    command: `asbuilt runs refuse ${shellWord(given)} ${shellWord(step)} --why TEXT`,
    at: step,
  });
  if (!person.ok) return session.fail(person.problems);
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const meant = await runId(engine.value, given);
  if (!meant.ok) return session.fail(meant.problems);
  const refused = await engine.value.refuseDifference({ id: meant.value, step, why });
  if (!refused.ok) return session.fail(refused.problems);
  session.data(refused.value);
  session.say(t`Refused: ${step} ends, and what waits for it is skipped.`, t`${t`Next:`.styled('dim')} asbuilt runs watch ${meant.value}`);
  return 0;
}
