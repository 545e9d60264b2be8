import { beforeAll, describe, expect, it } from 'vitest';
import { sameJson } from '../../src/kernel/json.ts';
import type { Answer } from '../../src/model/question.ts';
import { Books, byNode } from './books.ts';

const setup = [
  'a queue named jobs',
  'a bucket named reports',
  'a table named orders with partition key id',
  'a lambda function named thumbs',
  'a postgres database named pg2',
  'a VPC named net with one private subnet and cidr 10.0.0.0/16',
  'a log group named app-logs',
  'an encrypted topic named alerts',
];

/** Makes what a sentence asks for, with the defaults of whatever it leaves open. */
async function makeWithDefaults(books: Books, says: string): Promise<void> {
  let answers: Answer[] = [];
  for (let round = 0; round < 4; round++) {
    const came = await books.say(says, answers);
    if (!came.ok || came.value.kind !== 'question') break;
    answers = [...answers, ...came.value.questions.map(({ at, slot, default: value }) => ({ at, slot, value }))];
  }
  await books.make(says, answers);
}

interface Resource {
  readonly properties: Readonly<Record<string, unknown>>;
}

describe('a change of what stands', () => {
  let books: Books;
  beforeAll(async () => {
    books = new Books();
    for (const says of setup) await makeWithDefaults(books, says);
  });

  /** What a sentence changes, by node and property; null for what is new. */
  const changed = async (says: string): Promise<Record<string, unknown>> => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'proposal') throw new Error(`${says}: ${JSON.stringify(came)}`);
    const { proposal } = came.value;
    const before = books.standing(proposal.deployment) as Readonly<Record<string, Resource>>;
    const after = byNode(proposal) as Readonly<Record<string, Resource>>;
    expect(
      Object.keys(before).filter((node) => after[node] === undefined),
      'nothing goes',
    ).toEqual([]);
    return Object.fromEntries(
      Object.entries(after).flatMap(([node, resource]): [string, unknown][] => {
        const old = before[node];
        if (old === undefined) return [[node, null]];
        expect({ ...resource, properties: null, checks: null, slots: null }, node).toEqual({ ...old, properties: null, checks: null, slots: null });
        const names = [...new Set([...Object.keys(old.properties), ...Object.keys(resource.properties)])];
        return names
          .filter((name) => !sameJson((old.properties[name] ?? null) as never, (resource.properties[name] ?? null) as never))
          .map((name) => [`${node}.${name}`, resource.properties[name]]);
      }),
    );
  };

  const timeout = (seconds: number) => ({ 'queue_jobs.VisibilityTimeout': seconds });
  it.each<[string, Record<string, unknown>]>([
    ['make reports versioned', { 'bucket_reports.VersioningConfiguration': { Status: 'Enabled' } }],
    ['raise the retention of jobs to 14 days', { 'queue_jobs.MessageRetentionPeriod': 1_209_600 }],
    ['raise the retention of the queue jobs to 14 days', { 'queue_jobs.MessageRetentionPeriod': 1_209_600 }],
    ['set the visibility timeout of the queue jobs to 1 minute', timeout(60)],
    ['increase the visibility timeout of jobs to 2 minutes', timeout(120)],
    ['change jobs’ visibility timeout to 90 seconds', timeout(90)],
    ["Please change jobs's visibility timeout to 90 seconds.", timeout(90)],
    ['set the jobs queue visibility timeout to 1 minute', timeout(60)],
    ['the visibility timeout of jobs should be 45 seconds', timeout(45)],
    ['give jobs a visibility timeout of 1 minute', timeout(60)],
    ['set the visibility timeout of my queue to 90 seconds', timeout(90)],
    ["change the queue's visibility timeout to 90 seconds", timeout(90)],
    ['the visibility timeout of our queue should be 45 seconds', timeout(45)],
    ['raise the retention of the queue to 14 days', { 'queue_jobs.MessageRetentionPeriod': 1_209_600 }],
    ['make my bucket versioned', { 'bucket_reports.VersioningConfiguration': { Status: 'Enabled' } }],
    ['tag the queue with team=core', { 'queue_jobs.Tags': [{ Key: 'team', Value: 'core' }] }],
    ['increase the storage of our postgres database by 20 GB', { 'db_instance_pg2.AllocatedStorage': '40' }],
    ['add tag team=core to jobs', { 'queue_jobs.Tags': [{ Key: 'team', Value: 'core' }] }],
    ['tag the queue jobs with team=core', { 'queue_jobs.Tags': [{ Key: 'team', Value: 'core' }] }],
    ['add a second private subnet', { private_subnet_net_2: null, private_subnet_association_net_2: null }],
    ['add a second private subnet to net', { private_subnet_net_2: null, private_subnet_association_net_2: null }],
    ['increase the allocated storage of pg2 to 100 GB', { 'db_instance_pg2.AllocatedStorage': '100' }],
    ['increase the storage of my postgres database pg2 to 1 TB', { 'db_instance_pg2.AllocatedStorage': '1024' }],
    ['resize pg2 to db.t3.large', { 'db_instance_pg2.DBInstanceClass': 'db.t3.large' }],
    ['set the backup retention of pg2 to 2 weeks', { 'db_instance_pg2.BackupRetentionPeriod': 14 }],
    ['make pg2 highly available', { 'db_instance_pg2.MultiAZ': true }],
    ['turn on deletion protection for pg2', { 'db_instance_pg2.DeletionProtection': true }],
    ['set the memory of the function thumbs to 1 GB', { 'function_thumbs.MemorySize': 1024 }],
    ['raise the timeout of thumbs to 2 minutes', { 'function_thumbs.Timeout': 120 }],
    ['lower the retention of the log group app-logs to 7 days', { 'log_group_app_logs.RetentionInDays': 7 }],
    ['enable point in time recovery on orders', { 'table_orders.PointInTimeRecoverySpecification': { PointInTimeRecoveryEnabled: true } }],
    ['remove versioning from reports', {}],
    ['set the memory of thumbs to 512 MB and its timeout to 45 s', { 'function_thumbs.MemorySize': 512, 'function_thumbs.Timeout': 45 }],
    ['set the memory of thumbs to 512 MB and the timeout to 45 s', { 'function_thumbs.MemorySize': 512, 'function_thumbs.Timeout': 45 }],
    ['Set the memory of thumbs to 512 MB. Set its timeout to 45 s.', { 'function_thumbs.MemorySize': 512, 'function_thumbs.Timeout': 45 }],
    ['resize pg2 to db.t3.large and make it highly available', { 'db_instance_pg2.DBInstanceClass': 'db.t3.large', 'db_instance_pg2.MultiAZ': true }],
    ['set the visibility timeout of jobs to 1 minute and raise its retention to 14 days', { ...timeout(60), 'queue_jobs.MessageRetentionPeriod': 1_209_600 }],
    ['set the visibility timeout of jobs to 1 minute, tag it with team=core', { ...timeout(60), 'queue_jobs.Tags': [{ Key: 'team', Value: 'core' }] }],
    ['give jobs a visibility timeout of 1 minute and a retention of 14 days', { ...timeout(60), 'queue_jobs.MessageRetentionPeriod': 1_209_600 }],
    ['increase the storage of pg2 by 20 GB', { 'db_instance_pg2.AllocatedStorage': '40' }],
    ['decrease the storage of pg2 by 5 GB', { 'db_instance_pg2.AllocatedStorage': '15' }],
    ['add 10 GB of storage to pg2', { 'db_instance_pg2.AllocatedStorage': '30' }],
    ['also subscribe ada@example.com to alerts', { subscription: null }],
    ['double the storage of pg2', { 'db_instance_pg2.AllocatedStorage': '40' }],
    ['triple the allocated storage of pg2', { 'db_instance_pg2.AllocatedStorage': '60' }],
    ['halve the storage of pg2', { 'db_instance_pg2.AllocatedStorage': '10' }],
    ['upgrade pg2 to postgres 18', { 'db_instance_pg2.EngineVersion': '18' }],
    ['upgrade pg2 to version 18', { 'db_instance_pg2.EngineVersion': '18' }],
    ['increase the storage of pg2 by 20 GB and make it highly available', { 'db_instance_pg2.AllocatedStorage': '40', 'db_instance_pg2.MultiAZ': true }],
  ])('holds that and nothing else: %s', async (says, holds) => {
    expect(await changed(says)).toEqual(holds);
  });

  const table = async (setup: string, change: string): Promise<Resource['properties']> => {
    const own = new Books();
    await own.make(setup);
    const { resources } = await own.propose(change);
    return resources.find(({ type }) => type === 'AWS::DynamoDB::Table')?.properties ?? {};
  };
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });

  it.each([
    ['with partition key id', 'partition key pk', [key('pk', 'HASH')], [attribute('pk')]],
    ['with partition key id', 'sort key placed_at', [key('id', 'HASH'), key('placed_at', 'RANGE')], [attribute('id'), attribute('placed_at')]],
    [
      'with partition key id and sort key placed_at',
      'partition key pk',
      [key('pk', 'HASH'), key('placed_at', 'RANGE')],
      [attribute('pk'), attribute('placed_at')],
    ],
    ['with partition key id and sort key placed_at', 'sort key rank', [key('id', 'HASH'), key('rank', 'RANGE')], [attribute('id'), attribute('rank')]],
    ['with partition key id', 'partition key of type number', [key('id', 'HASH')], [attribute('id', 'N')]],
    ['with partition key id', 'partition key id', [key('id', 'HASH')], [attribute('id')]],
  ])('puts a key in the place of the one that the table has: %s; %s', async (first, change, keys, attributes) => {
    const properties = await table(`a table named orders ${first}`, `the table orders with ${change}`);
    expect(properties).toMatchObject({ TableName: 'orders', KeySchema: keys, AttributeDefinitions: attributes });
  });

  it('says what a factor comes to in a unit of what is counted', async () => {
    const own = new Books();
    await own.make('a queue named work with a visibility timeout of 1 minute');
    const { resources, evidence } = await own.propose('double the visibility timeout of work');
    expect(resources[0]?.properties['VisibilityTimeout']).toBe(120);
    expect(evidence.map(({ effect }) => effect)).toContain('VisibilityTimeout of queue_work was asked to be 60, so that it is to be 120 seconds');
  });

  it('moves the parts of a network into its new range', async () => {
    const own = new Books();
    await own.make('a vpc named net with 1 public and 1 private subnet and cidr 10.0.0.0/16');
    const { resources } = await own.propose('change the cidr of net to 10.1.0.0/16');
    const blocks = resources.flatMap(({ type, properties }) => (/VPC$|Subnet$/u.test(type) ? [properties['CidrBlock']] : []));
    expect(blocks).toHaveLength(3);
    for (const block of blocks) expect(block).toMatch(/^10\.1\./);
  });

  it('lets a service assume a role in the place of the one that did', async () => {
    const own = new Books();
    await own.make('an iam role named runner for lambda');
    const { resources } = await own.propose('the iam role runner for ec2');
    const policy = { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
    expect(resources[0]?.properties).toMatchObject({ RoleName: 'runner', AssumeRolePolicyDocument: policy });
  });

  it('says what is meant by a thing of its own kind, whatever the plan then needs for it', async () => {
    expect(await changed('the queue jobs should be a fifo queue')).toMatchObject({ 'queue_jobs.FifoQueue': true, 'queue_jobs.QueueName': 'jobs.fifo' });
    expect(await changed('make jobs a fifo queue')).toMatchObject({ 'queue_jobs.FifoQueue': true });
  });

  it('asks where a value goes against its verb, and does what is answered', async () => {
    const says = 'raise the storage of pg2 to 10 GB';
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'question') throw new Error(JSON.stringify(came));
    expect(came.value.questions).toMatchObject([{ slot: 'direction', text: expect.stringContaining('asked to be 20 now'), default: 'leave', because: null }]);
    const answer = (value: string) => books.say(says, [{ at: 'intent:1', slot: 'direction', value }]);
    const set = await answer('set');
    if (!set.ok || set.value.kind !== 'proposal') throw new Error(JSON.stringify(set));
    expect((byNode(set.value.proposal)['db_instance_pg2'] as Resource).properties['AllocatedStorage']).toBe('10');
    expect(await answer('leave')).toMatchObject({ ok: true, value: { kind: 'refusal' } });
  });

  it('adds to a list of what stands what is said of it, and takes nothing from it', async () => {
    await makeWithDefaults(books, 'a security group named web that allows port 443 from 10.0.0.0/8');
    const rules = async (says: string) =>
      ((await changed(says))['security_group_web.SecurityGroupIngress'] as { FromPort: number }[]).map(({ FromPort }) => FromPort);
    expect(await rules('the security group web should allow port 8443 as well')).toEqual([443, 8443]);
    expect(await rules('allow port 8443 from 10.0.0.0/8 on web as well')).toEqual([443, 8443]);
    expect(await rules('also open port 8443 on the security group web')).toEqual([443, 8443]);
    expect(await refusal('the security group web should allow port 80 but not port 22 from anywhere')).toMatch(/what "not" takes away/);
    expect(await refusal('the security group web should allow port 22 from my office')).toMatch(/should allow port 22 from my office" changes/);
    expect(await refusal('the security group web should only allow port 8443 from 10.0.0.0/8')).toMatch(/"only" takes something out of a list/);
  });

  const refusal = async (says: string): Promise<string> => {
    const came = await books.say(says);
    if (!came.ok) return came.problems.map(({ message }) => message).join('; ');
    if (came.value.kind !== 'refusal') throw new Error(`${says}: ${JSON.stringify(came.value)}`);
    return came.value.problems.map(({ message, fix }) => `${message} (${fix})`).join('; ');
  };

  it.each([
    ['rename the bucket reports to archive', /gives AWS::S3::Bucket its name once.*move over what is in "reports"/],
    ['change the name of jobs to work', /its name once/],
    ['double the iops of pg2', /how much.*nothing tells what it is now.*set the iops of pg2 to N/],
    ['raise the retention of jobs by 2 days', /nothing tells what it is now.*raise the retention of jobs to N days/],
    ['increase the iops of pg2 by 1000', /by how much.*nothing tells what it is now/],
    ['raise the memory of thumbs by 256', /./],
    ['lower the storage of pg2 by 100 GB', /by how much/],
    ['add another replica to orders', /by how much/],
    ['set the memory of thumbs to 512 MB and its sparkle to 30 s', /sparkle/],
    ['set the memory of thumbs to 512 MB and delete jobs', /./],
    ['make reports versioned and raise the retention of nothere to 14 days', /./],
    ['make reports versioned and raise the retention of jobs to 14 days', /deployment/],
    ['set the sparkle of pg2 to 12', /sparkle.*is not understood.*allocated storage/],
    ['set the memory of thumbs to 30 days', /is not understood/],
    [
      'set the timeout of jobs to 20 s',
      /^what "set the timeout of jobs to 20 s" changes is not understood.*what jobs \(AWS::SQS::Queue\) has: .*visibility timeout/s,
    ],
    ['raise the retention of jobs to 14 days if it is Monday', /if|has no meaning/],
    ['set the visibility timeout of nothere to 1 minute', /./],
    ['raise the retention of jobs and reports to 14 days', /./],
  ])('is refused, with a way on: %s', async (says, why) => {
    expect(await refusal(says)).toMatch(why);
  });

  const removed = async (says: string): Promise<readonly string[]> => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'removal') throw new Error(`${says}: ${JSON.stringify(came)}`);
    const { deployment, rest } = came.value;
    const stays = new Set(Object.keys(byNode(rest ?? undefined)));
    return Object.keys(books.standing(deployment)).filter((node) => !stays.has(node));
  };

  it.each([
    ['drop the database pg2', 'db_instance_pg2'],
    ['delete pg2', 'db_instance_pg2'],
    ['delete the function thumbs', 'function_thumbs'],
    ['remove the jobs queue', 'queue_jobs'],
    ['drop the table orders', 'table_orders'],
  ])('removes by the words that make: %s', async (says, node) => {
    expect(await removed(says)).toContain(node);
  });

  it.each([
    'delete the objects in reports',
    'delete everything in the bucket reports',
    'remove all messages from jobs',
    'delete the old messages of the queue jobs',
    'remove the public access from reports',
    'remove reports from monitoring',
    'drop jobs from orders',
    'delete the versioned bucket reports',
    'delete the table jobs',
    'delete the queue jobs except when it is full',
    'remove the encryption of alerts',
  ])('removes no thing where more is said than its name: %s', async (says) => {
    const came = await books.say(says);
    expect(came.ok ? came.value.kind : 'refusal', JSON.stringify(came)).not.toBe('removal');
  });
});

describe('what has no name, beside what is named', () => {
  const at = async (...setup: string[]) => {
    const books = new Books();
    for (const says of setup) await books.make(says);
    return books;
  };

  it.each([
    'subscribe bob@example.com to alerts',
    'alerts should have an email subscription for bob@example.com',
    'the topic "alerts" with an email subscription for bob@example.com',
  ])('is asked about where what stands would be made anew for it, and one more takes nothing away: %s', async (says) => {
    const books = await at('a topic named alerts', 'subscribe ada@example.com to alerts');
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'question') throw new Error(JSON.stringify(came));
    const [question, ...others] = came.value.questions;
    expect(others).toEqual([]);
    expect(question).toMatchObject({ slot: 'subject', default: 'new' });
    const { resources } = await books.propose(says, [{ at: question?.at ?? '', slot: 'subject', value: 'new' }]);
    const endpoints = resources.flatMap(({ properties }) => properties['Endpoint'] ?? []);
    expect(endpoints.sort()).toEqual(['ada@example.com', 'bob@example.com']);
  });

  it('is what stands where it is said as it is', async () => {
    const books = await at('a topic named alerts', 'subscribe ada@example.com to alerts');
    const { resources } = await books.propose('subscribe ada@example.com to alerts');
    expect(resources).toHaveLength(2);
  });
});

describe('what is published under a name that a thing has, too', () => {
  it('is offered for a wish, and not for an order about the thing, whether that is understood or not', async () => {
    const books = new Books();
    await books.make('a queue named pair');
    const line = { name: 'pair_platform', version: '1.0.0', description: 'a platform', owner: 'us' };
    books.published = [{ line, score: 1, standing: null } as unknown as (typeof books.published)[number]];
    const slotOf = async (says: string) => {
      const came = await books.say(says);
      return came.ok && came.value.kind === 'question' ? came.value.questions[0]?.slot : undefined;
    };
    for (const says of ['a pair platform', 'a queue named other']) expect(await slotOf(says), says).toBe('blueprint');
    for (const says of ['never delete pair', 'purge pair', 'scale web to 4 tasks', 'set the desired count of web to 4', 'undo the deletion of pair'])
      expect(await slotOf(says), says).not.toBe('blueprint');
  });
});
