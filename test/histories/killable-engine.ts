import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { EngineClient } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/ports/events.ts';
import type { Builds } from './builds.ts';
import type { EngineSetting } from './engine-on-stage.ts';

export type ToEngine = { readonly ask: number; readonly operation: string; readonly request: unknown } | 'close';
export type FromEngine =
  | 'ready'
  | { readonly answer: number; readonly value: unknown }
  | { readonly defect: number; readonly message: string }
  | { readonly event: EngineEvent };

export interface KillableEngine {
  readonly engine: EngineClient;
  /** SIGKILL, and the same folder's engine again, or that of another build; resolves once it answers. */
  kill(otherBuild: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The engine in a process of its own. A call that was under way when it died rejects; one made while it starts waits. */
export async function startKillableEngine(setting: EngineSetting, builds: Builds): Promise<KillableEngine> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(event: EngineEvent) => void>();
  let asked = 0;
  let child: ChildProcess;
  let build = builds.first;
  let ready: Promise<void> = start();
  await ready;

  async function start(): Promise<void> {
    const started = fork(join(build, 'test', 'histories', 'engine-program.ts'), [JSON.stringify(setting)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child = started;
    started.on('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error('the engine is gone'));
      waiting.clear();
    });
    await new Promise<void>((resolve, reject) => {
      started.once('exit', (code) => reject(new Error(`the engine did not start: ${code}`)));
      started.on('message', (message: FromEngine) => {
        if (message === 'ready') resolve();
        else if ('event' in message) for (const listener of listeners) listener(message.event);
        else {
          const id = 'answer' in message ? message.answer : message.defect;
          const one = waiting.get(id);
          waiting.delete(id);
          if ('answer' in message) one?.resolve(message.value);
          else one?.reject(new Error(message.message));
        }
      });
    });
  }

  const ask = async (operation: string, request: unknown): Promise<unknown> => {
    await ready;
    const id = ++asked;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ ask: id, operation, request } satisfies ToEngine, (error) => {
        if (error !== null) reject(error);
      });
    });
  };

  async function* events(run: string | null, signal: AbortSignal): AsyncIterable<EngineEvent> {
    const queue: EngineEvent[] = [];
    let wake = (): void => undefined;
    const listener = (event: EngineEvent): void => {
      queue.push(event);
      wake();
    };
    signal.addEventListener('abort', () => wake());
    listeners.add(listener);
    try {
      while (!signal.aborted) {
        const event = queue.shift();
        if (event !== undefined && (run === null || ('run' in event && event.run === run))) yield event;
        if (queue.length === 0 && !signal.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      listeners.delete(listener);
    }
  }

  const engine = new Proxy({} as EngineClient, {
    get: (_, name: string) => (name === 'events' ? events : name === 'then' ? undefined : (request: unknown) => ask(name, request)),
  });

  return {
    engine,
    async kill(otherBuild) {
      if (otherBuild) build = builds.next();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      ready = gone.then(start);
      // Everybody who waits for it hears of a failed start; nobody may be waiting.
      ready.catch(() => undefined);
      await ready;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.send('close' satisfies ToEngine);
      await gone;
    },
  };
}
