import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import type { Run } from '../../src/model/run.ts';
import type { PhaseQuestion } from '../../src/ports/foresight.ts';
import { type Case, runCase } from './run-case.ts';
import { type Draft, granted, Stage } from './stage.ts';

const row = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  action: 'create',
  type: 'Postgres::Table',
  name: 'orders',
  place: { target: 'main' },
  properties,
  ...more,
});
const members = (...all: readonly JsonObject[]): string => JSON.stringify({ members: all });
const isKnown = ({ inputs }: PhaseQuestion): boolean => typeof inputs['net'] === 'string';
const draft: Draft = {
  net: { type: 'Net' },
  job: { unit: { foresees: true, inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } },
  after: { dependsOn: ['job'] },
};
const counted = [{ ends: { output: { Count: 3 } } }];
const unknown = { Net: { $from: { node: 'net', attribute: 'NetId' } }, Size: { $unknown: { type: 'integer', from: ['net.NetId'] } } };
/** Says one thing before its inputs are there, and this once they are; one after the other where there are several. */
const says =
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
const filled = (one: JsonObject, { inputs }: PhaseQuestion): JsonObject =>
  JSON.parse(JSON.stringify(one).replaceAll('‹net›', String(inputs['net']))) as JsonObject;
const inside = row({ Net: '‹net›', Size: 7 });
const outside = row({ Net: '‹net›', Size: 7, Public: true });
const live = async (stage: Stage) => (await stage.store.liveRuns())[0]?.id ?? '';
/** Somebody does something so many seconds after the run began. */
const later = (seconds: number, what: (stage: Stage, run: string) => unknown) => (stage: Stage) =>
  stage.clock.later(seconds, async () => what(stage, await live(stage)));
const agrees = async (stage: Stage, run: string) => granted(await stage.agree(run, 'job'));
const starts = (count: number) => (stage: Stage) => expect(stage.processes.started).toHaveLength(count);
const of = (run: Run, step = 'job') => run.nodes.find((one) => one.step === step);
const kindsOf = (run: Run) => of(run)?.difference?.differences.map(({ of: kind, path }) => `${kind} ${path}`);
/** Something happens while the unit is asked for the second time, with its inputs there. */
const whileAsked = (what: (stage: Stage, run: string) => unknown) => (stage: Stage) => {
  const { ask } = stage.ports.foresight;
  const asking = async (question: PhaseQuestion) => {
    if (isKnown(question)) await what(stage, await live(stage));
    return ask(question);
  };
  Object.assign(stage.ports, { foresight: { ask: asking } });
};
/** Targets are no longer as they were signed. */
const move = (stage: Stage) => {
  stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, role: 'arn:aws:iam::111111111111:role/other' } }));
};
const putBack = (stage: Stage) => {
  stage.targets = stage.targets.map(({ target: { role: _, ...rest }, ...one }) => ({ ...one, target: rest }));
};
const pause = (stage: Stage, run: string) =>
  stage.store.commit([{ kind: 'run-status', run, status: 'paused', endedAt: null, cause: problem('TARGET_CHANGED', 'as another step found', 'put it back') }]);

const cases: readonly Case[] = [
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
        expect(kindsOf(report)).toEqual(['value /Public']);
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

describe('a yes to what a unit would change', () => {
  /** A run that waits, and what is tried then; it is refused in the end. */
  const waiting = async (what: (stage: Stage, run: string) => unknown): Promise<Stage> => {
    const stage = new Stage();
    says([outside])(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    later(10, async (_, run) => {
      await what(stage, run);
      granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'no' }));
    })(stage);
    expect(await stage.apply(plan)).toMatchObject({ status: 'failed', cause: { code: 'DIFFERENCE_REFUSED' } });
    starts(0)(stage);
    return stage;
  };

  it('is refused where it is of a stranger, or of another run, step, plan or answer', async () => {
    const stage = await waiting(async (on, run) => {
      const codes: unknown[] = [];
      for (const [by, other] of [
        ['stranger', {}],
        ['approver', { run: 'r_000000000000' }],
        ['approver', { step: 'net' }],
        ['approver', { plan: 'p_000000000000' }],
        ['approver', { digest: 'a'.repeat(64) }],
        ['approver', { answer: 'a'.repeat(64) }],
        ['approver', { issuedAt: '2030-01-01T00:00:00.000Z' }],
      ] as const) {
        const answered = await on.agree(run, 'job', by, other);
        codes.push(answered.ok ? 'taken' : answered.problems[0]?.code);
      }
      expect(codes).toEqual(['APPROVAL_INVALID', ...Array.from({ length: 5 }, () => 'APPROVAL_FOREIGN'), 'APPROVAL_INVALID']);
      on.keyKind = 'simulated';
      expect(await on.agree(run, 'job')).toMatchObject({ ok: false });
      on.keyKind = 'real';
    });
    expect((await stage.kinds()).filter((kind) => kind === 'difference.denied')).toHaveLength(8);
    await stage.close();
  });

  it('is no AI agent’s to give or to refuse', async () => {
    const stage = await waiting(async (on, run) => {
      const agent = on.engineFor(new Set(['read', 'plan', 'run']), 'kiro');
      const taken = { id: run, step: 'job', agreement: {} as never };
      expect(await agent.approveDifference(taken)).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED' }] });
      expect(await agent.refuseDifference({ id: run, step: 'job', why: 'x' })).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED' }] });
    });
    await stage.close();
  });

  it('is not undone by the AI agent that began the run, where it was a no', async () => {
    const stage = new Stage();
    says([outside], [inside])(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const agent = stage.engineFor(new Set(['read', 'plan', 'run']), 'kiro');
    later(10, async (_, run) => granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'never' })))(stage);
    const { run } = granted(await agent.apply({ id: plan.id }));
    await stage.durable.drain();
    expect(await agent.resume({ id: run })).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED' }] });
    starts(0)(stage);
    expect(await stage.resume(run)).toMatchObject({ status: 'succeeded' });
    await stage.close();
  });

  it('is not taken where somebody has said no while it was looked at', async () => {
    const stage = new Stage();
    says([outside])(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    later(10, async (_, run) => {
      const { stored } = stage.ports.verifier;
      let said = false;
      const saysNo = async () => {
        if (!said) granted(await stage.engine.refuseDifference({ id: run, step: 'job', why: 'never' }));
        said = true;
        return stored();
      };
      Object.assign(stage.ports.verifier, { stored: saysNo });
      expect(await stage.agree(run, 'job')).toMatchObject({ ok: false, problems: [{ code: 'DIFFERENCE_UNKNOWN' }] });
    })(stage);
    expect(await stage.apply(plan)).toMatchObject({ status: 'failed', cause: { code: 'DIFFERENCE_REFUSED' } });
    expect((await stage.kinds()).filter((kind) => kind.startsWith('difference.'))).toEqual(['difference.refused', 'difference.denied']);
    starts(0)(stage);
    await stage.close();
  });

  it('counts no longer once its signer is not trusted any more, also where it was taken before', async () => {
    const stage = new Stage();
    says([outside])(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    later(10, async (_, run) => {
      await agrees(stage, run);
      stage.trusted = 'nobody';
    })(stage);
    expect(await stage.apply(plan)).toMatchObject({ status: 'failed', cause: { code: 'APPROVAL_INVALID' } });
    starts(0)(stage);
    await stage.close();
  });

  it('is answered with what waits there where nothing does', async () => {
    const stage = new Stage();
    says([inside])(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    const run = await stage.apply(plan);
    expect(await stage.agree(run.id, 'job')).toMatchObject({ ok: false, problems: [{ code: 'DIFFERENCE_UNKNOWN' }] });
    expect(await stage.engine.refuseDifference({ id: run.id, step: 'job', why: 'x' })).toMatchObject({ ok: false, problems: [{ code: 'DIFFERENCE_UNKNOWN' }] });
    expect(await stage.engine.refuseDifference({ id: 'r_000000000000', step: 'job', why: 'x' })).toMatchObject({
      ok: false,
      problems: [{ code: 'RUN_UNKNOWN' }],
    });
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
