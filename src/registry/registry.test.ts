import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRegistry } from './registry.ts';

const registry = loadRegistry();
afterAll(() => registry.close());

function typeOf(name: string) {
  const result = registry.type(name);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

describe('the base', () => {
  it('knows 1,800 types by sorted names, and reads every one', () => {
    const names = registry.names();
    expect(names.length).toBeGreaterThan(1_800);
    expect([...names].sort()).toEqual(names);
    for (const name of names) expect(typeOf(name).name).toBe(name);
  });

  it('keeps what can be asked for apart from what only the provider sets', () => {
    const bucket = typeOf('AWS::S3::Bucket');
    expect(Object.keys(bucket.properties)).toContain('BucketName');
    expect(bucket.properties['Arn']).toBeUndefined();
    expect(bucket.attributes['Arn']?.shape).toEqual({ kind: 'string' });
    expect(bucket.readOnly).toContain('/Arn');
    expect(bucket.identifier).toEqual(['BucketName']);
    expect(bucket.arn).toBe('arn:${Partition}:s3:::${BucketName}');
    expect(bucket.tags).toEqual({ property: 'Tags', variant: 'standard' });
    expect(bucket.stateful).toBe(true);
    expect(bucket.createOnly).toContain('/BucketName');
  });

  it('names nested attributes by path, and does not call a property read-only because templates can read it back', () => {
    expect(typeOf('AWS::RDS::DBInstance').attributes['Endpoint/Address']).toBeDefined();
    const mesh = typeOf('AWS::AppMesh::Mesh');
    expect(mesh.properties['MeshName']).toBeDefined();
    expect(mesh.attributes['MeshName']).toBeUndefined();
  });

  it('knows nested properties that force a replacement, also where only a list beside the definitions says so', () => {
    expect(typeOf('AWS::EFS::AccessPoint').createOnly).toContain('/PosixUser');
    expect(typeOf('AWS::EventsV2::Subscriber').createOnly).toContain('/InvokeConfiguration/TargetArn');
    expect(typeOf('AWS::RedshiftServerless::Snapshot').createOnly).toContain('/Tags');
  });

  it('knows which attributes of which types a property refers to', () => {
    expect(typeOf('AWS::EC2::Subnet').properties['VpcId']?.refs).toContainEqual({ type: 'AWS::EC2::VPC', property: 'VpcId' });
  });

  it('has every definition that a shape refers to', () => {
    for (const name of registry.names()) {
      const type = typeOf(name);
      const groups = [type.properties, type.attributes, ...Object.values(type.definitions)];
      const used = JSON.stringify(groups).matchAll(/"kind":"object","definition":"([^"]+)"/g);
      for (const [, definition] of used) expect(type.definitions[definition ?? '']).toBeDefined();
    }
  });

  it('gives the regions of the commercial partition as the AWS SDK knows them', () => {
    expect([...registry.regions()].sort()).toEqual(registry.regions());
    expect(registry.regions()).toContain('us-east-1');
    // The SDK's own table, through a package that is ours to use.
    const sts = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-sts'));
    const { partition } = sts('@aws-sdk/core/client') as { partition(region: string): object };
    expect(partition('us-nowhere-1')).not.toHaveProperty('description');
    for (const region of registry.regions()) expect(partition(region), region).toHaveProperty('description');
  });
});

describe('a name that no type has', () => {
  it.each([
    ['S3::Buckets', 'AWS::S3::Bucket'],
    ['bucket', 'AWS::S3::Bucket'],
    ['AWS::S3::Bukcet', 'AWS::S3::Bucket'],
    ['aws_s3_bucket', 'AWS::S3::Bucket'],
    ['dynamodb table', 'AWS::DynamoDB::Table'],
    ['AWS::Logs::LogGroups', 'AWS::Logs::LogGroup'],
    ['AWS::EC2::Vpcs', 'AWS::EC2::VPC'],
  ])('%s is refused with %s as the nearest', (wrong, right) => {
    const result = registry.type(wrong);
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'TYPE_UNKNOWN', at: wrong }] });
    expect(result.ok ? '' : result.problems[0]?.fix).toMatch(new RegExp(`^did you mean ${right}\\b`));
  });

  it('is refused when nothing is near, however odd or long it is', () => {
    for (const wrong of ['xyzzyqwert', '', '::', '__proto__', 'constructor', 'x'.repeat(100_000)]) {
      expect(registry.type(wrong)).toMatchObject({ ok: false, problems: [{ code: 'TYPE_UNKNOWN' }] });
    }
  });
});
