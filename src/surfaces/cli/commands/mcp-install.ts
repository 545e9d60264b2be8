import type { ClientOrder } from '../../../engine/host.ts';
import { changedLines } from '../changed-lines.ts';
import type { ArgumentsOf } from '../command-table.ts';
import type { Session } from '../session.ts';
import { t } from '../text.ts';

export function install(session: Session, given: ArgumentsOf<'mcp install'>): Promise<number> {
  return connect(session, { client: given.client, user: given.user, readOnly: given['read-only'], remove: false, dryRun: given['dry-run'] });
}

export function uninstall(session: Session, given: ArgumentsOf<'mcp uninstall'>): Promise<number> {
  return connect(session, { client: given.client, user: given.user, readOnly: false, remove: true, dryRun: given['dry-run'] });
}

async function connect(session: Session, order: ClientOrder): Promise<number> {
  const connected = await session.doors.host.connectClient(order);
  if (!connected.ok) return session.fail(connected.problems);
  const { title, path, before, after } = connected.value;
  const changed = before !== after;
  session.data({ client: order.client, path, changed: changed && !order.dryRun, before, after });
  session.show(t`${title}: ${t`${path}`.styled('bold')}`);
  if (!changed) {
    session.show(order.remove ? t`Asbuilt is not among its servers.` : t`Asbuilt is among its servers already.`);
    return 0;
  }
  for (const { sign, line } of changedLines(before ?? '', after ?? ''))
    session.show(sign === '+' ? t`+ ${line}`.styled('green') : sign === '-' ? t`- ${line}`.styled('red') : t`  ${line}`.styled('dim'));
  if (order.dryRun) session.show(t`Nothing was written.`);
  else if (order.remove) session.show(t`Removed. Restart ${title} to have it gone.`);
  else
    session.show(
      t`Written. ${t`Next:`.styled('dim')} restart ${title}, and let it list its tools. Keep apply_plan and cancel_run off its list of tools that run without asking.`,
    );
  return 0;
}
