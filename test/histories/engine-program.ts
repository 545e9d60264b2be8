import { acquireHomeLock } from '../../src/adapters/store/home-lock.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { asCaller } from '../as-caller.ts';
import type { EngineSetting } from './engine-on-stage.ts';
import { engineOnStage } from './engine-on-stage.ts';
import type { FromEngine, ToEngine } from './killable-engine.ts';

/* An engine that is spoken to by its parent process, and ends with it. */
const setting: EngineSetting = JSON.parse(process.argv[2] ?? '');
const lock = await acquireHomeLock(setting.home, Date.now());
if (!lock.ok) throw new Error(lock.problems[0]?.message);
const composed = await engineOnStage(setting);
const engine = asCaller(composed.engine, localCallers('historian').cli);
const tell = (message: FromEngine): void => {
  if (process.connected) process.send?.(message);
};

process.on('message', (message: ToEngine) => {
  if (message === 'close') {
    void composed.close().then(() => process.exit(0));
    return;
  }
  const operation = engine[message.operation as keyof typeof engine] as (request: unknown) => Promise<unknown>;
  operation(message.request).then(
    (value) => tell({ answer: message.ask, value }),
    (bug: unknown) => tell({ defect: message.ask, message: bug instanceof Error ? (bug.stack ?? bug.message) : String(bug) }),
  );
});
process.on('disconnect', () => void composed.close().then(() => process.exit(0)));
tell('ready');
for await (const event of engine.events(null, new AbortController().signal)) tell({ event });
