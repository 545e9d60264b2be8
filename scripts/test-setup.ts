import { buildRegistry } from './build-registry.ts';
import { buildRetrieval } from './build-retrieval.ts';

/** Runs once before any test: code under `src` reads the generated data. */
export async function setup(): Promise<void> {
  await buildRegistry();
  await buildRetrieval();
}
