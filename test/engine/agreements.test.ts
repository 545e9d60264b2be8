import { describe, expect, it } from 'vitest';
import { agrees, draft, inside, later, outside, row, says, starts } from './foreseeing.ts';
import { granted, Stage } from './stage.ts';

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

  it('is signed with the name of the step where the unit would delete or replace something, whoever asks for the signature', async () => {
    for (const action of ['delete', 'replace']) {
      const stage = new Stage();
      says([row({ Net: '‹net›', Size: 7 }, { action })])(stage);
      const plan = await stage.plan(draft);
      await stage.approve(plan);
      later(10, async (on, run) => {
        expect(await on.agree(run, 'job', 'approver', { consents: ['net'] })).toMatchObject({
          ok: false,
          problems: [{ code: 'CONSENT_MISSING', fix: `asbuilt runs approve ${run} job --confirm job` }],
        });
        granted(await on.agree(run, 'job'));
      })(stage);
      expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
      starts(1)(stage);
      await stage.close();
    }
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
