import { expect, it } from 'vitest';
import { ok } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { cloudControl } from './cloudcontrol.ts';
import type { Send } from './send.ts';

/** Nothing was sent before. */
const first = { sent: false, untagged: false };

it('sends no second creation where an earlier attempt left a resource: what that one lacks is for a read to tell', async () => {
  const dialect = cloudControl({ now: () => 0, sleep: async () => {} });
  const create = { op: 'create', type: 'AWS::EC2::VPC', place: { account: '111111111111', region: 'us-east-1' }, properties: {} } as const;
  const send = () => Promise.reject(new Error('nothing is to be sent'));
  expect(await dialect.submit(send, create, { ...first, left: 'vpc-1' })).toEqual({ status: 'done', identifier: 'vpc-1' });
});

const place = { account: '111111111111', region: 'us-east-1' };
const dialect = () => cloudControl({ now: () => 0, sleep: async () => {} });
const answering =
  (...answers: Awaited<ReturnType<Send>>[]): Send =>
  async () =>
    answers.shift() ?? { ok: true, output: {} };
const event = (more: object) => ({ ok: true, output: { ProgressEvent: { RequestToken: 'r', OperationStatus: 'FAILED', ...more } } }) as const;

it('gives each mutation the token of its attempt, and its documents as they are compared', () => {
  const update = { op: 'update', type: 'T', place, identifier: 'i', patch: [{ op: 'remove', path: '/A' }], desired: {}, live: {} } as const;
  const calls = [
    ...dialect().calls({ op: 'create', type: 'T', place, properties: { A: 1 } }),
    ...dialect().calls(update),
    ...dialect().calls({ op: 'delete', type: 'T', place, identifier: 'i', live: {} }),
  ];
  expect(calls.map(({ operation, input, effect }: AwsCall) => [operation, input['ClientToken'], effect])).toEqual([
    ['CreateResource', { $token: true }, 'write'],
    ['UpdateResource', { $token: true }, 'write'],
    ['DeleteResource', { $token: true }, 'write'],
  ]);
  expect(calls[0]?.input['DesiredState']).toEqual({ $json: { A: 1 } });
});

it('takes nothing but "not found" for absence', async () => {
  const failed = (kind: 'not-found' | 'denied' | 'broken') =>
    ({ ok: false, failure: { kind, code: '', problem: { code: 'CLOUD_DENIED', message: '', fix: '', retryable: false } } }) as const;
  const ref = { type: 'T', place, identifier: 'i' };
  expect(await dialect().read(answering(failed('not-found')), ref)).toEqual({ ok: true, value: { kind: 'absent' } });
  expect(await dialect().read(answering(failed('denied')), ref)).toMatchObject({ ok: false });
  expect(await dialect().read(answering({ ok: true, output: {} }), ref)).toMatchObject({ ok: false });
  const first = { ok: true, output: { ResourceDescriptions: [{ Identifier: 'a' }], NextToken: 'n' } } as const;
  expect(await dialect().list(answering(first, failed('broken')), 'T', place, undefined)).toMatchObject({ ok: false });
  const second = { ok: true, output: { ResourceDescriptions: [{ Identifier: 'b' }] } } as const;
  expect(await dialect().list(answering(first, second), 'T', place, undefined)).toMatchObject({ ok: true, value: [{ identifier: 'a' }, { identifier: 'b' }] });
});

it('knows what an operation that ended as failed says of it', async () => {
  const create = { op: 'create', type: 'T', place, properties: {} } as const;
  const ended = (code: string) => dialect().submit(answering(event({ ErrorCode: code, Identifier: 'i' })), create, first);
  expect(await ended('AlreadyExists')).toMatchObject({ status: 'failed', exists: true, over: true });
  expect(await ended('InvalidRequest')).toMatchObject({ status: 'failed', over: true, identifier: 'i' });
  expect(await ended('NotStabilized')).toMatchObject({ status: 'unknown', over: true, identifier: 'i' });
  expect(await ended('SomethingNobodyKnows')).toMatchObject({ status: 'unknown', over: true });
});

const ref = { type: 'T', place, identifier: 'i' };
const mutations = [
  { op: 'create', type: 'T', place, properties: {} },
  { op: 'update', type: 'T', place, identifier: 'i', patch: [], desired: {}, live: {} },
  { op: 'delete', type: 'T', place, identifier: 'i', live: {} },
] as const;
const operations = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;
const patience = { waitMilliseconds: 1000, expectedSeconds: 1, simulated: true };

it.each(mutations)('believes no progress event of another request of a $op', async (mutation) => {
  const own = { TypeName: 'T', Operation: operations[mutation.op], OperationStatus: 'SUCCESS', Identifier: 'i' };
  const said = (more: object) => dialect().submit(answering(event({ ...own, ...more })), mutation, first);
  expect(await said({})).toEqual({ status: 'done', identifier: 'i' });
  const another = [
    { TypeName: 'U' },
    { Operation: mutation.op === 'create' ? 'DELETE' : 'CREATE' },
    ...(mutation.op === 'create' ? [] : [{ Identifier: 'j' }]),
  ];
  for (const other of another) {
    expect(await said(other)).toMatchObject({ status: 'unknown' });
    expect(await said({ ...other, OperationStatus: 'FAILED', ErrorCode: 'NotFound' })).toMatchObject({ status: 'unknown' });
  }
});

it('waits for an event of its own where it is told another’s, and at last says that nobody knows', async () => {
  let now = 0;
  const slow = cloudControl({
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  });
  const own = { TypeName: 'T', Operation: 'DELETE', Identifier: 'i' };
  const begun = await slow.submit(answering(event({ ...own, OperationStatus: 'IN_PROGRESS' })), mutations[2], first);
  if (begun.status !== 'pending') throw new Error(begun.status);
  const others = [{ RequestToken: 's' }, { TypeName: 'U' }, { Identifier: 'j' }].map((more) => event({ ...own, OperationStatus: 'SUCCESS', ...more }));
  const done = event({ ...own, OperationStatus: 'SUCCESS' });
  expect(await slow.settle(answering(...others, done), null, begun.handle, patience)).toEqual({ status: 'done', identifier: 'i' });
  const never: Send = async () => others[0] as (typeof others)[0];
  expect(await slow.settle(never, null, begun.handle, patience)).toMatchObject({ status: 'unknown', problem: { cause: expect.stringContaining('request s') } });
});

it('says of Properties that nobody can read to their bottom that they are too deep', async () => {
  const Properties = `{"A":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const told = answering({ ok: true, output: { ResourceDescription: { Properties } } });
  expect(await dialect().read(told, ref)).toMatchObject({ problems: [{ code: 'CLOUD_UNREACHABLE', cause: expect.stringContaining('64 levels') }] });
});

it('believes no description of another resource, or another type', async () => {
  const told = (TypeName: string, Identifier: string) =>
    answering({ ok: true, output: { TypeName, ResourceDescription: { Identifier, Properties: '{"A":1}' } } });
  expect(await dialect().read(told('T', 'i'), ref)).toEqual({ ok: true, value: { kind: 'live', properties: { A: 1 } } });
  for (const other of [told('T', 'j'), told('U', 'i')]) expect(await dialect().read(other, ref)).toMatchObject({ problems: [{ code: 'CLOUD_UNREACHABLE' }] });
  const listing = { ok: true, output: { TypeName: 'U', ResourceDescriptions: [{ Identifier: 'a' }] } } as const;
  expect(await dialect().list(answering(listing), 'T', place, undefined)).toMatchObject({ problems: [{ code: 'CLOUD_UNREACHABLE' }] });
});

it('makes and changes nothing that Cloud Control never reads back, says in which form it can be read, and still deletes what is there', async () => {
  const policy = { name: 'AWS::SQS::QueuePolicy', unreadable: true } as unknown as ResourceType;
  const types = { type: () => ok(policy) };
  const unread = cloudControl({ now: () => 0, sleep: async () => {} }, types);
  const nobody = () => Promise.reject(new Error('nothing is to be sent'));
  const create = { op: 'create', type: policy.name, place, properties: {} } as const;
  const remove = { op: 'delete', type: policy.name, place, identifier: 'i', live: {} } as const;
  const problem = { code: 'CLOUD_UNSUPPORTED', fix: expect.stringMatching(/QueueInlinePolicy.*dialect: native/) };
  expect(unread.cannot(create)).toMatchObject(problem);
  expect(await unread.submit(nobody, create, first)).toMatchObject({ status: 'failed', problem });
  expect(unread.cannot(remove)).toBeNull();
  const schema = { ...policy, handlers: { create: { permissions: [] } }, unreadable: undefined } as unknown as ResourceType;
  expect(cloudControl({ now: () => 0, sleep: async () => {} }, { type: () => ok(schema) }).cannot(create)).toMatchObject(problem);
});

it('takes nothing that stands in an answer for what stands for another value', async () => {
  const described = (properties: object) =>
    ({ ok: true, output: { ResourceDescription: { Identifier: 'i', Properties: JSON.stringify(properties) } } }) as const;
  const hostile = { Content: { a: [{ $call: ['length', 'x'] }, { $hidden: 'd' }], b: 1 } };
  expect(await dialect().read(answering(described(hostile)), ref)).toEqual({
    ok: true,
    value: { kind: 'live', properties: { Content: { a: ['{"$call":["length","x"]}', '{"$hidden":"d"}'], b: 1 } } },
  });
  expect(await dialect().read(answering(described({ $secret: ['dbs'] })), ref)).toMatchObject({ ok: false });
});
