import { creationFacts } from '../../src/adapters/aws/creation-facts.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Creation } from '../../src/model/creation.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { diffProperties } from '../../src/plan/diff-properties.ts';
import type { Cloud, Mutation } from '../../src/ports/cloud.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import { type Asked, sending } from '../sending.ts';
import { filled } from './contract.ts';
import { realClock } from './real-time.ts';
import { type Sample, samples } from './samples.ts';

const cluster: Sample = {
  type: 'AWS::RDS::DBCluster',
  properties: { DBClusterIdentifier: '${name}', Engine: 'aurora-mysql', MasterUsername: 'root1', MasterUserPassword: 'not-a-secret-1' },
  changes: { BackupRetentionPeriod: 7 },
};

/** A sample of every type whose creation a read proves. */
export const provedByRead: readonly Sample[] = [...samples, cluster].filter(({ type }) => creationFacts[type]?.by === 'read');

/** Types of which moto tells nothing that belongs to one creation alone, each with where that can be seen. */
export const untrueOnMoto: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'tables have no TableId (moto/dynamodb/models/table.py, describe)',
  'AWS::KMS::Alias': 'aliases have no CreationDate (moto/kms/responses.py, list_aliases)',
  'AWS::RDS::DBInstance': 'every instance has the same DbiResourceId (moto/rds/models.py, dbi_resource_id)',
};

/** What was told of one name: of the first creation twice, and after a change; of what was made again under the name when that was deleted. */
export interface CreationLife {
  readonly first: Creation;
  readonly again: Creation;
  readonly changed: Creation;
  readonly recreated: Creation;
}

/** Takes a sample through both creations; `moto` leaves out what that does otherwise than AWS. Throws where a step fails. */
export async function creationLife(
  cloud: Cloud,
  target: NamedTarget,
  registry: TypeRegistry,
  sample: Sample,
  name: string,
  moto: boolean,
): Promise<CreationLife> {
  const place = { account: target.target.account, region: target.regions[0] as string };
  let serial = 0;
  const carryOut = async (mutation: Asked): Promise<string> => {
    const submitted = await sending(cloud).submit(target, mutation, digestOf(`${name}-${serial++}`));
    const ended = submitted.status === 'pending' ? await sending(cloud).settle(target, submitted.handle, 30_000, 1) : submitted;
    if (ended.status !== 'done')
      throw new Error(`${mutation.op} ${mutation.type}: ${ended.status} ${'problem' in ended ? `${ended.problem.message} (${ended.problem.cause})` : ''}`);
    return ended.identifier ?? (mutation.op === 'create' ? '' : mutation.identifier);
  };
  const live = async (type: string, identifier: string): Promise<JsonObject> => {
    const read = await cloud.read(target, { type, place, identifier });
    if (!read.ok || read.value.kind === 'absent') throw new Error(`${type} ${identifier} cannot be read`);
    return read.value.properties;
  };
  const needed: Record<string, JsonObject> = {};
  for (const [alias, need] of Object.entries(sample.needs ?? {})) {
    const properties = filled(need.properties, `${name}-${alias}`, needed);
    needed[alias] = await live(need.type, await carryOut({ op: 'create', type: need.type, place, properties }));
  }
  const properties = filled(sample.properties, name, needed);
  const create: Mutation = { op: 'create', type: sample.type, place, properties };
  const identifier = await carryOut(create);
  const creation = async (): Promise<Creation> => {
    const told = await cloud.creation(target, { type: sample.type, place, identifier });
    if (!told.ok) throw new Error(`${sample.type}: ${told.problems[0]?.message} (${told.problems[0]?.cause})`);
    return told.value;
  };
  const first = await creation();
  const again = await creation();
  const [property, value] = Object.entries(sample.changes).find(([changed]) => !moto || sample.notOnMoto?.[changed] === undefined) ?? [];
  if (property === undefined || value === undefined) throw new Error(`${sample.type} has nothing to change`);
  const desired = { ...properties, [property]: filled(value, name, needed) };
  const before = await live(sample.type, identifier);
  const type = registry.type(sample.type);
  if (!type.ok) throw new Error(sample.type);
  const { patch } = diffProperties(type.value, desired, before, { properties, writeOnlyDigests: {} });
  await carryOut({ op: 'update', type: sample.type, place, identifier, patch, desired, live: before });
  const changed = await creation();
  await carryOut({ op: 'delete', type: sample.type, place, identifier });
  const gone = await cloud.creation(target, { type: sample.type, place, identifier });
  if (gone.ok || gone.problems[0]?.code !== 'CLOUD_NOT_FOUND') throw new Error(`${sample.type} is gone, and its creation reads as ${JSON.stringify(gone)}`);
  // S3 tells whole seconds. The sandbox keeps two creations of one name a second apart; moto, with its dates of the real clock, does not.
  if (moto && sample.type === 'AWS::S3::Bucket') await realClock.sleep(1_000);
  await carryOut(create);
  return { first, again, changed, recreated: await creation() };
}
