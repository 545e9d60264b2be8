import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout, type Said } from './checkout.ts';

interface Problem {
  readonly code: string;
  readonly at?: string;
  readonly fix: string;
}

/** The first problem of a command that was to fail, from its JSON. */
function problemOf(said: Said): Problem {
  const last = said.out.trim().split('\n').at(-1) ?? '';
  const { problems } = JSON.parse(last) as { problems: readonly Problem[] };
  const [first] = problems;
  if (first === undefined) throw new Error(`no problem in ${said.out}`);
  expect(first.fix.length).toBeGreaterThan(0);
  return first;
}

describe('without an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-faults-'));
  const checkout = new Checkout();
  let taken: Server;

  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    taken.close();
    await checkout.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that none runs, and how to start one', async () => {
    const said = await checkout.run('ask', 'a bucket', '--json');
    expect(said.code).toBe(1);
    expect(problemOf(said)).toMatchObject({ code: 'ENGINE_NOT_RUNNING', fix: expect.stringContaining('asbuilt up') });
  });

  it('refuses a port that is taken, in the foreground and in the background', async () => {
    const port = String((taken.address() as AddressInfo).port);
    for (const more of [[], ['--detach']]) {
      const said = await checkout.run('up', '--port', port, ...more, '--json');
      expect(said.code).toBe(1);
      expect(problemOf(said)).toMatchObject({ code: 'PORT_TAKEN' });
    }
  });

  it('refuses a data folder that cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const before = process.env['ASBUILT_HOME'];
    const nowhere = new Checkout();
    rmSync(nowhere.home, { recursive: true });
    writeFileSync(nowhere.home, 'a file where the data folder should be');
    const said = await nowhere.run('up', '--json');
    rmSync(nowhere.home);
    expect(process.env['ASBUILT_HOME']).toBe(before);
    expect(said.code).toBe(1);
    expect(problemOf(said)).toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  });

  it('refuses a malformed targets.yaml with the place', async () => {
    writeFileSync(join(checkout.home, 'targets.yaml'), 'targets: { staging: { account: "1", region: us-east-1 } }');
    const said = await checkout.run('up', '--port', '0', '--json');
    rmSync(join(checkout.home, 'targets.yaml'));
    expect(said.code).toBe(1);
    expect(problemOf(said)).toMatchObject({ code: 'TARGETS_INVALID', at: expect.stringContaining('targets.staging.account') });
  });

  it('refuses a mistyped command with the nearest one', async () => {
    const said = await checkout.run('aks', 'a bucket');
    expect(said.code).toBe(2);
    expect(said.err).toContain('ask');
  });
});

describe('with an engine', () => {
  const checkout = new Checkout();

  beforeAll(async () => {
    // Made beforehand, as people make folders.
    chmodSync(checkout.home, 0o755);
    const started = await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
  });
  afterAll(() => checkout.end(), 60_000);

  it('is the one engine of several that are started at once: the others wait for it, and give its address', async () => {
    const several = new Checkout();
    try {
      const said = await Promise.all(Array.from({ length: 4 }, () => several.run('up', '--detach', '--port', '0', '--json')));
      expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      expect(new Set(said.map(({ out }) => (JSON.parse(out) as { pid: number; url: string }).url)).size).toBe(1);
    } finally {
      await several.end();
    }
  });

  it('keeps everything that it writes from everybody else, whatever the folder is', () => {
    const open = readdirSync(checkout.home, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });

  it('expects of the sandbox the time that it takes at its speed', async () => {
    const { plan } = await checkout.json<Proposed>('ask', 'a queue named at-once');
    expect(plan.estimate.seconds).toEqual({ p50: 0, p90: 0 });
  });

  it('takes targets from targets.yaml as it is now, and says what is wrong with it', async () => {
    const file = join(checkout.home, 'targets.yaml');
    const asked = () => checkout.run('ask', 'a bucket', '--target', 'later', '--json');
    expect(problemOf(await asked())).toMatchObject({ code: 'TARGET_UNKNOWN' });
    writeFileSync(file, 'targets: { later: { account: 123456789012, region: us-east-1, endpoint: sandbox } }');
    expect(problemOf(await asked())).toMatchObject({ code: 'TARGETS_INVALID', at: expect.stringContaining('targets.later.account') });
    writeFileSync(file, 'targets: { later: { account: "123456789012", region: us-east-1, endpoint: sandbox } }');
    expect(await asked()).toMatchObject({ code: 0 });
    rmSync(file);
  });

  it('refuses a second engine on the same data folder and names the first one’s pid', async () => {
    const health = await checkout
      .json<ResponseOf<'health'>>('doctor')
      .then(async () => JSON.parse((await checkout.run('up', '--detach', '--json')).out) as { pid: number });
    const said = await checkout.run('up', '--port', '0', '--json');
    expect(said.code).toBe(1);
    expect(problemOf(said)).toMatchObject({ code: 'HOME_LOCKED' });
    expect(said.out).toContain(String(health.pid));
  });

  it.each([
    ['a region that does not exist', 'a bucket in us-esat-1', /REGION_UNKNOWN|INTENT_NOT_UNDERSTOOD/],
    ['controls that contradict each other', 'a private and public S3 bucket', /CONTROL_CONFLICT/],
  ])('refuses %s, with the place', async (_, sentence, code) => {
    const said = await checkout.run('ask', sentence, '--json');
    expect(said.code).toBe(1);
    const problem = problemOf(said);
    expect(problem.code).toMatch(code);
    expect(problem.at).toBeTruthy();
  });

  it('asks about a word without meaning, with the place, and plans nothing', async () => {
    const said = await checkout.run('ask', 'a bucket with frobnication', '--json');
    expect(said.code).toBe(5);
    const { kind, questions } = JSON.parse(said.out);
    expect(kind).toBe('question');
    expect(questions[0].text).toContain('frobnication');
    expect(questions[0].at).toBe('intent:15');
  });

  it('refuses an intent file that is unreadable, huge, malformed, or has a field nobody knows', async () => {
    const file = join(checkout.home, 'intent.json');
    expect(problemOf(await checkout.run('ask', '--file', join(checkout.home, 'none.json'), '--json'))).toMatchObject({ code: 'INTENT_UNREADABLE' });
    writeFileSync(file, `{"intent": "${'a bucket '.repeat(200_000)}"}`);
    expect(problemOf(await checkout.run('ask', '--file', file, '--json'))).toMatchObject({ code: 'INTENT_TOO_LARGE' });
    writeFileSync(file, '{"intent": ');
    expect(problemOf(await checkout.run('ask', '--file', file, '--json'))).toMatchObject({ code: 'INTENT_UNREADABLE' });
    writeFileSync(file, '{"intent": "a bucket", "regoin": "us-east-1"}');
    expect(problemOf(await checkout.run('ask', '--file', file, '--json'))).toMatchObject({ code: 'INPUT_INVALID', fix: expect.stringContaining('region') });
  });

  it('understands the structured form and other regions of the sandbox', async () => {
    const file = join(checkout.home, 'intent.json');
    writeFileSync(file, '{"intent": "create s3 bucket", "compliance": "private, encrypted", "region": "us-west-2"}');
    const { plan } = await checkout.json<Proposed>('ask', '--file', file);
    expect(plan.verdict.decision).toBe('approval');
    expect(plan.changes.map((change) => (change.kind === 'resource' ? `${change.action} ${change.type} ${change.at.region}` : change.node))).toEqual([
      'create AWS::S3::Bucket us-west-2',
    ]);
  });

  it('refuses to apply what nobody approved, and what was rejected', async () => {
    const { plan } = await checkout.json<Proposed>('ask', 'an SQS queue named waiting');
    const unapproved = await checkout.run('apply', plan.id, '--json');
    expect([unapproved.code, problemOf(unapproved).code]).toEqual([5, 'APPROVAL_NEEDED']);
    expect((await checkout.run('reject', plan.id, '--why', 'not now')).code).toBe(0);
    const rejected = await checkout.run('apply', plan.id, '--json');
    expect(problemOf(rejected).code).toBe('PLAN_REJECTED');
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  });

  it('refuses an unknown target, deployment, plan and run with what there is', async () => {
    expect(problemOf(await checkout.run('ask', 'a bucket', '--target', 'sandbx', '--json'))).toMatchObject({
      code: 'TARGET_UNKNOWN',
      fix: expect.stringContaining('sandbox'),
    });
    expect(problemOf(await checkout.run('destroy', 'nothing_here', '--json'))).toMatchObject({ code: 'DEPLOYMENT_UNKNOWN' });
    expect(problemOf(await checkout.run('plans', 'show', 'p_000000000000', '--json'))).toMatchObject({ code: 'PLAN_UNKNOWN' });
    expect(problemOf(await checkout.run('runs', 'show', 'r_000000000000', '--json'))).toMatchObject({ code: 'RUN_UNKNOWN' });
  });
});
