import type { Standing } from './sample-inputs.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** A network, keys and the like, which templates ask for by the AWS type of a parameter. */
export async function standingThings(account: SimulatedAccount): Promise<Standing> {
  const { region, id } = account;
  const vpc = await account.make('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true });
  const subnets: string[] = [];
  for (const [index, zone] of ['a', 'b', 'c', 'd'].entries())
    subnets.push(await account.make('AWS::EC2::Subnet', { VpcId: vpc, CidrBlock: `10.0.${240 + index}.0/24`, AvailabilityZone: `${region}${zone}` }));
  const [subnet = ''] = subnets;
  const group = await account.make('AWS::EC2::SecurityGroup', { GroupDescription: 'standing', VpcId: vpc });
  await account.make('AWS::EC2::KeyPair', { KeyName: 'standing' });
  const zone = await account.make('AWS::Route53::HostedZone', { Name: 'example.com' });
  const bucket = await account.make('AWS::S3::Bucket', { BucketName: `standing-bucket-of-${id}` });
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: 'kms:*', Resource: '*' };
  const key = await account.make('AWS::KMS::Key', { KeyPolicy: { Version: '2012-10-17', Statement: [root] } });
  await makeRole(account, 'standing');
  const certificate = await account.make('AWS::CertificateManager::Certificate', { DomainName: 'example.com' });
  const volume = await account.make('AWS::EC2::Volume', { AvailabilityZone: `${region}a`, Size: 8 });
  const image = 'ami-0123456789abcdef0';
  const instance = await account.make('AWS::EC2::Instance', { ImageId: image, InstanceType: 't3.micro', SubnetId: subnet });
  const neighbour = await account.make('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16' });
  const peering = await account.make('AWS::EC2::VPCPeeringConnection', { VpcId: vpc, PeerVpcId: neighbour });
  const topic = await account.make('AWS::SNS::Topic', { TopicName: 'standing' });
  const byType = new Map<string, readonly string[]>([
    ['AWS::EC2::VPC::Id', [vpc]],
    ['AWS::EC2::Subnet::Id', subnets],
    ['AWS::EC2::SecurityGroup::Id', [group]],
    ['AWS::EC2::SecurityGroup::GroupName', ['default']],
    ['AWS::EC2::KeyPair::KeyName', ['standing']],
    ['AWS::EC2::Volume::Id', [volume]],
    ['AWS::EC2::Instance::Id', [instance]],
    ['AWS::EC2::Image::Id', [image]],
    ['AWS::EC2::AvailabilityZone::Name', [`${region}a`, `${region}b`, `${region}c`]],
    ['AWS::Route53::HostedZone::Id', [zone]],
  ]);
  const stored: [string, readonly string[]][] = [];
  for (const [type, values] of [...byType, ['String', ['standing']] as const]) {
    for (const [inner, value] of [
      [type, values[0] ?? ''],
      [`List<${type}>`, values.join(',')],
    ] as const) {
      const name = `/standing/${inner.replace(/\W+/g, '-')}`;
      await account.make('AWS::SSM::Parameter', { Name: name, Type: inner === type ? 'String' : 'StringList', Value: value });
      stored.push([`AWS::SSM::Parameter::Value<${inner}>`, [name]]);
    }
  }
  return new Map([
    ...byType,
    ...stored,
    ['AWS::SSM::Parameter::Name', ['/standing/String']],
    ['bucket', [bucket]],
    ['kms arn', [`arn:aws:kms:${region}:${id}:key/${key}`]],
    ['role arn', [`arn:aws:iam::${id}:role/standing`]],
    ['topic arn', [topic]],
    ['peering', [peering]],
    ['certificate arn', [certificate]],
    ['certificate id', [certificate.split('/').at(-1) ?? '']],
  ]);
}

/** A thing that a template names, does not make, and takes for granted. */
export interface Granted {
  readonly type: string;
  readonly name: string;
}

/** Makes it: an instance profile with a role called the same, a role, a bucket, a secret. */
export async function makeTakenForGranted(account: SimulatedAccount, { type, name }: Granted): Promise<void> {
  if (type === 'AWS::SecretsManager::Secret') {
    const [secret, member] = name.split('#');
    const value = 'Example-Passw0rd-1';
    return void (await account.make(type, { Name: secret, SecretString: member === undefined ? value : JSON.stringify({ [member]: value }) }));
  }
  if (type === 'AWS::S3::Bucket')
    return void (await account.make(type, { BucketName: name.replace(/^arn:aws:s3:::/, ''), VersioningConfiguration: { Status: 'Enabled' } }));
  const there = await account.resources();
  if (!there.some((one) => one.type === 'AWS::IAM::Role' && one.identifier === name)) await makeRole(account, name);
  if (type === 'AWS::IAM::InstanceProfile') await account.make(type, { InstanceProfileName: name, Roles: [name] });
}

/** What a message says is not there, where it is of these types. */
export function takenForGranted(message: string): Granted | null {
  const [, bucket] = /The specified bucket does not exist: (\S+)/.exec(message) ?? [];
  if (bucket !== undefined) return { type: 'AWS::S3::Bucket', name: bucket };
  const [, secret] = /there is no secret secretsmanager:(\S+) at/.exec(message) ?? [];
  if (secret !== undefined) return { type: 'AWS::SecretsManager::Secret', name: secret };
  const [, role] = /The role arn:aws:iam::\d+:role\/(\S+) cannot be found/.exec(message) ?? [];
  if (role !== undefined) return { type: 'AWS::IAM::Role', name: role };
  const [, type, name] = /(AWS::IAM::InstanceProfile|AWS::IAM::Role) (\S+) does not exist/.exec(message) ?? [];
  return type === undefined || name === undefined ? null : { type, name };
}

async function makeRole(account: SimulatedAccount, name: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await account.make('AWS::IAM::Role', { RoleName: name, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } });
}
