import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { Json } from '../../src/kernel/json.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import {
  agrees,
  counted,
  draft,
  inside,
  isKnown,
  kindsOf,
  later,
  members,
  move,
  of,
  outside,
  pause,
  putBack,
  row,
  says,
  starts,
  unknown,
  whileAsked,
} from './foreseeing.ts';
import { type Case, runCase } from './run-case.ts';
import { granted, Stage } from './stage.ts';

const cases: Case[] = [
  {
    name: 'runs where it stays in what was approved, and is given what it said',
    world: says([inside]),
    draft,
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' }, books: { net: 'net', job: '{"Count":3}', after: 'after' } },
    also: ({ processes, cloud, asked }) => {
      const net = cloud.thing('net')?.identifier;
      expect(processes.started.map(({ phases, input }) => [phases.map(({ name }) => name), input['members']])).toEqual([
        [['apply'], [row({ Net: net as Json, Size: 7 })]],
      ]);
      expect(asked.map(({ inputs }) => inputs['net'])).toEqual([{ $from: { node: 'net', attribute: 'NetId', type: 'string' } }, net]);
    },
  },
  {
    name: 'waits where it would leave that, is told so, and runs when a person has signed exactly that',
    world: says([outside]),
    draft: { ...draft, beside: {} },
    given: (stage) => {
      later(50, async (_, run) => {
        const report = await stage.report(run);
        expect(report).toMatchObject({ status: 'awaiting-approval', next: `asbuilt runs approve ${run} job` });
        expect(of(report)).toMatchObject({ status: 'running', attempts: 0 });
        expect(kindsOf(report)).toEqual(['value /Public', 'policy ']);
        expect(of(report, 'beside')).toMatchObject({ status: 'done' });
        expect((granted(await stage.engine.runs({})).runs[0] as { status: string }).status).toBe('awaiting-approval');
        starts(0)(stage);
      })(stage);
      later(60, agrees)(stage);
    },
    expect: {
      run: 'succeeded',
      steps: { net: 'done', job: 'done', after: 'done', beside: 'done' },
      books: { net: 'net', job: '{"Count":3}', after: 'after', beside: 'beside' },
    },
    also: async (stage, run) => {
      starts(1)(stage);
      expect(of(run)?.difference?.agreed?.proofs[0]?.by).toBe('ada');
      expect((await stage.kinds()).filter((kind) => /envelope|difference/.test(kind))).toEqual(['envelope.left', 'difference.approved']);
      expect(stage.processes.started[0]?.input['members']).toEqual(of(run)?.difference?.members);
    },
  },
  {
    name: 'waits where policy says of one thing what it had said of another alone',
    world: (stage) => {
      // Put together here, so that nobody who looks for leaked tokens finds one.
      const token = `ghp_${'a1'.repeat(18)}`;
      stage.processes.courses = [...counted];
      stage.foresees = (question) =>
        ok(members(row({ Text: token }), row({ Text: isKnown(question) ? token : { $unknown: { type: 'string', from: ['net.NetId'] } } }, { name: 'b' })));
    },
    draft,
    given: later(60, agrees),
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: (stage, run) => {
      starts(1)(stage);
      expect(of(run)?.difference?.differences).toMatchObject([{ of: 'policy', member: 'Postgres::Table b' }]);
    },
  },
  {
    name: 'waits again where it says something else once it was agreed to, and for nothing else',
    world: says([outside], [row({ Net: '‹net›', Size: 7, Public: false })]),
    draft,
    given: (stage) => {
      later(10, agrees)(stage);
      later(100, async (_, run) => {
        expect((await stage.report(run)).status).toBe('awaiting-approval');
        starts(0)(stage);
        await agrees(stage, run);
      })(stage);
    },
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: async (stage, run) => {
      starts(1)(stage);
      expect(of(run)?.difference?.members[0]?.properties).toMatchObject({ Public: false });
      expect((await stage.kinds()).filter((kind) => /envelope|difference/.test(kind))).toEqual([
        'envelope.left',
        'difference.approved',
        'envelope.left',
        'difference.approved',
      ]);
    },
  },
  {
    name: 'runs without another word where it says what was approved once more',
    world: says([outside], [inside]),
    draft,
    given: later(10, agrees),
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: starts(1),
  },
  {
    name: 'ends as failed where a person refuses it, and what waits for it is skipped',
    world: says([outside]),
    draft,
    given: later(10, async (stage, run) => granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'not public' }))),
    expect: {
      run: 'failed',
      cause: 'DIFFERENCE_REFUSED',
      steps: { net: 'done', job: 'failed DIFFERENCE_REFUSED', after: 'skipped RUN_PARTLY_DONE' },
      books: { net: 'net' },
    },
    also: starts(0),
  },
  {
    name: 'is asked anew when a run is resumed after that',
    world: says([outside], [inside]),
    draft,
    given: later(10, async (stage, run) => granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'not public' }))),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: (stage, run) => {
      starts(1)(stage);
      expect(of(run)?.difference).toBeUndefined();
    },
  },
  {
    name: 'ends with the run that is cancelled while it waits',
    world: says([outside]),
    draft,
    given: later(10, (stage, run) => stage.engine.cancel({ id: run })),
    expect: { run: 'cancelled', steps: { net: 'done', job: 'skipped RUN_CANCELLED', after: 'skipped RUN_PARTLY_DONE' }, books: { net: 'net' } },
    also: starts(0),
  },
  {
    name: 'does not begin where the run is cancelled while it is asked',
    world: says([inside]),
    draft,
    given: whileAsked((stage, run) => stage.engine.cancel({ id: run })),
    expect: { run: 'cancelled', steps: { net: 'done', job: 'skipped RUN_CANCELLED', after: 'skipped RUN_PARTLY_DONE' } },
    also: (stage, run) => {
      starts(0)(stage);
      expect(of(run)).toMatchObject({ attempts: 0 });
    },
  },
  {
    name: 'does not begin where the run is paused while it is asked, and begins once when it is resumed',
    world: says([inside]),
    draft,
    given: (stage) => {
      let first = true;
      whileAsked(async (_, run) => {
        if (first) await pause(stage, run);
        first = false;
      })(stage);
    },
    next: (stage, run) => {
      expect(run).toMatchObject({ status: 'paused' });
      expect(of(run)).toMatchObject({ status: 'pending', attempts: 0 });
      starts(0)(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: starts(1),
  },
  {
    name: 'waits with its run where a target moves while it is asked',
    world: says([inside]),
    draft,
    given: whileAsked(move),
    expect: { run: 'paused', cause: 'TARGET_CHANGED', steps: { net: 'done', job: 'pending', after: 'pending' } },
    also: starts(0),
  },
  {
    name: 'waits with its run where it is agreed to while a target is otherwise, and runs as it was agreed to once that is resumed',
    world: says([outside]),
    draft,
    given: later(10, async (stage, run) => {
      move(stage);
      await agrees(stage, run);
    }),
    next: (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', cause: { code: 'TARGET_CHANGED' } });
      expect(of(run)).toMatchObject({ status: 'pending', attempts: 0 });
      putBack(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: async (stage) => {
      starts(1)(stage);
      expect((await stage.kinds()).filter((kind) => kind === 'envelope.left')).toHaveLength(1);
    },
  },
  {
    name: 'ends with its run where it is agreed to while a target is otherwise, and that is cancelled then',
    world: says([outside]),
    draft,
    given: later(10, async (stage, run) => {
      move(stage);
      await agrees(stage, run);
    }),
    next: async (stage, run) => {
      granted(await stage.engine.cancel({ id: run.id }));
      await stage.durable.drain();
    },
    expect: { run: 'cancelled', steps: { net: 'done', job: 'skipped RUN_CANCELLED', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(0),
  },
  {
    name: 'ends as failed by a refusal that was said while its run was paused, once that is resumed',
    world: says([outside], [inside]),
    draft,
    given: later(10, pause),
    next: async (stage, run) => {
      expect(of(run)).toMatchObject({ status: 'pending' });
      granted(await stage.engine.refuseDifference({ id: run.id, step: 'job', why: 'never' }));
      return stage.resume(run.id);
    },
    expect: { run: 'failed', steps: { net: 'done', job: 'failed DIFFERENCE_REFUSED', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(0),
  },
  {
    name: 'ends when the approval of the plan no longer holds',
    world: says([outside]),
    draft,
    given: later(10, (stage) => {
      stage.trusted = 'nobody';
    }),
    expect: { run: 'failed', steps: { net: 'done', job: 'failed APPROVAL_INVALID', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(0),
  },
  {
    name: 'fails, and begins nothing, where it does not say what it will change any more',
    world: (stage) => {
      stage.foresees = (question) =>
        isKnown(question) ? fail(problem('FORESIGHT_FAILED', 'its plan phase ended with 3', 'correct it')) : ok(members(row(unknown)));
    },
    draft,
    expect: {
      run: 'failed',
      cause: 'FORESIGHT_FAILED',
      steps: { net: 'done', job: 'failed FORESIGHT_FAILED', after: 'skipped RUN_PARTLY_DONE' },
      books: { net: 'net' },
    },
    also: starts(0),
  },
  {
    name: 'that may run once alone runs in a run that is resumed after its phase failed',
    world: (stage) => {
      says([inside])(stage);
      const { foresees } = stage;
      let first = true;
      stage.foresees = (question) => {
        if (!isKnown(question) || !first) return foresees(question);
        first = false;
        return fail(problem('DISK_FULL', 'there is no room', 'make room, then resume the run'));
      };
    },
    draft,
    next: (stage, run) => {
      expect(of(run)).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'DISK_FULL' } });
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', after: 'done' } },
    also: starts(1),
  },
  {
    name: 'fails where what it answers cannot be taken',
    world: (stage) => {
      stage.foresees = (question) => ok(isKnown(question) ? 'done!' : members(row(unknown)));
    },
    draft,
    expect: { run: 'failed', steps: { net: 'done', job: 'failed FORESIGHT_FAILED', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(0),
  },
  {
    name: 'fails where policy denies what it would change now, whoever says yes',
    world: says([row({ Net: '‹net›', Size: 7 }, { place: { target: 'main', region: 'eu-west-1' } })]),
    draft,
    expect: { run: 'failed', cause: 'POLICY_DENIED', steps: { net: 'done', job: 'failed POLICY_DENIED', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(0),
  },
  {
    name: 'is asked again where all of its inputs were known, and waits where it changes its mind',
    world: (stage) => {
      let turn = 0;
      stage.processes.courses = [...counted];
      stage.foresees = () => ok(members(row({ Size: turn++ })));
    },
    draft: { job: { unit: { foresees: true, inputs: { word: 'a' }, outputs: {} } } },
    given: later(10, async (stage, run) => {
      expect(kindsOf(await stage.report(run))).toEqual(['value /Size']);
      granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'no' }));
    }),
    expect: { run: 'failed', steps: { job: 'failed DIFFERENCE_REFUSED' } },
    also: starts(0),
  },
];

/** A unit that may run again: its first attempt begins and is interrupted, and before its second it says more. */
const interrupted: Pick<Case, 'world' | 'draft'> = {
  world: (stage) => {
    says([inside], [outside])(stage);
    stage.processes.courses = [{ ends: 'lost' }];
  },
  draft: { ...draft, job: { unit: { foresees: true, repeatable: true, inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } } },
};
const asksAgain = async (stage: Stage, run: string) => {
  expect(of(await stage.report(run))).toMatchObject({ status: 'running', attempts: 1, difference: {} });
  starts(1)(stage);
};
cases.push(
  {
    name: 'is unknown where its first attempt was interrupted, and its run is cancelled while its second waits',
    ...interrupted,
    given: later(60, async (stage, run) => {
      await asksAgain(stage, run);
      granted(await stage.engine.cancel({ id: run }));
    }),
    expect: { run: 'failed', steps: { net: 'done', job: 'unknown RUN_CANCELLED', after: 'skipped RUN_PARTLY_DONE' } },
    also: (_, run) => expect(of(run)?.error?.message).toContain('had begun before and was interrupted'),
  },
  {
    name: 'is unknown where its first attempt was interrupted, and its second is refused',
    ...interrupted,
    given: later(60, async (stage, run) => {
      await asksAgain(stage, run);
      granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'no' }));
    }),
    expect: { run: 'failed', steps: { net: 'done', job: 'unknown DIFFERENCE_REFUSED', after: 'skipped RUN_PARTLY_DONE' } },
    also: starts(1),
  },
);

describe('a unit that says beforehand what it changes', () => {
  it.each(cases)('$name', (one) => runCase(one));

  it('stands in the plan with what it said, is judged by it, and bounds what waits', async () => {
    const stage = new Stage();
    stage.foresees = () => ok(members(row({ ...unknown, Policy: { Statement: [{ Effect: 'Allow', Principal: '*' }] } })));
    const plan = await stage.plan(draft);
    const change = plan.changes.find(({ node }) => node === 'job');
    expect(change).toMatchObject({ foresees: true, members: [{ name: 'orders', properties: unknown }] });
    expect(plan.deferred).toMatchObject([{ node: 'job', envelope: { members: [{ name: 'orders' }] } }]);
    expect(plan.verdict.reasons).toContainEqual(expect.objectContaining({ rule: 'open-to-everyone', at: 'job' }));
    await stage.close();
  });

  it('is not planned where it does not say it as it should, or would be at what is no target of the plan', async () => {
    const stage = new Stage();
    for (const [answer, code] of [
      ['done!', 'FORESIGHT_FAILED'],
      [members(row({ a: { $from: { node: 'other', attribute: 'Id' } } })), 'FORESIGHT_FAILED'],
    ] as const) {
      stage.foresees = () => ok(answer);
      expect(await stage.tryPlan(draft)).toMatchObject({ ok: false, problems: [{ code, at: 'job' }] });
    }
    stage.foresees = () => ok(members(row({}, { place: { target: 'elsewhere' } })));
    expect((await stage.plan(draft)).verdict.decision).toBe('deny');
    await stage.close();
  });

  it('is not asked for an AI agent where nothing keeps it from this machine', async () => {
    const stage = new Stage();
    const { engines } = stage.ports;
    Object.assign(stage.ports, { engines: async (names: never) => ok(granted(await engines(names)).map((one) => ({ ...one, loose: true as const }))) });
    expect((await stage.plan(draft)).engines[0]?.loose).toBe(true);
    const asked = stage.asked.length;
    Object.assign(stage, { engine: stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro') });
    expect(await stage.tryPlan(draft)).toMatchObject({ ok: false, problems: [{ code: 'FORESIGHT_FAILED' }] });
    expect(stage.asked).toHaveLength(asked);
    await stage.close();
  });

  it('without that is planned as before, and nothing is asked', async () => {
    const stage = new Stage();
    const plan = await stage.plan({ net: { type: 'Net' }, job: { unit: { inputs: { net: '${net.NetId}' } } } });
    expect(plan.changes.find(({ node }) => node === 'job')).not.toHaveProperty('members');
    expect(stage.asked).toEqual([]);
    await stage.close();
  });
});

describe('a wait for a person', () => {
  it('outlives the engine at every journalled point, starts the unit once, and only as it was agreed to', async () => {
    const clean = await played(() => false);
    expect(clean.report).toMatchObject({ status: 'succeeded' });
    expect(clean.actions.length).toBeGreaterThan(8);
    for (let point = 1; point <= clean.actions.length; point++) {
      const one = await played((actions) => actions === point);
      expect([point, one.died, one.report.status, one.started]).toEqual([point, 1, 'succeeded', 1]);
    }
  });
});

/** A run that leaves its envelope and is agreed to a minute later, in an engine that dies where it is told. */
async function played(after: (actions: number, name: string) => boolean) {
  const stage = new Stage({ after });
  says([outside])(stage);
  const plan = await stage.plan(draft);
  await stage.approve(plan);
  const agree = later(60, async (_, run) => {
    if ((await stage.report(run)).status === 'awaiting-approval') await agrees(stage, run);
    else agree(stage);
  });
  agree(stage);
  const report = await stage.apply(plan);
  const { actions, died } = stage.durable;
  const started = stage.processes.started.length;
  await stage.close();
  return { report, actions, died, started };
}
