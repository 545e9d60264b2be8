import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Question } from '../../src/model/question.ts';
import { resolveText } from './real-context.ts';

function drafted(text: string): Proposal {
  const resolved = resolveText(text);
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('; '));
  if (resolved.value.kind !== 'draft') throw new Error(resolved.value.questions.map((question) => question.text).join('; '));
  return resolved.value;
}

function asked(text: string): readonly Question[] {
  const resolved = resolveText(text);
  if (!resolved.ok || resolved.value.kind === 'draft') throw new Error(`nothing is asked about ${text}`);
  return resolved.value.questions;
}

const all = (text: string, type: string): JsonObject[] => drafted(text).resources.flatMap((one) => (one.type === type ? [one.properties] : []));
const only = (text: string, type: string): JsonObject => {
  const [one, ...more] = all(text, type);
  if (one === undefined || more.length > 0) throw new Error(`${more.length + (one === undefined ? 0 : 1)} of ${type}`);
  return one;
};
const instance = 'AWS::EC2::Instance';

describe('amounts of data', () => {
  it.each([
    ['an RDS postgres database with 100 GB of storage', 'AWS::RDS::DBInstance', { AllocatedStorage: '100' }],
    ['a postgres database with storage of 250 GB', 'AWS::RDS::DBInstance', { AllocatedStorage: '250' }],
    ['an EBS volume of 50 GB', 'AWS::EC2::Volume', { Size: 50 }],
  ])('%s: the property of that unit', (text, type, said) => {
    expect(only(text, type)).toMatchObject(said);
  });

  it('belong to the thing that they stand at', () => {
    const text = 'an EC2 instance and a 50 GB EBS volume';
    expect(only(text, 'AWS::EC2::Volume')['Size']).toBe(50);
    expect(JSON.stringify(only(text, instance))).not.toContain('50');
  });

  it('are asked about where no property holds them', () => {
    expect(asked('an SNS topic with 100 GB of storage')[0]?.text).toContain('"100 GB of storage"');
  });
});

describe('what people call an image', () => {
  it.each([
    ['ubuntu 22.04', 'server/22.04/'],
    ['the latest Amazon Linux 2 AMI', 'amzn2-ami-hvm'],
    ['Amazon Linux 2023', 'al2023-ami'],
    ['windows server 2022', 'Windows_Server-2022'],
  ])('%s', (said, image) => {
    expect(String(only(`an EC2 instance with ${said}`, instance)['ImageId'])).toContain(image);
  });

  it('is asked about where it is none', () => {
    expect(asked('an EC2 instance with ubuntu 13.37')[0]?.text).toContain('13.37');
  });
});

describe('a policy in words', () => {
  it('allows the actions that are named, on what is named', () => {
    expect(only('a managed policy allowing s3:GetObject and S3:List* on arn:aws:s3:::reports/*', 'AWS::IAM::ManagedPolicy')['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:List*'], Resource: ['arn:aws:s3:::reports/*'] }],
    });
  });

  it.each([
    ['says on nothing what it is for', 'a managed policy allowing s3:GetObject'],
    ['denies something', 'a managed policy allowing s3:GetObject and denying s3:PutObject on all resources'],
  ])('that %s is not made up', (_, text) => {
    expect(asked(text).length).toBeGreaterThan(0);
  });
});

describe('things of which any does', () => {
  const network = 'a VPC with two private subnets';

  it('are taken in turn, and told', () => {
    const text = 'a VPC, two private subnets and two EC2 instances';
    const proposal = drafted(text);
    const subnets = proposal.resources.filter(({ type }) => type === instance).map(({ properties }) => properties['SubnetId']);
    expect(new Set(subnets).size).toBe(2);
    expect(proposal.evidence.map(({ effect }) => effect).join('\n')).toMatch(/puts instance\S* into \S+, the first of 2 that do/);
  });

  it('are those of the zone that is said', () => {
    const text = `${network} in us-east-1 and an EC2 instance in us-east-1b`;
    const proposal = drafted(text);
    const subnet = /\$\{([a-z0-9_]+)\./.exec(String(proposal.resources.find(({ type }) => type === instance)?.properties['SubnetId']))?.[1];
    expect(proposal.resources.find(({ node }) => node === subnet)?.properties['AvailabilityZone']).toBe('us-east-1b');
  });
});

describe('what tells a thing for good', () => {
  it.each([
    ['an ElastiCache user', 'AWS::ElastiCache::User', 'UserId'],
    ['an EC2 key pair', 'AWS::EC2::KeyPair', 'KeyName'],
    ['a Lightsail database', 'AWS::Lightsail::Database', 'RelationalDatabaseName'],
  ])('of %s is made after the node, as every name', (text, type, property) => {
    const resolved = resolveText(text);
    if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('; '));
    if (resolved.value.kind === 'draft') expect(only(text, type)[property]).toMatch(/^[a-z]/);
    else expect(resolved.value.questions.map((question) => question.text).join('; ')).not.toContain(property);
  });
});

describe('the name of a service', () => {
  it('is no word without a meaning where a thing of it is asked for', () => {
    expect(only('an RDS postgres database', 'AWS::RDS::DBInstance')['Engine']).toBe('postgres');
    expect(asked('a Lightsail bucket for RDS')[0]?.text).toContain('RDS');
  });
});

describe('subnets that are asked for as a number', () => {
  it('get each a part of the network that no other has, in turn in the zones', () => {
    const subnets = all('a VPC with a NAT gateway and four subnets', 'AWS::EC2::Subnet');
    const blocks = subnets.map(({ CidrBlock }) => CidrBlock);
    expect(subnets.length).toBeGreaterThanOrEqual(4);
    expect(new Set(blocks).size).toBe(subnets.length);
    expect(new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBeGreaterThan(1);
  });
});

describe('names that nobody says', () => {
  it('are those of no other deployment, also where deployment and node are too long for the type', () => {
    const profile = (text: string) => all(text, 'AWS::IAM::InstanceProfile').map(({ InstanceProfileName }) => InstanceProfileName);
    const [one] = profile('a VPC, two private subnets, a queue, a topic and an EC2 instance');
    const [two] = profile('a VPC, two private subnets, a queue, a bucket and an EC2 instance');
    expect(one).toEqual(expect.any(String));
    expect(one).not.toBe(two);
  });
});

describe('a number that AWS does not take', () => {
  it.each([
    ['a lambda with 20 GB of memory', '20 GB of memory', 'MemorySize from 128 to 10240'],
    ['a lambda named slow with a timeout of 30 minutes', 'timeout of 30 minutes', 'Timeout from 1 to 900'],
  ])('is asked for again, with what it takes: %s', (text, words, near) => {
    const came = resolveText(text);
    const [asked] = came.ok && came.value.kind === 'question' ? came.value.questions : [];
    expect(asked?.text).toContain(`"${words}"`);
    expect(asked?.text).toContain(near);
  });
});

describe('a value that does more than its name says', () => {
  it('is told with all that it does', () => {
    const { evidence } = drafted('a bucket named reports with versioning, and delete objects after 365 days');
    expect(evidence.map(({ effect }) => effect)).toContain(
      'sets expire_days of bucket_reports to 365: deletes every object after 365 days and, where versions are kept, each former version for good 365 days after it is replaced',
    );
  });
});

describe('a name of a type whose names all begin alike', () => {
  it('is said without that', () => {
    const { resources, evidence } = drafted('a KMS key with rotation and an alias named app');
    expect(resources.map(({ properties }) => properties['AliasName'])).toContain('alias/app');
    expect(evidence.map(({ effect }) => effect)).toContainEqual(expect.stringMatching(/^names \w+ "alias\/app"$/));
  });
});
