import { describe, expect, it } from 'vitest';
import { type AwsDriverPorts, awsDriver } from '../../src/drivers/aws/aws-driver.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import { findTwins } from '../../src/engine/find-twins.ts';
import type { RunContext } from '../../src/engine/run-context.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import { nodeTagValue } from '../../src/model/node-tag.ts';

const type = 'AWS::KMS::Key';
const at = { target: 'main', cloud: 'aws', account: '111111111111', region: 'us-east-1' };
const made = (node: string, more: object = {}) => ({
  step: node,
  node,
  op: 'create',
  type,
  status: 'done',
  attempts: 1,
  identifier: `${node}-1`,
  seconds: 1,
  ...more,
});
const bound = (node: string, more: object = {}) => ({ kind: 'resource', deployment: 'd', node, type, at, identifier: `${node}-1`, applied: {}, ...more });
const tagged = (node: string) => ({
  Tags: [
    { Key: 'asbuilt:deployment', Value: 'd' },
    { Key: 'asbuilt:node', Value: nodeTagValue(node, type) },
  ],
});

const definition = {
  cloud: 'aws',
  account: '111111111111',
  regions: ['us-east-1'],
  role: null,
  externalId: null,
  dialect: 'native',
  dialects: {},
  executor: 'sdk',
  endpoint: { kind: 'aws' },
};
const signed = { alias: 'main', name: 'main', definition, simulated: false };

/** The world holds these keys, by identifier the node whose tags they carry; the listing fails where `refused` says why. */
async function found(
  world: Readonly<Record<string, string>>,
  {
    steps = [made('a')],
    bindings = [bound('a')],
    elsewhere = [],
    replaced = null,
    refused = null,
    indexed = {},
    doubles = true,
    silent = false,
  }: {
    steps?: object[];
    bindings?: object[];
    /** What other deployments have. */
    elsewhere?: object[];
    replaced?: string | null;
    refused?: Result<never> | null;
    /** What the index of tags names: ARNs, and the node whose tags they carry. */
    indexed?: Readonly<Record<string, string>>;
    /** Whether one sending can make two. */
    doubles?: boolean;
    /** The index of tags may not be asked. */
    silent?: boolean;
  } = {},
) {
  let listings = 0;
  const ports = {
    clock: { now: () => 0, sleep: async () => {} },
    random: { hex: () => '0000' },
    patience: { retry: 0, consistency: 0, slice: 0 },
    types: { type: () => ok({ name: type, identifier: ['KeyId'], properties: {}, createOnly: [], attributes: { KeyId: {} }, tags: { property: 'Tags' } }) },
    store: { bindings: async () => bindings, steps: async () => steps, bindingsTo: async () => elsewhere, allBindings: async () => elsewhere },
    targets: () => [],
    drivers: {
      resource: awsDriver({
        cloud: {
          mayDouble: (_: unknown, name: string) => doubles && name === type,
          async byTag() {
            if (silent) return fail(problem('CLOUD_DENIED', 'not allowed to ask', 'allow it'));
            return ok(Object.entries(indexed).map(([arn, node]) => ({ arn, tags: new Map(tagged(node).Tags.map(({ Key, Value }) => [Key, Value])) })));
          },
          async list() {
            listings++;
            return refused ?? ok(Object.keys(world).map((identifier) => ({ identifier, properties: null })));
          },
          read: async (_: unknown, { identifier }: { identifier: string }) => ok({ kind: 'live', properties: tagged(world[identifier] ?? '') }),
        },
      } as unknown as AwsDriverPorts),
    },
  } as unknown as EnginePorts;
  const changes = new Map(bindings.map((one) => [(one as { node: string }).node, { kind: 'resource', identifier: replaced }]));
  const context = { run: 'r_1', plan: { deployment: 'd', targets: [signed] }, changes } as unknown as RunContext;
  return { checks: await findTwins(context, ports), listings };
}

describe('findTwins', () => {
  it('passes a resource that alone carries the tags of its node', async () => {
    expect((await found({ 'a-1': 'a', 'x-1': 'x' })).checks).toEqual([{ node: 'a', check: 'it is the only AWS::KMS::Key of its node', passed: true }]);
  });

  it('names every other that carries them, and what to do', async () => {
    const { checks } = await found({ 'a-3': 'a', 'a-1': 'a', 'a-2': 'a' });
    expect(checks).toMatchObject([{ passed: false, found: ['a-2', 'a-3'], problem: { code: 'DUPLICATE_FOUND', at: 'a' } }]);
    expect(checks[0]?.problem?.message).toContain('besides a-1 there is a-2, a-3');
    expect(checks[0]?.problem?.fix).toContain('asbuilt runs resume r_1');
  });

  it('lists a type once for all its nodes', async () => {
    const two = { steps: [made('a'), made('b')], bindings: [bound('a'), bound('b')] };
    expect(await found({ 'a-1': 'a', 'b-1': 'b', 'b-2': 'b' }, two)).toMatchObject({
      listings: 1,
      checks: [{ passed: true }, { passed: false, found: ['b-2'] }],
    });
  });

  it('takes what was replaced, and what the books hold under another name, for no twin', async () => {
    expect((await found({ 'a-1': 'a', 'a-0': 'a' }, { replaced: 'a-0' })).checks).toMatchObject([{ passed: true }]);
    const former = { bindings: [bound('a'), bound('former_a', { identifier: 'a-0', formerly: 'a' })] };
    expect((await found({ 'a-1': 'a', 'a-0': 'a' }, former)).checks).toMatchObject([{ passed: true }]);
  });

  it('takes what another deployment has, whatever its tags say, for no twin', async () => {
    const elsewhere = [bound('z', { deployment: 'other', identifier: 'a-2' })];
    const indexed = { 'arn:aws:kms:us-east-1:111111111111:key/a-2': 'a' };
    expect((await found({ 'a-1': 'a', 'a-2': 'a' }, { elsewhere, indexed })).checks).toEqual([expect.objectContaining({ passed: true })]);
    const [check] = (await found({ 'a-1': 'a', 'a-2': 'a' }, { elsewhere, indexed })).checks;
    expect(check?.found).toBeUndefined();
  });

  it('looks for nothing where the run sent no creation, or none that can be doubled', async () => {
    for (const step of [made('a', { op: 'update' }), made('a', { attempts: 0 }), made('a', { type: 'AWS::S3::Bucket' })])
      expect(await found({ 'a-2': 'a' }, { steps: [step] })).toEqual({ checks: [], listings: 0 });
  });

  it('lists what cannot be doubled only where the index of tags names another of its node', async () => {
    const identified = bound('a', { creation: { kind: 'identifier', value: 'a-1' } });
    const arn = (key: string) => `arn:aws:kms:us-east-1:111111111111:key/${key}`;
    const world = { 'a-1': 'a', 'a-2': 'a' };
    const own = { [arn('a-1')]: 'a', [arn('b-1')]: 'b' };
    expect(await found(world, { bindings: [identified], doubles: false, indexed: own })).toEqual({ checks: [], listings: 0 });
    const both = { ...own, [arn('a-2')]: 'a' };
    expect(await found(world, { bindings: [identified], doubles: false, indexed: both })).toMatchObject({
      listings: 1,
      checks: [{ passed: false, found: ['a-2'] }],
    });
    expect(await found({ 'a-1': 'a' }, { bindings: [identified], doubles: false, indexed: both })).toMatchObject({ listings: 1, checks: [{ passed: true }] });
  });

  it('counts on a name that was asked for, and not on one that the provider made up, whatever proves the creation', async () => {
    const indexed = { 'arn:aws:kms:us-east-1:111111111111:key/a-2': 'a' };
    const named = bound('a', { applied: { KeyId: 'a-1' } });
    expect(await found({ 'a-1': 'a', 'a-2': 'a' }, { bindings: [named], doubles: false, indexed })).toEqual({ checks: [], listings: 0 });
    const generated = await found({ 'a-1': 'a', 'a-2': 'a' }, { bindings: [bound('a')], doubles: false, indexed });
    expect(generated).toMatchObject({ listings: 1, checks: [{ passed: false, found: ['a-2'] }] });
  });

  it('has not passed what could not be listed, and says why', async () => {
    const refused = fail(problem('CLOUD_DENIED', 'kms:ListKeys was denied', 'allow it'));
    expect((await found({}, { refused })).checks).toMatchObject([{ passed: false, problem: { code: 'CLOUD_DENIED' } }]);
  });

  it('lists where the index of tags may not be asked, since then nothing else tells', async () => {
    const identified = { bindings: [bound('a', { creation: { kind: 'identifier', value: 'a-1' } })], doubles: false, silent: true };
    expect((await found({ 'a-1': 'a', 'a-2': 'a' }, identified)).checks).toMatchObject([{ passed: false, found: ['a-2'] }]);
    expect((await found({ 'a-1': 'a' }, identified)).checks).toMatchObject([{ passed: true }]);
  });
});
