import type { JsonObject } from '../../../kernel/json.ts';
import type { ResponseOf } from '../../../model/operations.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { formatInstant } from '../format-time.ts';
import { renderValue } from '../render-value.ts';
import type { Session } from '../session.ts';
import { joined, type Text, t } from '../text.ts';

/** The engine gives the log in pages; they are asked for until one is empty. */
export async function listAudit(session: Session, given: ArgumentsOf<'audit list'>): Promise<number> {
  const engine = await session.connect();
  if (!engine.ok) return session.fail(engine.problems);
  const entries: ResponseOf<'audit'>['entries'] = [];
  for (let from = given.from ?? 1; ; ) {
    const page = await engine.value.audit({ from });
    if (!page.ok) return session.fail(page.problems);
    const last = page.value.entries.at(-1);
    if (last === undefined || last.seq < from) break;
    if (session.json) entries.push(...page.value.entries);
    else
      session.show(
        ...page.value.entries.map(({ seq, at, kind, actor, subject, data }) =>
          t`${String(seq).padStart(6)}  ${formatInstant(at)}  ${t`${kind}`.padded(18)} ${t`${actor}`.padded(10)} ${subject}  ${factsOf(data).styled('dim')}`.hanging(
            8,
          ),
        ),
      );
    from = last.seq + 1;
  }
  const last = entries.at(-1);
  session.data({ entries, head: last === undefined ? null : { seq: last.seq, hash: last.hash } });
  return 0;
}

/** Everything that an entry holds, one fact after the other: what matters most is not always what comes first. */
function factsOf(data: JsonObject): Text {
  const facts = Object.entries(data).map(([name, value]) => t`${name}=${typeof value === 'string' ? value : renderValue(value, Number.POSITIVE_INFINITY)}`);
  return joined(facts, '  ');
}
