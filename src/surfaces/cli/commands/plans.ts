import { unvouchedLines } from '../approve-plan.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { formatExpiry } from '../format-time.ts';
import { lineWidth } from '../line-width.ts';
import { planId } from '../meant-id.ts';
import { planLines } from '../offer-plan.ts';
import { actionSigns } from '../render-changes.ts';
import type { Session } from '../session.ts';
import { showTable } from '../show-table.ts';
import { checkSources, sourceLines } from '../source-lines.ts';
import { joined, t } from '../text.ts';

export async function listPlans(session: Session): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const listed = await engine.value.plans({});
  if (!listed.ok) return session.fail(listed.problems);
  session.data(listed.value);
  const rows = listed.value.plans.map(({ id, deployment, state, expiresAt, summary }) => {
    const counts = (Object.keys(actionSigns) as (keyof typeof actionSigns)[]).filter((action) => summary[action] > 0);
    const changes = counts.map((action) => t`${actionSigns[action].sign}${summary[action]}`.styled(actionSigns[action].style));
    const waits = state === 'open' || state === 'approved';
    return [
      t`${id}`,
      t`${deployment}`,
      t`${state}`,
      changes.length === 0 ? t`no changes` : joined(changes, ' '),
      waits ? t`${formatExpiry(Date.parse(expiresAt), session.io.now())}` : t``,
    ];
  });
  showTable(session, rows, t`No plans yet. ${t`Next:`.styled('dim')} asbuilt ask "…"`);
  return 0;
}

export async function showPlan(session: Session, { id, full, commands, sources }: ArgumentsOf<'plans show'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const meant = await planId(engine.value, id);
  if (!meant.ok) return session.fail(meant.problems);
  const shown = await engine.value.plan({ id: meant.value, ...(commands ? { commands: 'yes' } : {}), ...(sources || full ? { sources: 'yes' } : {}) });
  if (!shown.ok) return session.fail(shown.problems);
  const { plan, ...more } = shown.value;
  const named = checkSources(plan, more.sources ?? []);
  if (!named.ok) return session.fail(named.problems);
  session.data({ ...plan, ...more });
  if (commands) {
    session.show(...(more.commands ?? []).map((line) => t`${line}`.whole()));
    return 0;
  }
  if (sources) {
    session.show(...sourceLines(more.sources ?? [], lineWidth(session)));
    return 0;
  }
  session.show(...planLines(session, plan, { state: more.state, full }), ...unvouchedLines(session, plan, more.sources ?? []));
  if (more.why !== null) session.show(t`${t`Rejected:`.styled('red')} ${more.why}`);
  return 0;
}
