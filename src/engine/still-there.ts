import { concurrently } from '../graph/concurrently.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { ResourceBinding } from '../model/observed.ts';
import { putBackCommand } from '../model/put-back.ts';
import type { Run } from '../model/run.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { firstOf, notThere } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';
import { standingOf, surroundingsOf } from './standing-of.ts';

/** A step's end is a fresh read only of its own round. Of a run that was resumed, what its steps have done is read once more: it may have been changed or deleted meanwhile. */
export async function stillThere(context: RunContext, round: number, ports: EnginePorts): Promise<Run['verification']> {
  if (round === 0) return [];
  const { deployment, targets: signed } = context.plan;
  const targets = reachTargets(signed, ports.targets(), context.run);
  const done = new Set((await ports.store.steps(context.run)).flatMap(({ node, status }) => (status === 'done' ? [node as string] : [])));
  const bound = (await ports.store.bindings(deployment)).filter(
    (binding): binding is ResourceBinding => binding.kind === 'resource' && binding.doubtful !== true && done.has(binding.node),
  );
  const reached = new Map([...targets].flatMap(([alias, target]) => (target === null ? [] : [[alias, target] as const])));
  const around = await surroundingsOf(bound, reached, ports);
  return concurrently(bound, readWidth, async (binding) => {
    const { node, type, identifier, at } = binding;
    const entry = { node, check: `${type} ${identifier} is as this run left it` };
    const target = reached.get(at.target);
    if (target === undefined) return { ...entry, passed: false, problem: notThere(at.target) };
    const read = await patiently(() => standingOf(binding, target, around), ports);
    if (!read.ok) return { ...entry, passed: false, problem: firstOf(read.problems) };
    const { live, foreign, differences } = read.value;
    const changed = (differences ?? []).map(({ path }) => path);
    if (live && changed.length === 0) return { ...entry, passed: true };
    const what = foreign ? 'was replaced by somebody else’s' : live ? `was changed from outside (${changed.join(', ')})` : 'is not there any more';
    const fix = `look at it: asbuilt show ${deployment}; to put it back: ${putBackCommand(deployment, node)}`;
    return {
      ...entry,
      passed: false,
      problem: problem('VERIFY_FAILED', `${node}: ${identifier} ${what}, after this run had ended its step`, fix, { at: node }),
    };
  });
}
