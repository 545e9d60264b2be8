import { expect } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import type { Run } from '../../src/model/run.ts';
import type { PhaseQuestion } from '../../src/ports/foresight.ts';
import { type Draft, granted, type Stage } from './stage.ts';

export const row = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  action: 'create',
  type: 'Postgres::Table',
  name: 'orders',
  place: { target: 'main' },
  properties,
  ...more,
});
export const members = (...all: readonly JsonObject[]): string => JSON.stringify({ members: all });
export const isKnown = ({ inputs }: PhaseQuestion): boolean => typeof inputs['net'] === 'string';
export const draft: Draft = {
  net: { type: 'Net' },
  job: { unit: { foresees: true, inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } },
  after: { dependsOn: ['job'] },
};
export const counted = [{ ends: { output: { Count: 3 } } }];
export const unknown = { Net: { $from: { node: 'net', attribute: 'NetId' } }, Size: { $unknown: { type: 'integer', from: ['net.NetId'] } } };
/** Says one thing before its inputs are there, and this once they are; one after the other where there are several. */
export const says =
  (...known: readonly (readonly JsonObject[])[]) =>
  (stage: Stage): void => {
    let turn = 0;
    stage.processes.courses = [...counted];
    stage.foresees = (question) => {
      const now = known[Math.min(turn, known.length - 1)] ?? [];
      if (isKnown(question)) turn++;
      return ok(isKnown(question) ? members(...now.map((one) => filled(one, question))) : members(row(unknown)));
    };
  };
/** `‹net›` stands for what the input came to. */
export const filled = (one: JsonObject, { inputs }: PhaseQuestion): JsonObject =>
  JSON.parse(JSON.stringify(one).replaceAll('‹net›', String(inputs['net']))) as JsonObject;
export const inside = row({ Net: '‹net›', Size: 7 });
export const outside = row({ Net: '‹net›', Size: 7, Public: true });
export const live = async (stage: Stage) => (await stage.store.liveRuns())[0]?.id ?? '';
/** Somebody does something so many seconds after the run began. */
export const later = (seconds: number, what: (stage: Stage, run: string) => unknown) => (stage: Stage) =>
  stage.clock.later(seconds, async () => what(stage, await live(stage)));
export const agrees = async (stage: Stage, run: string) => granted(await stage.agree(run, 'job'));
export const starts = (count: number) => (stage: Stage) => expect(stage.processes.started).toHaveLength(count);
export const of = (run: Run, step = 'job') => run.nodes.find((one) => one.step === step);
export const kindsOf = (run: Run) => of(run)?.difference?.differences.map(({ of: kind, path }) => `${kind} ${path}`);
/** Something happens while the unit is asked for the second time, with its inputs there. */
export const whileAsked = (what: (stage: Stage, run: string) => unknown) => (stage: Stage) => {
  const { ask } = stage.ports.foresight;
  const asking = async (question: PhaseQuestion) => {
    if (isKnown(question)) await what(stage, await live(stage));
    return ask(question);
  };
  Object.assign(stage.ports, { foresight: { ask: asking } });
};
/** Targets are no longer as they were signed. */
export const move = (stage: Stage) => {
  stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, role: 'arn:aws:iam::111111111111:role/other' } }));
};
export const putBack = (stage: Stage) => {
  stage.targets = stage.targets.map(({ target: { role: _, ...rest }, ...one }) => ({ ...one, target: rest }));
};
export const pause = (stage: Stage, run: string) =>
  stage.store.commit([{ kind: 'run-status', run, status: 'paused', endedAt: null, cause: problem('TARGET_CHANGED', 'as another step found', 'put it back') }]);
