import type { Clock } from '../../ports/clock.ts';
import { serviceNames } from './run-services.ts';
import type { UnixHttp } from './unix-http.ts';

/** Restate answers queries some time after it has begun to answer. */
const tries = 100;
const pause = 200;

/**
 * Ends what is under way of services that this program does not have, because another version of it began them: nobody would ever carry it on, and Restate would try
 * for ever. The runs themselves are in the store, and are announced again under today's names. Where Restate does not answer, the next start tries again.
 */
export async function endFormerVersions(admin: UnixHttp, clock: Clock, closed: () => boolean): Promise<void> {
  const known = serviceNames.map((name) => `'${name}'`).join(', ');
  const query = `SELECT id FROM sys_invocation WHERE status <> 'completed' AND target_service_name NOT IN (${known})`;
  for (let tried = 0; tried < tries && !closed(); tried++) {
    const reply = await admin.send('POST', '/query', { query }, { accept: 'application/json' });
    if (reply?.status === 200) {
      const { rows } = JSON.parse(reply.body) as { readonly rows: readonly { readonly id: string }[] };
      for (const { id } of rows) await admin.send('PATCH', `/invocations/${encodeURIComponent(id)}/kill`);
      return;
    }
    await clock.sleep(pause);
  }
}
