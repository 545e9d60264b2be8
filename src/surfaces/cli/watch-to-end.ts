import type { EngineClient } from '../../engine/engine.ts';
import { followRun } from './follow-run.ts';
import { exitCodeOfRun, renderRun } from './render-run.ts';
import { runProgress } from './run-progress.ts';
import type { Session } from './session.ts';
import { t } from './text.ts';

/**
 * Follows a run until it has ended, or is paused and waits for a person, and reports it; the exit code is the run's. Ctrl-C stops the following and says
 * where the run is found: it goes on in the engine.
 */
export async function watchToEnd(session: Session, engine: EngineClient, id: string): Promise<number> {
  const progress = runProgress(session, id);
  session.leaving = () => {
    progress.end();
    return [t`The run goes on in the engine.`, t`${t`Next:`.styled('dim')} asbuilt runs watch ${id}    stop it: asbuilt runs cancel ${id}`];
  };
  let first: EngineClient | null = engine;
  const connect = async () => {
    // After the engine was gone it may be found at another address.
    const connected = first === null ? await session.connect() : ({ ok: true, value: first } as const);
    first = null;
    return connected;
  };
  const ended = await followRun(id, connect, progress, session.io.signal);
  progress.end();
  session.leaving = () => [];
  if (!ended.ok) return session.fail(ended.problems);
  session.show(t``, ...renderRun(ended.value));
  session.data(ended.value);
  return exitCodeOfRun(ended.value);
}
