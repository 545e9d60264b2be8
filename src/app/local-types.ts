import { resolve } from 'node:path';
import { findTarget } from '../engine/find-target.ts';
import type { DescribedTypes, StoredTypes } from '../engine/host.ts';
import { problem } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { NamedTarget } from '../model/target.ts';
import { describeTypes as describeInto } from '../registry/describe-types.ts';
import { importSchemas } from '../registry/import-schemas.ts';
import { loadRegistry } from '../registry/registry.ts';
import { homeLayout } from './home-layout.ts';
import { loadTargets, withSandbox } from './load-targets.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';

type Here = Pick<Settings, 'home' | 'cwd' | 'env'>;

export async function importTypes({ home, cwd }: Here, path: string): Promise<StoredTypes> {
  const ready = prepareHome(home);
  if (!ready.ok) return { count: 0, problems: ready.problems };
  const from = resolve(cwd, path);
  const stored = await importSchemas(homeLayout(home).schemas, from);
  if (stored.count > 0 || stored.problems.length > 0) return stored;
  return {
    count: 0,
    problems: [
      problem('INPUT_INVALID', `${from} holds no schema`, 'give CloudFormation schemas as .json, .jsonl, .jsonl.gz, .zip or a folder of .json files', {
        at: from,
      }),
    ],
  };
}

export async function describeTypes({ home, cwd, env }: Here, types: readonly string[], wanted: string | null): Promise<Result<DescribedTypes>> {
  const target = await targetOf(home, cwd, wanted);
  if (!target.ok) return target;
  const ready = prepareHome(home);
  if (!ready.ok) return ready;
  const cloud = (await import('./local-cloud.ts')).localCloud(env);
  try {
    // Asked once, so that wrong credentials are one problem and not one a type.
    const identity = await cloud.identify(target.value);
    if (!identity.ok) return identity;
    const stored = await describeInto(homeLayout(home).schemas, types, cloud.schemas(target.value));
    return ok({ ...stored, target: target.value.name, simulated: target.value.target.simulated });
  } finally {
    cloud.close();
  }
}

export function showType({ home }: Here, name: string): Result<ResourceType> {
  const registry = loadRegistry({ overlay: homeLayout(home).schemas });
  try {
    return registry.type(name);
  } finally {
    registry.close();
  }
}

/** The target that an engine on this data folder would take. */
async function targetOf(home: string, cwd: string, wanted: string | null): Promise<Result<NamedTarget>> {
  const sandbox = await (await import('./sandbox-process.ts')).runningSandbox(home);
  const configured = loadTargets(cwd, home, sandbox);
  if (!configured.ok) return configured;
  return findTarget(wanted ?? undefined, {
    targets: () => withSandbox(configured.value, sandbox),
    targetFaults: () => [],
    defaultTarget: sandbox === null ? null : 'sandbox',
  });
}
