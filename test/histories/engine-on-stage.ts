import { join } from 'node:path';
import { type ComposedEngine, composeEngine } from '../../src/app/compose-engine.ts';
import { namedTarget } from '../../src/app/load-targets.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { draftResolver } from './draft-resolver.ts';

export const region = 'us-east-1';

/** The accounts of the sandbox: one for each history, so that nothing of one can be mistaken for another's. */
export function accountOf(index: number): string {
  return String(100_000_000_000 + index);
}

export function targetOf(index: number, endpoint: string): NamedTarget {
  return namedTarget(`t${index}`, { cloud: 'aws', account: accountOf(index), region, endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true });
}

export interface EngineSetting {
  readonly home: string;
  readonly endpoint: string;
  readonly accounts: number;
}

/** The real engine over a folder, as `asbuilt up` composes it, but for what an intent means and for how long it waits. */
export async function engineOnStage({ home, endpoint, accounts }: EngineSetting): Promise<ComposedEngine> {
  const targets = Array.from({ length: accounts }, (_, index) => targetOf(index, endpoint));
  const composed = await composeEngine({
    settings: { home, packageRoot: join(import.meta.dirname, '..', '..'), env: {}, user: 'historian' },
    targets: () => targets,
    defaultTarget: null,
    health: async () => ({ version: '0', home, pid: process.pid, uptimeSeconds: 0, restate: true, sandbox: null, targets: [] }),
    log: (message) => process.stderr.write(`${message}\n`),
    adjust: { ports: (ports) => ({ ...ports, resolver: draftResolver, patience: { retry: 3_000, consistency: 2_000, slice: 1_000 } }) },
  });
  if (!composed.ok) throw new Error(composed.problems.map((one) => `${one.code}: ${one.message} ${one.cause ?? ''}`).join('\n'));
  return composed.value;
}
