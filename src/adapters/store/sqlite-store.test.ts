import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeploymentName, NodeAddress } from '../../model/names.ts';
import type { ResourceBinding } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { type Proposal, proposal } from '../../model/proposal.ts';
import type { StepDifference, StepStatus, StepWord } from '../../model/run.ts';
import type { RecordedEvent } from '../../ports/events.ts';
import type { Write } from '../../ports/store.ts';
import { approvalOf, at, begin, end, planOf, stepOf } from './testing/records.ts';
import { storesOnDisk } from './testing/stores-on-disk.ts';

const disk = storesOnDisk();

describe('plans and approvals', () => {
  it('gives back the stored bytes of a plan and its latest state', async () => {
    const store = disk.open();
    await store.commit([{ kind: 'plan', plan: planOf('p_1'), bytes: '{"a": "ü"}' }]);
    expect(await store.plan('p_1')).toEqual({ bytes: '{"a": "ü"}', state: 'open', why: null });
    await store.commit([{ kind: 'plan-state', plan: 'p_1', state: 'rejected', why: 'too dear' }]);
    await store.commit([{ kind: 'plan-state', plan: 'p_1', state: 'approved' }]);
    expect(await store.plan('p_1')).toMatchObject({ state: 'rejected', why: 'too dear' });
    expect(await store.plans(5)).toEqual([{ id: 'p_1', deployment: 'web', state: 'rejected', createdAt: at, expiresAt: at, summary: planOf('p_1').summary }]);
    expect(await store.plan('p_2')).toBeNull();
  });

  it('gives back what an intent came to by its id and by the digest of what was asked, the latest only', async () => {
    const store = disk.open();
    const question = { id: 'q_1', digest: 'd'.repeat(64), kind: 'question', bytes: '{"a": "ü"}' } as const;
    await store.commit([{ kind: 'resolution', record: question }]);
    expect(await store.resolution('q_1')).toEqual(question);
    expect(await store.resolutionOf(question.digest)).toEqual(question);
    await store.commit([{ kind: 'resolution', record: { ...question, id: 'i_1', kind: 'proposal' } }]);
    expect(await store.resolutionOf(question.digest)).toMatchObject({ id: 'i_1', kind: 'proposal' });
    expect(await store.resolution('q_1')).toBeNull();
    expect(await store.resolutionOf('e'.repeat(64))).toBeNull();
  });

  it('knows what was asked of a deployment by the plan of its last run, and of no other', async () => {
    const store = disk.open();
    const draft = (deployment: string): Proposal =>
      proposal.parse({
        kind: 'draft',
        deployment,
        target: 'sandbox',
        region: 'us-east-1',
        resources: [{ node: 'a', type: 'AWS::SQS::Queue', properties: {} }],
        evidence: [],
      });
    await store.commit([
      { kind: 'draft', plan: 'p_1', draft: draft('web') },
      { kind: 'draft', plan: 'p_2', draft: { ...draft('web'), region: 'eu-west-1' } },
    ]);
    expect(await store.draft('web')).toBeNull();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    expect(await store.draft('web')).toEqual(draft('web'));
    expect(await store.draft('other')).toBeNull();
  });

  it('knows of a deployment without a run what was asked by the last plan that found all of it so, of what is approved before it is kept nothing', async () => {
    const store = disk.open();
    const draft = proposal.parse({
      kind: 'draft',
      deployment: 'web',
      target: 'sandbox',
      region: 'us-east-1',
      resources: [{ node: 'a', type: 'AWS::SQS::Queue', properties: {} }],
      evidence: [],
    });
    const none = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 1 };
    const planned = (id: string, bytes: string): Write => ({ kind: 'plan', plan: { ...planOf(id), deployment: 'web', summary: none } as Plan, bytes });
    await store.commit([planned('p_1', '{}'), { kind: 'draft', plan: 'p_1', draft }]);
    await store.commit([planned('p_2', '{"keeps":true}'), { kind: 'draft', plan: 'p_2', draft: { ...draft, onFailure: 'stop' } }]);
    expect(await store.draft('web')).toEqual(draft);
    expect(await store.askedBefore('web')).toBeNull();
  });

  it('opens a folder of the first format, with its deployments and without its bindings', async () => {
    const first = disk.open();
    await first.commit([{ kind: 'deployment', name: 'web', targets: { sandbox: 'sandbox' }, intent: 'a queue' }]);
    await first.close();
    const raw = new DatabaseSync(disk.path);
    raw.exec(`
      DROP TABLE resolutions; DROP TABLE events; DROP TABLE sources; DROP TABLE plan_drafts; DROP INDEX runs_deployment; DROP TABLE surveys; DROP INDEX audit_rejections; DROP TABLE answered; DROP INDEX audit_approvers; DROP TABLE catalog; DROP TABLE catalog_contents; DROP INDEX steps_gate; DROP INDEX bindings_identifier; DROP INDEX steps_parameters;
      ALTER TABLE runs DROP COLUMN targets; ALTER TABLE steps DROP COLUMN place; ALTER TABLE steps DROP COLUMN gate; ALTER TABLE steps DROP COLUMN kept; ALTER TABLE steps DROP COLUMN retried; ALTER TABLE steps DROP COLUMN final_snapshot; ALTER TABLE steps DROP COLUMN alike;
      ALTER TABLE deployments RENAME COLUMN targets TO target; UPDATE deployments SET target = 'sandbox';
      INSERT INTO bindings (deployment, node, body) VALUES ('web', 'queue', '{"lastApplied":{}}');
      UPDATE schema_version SET version = 1;
    `);
    raw.close();
    const again = disk.open();
    expect(await again.deployments()).toEqual([{ name: 'web', targets: { sandbox: 'sandbox' }, intent: 'a queue' }]);
    expect(await again.allBindings()).toEqual([]);
    expect(await again.resolution('q_1')).toBeNull();
    expect(await begin(again, 'r_1', 'n1', 'web', { a: [] })).toBe('begun');
  });

  it('keeps what a request was answered with, by its owner and key, until it is too old or too many came after it', async () => {
    const store = disk.open();
    const answered = (owner: string, key: string, at: number) => ({ owner, key, request: 'd'.repeat(64), answer: `{"of":"${key}"}`, at });
    const keep = (owner: string, key: string, at: number, forget = 0) =>
      store.commit([{ kind: 'answered', answered: answered(owner, key, at), forget, keep: 3 }]);
    await keep('kim', 'a', 1);
    await keep('ada', 'a', 1);
    expect(await store.answered('kim', 'a')).toEqual(answered('kim', 'a', 1));
    for (const [index, key] of ['b', 'c', 'd'].entries()) await keep('kim', key, index + 1);
    expect(await store.answered('kim', 'a')).toBeNull();
    expect(await Promise.all(['b', 'c', 'd'].map((key) => store.answered('kim', key)))).not.toContain(null);
    expect(await store.answered('ada', 'a')).not.toBeNull();
    await keep('kim', 'e', 9, 3);
    expect(await Promise.all(['b', 'c', 'd', 'e'].map(async (key) => (await store.answered('kim', key))?.key))).toEqual([undefined, undefined, 'd', 'e']);
    expect(await store.answered('ada', 'a')).toBeNull();
  });

  it('takes the same plan twice but never another one under its id', async () => {
    const store = disk.open();
    await store.commit([{ kind: 'plan', plan: planOf('p_1'), bytes: '{}' }]);
    await store.commit([{ kind: 'plan', plan: planOf('p_1'), bytes: '{}' }]);
    await expect(store.commit([{ kind: 'plan', plan: planOf('p_1'), bytes: '[]' }])).rejects.toThrow('other content');
  });

  it('uses an approval for one run only, even when two begin at once', async () => {
    const store = disk.open();
    const answers = await Promise.all([begin(store, 'r_1', 'n1'), begin(store, 'r_2', 'n1', 'other')]);
    expect(answers).toEqual(['begun', 'used']);
    expect(await store.approvalUsedBy('n1')).toBe('r_1');
    expect(await store.runHead('r_2')).toBeNull();
    expect(await begin(store, 'r_1', 'n1')).toBe('begun');
  });

  it('begins no run of a plan that was rejected meanwhile', async () => {
    const store = disk.open();
    await store.commit([
      { kind: 'plan', plan: planOf('p_1'), bytes: '{}' },
      { kind: 'plan-state', plan: 'p_1', state: 'rejected', why: 'no' },
    ]);
    expect(await begin(store, 'r_1', 'n1')).toBe('rejected');
    expect(await store.approvalUsedBy('n1')).toBeNull();
  });

  it('names the approval a run used, else the latest one', async () => {
    const store = disk.open();
    for (const nonce of ['n1', 'n1', 'n2']) await store.commit([{ kind: 'approval', approval: approvalOf(nonce) }]);
    expect(await store.approvalOf('p_1')).toEqual(approvalOf('n2'));
    expect(await store.approvalOf('p_2')).toBeNull();
    await begin(store, 'r_1', 'n1');
    expect(await store.approvalOf('p_1')).toEqual(approvalOf('n1'));
  });
});

describe('runs', () => {
  it('lets one run hold a deployment until it ends', async () => {
    const store = disk.open();
    expect(await begin(store, 'r_1', 'n1')).toBe('begun');
    expect(await begin(store, 'r_2', 'n2')).toEqual({ busy: 'r_1' });
    expect(await begin(store, 'r_3', 'n3', 'other')).toBe('begun');
    expect((await store.liveRuns()).map((run) => run.id)).toEqual(['r_1', 'r_3']);
    await store.commit([end('r_1')]);
    expect(await begin(store, 'r_2', 'n2')).toBe('begun');
    expect((await store.runs(2)).map((run) => run.id)).toEqual(['r_2', 'r_3']);
  });

  it('does not let a late cancel reopen a run that has ended', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1');
    await store.commit([end('r_1')]);
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'cancelling', endedAt: null }]);
    expect(await store.runHead('r_1')).toMatchObject({ status: 'failed', endedAt: at });
  });

  it('keeps what a run is stopped for when somebody cancels it as well, and when it ends', async () => {
    const store = disk.open();
    const cause = { code: 'PLAN_STALE', message: 'a moved', fix: 'plan again', retryable: false } as const;
    await begin(store, 'r_1', 'n1');
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'cancelling', endedAt: null, cause }]);
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'cancelling', endedAt: null }]);
    expect((await store.runHead('r_1'))?.cause).toEqual(cause);
    await store.commit([end('r_1')]);
    expect((await store.runHead('r_1'))?.cause).toEqual(cause);
  });

  it('resumes an ended run with everything that is not done pending again, unless the deployment is held', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [], b: ['a'], c: ['b'] });
    expect(await store.resumeRun('r_1', [])).toEqual({ busy: 'r_1' });
    await store.commit([
      { kind: 'step', run: 'r_1', step: stepOf('a', 'done') },
      { kind: 'step', run: 'r_1', step: { ...stepOf('b', 'failed'), attempts: 3, error: { code: 'CLOUD_DENIED', message: 'm', fix: 'f', retryable: false } } },
      { kind: 'step', run: 'r_1', step: stepOf('c', 'skipped') },
      end('r_1'),
    ]);
    expect(await store.resumeRun('r_1', [])).toBe('begun');
    expect(await store.runHead('r_1')).toMatchObject({ status: 'running', round: 1, endedAt: null });
    expect(await store.steps('r_1')).toEqual([stepOf('a', 'done'), { ...stepOf('b'), attempts: 3 }, stepOf('c')]);
    expect(await store.openSteps('r_1')).toBe(2);
    expect(await store.readySteps('r_1')).toEqual(['b']);
  });

  it('resumes none after which another of its deployment has begun, under way or not', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web');
    await store.commit([end('r_1')]);
    await begin(store, 'r_2', 'n2', 'web');
    expect(await store.resumeRun('r_1', [])).toEqual({ busy: 'r_2' });
    await store.commit([end('r_2')]);
    expect(await store.resumeRun('r_1', [])).toBe('superseded');
    expect(await store.runHead('r_1')).toMatchObject({ status: 'failed', endedAt: at });
    expect(await store.resumeRun('r_2', [])).toBe('begun');
  });

  it('begins and resumes none while another has begun since they were counted, whichever deployment it is of', async () => {
    const store = disk.open();
    const before = { begun: await store.begun() };
    await begin(store, 'r_1', 'n1', 'web');
    await store.commit([end('r_1')]);
    const between = { begun: await store.begun() };
    expect(await store.beginRun(approvalOf('n2', 'other'), [], 'r_2', before)).toBe('overtaken');
    expect(await store.approvalUsedBy('n2')).toBeNull();
    expect(await store.resumeRun('r_1', [], before)).toBe('overtaken');
    expect(await store.resumeRun('r_1', [], between)).toBe('begun');
    expect(await store.beginRun(approvalOf('n2', 'other'), [], 'r_2', between)).toBe('overtaken');
    expect(await store.beginRun(approvalOf('n2', 'other'), [], 'r_2', { begun: await store.begun() })).toBe('begun');
  });

  it('finds by its identifier what any deployment has', async () => {
    const store = disk.open();
    const bound = (deployment: string, identifier: string) => ({ kind: 'resource', deployment, node: 'a', at: { target: 'main' }, identifier }) as never;
    for (const one of [bound('web', 'x'), bound('other', 'x'), bound('third', 'y')]) await store.commit([{ kind: 'binding', binding: one }]);
    expect((await store.bindingsTo('x')).map(({ deployment }) => deployment)).toEqual(['other', 'web']);
  });

  it('begins none whose plan was made from other books', async () => {
    const store = disk.open();
    const empty = await store.booksDigest('web');
    const unit = {
      kind: 'unit',
      deployment: 'web',
      node: 'job',
      at: { target: 'main' },
      engine: 'python',
      source: 'a',
      retain: false,
      outputs: {},
      ranWith: 'b',
    };
    await store.commit([{ kind: 'binding', binding: unit as never }]);
    expect(await store.booksDigest('web')).not.toBe(empty);
    expect(await store.booksDigest('other')).toBe(empty);
    expect(await store.beginRun(approvalOf('n1', 'web'), [], 'r_1', { books: empty, begun: 0 })).toBe('moved');
    expect(await store.runHead('r_1')).toBeNull();
    await store.commit([{ kind: 'unbind', deployment: 'web', node: 'job' } as never]);
    expect(await store.booksDigest('web')).toBe(empty);
  });

  it('knows what is open, ready and waiting after any sequence of step changes', async () => {
    const statuses: readonly StepStatus[] = ['pending', 'running', 'done', 'failed', 'skipped', 'unknown'];
    const store = disk.open();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat({ max: 7 }), fc.constantFrom(...statuses)), { maxLength: 30 }),
        async (afters, moves) => {
          const run = `r_${count++}`;
          const names = afters.map((_, index) => `s${index}`);
          const needs = new Map(
            afters.map((after, index) => [`s${index}`, after.filter((other) => other < afters.length && other !== index).map((other) => `s${other}`)]),
          );
          await begin(store, run, `nonce ${run}`, `d_${run}`, Object.fromEntries(needs));
          const state = new Map<string, StepStatus>(names.map((name) => [name, 'pending']));
          for (const [index, status] of moves) {
            const name = names[index % names.length] as string;
            state.set(name, status);
            await store.commit([{ kind: 'step', run, step: stepOf(name, status) }]);
          }
          const openNeeds = (name: string) => (needs.get(name) ?? []).filter((other) => state.get(other) !== 'done').length;
          expect(await store.openSteps(run)).toBe([...state.values()].filter((status) => status === 'pending' || status === 'running').length);
          expect(await store.readySteps(run)).toEqual(names.filter((name) => state.get(name) === 'pending' && openNeeds(name) === 0));
          for (const name of names) {
            const expected = names.filter((other) => needs.get(other)?.includes(name)).map((other) => ({ step: other, open: openNeeds(other) }));
            expect(await store.waiting(run, name)).toEqual(expected);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the operation record of a step until it is written again or over', async () => {
    const store = disk.open();
    expect(await store.operation('r_1', 'a')).toBeNull();
    const operation = { run: 'r_1', step: 'a', attempt: 1, token: 't', sentAt: 1_767_225_600_000, handle: null };
    await store.commit([{ kind: 'operation', operation }]);
    expect(await store.operation('r_1', 'a')).toEqual(operation);
    await store.commit([{ kind: 'operation', operation: { ...operation, attempt: 2, handle: { RequestToken: 'x' } } }]);
    expect(await store.operation('r_1', 'a')).toEqual({ ...operation, attempt: 2, handle: { RequestToken: 'x' } });
    await store.commit([{ kind: 'operation-over', run: 'r_1', step: 'a' }]);
    expect(await store.operation('r_1', 'a')).toBeNull();
  });
});

describe('the other records', () => {
  it('keeps bindings by deployment and node', async () => {
    const store = disk.open();
    const binding = (deployment: string, node: string): ResourceBinding => ({
      kind: 'resource',
      deployment: deployment as DeploymentName,
      node: node as NodeAddress,
      type: 'AWS::S3::Bucket',
      at: { target: 'sandbox', cloud: 'aws', account: '123456789012', region: 'us-east-1' },
      identifier: `${deployment}-${node}`,
      creation: { kind: 'read', source: 's3api ListBuckets CreationDate', value: '2026-01-01' },
      applied: { BucketName: 'x' },
      echo: {},
      deviations: [],
      writeOnlyDigests: {},
      outputs: {},
      retain: true,
    });
    for (const [deployment, node] of [
      ['web', 'b'],
      ['web', 'a'],
      ['api', 'a'],
    ] as const)
      await store.commit([{ kind: 'binding', binding: binding(deployment, node) }]);
    expect(await store.bindings('web')).toEqual([binding('web', 'a'), binding('web', 'b')]);
    expect(await store.bindingOf('api', 'a')).toEqual(binding('api', 'a'));
    await store.commit([{ kind: 'unbind', deployment: 'web', node: 'a' }]);
    expect(await store.bindingOf('web', 'a')).toBeNull();
    expect(await store.allBindings()).toEqual([binding('api', 'a'), binding('web', 'b')]);
    expect(await store.allBindings('api')).toEqual([binding('web', 'b')]);
  });

  it('keeps the last 50 durations of a type and operation, newest first', async () => {
    const store = disk.open();
    await store.commit(Array.from({ length: 120 }, (_, seconds): Write => ({ kind: 'duration', type: 'AWS::SQS::Queue', op: 'create', seconds })));
    expect(await store.durations('AWS::SQS::Queue', 'create')).toEqual(Array.from({ length: 50 }, (_, index) => 119 - index));
    expect(await store.durations('AWS::SQS::Queue', 'delete')).toEqual([]);
  });
});

describe('events', () => {
  it('are told in order, with a sequence, once their commit is on disk, and can be read from any place', async () => {
    const told: RecordedEvent[] = [];
    const store = disk.open({ onEvent: (event) => told.push(event) });
    const event = (run: string, status: 'running' | 'succeeded'): Write => ({ kind: 'event', event: { kind: 'run', run, status } });
    await Promise.all([store.commit([event('r_1', 'running')]), store.commit([event('r_2', 'running')])]);
    await store.commit([event('r_1', 'succeeded')]);
    expect(told.map(({ run, seq }) => [run, seq])).toEqual([
      ['r_1', 1],
      ['r_2', 2],
      ['r_1', 3],
    ]);
    expect(await store.events(0, null, 10)).toEqual(told);
    expect(await store.events(1, 'r_1', 10)).toEqual(told.slice(2));
  });

  it('of a commit that fails are neither told nor kept, and those beside it are', async () => {
    const told: RecordedEvent[] = [];
    const store = disk.open({ onEvent: (event) => told.push(event) });
    const lost = store.commit([
      { kind: 'event', event: { kind: 'run', run: 'r_1', status: 'running' } },
      { kind: 'step', run: 'r_none', step: stepOf('a') },
    ]);
    const kept = store.commit([{ kind: 'event', event: { kind: 'run', run: 'r_2', status: 'running' } }]);
    await expect(lost).rejects.toThrow('does not exist');
    await kept;
    expect(told.map(({ run }) => run)).toEqual(['r_2']);
    expect((await store.events(0, null, 10)).map(({ run }) => run)).toEqual(['r_2']);
  });
});

describe('a paused run', () => {
  it('holds its deployment, goes on in another round, or towards its end', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    expect(await store.endPause('r_1', [])).toBe(false);
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'paused', endedAt: null }]);
    expect(await begin(store, 'r_2', 'n2')).toEqual({ busy: 'r_1' });
    expect(await store.resumeRun('r_1', [])).toBe('begun');
    expect(await store.runHead('r_1')).toMatchObject({ status: 'running', round: 1 });
    expect(await store.resumeRun('r_1', [])).toEqual({ busy: 'r_1' });
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'paused', endedAt: null }]);
    expect(await store.endPause('r_1', [])).toBe(true);
    expect(await store.runHead('r_1')).toMatchObject({ status: 'cancelling', round: 2 });
  });

  it('keeps what is still under way as it is when it is resumed, and takes up again what has ended without being done', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [], b: [], c: [], d: [] });
    const steps = { a: 'running', b: 'failed', c: 'done', d: 'unknown' } as const;
    await store.commit(Object.entries(steps).map(([step, status]): Write => ({ kind: 'step', run: 'r_1', step: stepOf(step, status) })));
    await store.commit([{ kind: 'run-status', run: 'r_1', status: 'paused', endedAt: null }]);
    expect(await store.resumeRun('r_1', [])).toBe('begun');
    expect((await store.steps('r_1')).map(({ status }) => status)).toEqual(['running', 'pending', 'done', 'pending']);
    expect(await store.openSteps('r_1')).toBe(3);
  });
});

describe('a person’s word to what a step would change', () => {
  const answer = 'a'.repeat(64);
  const difference = { answer, members: [], differences: [{ of: 'value', member: 'a', path: '/b' }], at } as unknown as StepDifference;
  const refused = { refused: { by: 'ada', at, why: 'no' } };
  const agreed = { agreed: { answer } } as unknown as Pick<StepDifference, 'agreed'>;
  const to = (said: typeof refused | typeof agreed, about = answer): StepWord => ({ to: 'difference', answer: about, word: said });
  const asking = (status: StepStatus): Write => ({ kind: 'step', run: 'r_1', step: { ...stepOf('a', status), difference } });
  const told: Write = { kind: 'duration', type: 'told', op: 'run', seconds: 1 };

  it('is taken once, and outlives a change of status', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    await store.commit([asking('running')]);
    expect(await store.decide('r_1', 'a', to(refused), [told])).toBe(true);
    expect(await store.decide('r_1', 'a', to(agreed), [told])).toBe(false);
    await store.commit([{ kind: 'step-status', run: 'r_1', step: 'a', status: 'pending' }]);
    expect(await store.stepOf('r_1', 'a')).toMatchObject({ status: 'pending', difference: { ...difference, ...refused } });
    expect(await store.durations('told', 'run')).toEqual([1]);
  });

  it('is asked of the steps that a list of runs looks at, and of no other', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [], b: [], c: [] });
    expect(await store.askedSteps('r_1')).toEqual([]);
    await store.commit([asking('running'), { kind: 'step', run: 'r_1', step: { ...stepOf('c'), ask: 'sure?' } }]);
    expect((await store.askedSteps('r_1')).map(({ step }) => step)).toEqual(['a', 'c']);
    expect(await store.askedSteps('r_2')).toEqual([]);
  });

  it('is not taken to another answer, or of a step that asks nothing or has ended, which stays ended', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    expect(await store.decide('r_1', 'a', to(agreed), [told])).toBe(false);
    await store.commit([asking('running')]);
    expect(await store.decide('r_1', 'a', to(agreed, 'b'.repeat(64)), [told])).toBe(false);
    await store.commit([asking('skipped')]);
    expect(await store.decide('r_1', 'a', to(agreed), [told])).toBe(false);
    await store.commit([{ kind: 'step-status', run: 'r_1', step: 'a', status: 'running' }]);
    expect(await store.stepOf('r_1', 'a')).toMatchObject({ status: 'skipped', difference });
    expect(await store.openSteps('r_1')).toBe(0);
    expect(await store.durations('told', 'run')).toEqual([]);
  });

  it('opens a gate once, when its run has come to it, and outlives a change of status', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [] });
    const open = (by: string) => store.decide('r_1', 'a', { to: 'gate', opened: { by, at } }, [told]);
    expect(await open('ada')).toBe(false);
    const gate = (status: StepStatus): Write => ({ kind: 'step', run: 'r_1', step: { ...stepOf('a', status), ask: 'sure?' } });
    await store.commit([gate('pending')]);
    expect(await open('ada')).toBe(false);
    await store.commit([gate('running')]);
    expect(await open('ada')).toBe(true);
    expect(await open('bob')).toBe(false);
    await store.commit([{ kind: 'step-status', run: 'r_1', step: 'a', status: 'pending' }]);
    expect(await store.stepOf('r_1', 'a')).toMatchObject({ status: 'pending', ask: 'sure?', opened: { by: 'ada', at } });
    await store.commit([gate('skipped')]);
    expect(await open('ada')).toBe(false);
    expect((await store.stepOf('r_1', 'a'))?.status).toBe('skipped');
    expect(await store.durations('told', 'run')).toEqual([1]);
  });

  it('that was a no and has ended its step is gone when the run goes on; a yes stays', async () => {
    const store = disk.open();
    await begin(store, 'r_1', 'n1', 'web', { a: [], b: [] });
    const said = (step: string, word: object): Write => ({
      kind: 'step',
      run: 'r_1',
      step: { ...stepOf(step, 'failed'), difference: { ...difference, ...word } },
    });
    await store.commit([said('a', refused), said('b', agreed), end('r_1')]);
    expect(await store.resumeRun('r_1', [])).toBe('begun');
    expect((await store.steps('r_1')).map((step) => step.difference)).toEqual([undefined, { ...difference, ...agreed }]);
  });
});
