import type { Session } from '../session.ts';
import { t } from '../text.ts';

export async function doctor(session: Session): Promise<number> {
  const checks = await session.doors.host.doctor();
  const column = Math.max(0, ...checks.map(({ check }) => check.length)) + 2;
  for (const { check, ok, detail, fix } of checks) {
    session.show(t`${ok === null ? t`?   `.styled('yellow') : ok ? t`ok  `.styled('green') : t`bad `.styled('red')}  ${t`${check}`.padded(column)}${detail}`);
    if (ok !== true && fix !== undefined) session.show(t`      ${t`fix`.styled('dim')}  ${fix}`);
  }
  session.data({ checks });
  return checks.every(({ ok }) => ok !== false) ? 0 : 1;
}
