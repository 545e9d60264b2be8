import { randomBytes } from 'node:crypto';
import type { TypeRegistry } from '../ports/type-registry.ts';
import { Counters } from './control/counters.ts';
import { Faults } from './control/faults.ts';
import { Throttle } from './control/throttle.ts';
import { listen } from './http-server.ts';
import { Principals } from './identity/principals.ts';
import { SignatureCheck } from './wire/signature.ts';
import { SimulatedClock } from './world/simulated-clock.ts';
import { StateFile } from './world/state-file.ts';
import { World } from './world/world.ts';

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the state is kept; null keeps it in memory. */
  readonly file: string | null;
  /** The 12-digit accounts that exist. */
  readonly accounts: readonly string[];
  /** Simulated seconds of an operation per real second; Infinity ends every operation at once. */
  readonly speed: number;
  readonly types: TypeRegistry;
  /** Told what cannot be told to a caller. */
  readonly log?: (message: string) => void;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly accounts: readonly string[];
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
    const seed = setting('seed', () => randomBytes(8).toString('hex'));
    const sealKey = setting('seal-key', () => randomBytes(32).toString('hex'));
    const offset = Number(setting('offset', () => '0'));
    const world = new World(options.types, new SimulatedClock(Date.now, offset, options.speed), file, seed);
    const parts = {
      world,
      registry: options.types,
      principals: new Principals(options.accounts, sealKey),
      signatures: new SignatureCheck(),
      faults: new Faults(),
      throttle: new Throttle(),
      counters: new Counters(),
      accounts: options.accounts,
    };
    const listening = await listen(options.port, parts, options.log ?? (() => {}));
    return {
      endpoint: `http://127.0.0.1:${listening.port}`,
      accounts: options.accounts,
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
