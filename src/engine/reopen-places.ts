import type { Run } from '../model/run.ts';
import { openPlan } from '../plan/seal-plan.ts';
import type { RunHead, Write } from '../ports/store.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { doubledNodes } from './find-twins.ts';
import { placeKey, reachOf } from './places.ts';

/** The places where a run found a second resource of a node, or heard of one, count as settled no longer: each plan asks there again, and tells what it finds, until nothing is found. */
export async function reopenPlaces({ plan: id, deployment }: RunHead, verification: Run['verification'], ports: EnginePorts): Promise<Write[]> {
  const doubled = new Set(doubledNodes(verification));
  const record = doubled.size === 0 ? null : await ports.store.plan(id);
  const opened = record === null ? null : openPlan(record.bytes);
  if (opened?.ok !== true) return [];
  const surveys = new Map((await ports.store.surveys()).map((survey) => [survey.key, survey]));
  const keys = (await ports.store.bindings(deployment)).flatMap((binding) => {
    if (binding.kind !== 'resource' || !doubled.has(binding.node)) return [];
    const target = opened.value.plan.targets.find(({ alias }) => alias === binding.at.target);
    return target === undefined ? [] : [placeKey(reachOf(target.name, target.definition), binding.at.region)];
  });
  return [...new Set(keys)].flatMap((key) => {
    const survey = surveys.get(key);
    return survey === undefined ? [] : [{ kind: 'survey', survey: { ...survey, at: now(ports), how: 'doubled' } }];
  });
}
