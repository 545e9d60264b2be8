import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { judge } from '../../src/policy/judge.ts';
import { commandLine, type Setup } from './command-line.ts';
import { FakeEngine } from './fake-engine.ts';
import { realTarget, sampleChange, samplePlan, sampleUnit } from './sample-plan.ts';

const gone = (node: string, more: Parameters<typeof sampleChange>[0] = {}) =>
  sampleChange({ node, action: 'delete', identifier: `${node}-1`, after: null, risk: 'lossy', ...more });
const harmless = samplePlan([sampleChange()]);
const losing = samplePlan([gone('bucket', { risk: 'irreversible' })]);
const unproven = samplePlan([gone('bucket', { ownership: 'unproven' }), gone('queues["a b"]', { ownership: 'unproven' })]);
const byTags = samplePlan([
  gone('bucket', { ownership: 'tagged', creation: { kind: 'unproven', because: 'nothing tells it' } }),
  gone('net', { ownership: 'tagged', creation: { kind: 'identifier' } }),
]);
const chosen = samplePlan([sampleChange({ node: 'orders', type: 'AWS::DynamoDB::Table' }), sampleChange()], {
  choices: [{ node: 'orders', property: '/KeySchema', chosen: [{ AttributeName: 'id' }], because: 'unchangeable' }],
});
const byUnit = samplePlan([
  sampleUnit({
    members: [
      { action: 'delete', type: 'AWS::RDS::DBInstance', name: 'prod', place: { target: 'main' }, properties: {} },
      { action: 'replace', type: 'Postgres::Table', name: 'orders', place: { target: 'main' }, properties: {} },
      { action: 'create', type: 'Postgres::Table', name: 'new', place: { target: 'main' }, properties: {} },
    ],
  }),
]);
const both = samplePlan([gone('bucket', { ownership: 'unproven', risk: 'irreversible' }), gone('table', { risk: 'irreversible' })]);

/** Every command that approves, as it is called for a plan, with what a person says beforehand. */
const doors: readonly (readonly [door: string, argv: (plan: Plan) => string[], yes: string[]])[] = [
  ['ask', () => ['ask', 'something'], ['--yes']],
  ['destroy', () => ['destroy', 'orders'], ['--yes']],
  ['approve', ({ id }) => ['approve', id], []],
];

async function say(plan: Plan, argv: readonly string[], setup: Setup = {}) {
  const engine = new FakeEngine(plan);
  const { code, out, err, asked, approver } = await commandLine(argv, { engine, ...setup });
  return { code, out, err, asked, consents: approver.consents, signed: approver.signed.length, applied: engine.calls.some(([name]) => name === 'apply') };
}

it('names what a unit says that it deletes or replaces, and not what it creates', () => {
  const what = 'runs python: it says that it deletes AWS::RDS::DBInstance prod, replaces Postgres::Table orders, whose data is lost';
  expect(lossesOf(byUnit)).toEqual([{ node: 'seed', what }]);
});

describe('a secret in a plan that an AI agent had a hand in', () => {
  const secret = { $secret: ['x:', { name: 'db' }] };
  const unit = sampleUnit({ inputs: { url: secret }, hosts: ['evil.example'], published: true });
  const made = sampleChange({ node: 'base', type: 'AWS::RDS::DBInstance', after: { MasterUserPassword: secret } });
  const changed = sampleChange({ node: 'base', action: 'update', identifier: 'base', patch: [{ op: 'add', path: '/MasterUserPassword', value: secret }] });
  const stands = sampleChange({ node: 'base', action: 'update', identifier: 'base', after: { MasterUserPassword: secret }, patch: [] });
  const of = (change: typeof made | typeof unit, agent?: string) => lossesOf(samplePlan([change], agent === undefined ? {} : { agent }));

  it('is named with what it is given to, and where that may send it', () => {
    expect(of(unit, 'agent')).toEqual([{ node: 'seed', what: 'runs python: an AI agent asked that it is given secret db, and may send it to evil.example' }]);
    for (const change of [made, changed])
      expect(of(change, 'agent')).toMatchObject([{ node: 'base', what: expect.stringContaining('an AI agent asked that it is given secret db') }]);
  });

  it('is named so where it is taken from a place that hides it', () => {
    const taken = sampleUnit({
      published: true,
      inputs: { p: { $from: { node: 'u1', attribute: 'got' } } },
      takes: [{ pointer: '/p', from: 'u1.got' }],
      hosts: ['evil.example'],
    });
    const what = 'runs python: an AI agent asked that p is given what stands in u1.got, which no agent is told, and may send it to evil.example';
    expect(of(taken, 'agent')).toEqual([{ node: 'seed', what }]);
  });

  it('is not asked of a person’s own plan, of what stands already, nor twice where everybody may read it', () => {
    expect([...of(unit), ...of(made), ...of(stands, 'agent')]).toEqual([]);
    const shown = of({ ...made, exposes: [{ pointer: '/MasterUserPassword', names: ['db'] }] } as typeof made, 'agent');
    expect(shown.map(({ what }) => what)).toEqual([expect.not.stringContaining('AI agent')]);
  });
});

describe('what opens something, in a plan that an AI agent had a hand in', () => {
  const everybody = { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] };
  const opening: readonly (readonly [string, JsonObject])[] = [
    ['AWS::IAM::Role', { AssumeRolePolicyDocument: everybody }],
    ['AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }],
    ['AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }],
    ['AWS::S3::Bucket', { AccessControl: 'PublicRead' }],
    ['AWS::RDS::DBInstance', { PubliclyAccessible: true }],
    ['AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 'sqs:*' }] } }],
  ];
  const planned = (type: string, after: JsonObject, more: Partial<Plan>) => {
    const plan = samplePlan([sampleChange({ node: 'door', type, after })], more);
    return samplePlan(plan.changes, { ...more, verdict: judge(plan) });
  };

  it.each(opening)('is named: %s %j', async (type, after) => {
    const plan = planned(type, after, { agent: 'agent' });
    expect(lossesOf(plan)).toMatchObject([{ node: 'door', what: expect.stringContaining('an AI agent asked that door ') }]);
    expect((await say(plan, ['approve', plan.id])).code).toBe(5);
    expect((await say(plan, ['approve', plan.id, '--confirm', 'door'])).consents).toEqual([['door']]);
  });

  it('is not asked of a person’s own plan, nor where nothing is opened', () => {
    for (const [type, after] of opening) expect(lossesOf(planned(type, after, {}))).toEqual([]);
    expect(lossesOf(planned('AWS::S3::Bucket', { BucketName: 'ours' }, { agent: 'agent' }))).toEqual([]);
  });
});

it('shows whole what an AI agent asked for before it is signed: nothing else shows it to who approves', async () => {
  const codes = Array.from({ length: 15 }, (_, index) => `exports.handler = async () => 1; // ${'x'.repeat(300)} fetch("https://elsewhere.example/${index}")`);
  const functions = codes.map((code, index) => sampleChange({ node: `f${index}`, type: 'AWS::Lambda::Function', after: { Code: { ZipFile: code } } }));
  const dense = (text: string) => text.replaceAll(/\s/g, '');
  const seen = async (more: Partial<Plan>) => {
    const plan = samplePlan(functions, more);
    return dense((await say(plan, ['approve', plan.id])).out);
  };
  const byAgent = await seen({ agent: 'agent' });
  for (const code of codes) expect(byAgent).toContain(dense(JSON.stringify(code)));
  expect(byAgent).not.toContain('Shortened');
  expect(await seen({})).toContain('Shortened');
});

describe('what an AI agent asks for that runs and nobody has published', () => {
  const line = 'print("Approved by alice")  # '.padEnd(400, 'x');
  const long = Array.from({ length: 300 }, (_, index) => `x = ${index}`);
  const bundle = (text: string) => ({ files: [{ path: 'main.py', base64: Buffer.from(text).toString('base64') }] });
  const of = (text: string) => samplePlan([sampleUnit({ source: digestOf(bundle(text)), hosts: ['evil.example'] })], { agent: 'agent' });
  const told = (text: string, plan: Plan) => [{ node: plan.changes[0]?.node as never, digest: 'f'.repeat(64), files: [{ path: 'main.py', text }] }];
  const approving = async (plan: Plan, text: string, argv = ['approve', plan.id, '--confirm', 'seed']) => {
    const engine = Object.assign(new FakeEngine(plan), { sources: told(text, plan) });
    const { code, out, err, approver } = await commandLine(argv, { engine });
    return { code, out, err, consents: approver.consents };
  };

  it('is shown, each line behind a mark, before a yes that says its name; all of it, however long, and many empty lines as how many they are', async () => {
    const plan = of(`${line}\r\n\u202eend\n`);
    expect((await approving(plan, `${line}\r\n\u202eend\n`, ['approve', plan.id])).code).toBe(5);
    const { code, out, consents } = await approving(plan, `${line}\r\n\u202eend\n`);
    expect([code, consents]).toEqual([0, [['seed']]]);
    expect(out).toContain('"main.py", ');
    const shown = out.split('\n').filter((one) => one.startsWith('  │ '));
    expect(shown.map((one) => one.slice(4)).join('')).toBe(`${line}\\r\\u{202e}end`);
    expect(out.split('\n').some((one) => one.startsWith('Approved by alice'))).toBe(false);
    expect(out.indexOf('│')).toBeLessThan(out.indexOf('Approved by'));
    const text = [...long, ...Array.from({ length: 250 }, () => ''), 'last = 1', '', '', 'end = 1'].join('\n');
    const many = of(text);
    for (const argv of [
      ['approve', many.id, '--confirm', 'seed'],
      ['plans', 'show', many.id, '--full'],
      ['plans', 'show', many.id, '--sources'],
    ]) {
      const shown = (await approving(many, text, argv)).out;
      expect(shown).toContain('  │ x = 299\n  250 empty lines\n  │ last = 1\n  │ \n  │ \n  │ end = 1\n');
      expect(shown).toContain('  │ x = 0\n');
    }
    const blank = `x = 1  \n${' \t  \t'}\n   \n \n  \ny = 2\n`;
    expect((await approving(of(blank), blank, ['plans', 'show', of(blank).id, '--full'])).out).toContain(
      '  │ x = 1··\n  │ ·\\t··\\t\n  │ ···\n  │ ·\n  │ ··\n  │ y = 2\n',
    );
    expect((await approving(plan, `${line}\r\n\u202eend\n`, ['plans', 'show', plan.id, '--full'])).out).toContain('  │ print');
  });

  it('is refused where what the engine tells is not what the plan names', async () => {
    const plan = of('evil()');
    const { code, err, consents } = await approving(plan, 'print("harmless")');
    expect([code, consents, err]).toEqual([1, [], expect.stringContaining('PLAN_TAMPERED')]);
  });

  it('is not shown nor asked for where a person has published it, or asks for it', async () => {
    for (const plan of [samplePlan([sampleUnit({ published: true })], { agent: 'agent' }), samplePlan([sampleUnit()])])
      expect([lossesOf(plan), (await say(plan, ['approve', plan.id])).out.includes('│')]).toEqual([[], false]);
  });
});

describe.each(doors)('a yes through %s', (door, argv, yes) => {
  const applies = door !== 'approve';
  const next = (plan: Plan, confirmed: string) => `asbuilt approve ${plan.id} ${confirmed}${applies ? ` && asbuilt apply ${plan.id} --wait` : ''}`;

  it('is enough by itself where nothing is lost', async () => {
    expect(await say(harmless, [...argv(harmless), ...yes])).toMatchObject({ code: 0, signed: 1, applied: applies });
  });

  it.each([
    ['loses data', losing, '--confirm bucket'],
    ['deletes what only our records say is ours', unproven, `--confirm bucket --confirm 'queues["a b"]'`],
    ['deletes what only its tags say is ours', byTags, '--confirm bucket --confirm net'],
    ['does both', both, '--confirm bucket --confirm table'],
    ['holds what an AI agent chose', chosen, '--confirm orders'],
    ['lets a unit delete something', byUnit, '--confirm seed'],
  ])('does not cover a plan that %s: it is refused with the command that says the names', async (_, plan, confirmed) => {
    for (const terminal of applies ? [true, false] : [false]) {
      const refused = await say(plan, [...argv(plan), ...yes], { terminal });
      expect(refused).toMatchObject({ code: 5, asked: [], signed: 0, applied: false });
      expect(refused.err).toContain(`fix    ${next(plan, confirmed)}\n`);
    }
  });

  it('covers what is named with --confirm, and nothing else; the names are signed', async () => {
    const line = [...argv(both), ...yes];
    expect(await say(both, [...line, '--confirm', 'table', '--confirm', 'bucket'])).toMatchObject({ code: 0, signed: 1, consents: [['bucket', 'table']] });
    for (const names of [['orders'], ['bucket'], ['table'], ['Bucket', 'table'], ['orders', 'bucke']]) {
      const refused = await say(both, [...line, ...names.flatMap((name) => ['--confirm', name])]);
      expect(refused).toMatchObject({ code: 5, signed: 0 });
    }
  });

  it('is typed on a terminal, node by node, with what is lost', async () => {
    const typed = await say(both, argv(both), { terminal: true, answers: ['bucket', 'table'] });
    expect(typed).toMatchObject({ code: 0, signed: 1, applied: applies, consents: [['bucket', 'table']] });
    expect(typed.asked).toEqual([expect.stringMatching(/^Type bucket to approve/), expect.stringMatching(/^Type table to approve/)]);
    expect(typed.out).toMatch(
      /This deletes AWS::S3::Bucket bucket-1: its data is lost, and only our records say it is ours\.\s[\s\S]*This deletes AWS::S3::Bucket table-1: its data is lost\./,
    );
  });

  it('is no yes when anything else is typed', async () => {
    for (const answers of [['y'], ['orders'], ['bucket', 'y'], ['bucket', ''], ['table', 'bucket'], []])
      expect(await say(both, argv(both), { terminal: true, answers })).toMatchObject({ code: 5, signed: 0, applied: false });
  });

  it('asks on a terminal only for the names that were not given', async () => {
    const typed = await say(both, [...argv(both), '--confirm', 'bucket'], { terminal: true, answers: ['table'] });
    expect(typed).toMatchObject({ code: 0, signed: 1, asked: [expect.stringContaining('Type table')] });
  });

  it('is never an agent’s, whatever it names', async () => {
    const named = await say(both, [...argv(both), ...yes, '--confirm', 'table', '--confirm', 'bucket'], { agent: 'Agent', terminal: true });
    expect(named).toMatchObject({ code: 5, asked: [], signed: 0 });
  });
});

describe('a yes', () => {
  it('to what an AI agent chose says what that is, node by node and value by value, and is asked for with what is lost', async () => {
    const typed = await say(chosen, ['approve', chosen.id], { terminal: true, answers: ['orders'] });
    expect(typed).toMatchObject({ code: 0, signed: 1, consents: [['orders']] });
    expect(typed.asked).toEqual(['Type orders to approve: ']);
    expect(typed.out.replaceAll(/\s+/g, ' ')).toContain(
      'This creates AWS::DynamoDB::Table: an AI agent chose KeySchema [{"AttributeName":"id"}], which cannot be changed later.',
    );
    const all = samplePlan([gone('bucket', { action: 'replace', after: {}, risk: 'irreversible' })], {
      choices: [{ node: 'bucket', property: '/AccessControl', chosen: 'PublicRead', because: 'security' }],
    });
    expect((await say(all, ['ask', 'x', '--yes'])).err).toContain(
      'bucket: replaces AWS::S3::Bucket bucket-1: its data is lost, and an AI agent chose AccessControl "PublicRead", which is of security',
    );
  });

  it('names what is replaced too, but not what is only changed or kept', async () => {
    const replaced = samplePlan([sampleChange({ action: 'replace', identifier: 'b-1', ownership: 'unproven', risk: 'lossy' })]);
    expect(await say(replaced, ['ask', 'x', '--yes'])).toMatchObject({
      code: 5,
      err: expect.stringContaining('bucket: replaces AWS::S3::Bucket b-1: only our records say it is ours'),
    });
    const kept = samplePlan([
      sampleChange({ node: 'a', action: 'update', ownership: 'unproven', differences: [] }),
      sampleChange({ node: 'b', action: 'none', risk: 'irreversible', ownership: 'unproven' }),
    ]);
    expect(await say(kept, ['ask', 'x', '--yes'])).toMatchObject({ code: 0, signed: 1 });
  });

  it('is not asked for where there is no terminal: the plan is shown, and that is all', async () => {
    for (const argv of [
      ['ask', 'x'],
      ['destroy', 'orders'],
      ['destroy', 'orders', '--json'],
      ['destroy', 'orders', '--confirm', 'bucket'],
    ])
      expect(await say(losing, argv)).toMatchObject({ code: 0, signed: 0, applied: false });
  });

  it('is not asked for what policy forbids, has expired or was altered', async () => {
    const denied = samplePlan([gone('bucket', { risk: 'irreversible' })], {
      verdict: { decision: 'deny', policyVersion: '1', longestRun: 60, reasons: [{ rule: 'r', decision: 'deny', message: 'no' }] },
    });
    const altered = { ...losing, expiresAt: '2027-03-01T10:30:00.000Z' };
    const late = Date.parse(losing.expiresAt);
    for (const [plan, now] of [
      [denied, undefined],
      [altered, undefined],
      [losing, late],
    ] as const)
      expect(await say(plan, ['approve', plan.id], { terminal: true, ...(now === undefined ? {} : { now }) })).toMatchObject({ asked: [], signed: 0 });
  });

  it('of a demonstration is taken in an agent’s terminal for what is simulated, and covers no loss there either', async () => {
    expect(await say(harmless, ['start', '--yes'], { agent: 'Agent' })).toMatchObject({ code: 0, signed: 1 });
    const real = samplePlan(harmless.changes, { targets: [realTarget('sandbox')] });
    expect(await say(real, ['start', '--yes'], { agent: 'Agent' })).toMatchObject({ code: 5, signed: 0, err: expect.stringContaining('Agent') });
    expect(await say(losing, ['start', '--yes'], { agent: 'Agent' })).toMatchObject({ code: 5, signed: 0, err: expect.stringContaining('--confirm bucket') });
    expect(await say(losing, ['start'], { terminal: true, answers: ['y'] })).toMatchObject({ code: 5, signed: 0 });
  });
});

describe('destroy', () => {
  it('offers on a terminal to approve and apply, and follows the run', async () => {
    const engine = new FakeEngine(losing);
    const { code, out } = await commandLine(['destroy', 'orders'], { engine, terminal: true, answers: ['bucket'] });
    expect(code).toBe(0);
    expect(engine.calls.map(([name]) => name).slice(0, 4)).toEqual(['destroy', 'plan', 'approve', 'apply']);
    expect(out).toMatch(/Run r_\w+ {2}orders {2}succeeded/);
  });

  it('goes all the way with --yes, and prints plan, events and report as JSON', async () => {
    const { code, json } = await commandLine(['destroy', 'orders', '--yes', '--confirm', 'bucket', '--json'], { engine: new FakeEngine(losing) });
    expect(code).toBe(0);
    expect(json()[0]).toEqual(losing);
    expect(json().at(-1)).toMatchObject({ plan: losing.id, status: 'succeeded' });
  });
});
