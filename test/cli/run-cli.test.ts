import { describe, expect, it } from 'vitest';
import { type Code, codes } from '../../src/kernel/codes.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { commandTable } from '../../src/surfaces/cli/command-table.ts';
import { commandLine, FakeHost } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { madeAt, realTarget, sampleChange, samplePlan, sampleTarget, sampleUnit } from './sample-plan.ts';

const plan = samplePlan();

describe('asbuilt', () => {
  it('shows every command in its help', async () => {
    const { code, out } = await commandLine([]);
    expect(code).toBe(0);
    for (const name of Object.keys(commandTable)) expect(out).toContain(`  ${name}`);
  });

  it('tells its version as text and as JSON', async () => {
    expect((await commandLine(['version'])).out).toBe('asbuilt 1.2.3\n');
    expect((await commandLine(['--version', '--json'])).json()).toEqual([{ version: '1.2.3' }]);
  });

  it('reports problems as text on stderr, with code, place, cause and fix', async () => {
    const engine = new FakeEngine(plan);
    engine.failures.set('plan', [problem('PLAN_STALE', 'the world moved', 'plan again', { at: 'web.bucket', cause: 'someone was faster' })]);
    const { out, err } = await commandLine(['plans', 'show', plan.id], { engine });
    expect(out).toBe('');
    expect(err).toBe('error PLAN_STALE at web.bucket: the world moved\n  cause  someone was faster\n  fix    plan again\n');
  });

  it('reports problems as JSON on stdout where JSON was asked for', async () => {
    const { code, err, json } = await commandLine(['plans', 'list', '--json']);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(json()).toEqual([
      { problems: [{ code: 'ENGINE_NOT_RUNNING', message: 'no engine runs for this data folder', fix: 'asbuilt up --detach', retryable: true }] },
    ]);
  });

  it.each(Object.keys(codes) as Code[])('exits with the code that is registered for %s', async (code) => {
    const engine = new FakeEngine(plan);
    engine.failures.set('runs', [problem(code, 'it is so', 'do this')]);
    expect((await commandLine(['runs', 'list'], { engine })).code).toBe(codes[code].exit);
  });

  const engineCommands: [string, string[]][] = [
    ['ask', ['ask', 'a bucket']],
    ['plans list', ['plans', 'list']],
    ['plans show', ['plans', 'show', 'p_1']],
    ['approve', ['approve', 'p_1']],
    ['reject', ['reject', 'p_1', '--why', 'no']],
    ['apply', ['apply', 'p_1']],
    ['runs list', ['runs', 'list']],
    ['runs show', ['runs', 'show', 'r_1']],
    ['runs watch', ['runs', 'watch', 'r_1']],
    ['runs cancel', ['runs', 'cancel', 'r_1']],
    ['runs resume', ['runs', 'resume', 'r_1']],
    ['deployments', ['deployments']],
    ['deployments recover', ['deployments', 'recover']],
    ['show', ['show', 'orders']],
    ['destroy', ['destroy', 'orders']],
    ['audit verify', ['audit', 'verify']],
    ['audit list', ['audit', 'list']],
  ];
  it.each(engineCommands)('says how to start the engine where %s finds none', async (_, argv) => {
    const { code, err } = await commandLine(argv);
    expect(code).toBe(1);
    expect(err).toMatch(/error ENGINE_NOT_RUNNING.*\n.*fix {4}asbuilt up --detach/);
  });
});

describe('up, down, doctor, sandbox', () => {
  it('starts in the background and prints where, also as JSON', async () => {
    const { code, host, json } = await commandLine(['up', '--detach', '--sandbox', '--port', '0', '--speed', '10', '--json']);
    expect(code).toBe(0);
    expect(host.started).toEqual([{ sandbox: true, port: 0, speed: 10 }]);
    expect(json()).toEqual([
      { url: 'http://127.0.0.1:4000', pid: 7, home: '/data', sandbox: { endpoint: 'http://127.0.0.1:5000', accounts: ['123456789012'], instance: 'i1' } },
    ]);
  });

  it('stays in the foreground until Ctrl-C, and ends well', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const { code, out } = await commandLine(['up'], { signal: stop.signal });
    expect(code).toBe(0);
    expect(out).toContain('http://127.0.0.1:4000');
  });

  it('says that the sandbox is simulated', async () => {
    expect((await commandLine(['up', '--detach', '--sandbox'])).out).toMatch(/Sandbox.*simulated/);
  });

  it('refuses a speed for no sandbox', async () => {
    expect(await commandLine(['up', '--speed', '10'])).toMatchObject({ code: 2, err: expect.stringContaining('--sandbox') });
  });

  it('stops what runs, and says so where nothing did', async () => {
    expect((await commandLine(['down'], { engine: new FakeEngine(plan) })).out).toContain('pid 7');
    expect((await commandLine(['down'])).out).toContain('No engine was running');
    expect((await commandLine(['down'], { engine: new FakeEngine(plan) })).out).toContain('Its sandbox (pid 8) has stopped.');
    expect((await commandLine(['down', '--purge', '--confirm', 'data', '--json'])).json()).toEqual([{ pid: null, sandbox: null, purged: true, left: null }]);
  });

  it('deletes the data folder for nobody who did not name it, and says what would be lost', async () => {
    const engine = new FakeEngine(plan);
    for (const argv of [
      ['down', '--purge'],
      ['down', '--purge', '--confirm', 'dat'],
    ]) {
      const refused = await commandLine(argv, { engine });
      expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('asbuilt down --purge --confirm data') });
      expect(refused.err).toContain(`the records of ${plan.deployment}`);
      expect(refused.err).toContain('the audit log');
    }
    const asked = await commandLine(['down', '--purge'], { engine, terminal: true, answers: ['data'] });
    expect(asked).toMatchObject({ code: 0, asked: [expect.stringContaining('Type data')], out: expect.stringContaining('Its records are deleted') });
    const not = await commandLine(['down', '--purge'], { engine, terminal: true, answers: ['yes'] });
    expect(not).toMatchObject({ code: 2, out: expect.stringContaining('Nothing is stopped') });
    const agent = await commandLine(['down', '--purge', '--confirm', 'data'], { engine, agent: 'Agent' });
    expect(agent).toMatchObject({ code: 5, err: expect.stringContaining('belongs to an AI agent') });
  });

  it('lets no agent’s terminal pass a gate', async () => {
    const engine = new FakeEngine(plan);
    const refused = await commandLine(['runs', 'open', 'r_0123456789ab', 'wait'], { engine, agent: 'Agent' });
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('in a terminal of your own: asbuilt runs open r_0123456789ab wait') });
    expect(engine.calls).toEqual([]);
  });

  it('opens a gate of the run that begins so, and says of one that has ended that it has', async () => {
    const engine = new FakeEngine(plan);
    await commandLine(['ask', 'a bucket', '--yes'], { engine });
    const [run] = (await commandLine(['runs', 'list', '--json'], { engine })).json() as [{ runs: { id: string }[] }];
    const id = run.runs[0]?.id ?? '';
    const opened = await commandLine(['runs', 'open', id.slice(0, 5), 'wait'], { engine });
    expect(engine.calls).toContainEqual(['openGate', { id, gate: 'wait' }]);
    expect(opened.out).toBe(`Run ${id} has ended: succeeded. wait was opened before.\nNext: asbuilt runs show ${id}\n`);
    expect(await commandLine(['runs', 'open', 'r_nope', 'wait'], { engine })).toMatchObject({ code: 1, err: expect.stringContaining('RUN_UNKNOWN') });
  });

  it('names no next command before it asks, and one where it does not', async () => {
    const asked = await commandLine(['ask', 'a bucket'], { engine: new FakeEngine(plan), terminal: true, answers: ['n'] });
    expect(asked.out).not.toContain('Next:');
    expect((await commandLine(['ask', 'a bucket', '--yes'], { engine: new FakeEngine(plan) })).out).not.toContain('Next: asbuilt approve');
    expect((await commandLine(['ask', 'a bucket'], { engine: new FakeEngine(plan) })).out).toContain(`Next: asbuilt approve ${plan.id}`);
  });

  it('says of a name given with --confirm that it names nothing', async () => {
    const said = await commandLine(['ask', 'a bucket', '--yes', '--confirm', 'buckt'], { engine: new FakeEngine(plan) });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('--confirm buckt names nothing that this plan loses.') });
  });

  it('takes the beginning of a deployment’s name where no other begins so', async () => {
    const engine = new FakeEngine(plan);
    expect((await commandLine(['show', plan.deployment.slice(0, 3)], { engine })).code).toBe(0);
    expect(engine.calls).toContainEqual(['show', { deployment: plan.deployment }]);
    expect((await commandLine(['plans', 'show', plan.id.slice(2, 6)], { engine })).out).toContain(plan.id);
  });

  it('names the process that it did not stop, and why', async () => {
    const host = new FakeHost(null);
    host.left = { pid: 99, why: 'another process has that id now' };
    expect((await commandLine(['down'], { host })).out).toContain(
      'Process 99, which the data folder names as its sandbox, was left alone: another process has that id now.',
    );
    expect((await commandLine(['down', '--json'], { host })).json()).toEqual([{ pid: null, sandbox: null, purged: false, left: host.left }]);
  });

  it('fails when a check fails, with its fix', async () => {
    expect(await commandLine(['doctor'])).toMatchObject({ code: 1, out: expect.stringContaining('make it writable') });
    expect(await commandLine(['doctor'], { engine: new FakeEngine(plan) })).toMatchObject({ code: 0, out: expect.not.stringContaining('make it writable') });
  });

  it('does not call in order what it could not look at, nor does it fail for that', async () => {
    expect(await commandLine(['doctor'], { engine: new FakeEngine(plan) })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\? {5}audit log {4}not read$/m),
    });
  });

  it('gives the sandbox its accounts and refuses what is no account', async () => {
    const { code, host } = await commandLine(['sandbox', '--account', '111111111111', '--account', '222222222222', '--state', 's.json']);
    expect(code).toBe(0);
    expect(host.started).toEqual([{ port: null, state: 's.json', speed: null, accounts: ['111111111111', '222222222222'] }]);
    expect(await commandLine(['sandbox', '--account', '12'])).toMatchObject({ code: 2, err: expect.stringContaining('12 digits') });
  });
});

describe('plans', () => {
  it('lists them with what they change', async () => {
    const { out } = await commandLine(['plans', 'list'], { engine: new FakeEngine(plan) });
    expect(out).toBe(`${plan.id}  orders  open  +1  expires in 30 min\n`);
  });

  it('prints a plan as JSON with its state', async () => {
    const { json } = await commandLine(['plans', 'show', plan.id, '--json'], { engine: new FakeEngine(plan) });
    expect(json()).toEqual([{ ...plan, state: 'open', why: null, refused: null, auditHead: { seq: 5, hash: 'a'.repeat(64) }, commands: null }]);
  });

  it('prints the shell script of a plan, and nothing else, when it is asked for', async () => {
    const engine = new FakeEngine(plan);
    const { code, out, err } = await commandLine(['plans', 'show', plan.id, '--commands'], { engine });
    expect(code).toBe(0);
    expect(out).toBe('set -eu\naws cloudcontrol create-resource --type-name AWS::S3::Bucket --region us-east-1\n');
    expect(err).toBe('');
    expect(engine.calls).toEqual([['plan', { id: plan.id, commands: 'yes' }]]);
    const { json } = await commandLine(['plans', 'show', plan.id, '--commands', '--json'], { engine });
    expect(json()).toEqual([expect.objectContaining({ id: plan.id, commands: engine.commands })]);
  });

  it('shows no commands with a plan, however full', async () => {
    const engine = new FakeEngine(plan);
    for (const flags of [[], ['--full']]) expect((await commandLine(['plans', 'show', plan.id, ...flags], { engine })).out).not.toContain('aws cloudcontrol');
    expect(engine.calls.every(([, request]) => !Object.hasOwn(request as object, 'commands'))).toBe(true);
  });

  it('plans a removal and names the next command', async () => {
    const removal = samplePlan([sampleChange({ action: 'delete', identifier: 'orders-1', after: null, risk: 'irreversible' })]);
    const { code, out } = await commandLine(['destroy', 'orders'], { engine: new FakeEngine(removal) });
    expect(code).toBe(0);
    expect(out).toMatch(/- {3}bucket.*deletes orders-1 {2}its data is lost/);
    expect(out).toContain(`Next: asbuilt approve ${removal.id}`);
  });
});

describe('approve and reject', () => {
  it('shows the plan, signs it and hands the approval in', async () => {
    const engine = new FakeEngine(plan);
    const { code, out, approver } = await commandLine(['approve', plan.id], { engine });
    expect(code).toBe(0);
    expect(approver.signed).toEqual([plan]);
    expect(out).toContain(`Plan ${plan.id}`);
    expect(out).toContain(`Next: asbuilt apply ${plan.id} --wait`);
    expect(engine.calls.map(([name]) => name)).toEqual(['plan', 'plan', 'approve']);
  });

  it('signs the end of the audit log as it is after the yes', async () => {
    const engine = new FakeEngine(plan);
    const asked = engine.plan.bind(engine);
    engine.plan = async (request) => {
      const answer = await asked(request);
      engine.auditHead = { seq: 9, hash: 'f'.repeat(64) };
      return answer;
    };
    const { approver } = await commandLine(['approve', plan.id], { engine });
    expect(approver.heads).toEqual([{ seq: 9, hash: 'f'.repeat(64) }]);
  });

  it('does not sign when the engine has stored another plan than it showed', async () => {
    const engine = new FakeEngine(plan);
    const other = samplePlan([sampleChange({ node: 'other' })]);
    for (const stored of [other, { ...other, id: plan.id, digest: plan.digest }]) {
      engine.stored = stored;
      const { code, err, approver } = await commandLine(['ask', 'a bucket', '--yes'], { engine });
      expect(code).toBe(1);
      expect(err).toContain('PLAN_TAMPERED');
      expect(approver.signed).toEqual([]);
    }
  });

  it.each([
    ['a change', (told: typeof plan) => ({ ...told, changes: [sampleChange({ node: 'other' })] })],
    ['the expiry', (told: typeof plan) => ({ ...told, expiresAt: '2027-03-01T10:30:00.000Z' })],
    ['the verdict', (told: typeof plan) => ({ ...told, verdict: { ...told.verdict, decision: 'allow' as const } })],
    ['the target', (told: typeof plan) => ({ ...told, targets: [realTarget('sandbox')] })],
    ['the id', (told: typeof plan) => ({ ...told, id: 'p_000000000000' })],
    ['the digest', (told: typeof plan) => ({ ...told, digest: `${told.digest.slice(0, -1)}${told.digest.endsWith('0') ? '1' : '0'}` })],
  ])('does not sign a plan of which somebody altered %s', async (_, alter) => {
    const altered = alter(plan) as typeof plan;
    const { code, err, approver } = await commandLine(['approve', altered.id], { engine: new FakeEngine(altered) });
    expect(code).toBe(1);
    expect(err).toContain('PLAN_TAMPERED');
    expect(approver.signed).toEqual([]);
  });

  it('does not sign what policy forbids, nor what has expired', async () => {
    const denied = samplePlan([sampleChange()], {
      verdict: { decision: 'deny', policyVersion: '1', longestRun: 60, reasons: [{ rule: 'regions', decision: 'deny', message: 'not in this region' }] },
    });
    expect(await commandLine(['approve', denied.id], { engine: new FakeEngine(denied) })).toMatchObject({
      code: 6,
      err: expect.stringContaining('not in this region'),
      approver: { signed: [] },
    });
    const late = await commandLine(['approve', plan.id], { engine: new FakeEngine(plan), now: madeAt + 31 * 60_000 });
    expect(late).toMatchObject({ code: 1, err: expect.stringContaining('PLAN_EXPIRED'), approver: { signed: [] } });
  });

  it('is refused in an AI agent’s terminal, before anything is asked of the engine', async () => {
    const engine = new FakeEngine(plan);
    const { code, err, approver } = await commandLine(['approve', plan.id], { engine, agent: 'Some Agent' });
    expect(code).toBe(5);
    expect(err).toContain('Some Agent');
    expect(approver.signed).toEqual([]);
    expect(engine.calls).toEqual([]);
  });

  it('rejects with a reason, and not without', async () => {
    const engine = new FakeEngine(plan);
    expect(await commandLine(['reject', plan.id], { engine })).toMatchObject({ code: 2, err: expect.stringContaining('--why') });
    expect((await commandLine(['reject', plan.id, '--why', 'too wide'], { engine })).code).toBe(0);
    expect(engine.calls).toEqual([['reject', { id: plan.id, why: 'too wide' }]]);
  });
});

describe('deployments and the audit log', () => {
  it('shows nothing of what somebody else has put in the place of ours', async () => {
    const engine = new FakeEngine(plan);
    const gone = { node: 'bucket', type: 'AWS::S3::Bucket', target: 'sandbox', account: '123456789012', region: 'us-east-1', identifier: 'orders' };
    engine.shown = { resources: [{ ...gone, live: false, foreign: true, differences: [], properties: null }] };
    const { out } = await commandLine(['show', 'orders'], { engine });
    expect(out).toContain('missing: what is there now is somebody else’s');
    expect(out).toContain('0 of 1 resources live');
    expect(out).not.toContain('Look at it');
  });

  it('shows live properties and the command that reads them, quoted for a shell', async () => {
    const engine = new FakeEngine(plan);
    engine.shown = {
      resources: [
        {
          node: 'bucket',
          type: 'AWS::S3::Bucket',
          target: 'sandbox',
          account: '123456789012',
          region: 'us-east-1',
          identifier: "a'; rm -rf /",
          live: true,
          foreign: false,
          differences: [],
          properties: { BucketName: 'orders' },
        },
      ],
    };
    const { out } = await commandLine(['show', 'orders'], { engine });
    expect(out).toContain('BucketName: "orders"');
    expect(out).toContain(`--identifier 'a'\\''; rm -rf /' --region us-east-1 --endpoint-url http://127.0.0.1:5000`);
    expect(out).toContain('AWS_ACCESS_KEY_ID=123456789012');
    expect(out).toContain('simulated');
  });

  it('lists deployments with their targets', async () => {
    expect((await commandLine(['deployments'], { engine: new FakeEngine(plan) })).out).toBe('orders  sandbox  1 S3 Bucket  last: "a private bucket"\n');
    const spread = samplePlan(undefined, { targets: [realTarget('main', 'prod'), sampleTarget()] });
    expect((await commandLine(['deployments'], { engine: new FakeEngine(spread) })).out).toBe(
      'orders  main (prod), sandbox  1 S3 Bucket  last: "a private bucket"\n',
    );
  });

  it('shows where each resource of several targets is, which of them are simulated, and what units gave', async () => {
    const at = { target: 'main', cloud: 'aws', account: '222222222222', region: 'eu-west-1' };
    const spread = samplePlan([sampleChange({ node: 'real', at }), sampleChange({ node: 'toy' }), sampleUnit()], {
      targets: [realTarget('main', 'prod'), sampleTarget()],
    });
    const { out } = await commandLine(['show', 'orders'], { engine: new FakeEngine(spread) });
    expect(out).toContain('orders → main (prod), sandbox simulated   2 of 2 resources live');
    expect(out).toContain('real  AWS::S3::Bucket  real-1  main 222222222222/eu-west-1  live');
    expect(out).toContain('seed  python  123456789012/us-east-1  as it last ran\n  rows: 3\n');
    // The first one is real: the line that reads it has neither the sandbox's credentials nor its address.
    expect(out).toMatch(/\n {2}aws cloudcontrol get-resource .* --identifier real-1 --region eu-west-1\n/);
  });

  it('reads the audit log page by page to its end', async () => {
    const engine = new FakeEngine(plan);
    expect((await commandLine(['audit', 'list'], { engine })).out.trim().split('\n')).toHaveLength(5);
    const [listed] = (await commandLine(['audit', 'list', '--from', '4', '--json'], { engine })).json() as [{ entries: { seq: number }[] }];
    expect(listed.entries.map(({ seq }) => seq)).toEqual([4, 5]);
  });

  it('shows everything that an entry of the audit log holds, to its end', async () => {
    const { out } = await commandLine(['audit', 'list'], { engine: new FakeEngine(plan) });
    expect(out.split('\n')[0]).toMatch(/plan\.made .* digest=d{200} {2}decision=allow {2}caller=\{via: "cli"\}$/);
  });

  it('tells a defect as a problem with its place, and shows no stack', async () => {
    const engine = new FakeEngine(plan);
    engine.deployments = async () => {
      throw new TypeError('it is undefined');
    };
    const { code, out, err } = await commandLine(['deployments'], { engine });
    expect(code).toBe(1);
    expect(`${out}${err}`).toMatch(/^error INTERNAL at run-cli\.test\.ts:\d+:\d+: .*\n {2}cause {2}TypeError: it is undefined\n {2}fix/);
    expect(`${out}${err}`).not.toMatch(/^\s+at /m);
  });

  it('reports a broken audit log', async () => {
    const engine = new FakeEngine(plan);
    expect((await commandLine(['audit', 'verify'], { engine })).out).toContain('intact');
    engine.failures.set('verifyAudit', [problem('AUDIT_BROKEN', 'entry 3 was changed', 'compare with a backup', { at: 'entry 3' })]);
    expect(await commandLine(['audit', 'verify'], { engine })).toMatchObject({ code: 1, err: expect.stringContaining('AUDIT_BROKEN at entry 3') });
  });

  it('works with an engine that is started', async () => {
    const host = new FakeHost(new FakeEngine(plan));
    expect((await commandLine(['runs', 'list'], { host })).out).toContain('No runs yet');
  });
});
