import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail } from '../../src/kernel/result.ts';
import { behind } from './acts.ts';
import { elsewhere } from './moved-targets.ts';
import { type Case, runCase } from './run-case.ts';
import { type Draft, Stage } from './stage.ts';

const job = (more: NonNullable<Draft[string]['unit']> = {}): Draft => ({
  job: { unit: { inputs: { word: 'a' }, outputs: { Count: { type: 'integer' } }, ...more } },
});
const counted = { ends: { output: { Count: 3 } } };
const starts = (count: number) => (stage: Stage) => expect(stage.processes.started).toHaveLength(count);
const goes =
  (...courses: Stage['processes']['courses']) =>
  (stage: Stage) => {
    stage.processes.courses = courses;
  };

/** What a unit writes that gives lists in lists, that many in all. */
const nested = (levels: number) => `{"Deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;

const units: readonly Case[] = [
  {
    name: 'runs with the values that exist by then, and what it gives flows on',
    draft: {
      net: { type: 'Net' },
      job: { unit: { inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } },
      box: { properties: { Size: '${job.Count}' } },
    },
    given: goes({ ends: { output: { Count: 3, Undeclared: 'x' } } }),
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done', box: 'done' }, books: { net: 'net', job: '{"Count":3}', box: 'box' } },
    also: ({ cloud, processes }) => {
      expect(cloud.thing('box')?.properties['Size']).toBe(3);
      expect(processes.started[0]?.input).toMatchObject({ inputs: { net: cloud.thing('net')?.identifier } });
      expect(processes.started[0]?.phases.map(({ argv }) => argv.slice(-2))).toEqual([
        ['main.py', 'plan'],
        ['main.py', 'apply'],
      ]);
    },
  },
  {
    name: 'waits for one that takes long, and starts it once',
    draft: job(),
    given: goes({ seconds: 200, ...counted }),
    expect: { run: 'succeeded', steps: { job: 'done' } },
    also: starts(1),
  },
  {
    name: 'ends one that runs for more than an hour',
    draft: job(),
    given: goes({ seconds: 4_000, ...counted }),
    expect: { run: 'failed', steps: { job: 'unknown UNIT_INTERRUPTED' }, books: { job: '{}' } },
    also: ({ processes }) => expect(processes.stopped).toHaveLength(1),
  },
  {
    name: 'follows one that has begun, with the values that it was given, while the sandbox that gave them is away',
    draft: { net: { type: 'Net' }, job: { unit: { inputs: { net: '${net.NetId}' }, outputs: { Count: { type: 'integer' } } } } },
    world: (stage) => {
      stage.targets = stage.targets.map((one) => ({ ...one, instance: 's-1', target: { ...one.target, endpoint: 'http://127.0.0.1:4000' } }));
    },
    given: (stage) => {
      stage.processes.courses = [{ seconds: 500, ...counted }];
      stage.processes.when(100, () => {
        stage.targets = stage.targets.map(({ target: { endpoint: _, ...target }, ...one }) => ({ ...one, target }));
      });
    },
    expect: { run: 'succeeded', steps: { net: 'done', job: 'done' }, books: { net: 'net', job: '{"Count":3}' } },
    also: starts(1),
  },
  {
    name: 'follows to its end one that runs when its run is cancelled while a target is another',
    draft: { ...job(), box: { dependsOn: ['job'] } },
    given: (stage) => {
      stage.processes.courses = [{ seconds: 500, ...counted }];
      stage.processes.when(100, elsewhere(stage));
    },
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', nodes: [{ status: 'pending' }, {}] });
      await stage.engine.cancel({ id: run.id });
      await stage.durable.drain();
    },
    expect: { run: 'cancelled', steps: { job: 'done', box: 'skipped RUN_CANCELLED' }, books: { job: '{"Count":3}' } },
    also: starts(1),
  },
  {
    name: 'fails with one that ends with a failure, whatever it wrote, and does not start it again',
    draft: { ...job(), box: { dependsOn: ['job'] } },
    given: goes({ ends: { code: 2, output: { Count: 3 } } }),
    expect: { run: 'failed', cause: 'UNIT_FAILED', steps: { job: 'failed UNIT_FAILED', box: 'skipped RUN_PARTLY_DONE' }, books: {} },
    also: starts(1),
  },
  {
    name: 'says of a plan phase that fails that nothing was begun',
    draft: job(),
    given: goes({ ends: { code: 2, phase: 'plan' } }),
    next: async (_, run) => expect(JSON.stringify(run)).toContain('correct its inputs or its source, then plan again'),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
  },
  {
    name: 'starts none whose source is not in the records any more, and says that it takes another plan',
    draft: job(),
    given: ({ database }) => database.exec('DELETE FROM sources'),
    expect: { run: 'failed', steps: { job: 'failed INPUT_INVALID' }, books: {} },
    also: starts(0),
  },
  {
    name: 'does not start it again when the run is resumed, unless it says that it may be',
    draft: job(),
    given: goes({ ends: { code: 2 } }, counted),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' } },
    also: starts(1),
  },
  {
    name: 'starts one again that says that it may be, when the run is resumed',
    draft: job({ repeatable: true }),
    given: goes({ ends: { code: 2 } }, counted),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', books: { job: '{"Count":3}' } },
    also: starts(2),
  },
  {
    name: 'does not take what is not what it declares',
    draft: job(),
    given: goes({ ends: { output: { Count: 'three' } } }),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
  },
  {
    name: 'does not take it when something is missing, of whatever type that may be',
    draft: job({ outputs: { Any: {} } }),
    given: goes({ ends: { output: {} } }),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
  },
  {
    name: 'does not take a value that would stand for something else',
    draft: job({ outputs: { Deep: { type: 'object' } } }),
    given: goes({ ends: { output: { Deep: { $from: { node: 'job', attribute: 'Deep' } } } } }),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
  },
  {
    name: 'does not take what is nested deeper than any reader of it goes, and goes on with what does not wait for it',
    draft: { ...job({ outputs: { Deep: { type: 'array' } } }), box: { dependsOn: ['job'] }, other: {} },
    given: goes({ ends: { output: nested(100_000) } }),
    expect: {
      run: 'failed',
      cause: 'UNIT_FAILED',
      steps: { job: 'failed UNIT_FAILED', box: 'skipped RUN_PARTLY_DONE', other: 'done' },
      books: { other: 'other' },
    },
  },
  {
    name: 'takes what is nested as deep as that',
    draft: job({ outputs: { Deep: { type: 'array' } } }),
    given: goes({ ends: { output: nested(64) } }),
    expect: { run: 'succeeded', steps: { job: 'done' } },
  },
  {
    name: 'does not take what is no JSON object',
    draft: job({ outputs: {} }),
    given: goes({ ends: { output: 'done!' } }),
    expect: { run: 'failed', steps: { job: 'failed UNIT_FAILED' }, books: {} },
  },
  {
    name: 'says unknown of one whose process is gone without a result',
    draft: { ...job(), box: { dependsOn: ['job'] } },
    given: goes({ seconds: 5, ends: 'lost' }),
    expect: { run: 'failed', steps: { job: 'unknown UNIT_INTERRUPTED', box: 'skipped RUN_PARTLY_DONE' }, books: { job: '{}' } },
    also: starts(1),
  },
  {
    name: 'starts such a one again where it may be repeated',
    draft: job({ repeatable: true }),
    given: goes({ seconds: 5, ends: 'lost' }, counted),
    expect: { run: 'succeeded', books: { job: '{"Count":3}' } },
    also: (stage) => {
      starts(2)(stage);
      expect(new Set(stage.processes.started.map(({ token }) => token)).size).toBe(2);
    },
  },
  {
    name: 'finds the one again that it had started when the engine died',
    draft: job(),
    given: goes({ seconds: 30, engineDies: true, ...counted }),
    expect: { run: 'succeeded', books: { job: '{"Count":3}' } },
    also: starts(1),
  },
  {
    name: 'ends its processes when the approval is withdrawn, and says that nobody knows what it did',
    draft: { box: {}, ...job() },
    given: (stage) => {
      goes({ seconds: 60, ...counted })(stage);
      stage.processes.when(10, () => {
        stage.trusted = 'nobody';
      });
    },
    expect: { run: 'failed', steps: { box: 'done', job: 'unknown APPROVAL_INVALID' } },
    also: ({ processes }) => expect(processes.stopped).toHaveLength(1),
  },
  {
    name: 'ends its processes when nobody can tell any more who may approve',
    draft: job(),
    given: (stage) => {
      goes({ seconds: 60, ...counted })(stage);
      stage.processes.when(10, () => {
        const { verifier } = stage.ports;
        Object.assign(stage.ports, { verifier: { ...verifier, stored: async () => fail(problem('TRUST_CHANGED', 'another list', 'put it back')) } });
      });
    },
    expect: { run: 'failed', cause: 'TRUST_CHANGED' },
    also: ({ processes }) => expect(processes.stopped).toHaveLength(1),
  },
  {
    name: 'ends its processes also when the approval went between two looks',
    draft: job(),
    given: (stage) => {
      goes({ seconds: 60, ...counted })(stage);
      stage.processes.when(19.9, () => {
        stage.trusted = 'nobody';
      });
    },
    expect: { run: 'failed', steps: { job: 'unknown UNIT_INTERRUPTED' } },
    also: ({ processes }) => expect(processes.stopped.length).toBeGreaterThan(0),
  },
  {
    name: 'runs again what would run with other inputs, and not what would not',
    first: { ...job({ outputs: {} }), still: { unit: { inputs: { word: 'b' } } } },
    draft: { ...job({ outputs: {}, inputs: { word: 'c' } }), still: { unit: { inputs: { word: 'b' } } } },
    expect: { run: 'succeeded', steps: { job: 'done' } },
    also: starts(3),
  },
  {
    name: 'runs again when it did not give what it is to give now',
    first: job({ outputs: {} }),
    draft: job(),
    given: goes(counted),
    expect: { run: 'succeeded', steps: { job: 'done' }, books: { job: '{"Count":3}' } },
    also: starts(2),
  },
  {
    name: 'leaves nothing in the audit log of what it was given or gives where people keep secrets',
    draft: {
      job: { unit: { inputs: { word: 'shown-in', db_password: 'hidden-in' }, outputs: { api_key: { type: 'string' }, Count: { type: 'integer' } } } },
      box: { properties: { Kind: '${job.api_key}' } },
    },
    given: goes({ ends: { output: { api_key: 'hidden-out', Count: 3 } } }),
    expect: { run: 'succeeded', steps: { job: 'done', box: 'done' } },
    also: async ({ store, cloud }) => {
      const log = JSON.stringify(await store.audit(1, 500));
      expect(log).toContain('shown-in');
      expect(log).toContain('"db_password":"(withheld)"');
      expect(log).toContain('"api_key":"(withheld)"');
      expect(log).not.toMatch(/hidden-(in|out)/);
      expect(cloud.thing('box')?.properties['Kind']).toBe('hidden-out');
    },
  },
  {
    name: 'forgets one that is no longer wanted, and runs nothing',
    first: { ...job({ outputs: {} }), box: {} },
    draft: { box: {} },
    expect: { run: 'succeeded', steps: { job: 'done' }, books: { box: 'box' } },
    also: starts(1),
  },
  {
    name: 'starts none once the run is cancelled',
    draft: { box: {}, job: { unit: {}, dependsOn: ['box'] } },
    given: (stage) =>
      stage.cloud.when(
        'create box',
        behind(async () => stage.engine.cancel({ id: (await stage.store.liveRuns())[0]?.id ?? '' })),
      ),
    expect: { run: 'cancelled', steps: { box: 'done', job: 'skipped RUN_CANCELLED' } },
    also: starts(0),
  },
];

describe('a run with units', () => {
  it.each(units)('$name', (one) => runCase(one));
});

describe('a unit that may have run', () => {
  const interrupted = async (first: Draft | null, draft: Draft): Promise<Stage> => {
    const stage = new Stage();
    if (first !== null) {
      goes(counted)(stage);
      await stage.build(first);
    }
    goes({ seconds: 5, ends: 'lost' }, counted)(stage);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    expect(await stage.apply(plan)).toMatchObject({ status: 'failed' });
    return stage;
  };

  it('is told as that by the next plan, and run again only by its name', async () => {
    for (const [first, before] of [
      [null, {}],
      [job({ inputs: { word: 'before' } }), { Count: 3 }],
    ] as const) {
      const stage = await interrupted(first, job());
      expect(await stage.store.bindingOf('shop', 'job')).toMatchObject({ outputs: before, mayHaveRun: expect.stringMatching(/^r_/) });
      const plan = await stage.plan(job());
      expect(plan.changes).toMatchObject([{ action: 'run', reason: 'doubtful', note: expect.stringMatching(/may have run already: run r_/) }]);
      expect(lossesOf(plan)).toMatchObject([{ node: 'job', what: expect.stringContaining('may have run already') }]);
      expect(await stage.engine.approve({ id: plan.id, approval: await stage.sign(plan, 'approver', { consents: [] }) })).toMatchObject({
        ok: false,
        problems: [{ code: 'CONSENT_MISSING' }],
      });
      await stage.approve(plan);
      expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
      const known = await stage.store.bindingOf('shop', 'job');
      expect(known).toMatchObject({ outputs: { Count: 3 } });
      expect(known).not.toHaveProperty('mayHaveRun');
      expect((await stage.plan(job())).summary).toMatchObject({ run: 0, unchanged: 1 });
      await stage.close();
    }
  });

  it('is run again without a word where that does no harm', async () => {
    const stage = new Stage();
    goes({ seconds: 5, ends: 'lost' }, { seconds: 5, ends: 'lost' }, { seconds: 5, ends: 'lost' }, { seconds: 5, ends: 'lost' })(stage);
    const plan = await stage.plan(job({ repeatable: true }));
    await stage.approve(plan);
    await stage.apply(plan);
    expect(lossesOf(await stage.plan(job({ repeatable: true })))).toEqual([]);
    await stage.close();
  });
});
