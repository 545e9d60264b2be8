import { randomBytes } from 'node:crypto';
import type { TypeRegistry } from '../ports/type-registry.ts';
import { Counters } from './control/counters.ts';
import { Faults } from './control/faults.ts';
import { Throttle } from './control/throttle.ts';
import { type Listening, listen } from './http-server.ts';
import { Principals } from './identity/principals.ts';
import { SignatureCheck } from './wire/signature.ts';
import { SimulatedClock } from './world/simulated-clock.ts';
import { StateFile } from './world/state-file.ts';
import { World } from './world/world.ts';

export interface SandboxOptions {
  /** Null takes the one the state file had last if it is free, else, as 0 does, any free one. */
  readonly port: number | null;
  /** Where the state is kept; null keeps it in memory. */
  readonly file: string | null;
  /** The 12-digit accounts that exist from the start. */
  readonly accounts: readonly string[];
  /** Whether every other 12-digit account exists, too, from its first use. */
  readonly anyAccount?: boolean;
  /** Simulated seconds of an operation per real second; Infinity ends every operation at once. */
  readonly speed: number;
  readonly types: TypeRegistry;
  /** Told what cannot be told to a caller. */
  readonly log?: (message: string) => void;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Those that exist from the start. */
  readonly accounts: readonly string[];
  /** Which simulated AWS this is: made with its state file and kept there, whatever process serves it and on whatever port. */
  readonly instance: string;
  /** Stops listening and closes the state file. Requests that are under way are cut off. */
  close(): Promise<void>;
}

/**
 * Starts a local AWS that speaks the real wire protocols on loopback; see docs/sandbox.md. Rejects when the port is taken (the
 * error's code is EADDRINUSE) or the state file cannot be opened or is held by another sandbox.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const file = new StateFile(options.file);
  try {
    const setting = (name: string, fresh: () => string): string => {
      const value = file.setting(name) ?? fresh();
      file.commit({ resources: new Map(), operations: new Map(), settings: new Map([[name, value]]) });
      return value;
    };
    const instance = setting('instance', () => randomBytes(16).toString('hex'));
    const seed = setting('seed', () => randomBytes(8).toString('hex'));
    const sealKey = setting('seal-key', () => randomBytes(32).toString('hex'));
    const offset = Number(setting('offset', () => '0'));
    const world = new World(options.types, new SimulatedClock(Date.now, offset, options.speed), file, seed);
    const parts = {
      world,
      registry: options.types,
      principals: new Principals(options.accounts, sealKey, options.anyAccount ?? false),
      signatures: new SignatureCheck(),
      faults: new Faults(),
      throttle: new Throttle(),
      counters: new Counters(),
      instance,
      state: file.identity,
    };
    const listening = await listenAt(options.port ?? Number(file.setting('port') ?? 0), options.port === null, (port) =>
      listen(port, parts, options.log ?? (() => {})),
    );
    world.saveSetting('port', String(listening.port));
    return {
      endpoint: `http://127.0.0.1:${listening.port}`,
      accounts: options.accounts,
      instance,
      async close() {
        await listening.close();
        file.close();
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Listens on the port or, where that is only a wish, on any free one when it cannot be had. */
async function listenAt(port: number, wish: boolean, listenOn: (port: number) => Promise<Listening>): Promise<Listening> {
  try {
    return await listenOn(port);
  } catch (error) {
    if (!wish || port === 0) throw error;
    return listenOn(0);
  }
}
