import type { EngineAddress } from '../../../engine/host.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import type { ArgumentsOf } from '../command-table.ts';
import { renderProblem } from '../render-problems.ts';
import { labelled, type Session } from '../session.ts';
import { speedText } from '../speed-text.ts';
import { t } from '../text.ts';

export async function up(session: Session, given: ArgumentsOf<'up'>): Promise<number> {
  const { detach, sandbox, port, speed } = given;
  if (speed !== null && !sandbox) return session.fail([problem('USAGE', '--speed is the sandbox’s', 'give --sandbox too', { at: '--speed' })]);
  const { host } = session.doors;
  if (detach) {
    const started = await host.up({ sandbox, port, speed });
    if (!started.ok) return session.fail(started.problems);
    sayAddress(session, started.value);
    session.say(t`${t`Next:`.styled('dim')} asbuilt ask "…"    stop it: asbuilt down`);
    return 0;
  }
  const ready = (address: EngineAddress) => {
    sayAddress(session, address);
    session.say(t`Ctrl-C stops it.`.styled('dim'));
  };
  const ended = await host.serve({ sandbox, port, speed }, ready, session.io.signal);
  return ended.ok ? 0 : session.fail(ended.problems);
}

function sayAddress(session: Session, address: EngineAddress): void {
  session.show(labelled('Engine', t`${address.url}  pid ${address.pid}`), labelled('Data', t`${address.home}`));
  if (address.sandbox !== null) {
    const { endpoint, accounts, speed } = address.sandbox;
    session.show(labelled('Sandbox', t`${endpoint}  simulated, accounts ${accounts.join(', ')}`));
    if (speed !== undefined) session.show(labelled('Speed', t`${speedText(speed)}`));
  }
  for (const each of address.warnings ?? []) session.show(...renderProblem(each, t`warning`.styled('yellow')));
  session.data(address);
}
