import { join } from 'node:path';
import { type ComposedEngine, composeEngine } from '../../src/app/compose-engine.ts';
import { draftResolver } from './draft-resolver.ts';
import { boardReader } from './target-board.ts';

export interface EngineSetting {
  readonly home: string;
  /** The file of the board that tells its targets. */
  readonly board: string;
}

/** The real engine over a folder, as `asbuilt up` composes it, but for what an intent means and for how long it waits. */
export async function engineOnStage({ home, board }: EngineSetting): Promise<ComposedEngine> {
  const composed = await composeEngine({
    settings: { home, packageRoot: join(import.meta.dirname, '..', '..'), env: process.env as Record<string, string>, user: 'historian' },
    targets: boardReader(board),
    targetFaults: () => [],
    defaultTarget: null,
    health: async () => ({ version: '0', home, pid: process.pid, uptimeSeconds: 0, restate: true, sandbox: null, targets: [] }),
    log: (message) => process.stderr.write(`${message}\n`),
    adjust: { ports: (ports) => ({ ...ports, resolver: draftResolver, patience: { retry: 5_000, consistency: 2_000, slice: 1_000 } }) },
  });
  if (!composed.ok) throw new Error(composed.problems.map((one) => `${one.code}: ${one.message} ${one.cause ?? ''}`).join('\n'));
  return composed.value;
}
