import { buildRegistry } from './build-registry.ts';

/** Runs once before any test: code under `src` reads the registry's generated data. */
export async function setup(): Promise<void> {
  await buildRegistry();
}
