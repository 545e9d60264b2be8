import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { commandLine, FakeHost } from './command-line.ts';
import { FakeEngine, listed, realKey } from './fake-engine.ts';
import { realTarget, sampleChange, samplePlan, sampleTarget, sampleUnit } from './sample-plan.ts';

const plan = samplePlan([sampleChange({ node: 'logs' }), sampleChange({ node: 'bucket' }), sampleChange({ node: 'queue' })]);
const run = `r_${plan.digest.slice(0, 12)}`;
const failure = problem('CLOUD_DENIED', 'not allowed', 'grant s3:CreateBucket', { cause: 'AccessDenied' });

async function approved(engine: FakeEngine): Promise<FakeEngine> {
  expect((await commandLine(['approve', plan.id], { engine })).code).toBe(0);
  return engine;
}

describe('ask', () => {
  it('shows the plan and stops there, where nobody can be asked', async () => {
    const engine = new FakeEngine(plan);
    const { code, out, approver } = await commandLine(['ask', 'a private bucket', '--target', 'sandbox'], { engine });
    expect(code).toBe(0);
    expect(engine.calls).toEqual([['ask', { intent: { intent: 'a private bucket' }, targets: { sandbox: 'sandbox' } }]]);
    expect(out).toContain(`Next: asbuilt approve ${plan.id}`);
    expect(approver.signed).toEqual([]);
  });

  it('prints interpretation and plan as one line of JSON', async () => {
    const { json } = await commandLine(['ask', 'a bucket', '--json'], { engine: new FakeEngine(plan) });
    expect(json()).toEqual([{ kind: 'proposal', interpretation: expect.objectContaining({ deployment: 'orders' }), plan }]);
  });

  it('sends the deployment that is to be changed', async () => {
    const engine = new FakeEngine(samplePlan());
    await commandLine(['ask', 'a bucket', '--deployment', 'shop'], { engine });
    expect(engine.calls).toEqual([['ask', { intent: { intent: 'a bucket' }, deployment: 'shop' }]]);
  });

  it('sends the targets in the order they were given, each under its alias or its own name', async () => {
    const engine = new FakeEngine(plan);
    await commandLine(['ask', 'a bucket', '--target', 'main=prod', '--target', 'backup'], { engine });
    const [[, request]] = engine.calls as [[string, { targets: object }]];
    expect(Object.entries(request.targets)).toEqual([
      ['main', 'prod'],
      ['backup', 'backup'],
    ]);
  });

  it.each([
    ['the same alias twice', ['--target', 'main=prod', '--target', 'main=backup'], 'two targets are called "main"'],
    ['an alias of nothing', ['--target', 'main='], '"main=" names no target'],
    ['a name without its alias', ['--target', '=prod'], '"=prod" names no target'],
  ])('refuses %s', async (_, flags, message) => {
    const engine = new FakeEngine(plan);
    const outcome = await commandLine(['ask', 'a bucket', ...flags], { engine });
    expect(outcome).toMatchObject({ code: 2, err: expect.stringContaining(`error USAGE at --target: ${message}`) });
    expect(engine.calls).toEqual([]);
  });

  it('sends an intent file as it is', async () => {
    const engine = new FakeEngine(plan);
    const intent = { intent: 'create s3 bucket', compliance: 'private, encrypted', region: 'us-west-2' };
    await commandLine(['ask', '--file', 'i.json'], { engine, files: { 'i.json': JSON.stringify(intent) } });
    expect(engine.calls).toEqual([['ask', { intent }]]);
  });

  it.each([
    ['nothing', ['ask'], 'USAGE'],
    ['an empty sentence', ['ask', '  '], 'USAGE'],
    ['both a sentence and a file', ['ask', 'a bucket', '--file', 'ok.json'], 'USAGE'],
    ['a file that is not there', ['ask', '--file', 'none.json'], 'INTENT_UNREADABLE'],
    ['a file that is not JSON', ['ask', '--file', 'bad.json'], 'INTENT_UNREADABLE'],
    ['a file that is no intent', ['ask', '--file', 'list.json'], 'INPUT_INVALID'],
    ['an unquoted sentence', ['ask', 'a', 'bucket'], 'USAGE'],
  ])('refuses %s as a usage error and asks the engine nothing', async (_, argv, code) => {
    const engine = new FakeEngine(plan);
    const outcome = await commandLine(argv, { engine, files: { 'bad.json': '{"intent":', 'list.json': '["intent"]', 'ok.json': '{"intent":"x"}' } });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain(`error ${code}`);
    expect(engine.calls).toEqual([]);
  });

  it('applies after a yes on a terminal, and changes nothing after anything else', async () => {
    for (const answer of ['', 'n', 'no', 'yeah', 'p']) {
      const engine = new FakeEngine(plan);
      const outcome = await commandLine(['ask', 'a bucket'], { engine, terminal: true, answers: [answer] });
      expect(outcome.code).toBe(5);
      expect(outcome.approver.signed).toEqual([]);
      expect(engine.calls.map(([name]) => name)).toEqual(['ask']);
    }
    const outcome = await commandLine(['ask', 'a bucket'], { engine: new FakeEngine(plan), terminal: true, answers: ['y'] });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toMatch(/Run r_\w+ {2}orders {2}succeeded/);
  });

  it('never asks with --no-input, nor in an agent’s terminal', async () => {
    expect((await commandLine(['ask', 'a bucket', '--no-input'], { engine: new FakeEngine(plan), terminal: true })).asked).toEqual([]);
    expect((await commandLine(['ask', 'a bucket'], { engine: new FakeEngine(plan), terminal: true, agent: 'Agent' })).asked).toEqual([]);
  });

  it('does not take --yes from an agent’s terminal', async () => {
    const engine = new FakeEngine(plan);
    const outcome = await commandLine(['ask', 'a bucket', '--yes'], { engine, agent: 'Agent' });
    expect(outcome).toMatchObject({ code: 5, approver: { signed: [] } });
    expect(outcome.err).toContain(`asbuilt approve ${plan.id}`);
    expect(engine.calls.map(([name]) => name)).toEqual(['ask']);
  });

  it('has nothing to apply where nothing would change', async () => {
    const unchanged = samplePlan([sampleChange({ action: 'none' })]);
    const outcome = await commandLine(['ask', 'a bucket', '--yes'], { engine: new FakeEngine(unchanged) });
    expect(outcome).toMatchObject({ code: 0, approver: { signed: [] } });
    expect(outcome.out).toContain('No changes.');
  });

  it('exits with 6 where policy denies, and shows why', async () => {
    const denied = samplePlan([sampleChange()], {
      verdict: { decision: 'deny', policyVersion: '1', longestRun: 60, reasons: [{ rule: 'regions', decision: 'deny', message: 'only Europe' }] },
    });
    const outcome = await commandLine(['ask', 'a bucket', '--yes'], { engine: new FakeEngine(denied) });
    expect(outcome).toMatchObject({ code: 6, approver: { signed: [] } });
    expect(outcome.out).toContain('1 denied: regions (only Europe)');
    expect(outcome.out).not.toContain('Next:');
  });

  it('leaves on Ctrl-C while the plan is still being made', async () => {
    const engine = new FakeEngine(plan);
    engine.ask = () => new Promise(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const outcome = await commandLine(['ask', 'a bucket', '--yes'], { engine, signal: stop.signal });
    expect(outcome).toMatchObject({ code: 130, approver: { signed: [] } });
    expect(outcome.out).toContain('Nothing is changed.');
  });

  it('prints plan, events and report as JSON when it goes all the way', async () => {
    const { code, json } = await commandLine(['ask', 'a bucket', '--yes', '--json'], { engine: new FakeEngine(plan) });
    expect(code).toBe(0);
    const lines = json() as Record<string, unknown>[];
    expect(lines[0]).toHaveProperty('plan.id', plan.id);
    expect(lines.slice(1, -1).every(({ kind }) => kind === 'step')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ id: run, plan: plan.id, status: 'succeeded', nodes: [{ status: 'done' }, { status: 'done' }, { status: 'done' }] });
  });
});

describe('apply and runs', () => {
  it('refuses a plan without an approval with 5', async () => {
    expect(await commandLine(['apply', plan.id], { engine: new FakeEngine(plan) })).toMatchObject({
      code: 5,
      err: expect.stringContaining(`asbuilt approve ${plan.id}`),
    });
  });

  it('returns at once with the run’s address, or waits for its end', async () => {
    expect((await commandLine(['apply', plan.id], { engine: await approved(new FakeEngine(plan)) })).out).toContain(`Next: asbuilt runs watch ${run}`);
    const waited = await commandLine(['apply', plan.id, '--wait'], { engine: await approved(new FakeEngine(plan)) });
    expect(waited.out).toMatch(/done +create logs[\s\S]*done +create bucket[\s\S]*done +create queue/);
    expect(waited.out).toMatch(/Run r_\w+ {2}orders {2}succeeded {3}simulated/);
  });

  it('reports done, failed, skipped and unknown, the cause and one command to resume', async () => {
    const engine = await approved(new FakeEngine(plan));
    engine.endings = {
      bucket: { status: 'failed', error: failure },
      queue: { status: 'unknown', error: problem('CLOUD_UNKNOWN_OUTCOME', 'the reply was lost', 'resume') },
    };
    engine.cause = problem('RUN_PARTLY_DONE', 'one step failed', 'mend and resume');
    const { code, out } = await commandLine(['apply', plan.id, '--wait'], { engine });
    expect(code).toBe(7);
    expect(out).toMatch(/^done +1 {2}logs$/m);
    expect(out).toMatch(/^failed +1 {2}bucket$/m);
    expect(out).toMatch(/^skipped +0$/m);
    expect(out).toMatch(/^unknown +1 {2}queue \(may exist in the cloud\)$/m);
    expect(out).toMatch(/failed CLOUD_DENIED at bucket: not allowed\n {2}cause {2}AccessDenied\n {2}fix {4}grant/);
    expect(out).toContain('cause RUN_PARTLY_DONE: one step failed');
    expect(out.match(/Next: .*/g)).toEqual([`Next: asbuilt runs resume ${run}`]);
  });

  it('exits with the cause’s code when nothing was done', async () => {
    const engine = await approved(new FakeEngine(plan));
    engine.endings = { logs: { status: 'failed', error: failure }, bucket: { status: 'skipped' }, queue: { status: 'skipped' } };
    engine.cause = problem('CREDENTIALS_REFUSED', 'who are you', 'log in');
    expect((await commandLine(['apply', plan.id, '--wait'], { engine })).code).toBe(4);
  });

  it('takes as much of a run’s id as no other has, and names those that begin alike', async () => {
    const engine = await approved(new FakeEngine(plan));
    await commandLine(['apply', plan.id, '--wait'], { engine });
    for (const given of [run, run.slice(0, 6), run.slice(2, 6)]) expect((await commandLine(['runs', 'show', given], { engine })).out).toContain(run);
    expect((await commandLine(['runs', 'watch', run.slice(0, 5)], { engine })).code).toBe(0);
    expect(await commandLine(['runs', 'show', 'zz'], { engine })).toMatchObject({ code: 1, err: expect.stringContaining('no run begins with zz') });
    const shown = await engine.run({ id: run });
    if (!shown.ok) throw new Error('no run');
    engine.runs = async () => ({ ok: true, value: { runs: [shown.value, { ...shown.value, id: `${run.slice(0, -1)}0` }] } });
    const several = await commandLine(['runs', 'cancel', 'r_'], { engine });
    expect(several).toMatchObject({ code: 1, err: expect.stringContaining('2 runs begin with r_') });
    expect(several.err).toContain(run);
  });

  it('leaves on Ctrl-C with the run’s address, and the run goes on', async () => {
    const engine = await approved(new FakeEngine(plan));
    const stop = new AbortController();
    let release = () => {};
    engine.held = new Promise((resolve) => (release = resolve));
    setTimeout(() => stop.abort(), 50);
    const { code, out } = await commandLine(['apply', plan.id, '--wait'], { engine, signal: stop.signal });
    expect(code).toBe(130);
    expect(out).toContain('The run goes on in the engine.');
    expect(out).toContain(`asbuilt runs watch ${run}`);
    expect(out).toContain(`asbuilt runs cancel ${run}`);
    release();
    expect(await commandLine(['runs', 'watch', run], { engine })).toMatchObject({ code: 0, out: expect.stringContaining('succeeded') });
  });

  it('stops following a run that is paused, and says why and what to do', async () => {
    const engine = await approved(new FakeEngine(plan));
    engine.pausesAt = 'queue';
    engine.cause = problem('TARGET_CHANGED', 'sandbox is another account now', 'put the target back');
    const { code, out } = await commandLine(['apply', plan.id, '--wait'], { engine });
    expect(code).toBe(7);
    expect(out).toMatch(/Run r_\w+ {2}orders {2}paused/);
    expect(out).toMatch(/^open +1 {2}queue$/m);
    expect(out).toContain('cause TARGET_CHANGED: sandbox is another account now');
    expect(out.match(/Next: .*/g)).toEqual([`Next: asbuilt runs resume ${run}    stop it: asbuilt runs cancel ${run}`]);
    expect((await commandLine(['runs', 'list'], { engine })).out).toContain(`${run}  orders  paused`);
    expect((await commandLine(['runs', 'cancel', run], { engine })).out).toContain('being cancelled');
    expect((await commandLine(['runs', 'watch', run], { engine })).code).toBe(2);
  });

  it('says of each step where it is, where a run is spread over several places', async () => {
    const far = { target: 'dr', cloud: 'aws', account: '222222222222', region: 'eu-west-1' };
    const spread = samplePlan([sampleChange({ node: 'near' }), sampleUnit({ at: far })], { targets: [realTarget('dr', 'backup'), sampleTarget()] });
    const engine = new FakeEngine(spread);
    engine.endings = { seed: { status: 'unknown', error: problem('CLOUD_UNKNOWN_OUTCOME', 'nobody knows', 'look') } };
    engine.list.approvers.push(listed('kim', 'real', realKey));
    await commandLine(['approve', spread.id], { engine, terminal: true, passphrase: 'of this test', secrets: ['of this test'] });
    const { code, out } = await commandLine(['apply', spread.id, '--wait'], { engine });
    expect(code).toBe(7);
    expect(out).toMatch(/done +create near {2}AWS::S3::Bucket in sandbox 123456789012\/us-east-1/);
    expect(out).toMatch(/unknown +run seed {2}python in dr 222222222222\/eu-west-1/);
    expect(out).toMatch(/^unknown +1 {2}seed \(may have run\)$/m);
    expect(out).toContain('unknown CLOUD_UNKNOWN_OUTCOME at seed in dr 222222222222/eu-west-1: nobody knows');
    expect(out).toMatch(/^Target +dr \(backup\) {2}222222222222 as arn:aws:iam::222222222222:root$/m);
    expect(out).toMatch(/^Target +sandbox {2}123456789012 as arn:aws:iam::123456789012:root {3}simulated$/m);
  });

  it('follows a run on a terminal and leaves only what stays', async () => {
    const engine = await approved(new FakeEngine(plan));
    const { code, out } = await commandLine(['apply', plan.id, '--wait'], { engine, terminal: true });
    expect(code).toBe(0);
    expect(out).toMatch(/3\/3 done/);
    expect(out.slice(out.lastIndexOf('[0J'))).not.toContain('/3 done');
  });

  it('finds out what a mute stream did not tell', async () => {
    const engine = await approved(new FakeEngine(plan));
    engine.mute = true;
    const { code, json } = await commandLine(['apply', plan.id, '--wait', '--json'], { engine });
    expect(code).toBe(0);
    expect(json().at(-1)).toMatchObject({ status: 'succeeded' });
  });

  it('cancels, shows and lists a run', async () => {
    const engine = await approved(new FakeEngine(plan));
    await commandLine(['apply', plan.id], { engine });
    expect(await commandLine(['runs', 'cancel', run], { engine })).toMatchObject({ code: 0, out: expect.stringContaining('being cancelled') });
    expect((await commandLine(['runs', 'watch', run], { engine })).code).toBe(2);
    expect(await commandLine(['runs', 'show', run, '--json'], { engine })).toMatchObject({ code: 2, out: expect.stringContaining('"status":"cancelled"') });
    expect((await commandLine(['runs', 'list'], { engine })).out).toContain(`${run}  orders  cancelled`);
    expect((await commandLine(['runs', 'resume', run, '--json'], { engine })).json()).toEqual([{ run }]);
  });
});

describe('start', () => {
  it('starts what does not run, goes all the way on the sandbox, and shows what is there', async () => {
    const engine = new FakeEngine(plan);
    const { code, out, host } = await commandLine(['start', '--yes'], { host: new FakeHost(null, engine) });
    expect(code).toBe(0);
    expect(host.started).toEqual([{ sandbox: true, port: null, speed: 20 }]);
    expect(engine.calls.find(([name]) => name === 'ask')?.[1]).toEqual({
      intent: { intent: 'Create a private, encrypted S3 bucket in us-east-1 with logging enabled.' },
      targets: { sandbox: 'sandbox' },
    });
    expect(engine.calls.at(-1)?.[0]).toBe('show');
    expect(out).toContain('3 of 3 resources live, from a fresh read');
    expect(out).toContain(
      'aws cloudcontrol get-resource --type-name AWS::S3::Bucket --identifier logs-1 --region us-east-1 --endpoint-url http://127.0.0.1:5000',
    );
  });

  it('prints the next command and exits with 5 where nobody can be asked', async () => {
    const { code, err, approver } = await commandLine(['start', 'a bucket'], { engine: new FakeEngine(plan) });
    expect(code).toBe(5);
    expect(err).toContain(`asbuilt approve ${plan.id} && asbuilt apply ${plan.id} --wait`);
    expect(approver.signed).toEqual([]);
  });

  it('asks on a terminal', async () => {
    const outcome = await commandLine(['start'], { engine: new FakeEngine(plan), terminal: true, answers: ['yes'] });
    expect(outcome).toMatchObject({ code: 0, asked: [expect.stringContaining('[y/N]')] });
  });

  it('takes --yes from an agent’s terminal for a plan of the own sandbox, says so, and takes it for nothing else', async () => {
    const outcome = await commandLine(['start', '--yes'], { engine: new FakeEngine(plan), agent: 'Agent' });
    expect(outcome).toMatchObject({ code: 0, out: expect.stringContaining('in a terminal of Agent: taken there for a demonstration on the sandbox') });
    const claimed = { ...realTarget('sandbox'), simulated: true };
    expect(
      await commandLine(['start', '--yes'], { engine: new FakeEngine(samplePlan([sampleChange()], { targets: [claimed] })), agent: 'Agent' }),
    ).toMatchObject({
      code: 5,
    });
    const real = samplePlan([sampleChange()], { targets: [realTarget('sandbox')] });
    expect(await commandLine(['start', '--yes'], { engine: new FakeEngine(real), agent: 'Agent' })).toMatchObject({ code: 5, approver: { signed: [] } });
  });

  it('does not touch an engine that has no sandbox', async () => {
    const engine = new FakeEngine(plan);
    engine.sandbox = null;
    expect(await commandLine(['start', '--yes'], { engine })).toMatchObject({ code: 1, err: expect.stringContaining('has no sandbox') });
    expect(engine.calls.map(([name]) => name)).toEqual(['health']);
  });

  it('fails when a fresh read does not find what was made', async () => {
    const engine = new FakeEngine(plan);
    engine.shown = {
      resources: [
        {
          node: 'logs',
          type: 'AWS::S3::Bucket',
          target: 'sandbox',
          account: '123456789012',
          region: 'us-east-1',
          identifier: 'logs-1',
          live: false,
          foreign: false,
          differences: [],
          properties: null,
        },
      ],
    };
    expect(await commandLine(['start', '--yes'], { engine })).toMatchObject({
      code: 1,
      err: expect.stringContaining('VERIFY_FAILED at orders: a fresh read does not find logs'),
    });
  });

  it('shows what is there where nothing had to change', async () => {
    const { code, out } = await commandLine(['start'], { engine: new FakeEngine(samplePlan([sampleChange({ action: 'none' })])) });
    expect(code).toBe(0);
    expect(out).toContain('No changes.');
    expect(out).toContain('1 of 1 resources live');
  });
});
