import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { loadRegistry } from '../../registry/registry.ts';
import { type CompiledType, compileType } from '../types/compiled-type.ts';
import type { Live } from './live.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { StateFile } from './state-file.ts';
import { World } from './world.ts';

const accounts = ['111111111111', '222222222222'];
const regions = ['us-east-1', 'eu-west-1'];
const names = ['aaa', 'bbb', 'ccc'];

/** Mostly 0, so that things meet in one place. */
const few = fc.constantFrom(0, 0, 0, 1);

/** One step of a history; the numbers choose among what there is. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('create' as const), what: fc.nat(5), account: few, region: few, name: fc.nat(2), pick: fc.nat(20) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('update' as const), pick: fc.nat(20), value: fc.nat(100) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), pick: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), seconds: fc.nat(120) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

describe('the world', () => {
  const registry = loadRegistry();
  afterAll(() => registry.close());

  const typeOf = (name: string): CompiledType => {
    const type = registry.type(name);
    if (!type.ok) throw new Error(`unknown ${name}`);
    return compileType(type.value);
  };

  it('answers from its indexes what a search through everything would, after any history and any restart', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), (steps) => {
        let wall = 1_800_000_000_000;
        const file = new StateFile(null);
        const open = () => new World(registry, new SimulatedClock(() => wall, 0, 1), file, 'seed');
        let world = open();
        for (const one of steps) {
          const all = [...world.index.all()].filter((live) => live.state === 'live');
          const picked = 'pick' in one && all.length > 0 ? all[one.pick % all.length] : undefined;
          switch (one.kind) {
            case 'create': {
              const [account = '', region = ''] = [accounts[one.account], regions[one.region]];
              const here = all.filter((live) => live.account === account && live.region === region);
              const [type, properties] = wanted(one.what, names[one.name] ?? '', (wantedType) =>
                here.filter((live) => live.type === wantedType).at(one.pick % 2),
              );
              world.create(order(typeOf(type), account, region), properties);
              break;
            }
            case 'update':
              if (picked !== undefined && world.openOn(picked.uid) === undefined) {
                const next = { ...picked.properties, Tags: [{ Key: 'n', Value: String(one.value) }] };
                world.update(order(typeOf(picked.type), picked.account, picked.region), picked, next);
              }
              break;
            case 'delete':
              if (picked !== undefined && world.openOn(picked.uid) === undefined)
                world.delete(order(typeOf(picked.type), picked.account, picked.region), picked.identifier);
              break;
            case 'cancel': {
              const running = world.log.open();
              const operation = running[one.pick % Math.max(1, running.length)];
              if (operation?.status === 'IN_PROGRESS') world.cancel(operation);
              break;
            }
            case 'advance':
              wall += one.seconds * 1000;
              world.advance();
              break;
            case 'restart':
              world.commit();
              world = open();
              break;
            default:
              one satisfies never;
          }
          world.commit();
          expectSound(world, typeOf);
          const fresh = open();
          expectSound(fresh, typeOf);
          expect(world.index.counts(), 'nothing left behind in an index').toEqual(fresh.index.counts());
          expect([...world.index.all()].map(stable).sort(), 'the state file').toEqual(file.resources().map(stable).sort());
        }
        file.close();
      }),
      { numRuns: 100 },
    );
  });
});

function stable(live: Live): string {
  return JSON.stringify(live);
}

function order(type: CompiledType, account: string, region: string) {
  return { account, region, type, clientToken: null, digest: '' };
}

/** Types with names in every scope, with generated ids, and with references to what is there. */
function wanted(what: number, name: string, there: (type: string) => Live | undefined): readonly [string, JsonObject] {
  const vpc = there('AWS::EC2::VPC')?.identifier ?? 'vpc-00000000000000000';
  const bucket = there('AWS::S3::Bucket')?.identifier;
  switch (what) {
    case 0:
      return ['AWS::S3::Bucket', { BucketName: name, ...(bucket === undefined ? {} : { LoggingConfiguration: { DestinationBucketName: bucket } }) }];
    case 1:
      return ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }];
    case 2:
      return ['AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: '10.0.0.0/24' }];
    case 3:
      return ['AWS::EC2::SecurityGroup', { VpcId: vpc, GroupName: name, GroupDescription: name }];
    case 4:
      return ['AWS::IAM::Role', { RoleName: name, AssumeRolePolicyDocument: {} }];
    default:
      return ['AWS::SQS::Queue', { QueueName: name }];
  }
}

/** Every question the indexes answer, against the same question put to all resources one by one. */
function expectSound(world: World, typeOf: (name: string) => CompiledType): void {
  const all = [...world.index.all()];
  const sees = (live: Live, account: string, region: string) => live.account === account && (typeOf(live.type).global || live.region === region);
  for (const name of new Set(all.map((live) => live.type))) {
    for (const account of accounts) {
      for (const region of regions) {
        const scope = `${account}/${typeOf(name).global ? 'global' : region}`;
        const here = all.filter((live) => live.type === name && sees(live, account, region));
        expect([...world.index.list(scope, name, 0)].map((live) => live.uid)).toEqual(here.map((live) => live.uid).sort((a, b) => a - b));
        for (const live of here) expect(world.index.find(scope, name, live.identifier)?.uid).toBe(live.uid);
        expect(new Set(here.map((live) => live.identifier)).size).toBe(here.length);
      }
    }
  }
  // What a history asked of one world and not of a fresh one: both know these properties' values from here on.
  world.index.having('AWS::S3::Bucket', 'BucketName', '');
  world.index.having('AWS::EC2::VPC', 'VpcId', '');
  for (const type of ['AWS::S3::Bucket', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::IAM::Role', 'AWS::SQS::Queue'])
    world.index.having(type, 'Arn', '');
  const buckets = all.filter((live) => live.type === 'AWS::S3::Bucket');
  expect(new Set(buckets.map((live) => live.identifier)).size).toBe(buckets.length);
  for (const live of all) {
    expect(world.index.having(live.type, 'Arn', String(live.properties['Arn'] ?? live.arn)).map((one) => one.uid)).toEqual([live.uid]);
    const holders = all.filter(
      (other) => other.uid !== live.uid && other.account === live.account && (other.properties['VpcId'] === live.identifier || mentionsBucket(other, live)),
    );
    const found = world.index.mentioning(live, live.identifier).map((one) => one.live.uid);
    expect(found.sort((a, b) => a - b)).toEqual(holders.map((one) => one.uid).sort((a, b) => a - b));
    if (live.type === 'AWS::EC2::Subnet') expect(world.index.having('AWS::EC2::VPC', 'VpcId', String(live.properties['VpcId']))).toHaveLength(1);
  }
}

function mentionsBucket(holder: Live, bucket: Live): boolean {
  const logging = holder.properties['LoggingConfiguration'] as { DestinationBucketName?: string } | undefined;
  return bucket.type === 'AWS::S3::Bucket' && logging?.DestinationBucketName === bucket.identifier;
}
