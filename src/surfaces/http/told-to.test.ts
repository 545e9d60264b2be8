import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { ok } from '../../kernel/result.ts';
import type { Caller } from '../../model/caller.ts';
import { tokenDigest } from './caller-of-token.ts';
import { createHttpHandler } from './create-http-handler.ts';

const cli: Caller = { principal: 'kim', via: 'cli', agent: null, may: new Set(['read']) };
const agent: Caller = { ...cli, principal: 'agent of kim', agent: 'agent' };
const tokens = { cli: '1'.repeat(64), agent: '2'.repeat(64) };
const secret = 'correct horse battery';

/** What the engine of a test answers to every use case, and tells to whoever listens. */
function servedTo(kind: 'cli' | 'agent', value: unknown) {
  const engine = new Proxy({} as Engine, {
    get: (_, name) =>
      name === 'events'
        ? async () =>
            ok(
              (async function* () {
                yield value;
              })(),
            )
        : async () => ok(value),
  });
  const app = createHttpHandler({
    engine,
    credentials: new Map([
      [tokenDigest(tokens.cli), cli],
      [tokenDigest(tokens.agent), agent],
    ]),
  });
  return async (path: string) =>
    (await app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1', authorization: `Bearer ${tokens[kind]}` } })).text();
}

const change = {
  kind: 'resource',
  node: 'parameter',
  after: { Name: '/db', Type: 'String', Value: secret, Plain: 'shown', Marked: 'by its pointer' },
  before: { Value: 'the former secret' },
  patch: [
    { op: 'replace', path: '/Value', value: secret },
    { op: 'replace', path: '/Plain', value: 'shown' },
  ],
  differences: [
    { path: '/Marked', before: 'digest', after: 'by its pointer', forcesReplace: false, sensitive: true },
    { path: '/Plain', before: 'also shown', after: 'shown', forcesReplace: false, sensitive: false },
  ],
};
const plan = {
  intent: `keep ${secret}`,
  changes: [change, { kind: 'unit', node: 'migrate', inputs: { db_password: 'p4ss', rows: 3, api_key: { $from: { node: 'key', attribute: 'Id' } } } }],
  steps: [{ calls: [{ input: { DesiredState: { $json: { Name: '/db', Value: secret, Copied: secret, Repeated: 'by its pointer' } } } }] }],
};
/** Secrets in the middle of what is told. */
const within = {
  kind: 'resource',
  node: 'job',
  identifier: 'secret:job',
  after: {
    Endpoint: 'https://bob:c4nary-a@example.com/?token=c4nary-b',
    BuildSpec: 'phases:\n  PASSWORD: c4nary-c',
    ZipFile: 'def main():\n    password = "c4nary-d"',
    Command: ['run', '--password', 'c4nary-e', '--verbose', '--token=c4nary-f'],
    EntryPoint: 'run --db-password c4nary-g now',
  },
};
const told = ['shown', 'also shown', 'migrate', '/db', '"node":"key"'];
const kept = [secret, 'the former secret', 'by its pointer', 'digest', 'p4ss'];

describe('what stands where people keep secrets', () => {
  it.each([
    ['a plan', '/v1/plans/p_0123456789ab', { plan, commands: [`aws ssm put-parameter --value ${secret}`] }],
    ['the audit log', '/v1/audit', { entries: [{ kind: 'step.ended', data: plan }] }],
    ['a deployment', '/v1/deployments/web', { deployment: 'web', resources: [{ properties: plan }], units: [] }],
    ['an event', '/v1/events', { step: { error: { message: `it says ${secret}` } }, plan }],
  ])('is told a person, and withheld from an agent, in %s', async (_, path, value) => {
    const whole = await servedTo('cli', value)(path);
    for (const text of [...told, ...kept]) expect(whole).toContain(text);
    const agents = await servedTo('agent', value)(path);
    for (const text of told) expect(agents).toContain(text);
    for (const text of kept) expect(agents).not.toContain(text);
  });

  it('is withheld from an agent within addresses, scripts and commands, which are told otherwise', async () => {
    const agents = await servedTo('agent', { plan: { changes: [within] } })('/v1/plans/p_0123456789ab');
    expect(agents).not.toContain('c4nary');
    for (const text of ['https://bob:', 'def main()', 'phases:', 'run', '--password', '--verbose', 'now', 'secret:job']) expect(agents).toContain(text);
  });

  it('cannot be tried by an agent against digests of what is live or in the books, nor against the digest of a plan', async () => {
    const [live, books, blind, digest] = ['1', '2', '3', '4'].map((digit) => digit.repeat(64));
    const sealed = { blind, books, digest, changes: [{ node: 'a', basis: live }], steps: [{ id: 'update a', part: { basis: live, before: {} } }] };
    const read = async (kind: 'cli' | 'agent') => JSON.parse(await servedTo(kind, { plan: sealed, state: 'open' })('/v1/plans/p_0123456789ab'));
    expect(await read('cli')).toMatchObject({ value: { plan: sealed } });
    const changes = [{ node: 'a', basis: null }];
    expect(await read('agent')).toMatchObject({ value: { plan: { digest, changes, steps: [{ id: 'update a', part: { basis: null, before: {} } }] } } });
    expect(JSON.stringify(await read('agent'))).not.toMatch(/1{64}|2{64}|3{64}/);
  });

  it('does not hide the options of a question, which an agent has to choose from', async () => {
    const questions = [{ at: 'intent:3', slot: 'size', text: 'how large?', options: [{ letter: 'a', value: 'small', text: 'small' }], default: 'small' }];
    expect(JSON.parse(await servedTo('agent', { kind: 'questions', questions })('/v1/plans'))).toMatchObject({ value: { questions } });
  });
});
