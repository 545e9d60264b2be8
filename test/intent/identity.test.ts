import { describe, expect, it } from 'vitest';
import type { CameTo } from '../../src/engine/come-to.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Binding } from '../../src/model/observed.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books, byNode, elsewhere, here, third } from './books.ts';
import { sentences } from './sentences.ts';

function problemsOf(came: Result<CameTo>) {
  if (!came.ok) return came.problems;
  return came.value.kind === 'refusal' ? came.value.problems : [];
}

function questionOf(came: Result<CameTo>) {
  if (!came.ok || came.value.kind !== 'question') throw new Error(JSON.stringify(came));
  return came.value.questions[0] as (typeof came.value.questions)[number];
}

const versioned = { Status: 'Enabled' };
const properties = (proposal: Proposal, node: string) => proposal.resources.find((resource) => resource.node === node)?.properties;

describe('something that has a name', () => {
  it.each([
    'a versioned bucket named reports',
    'the bucket reports should be versioned',
    'my bucket reports should be versioned',
    'make the reports bucket versioned',
    'make reports versioned',
    'reports should be versioned',
    'turn on versioning for the bucket reports',
    'turn on versioning for the reports bucket',
    'enable versioning on reports',
  ])('is changed, and nothing else of it or beside it, by: %s', async (says) => {
    const books = new Books();
    const made = await books.make('a bucket named reports, objects expire after 30 days, and a queue named orders');
    await books.make('a bucket named archive');
    const changed = await books.propose(says);
    expect(changed.deployment).toBe(made.deployment);
    const before = books.standing(made.deployment);
    const bucket = properties(made, 'bucket_reports');
    expect(properties(changed, 'bucket_reports')).toEqual({ ...bucket, VersioningConfiguration: versioned });
    expect(byNode(changed)['queue_orders']).toEqual(before['queue_orders']);
    expect(Object.keys(byNode(changed)).sort()).toEqual(Object.keys(before).sort());
  });

  it('keeps what an earlier sentence said, when it is asked for with less', async () => {
    const books = new Books();
    const made = await books.make('a versioned bucket named reports with logging');
    const again = await books.propose('a bucket named reports');
    expect(again.deployment).toBe(made.deployment);
    expect(byNode(again)).toEqual(books.standing(made.deployment));
  });

  it('is another thing under a name that differs in case only', async () => {
    const books = new Books();
    const made = await books.make('a table named orders with partition key id');
    const other = await books.make('a table named Orders with partition key id');
    expect(other.deployment).not.toBe(made.deployment);
    const beside = await books.propose({ intent: 'a table named ORDERS with partition key id', deployment: made.deployment });
    expect(beside.resources.map((resource) => resource.properties['TableName'])).toEqual(['orders', 'ORDERS']);
  });

  it('is another thing in another region or at another target, unless it is pointed at', async () => {
    const books = new Books();
    const made = await books.make('a queue named jobs in eu-west-1');
    expect((await books.propose('a FIFO queue named jobs')).deployment).not.toBe(made.deployment);
    expect((await books.propose('a queue named jobs in eu-west-1', [], elsewhere)).deployment).not.toBe(made.deployment);
    const pointed = await books.propose('the queue jobs should have a visibility timeout of 45 seconds');
    expect(pointed).toMatchObject({ deployment: made.deployment, resources: [{ at: { region: 'eu-west-1' }, properties: { VisibilityTimeout: 45 } }] });
    expect(problemsOf(await books.say({ intent: 'the queue jobs with long polling in us-east-1', deployment: made.deployment }))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD', message: expect.stringContaining('not moved') },
    ]);
  });

  it('is found at another target when it is pointed at and no target was named', async () => {
    const books = new Books();
    const made = await books.make('a bucket named reports', [], elsewhere);
    expect((await books.propose('the bucket reports should be versioned')).deployment).toBe(made.deployment);
    expect(questionOf(await books.say('the bucket reports should be versioned', [], here)).options[0]?.value).toBe('new');
    const other = await books.make('a bucket named archive', [], elsewhere);
    const asked = questionOf(await books.say('the bucket should be versioned'));
    const answer = { at: asked.at, slot: asked.slot, value: `${other.deployment}/bucket_archive` };
    expect((await books.propose('the bucket should be versioned', [answer])).deployment).toBe(other.deployment);
  });

  it('is found at another target by its name, whatever of its kind is at the one that is taken otherwise', async () => {
    const books = new Books();
    await books.make('a queue named jobs');
    const made = await books.make('a queue named pair', [], elsewhere);
    expect((await books.propose('the queue pair with a visibility timeout of 45 seconds')).deployment).toBe(made.deployment);
    expect(await books.say('delete the queue pair')).toMatchObject({ ok: true, value: { kind: 'removal', deployment: made.deployment } });
    const there = questionOf(await books.say('the queue pair with a visibility timeout of 45 seconds', [], here));
    expect(there.text).toContain('No queue is called "pair" at sandbox, and one is at other: for that, name other with --target');
    await books.make({ intent: 'a queue named pair', name: 'second' as Intent['name'] }, [], third);
    const asked = questionOf(await books.say('the queue pair with a visibility timeout of 45 seconds'));
    expect(asked.options.map(({ text }) => text)).toEqual([
      expect.stringContaining(' at other, of'),
      expect.stringContaining(' at third, of deployment second'),
    ]);
    await books.make({ intent: 'a queue named pair', name: 'near' as Intent['name'] });
    expect((await books.propose('the queue pair with a visibility timeout of 45 seconds')).deployment).toBe('near');
  });

  it('may be a key that only its alias names', async () => {
    const books = new Books();
    const made = await books.make('a KMS key named prod-key');
    const changed = await books.propose('the key prod-key should be retained');
    expect(changed.deployment).toBe(made.deployment);
    expect(changed.resources.every(({ retain }) => retain)).toBe(true);
  });

  const kmsKeyOf = ({ resources }: Proposal, node: string) => JSON.stringify(resources.find((resource) => resource.node === node)?.properties);

  it.each([
    'a bucket encrypted with the key named prod-key',
    'a bucket encrypted with the KMS key prod-key',
    'a bucket encrypted with the key "prod-key"',
    'a bucket encrypted with a KMS key named prod-key',
  ])('may be the key that something is encrypted with, and nothing else gets its name: %s', async (says) => {
    const books = new Books();
    const { deployment } = await books.make('a KMS key with the alias prod-key');
    const made = await books.propose(says);
    expect(made.deployment).toBe(deployment);
    expect(made.resources.map(({ type }) => type).sort()).toEqual(['AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::S3::Bucket']);
    expect(kmsKeyOf(made, 'bucket')).toContain('"KMSMasterKeyID":"${key_prod_key.Arn}"');
    expect(made.resources.find(({ node }) => node === 'bucket')?.properties['BucketName']).not.toBe('prod-key');
  });

  it('is asked for where no key has the name that it is said to have', async () => {
    const books = new Books();
    await books.make('a KMS key with the alias prod-key');
    const asked = questionOf(await books.say('a bucket encrypted with the key named prod-kye'));
    expect(asked).toMatchObject({ slot: 'subject', text: expect.stringContaining('No key is called "prod-kye" here') });
    expect(asked.options.map(({ value }) => value)).toEqual(['new', expect.stringMatching(/key_prod_key$/)]);
  });

  it('is made with the name where the words only say which key there is to be, and once for all that use it', async () => {
    const made = await new Books().make('a bucket encrypted with a KMS key named master and a queue encrypted with the key named master');
    const aliases = made.resources.filter(({ type }) => type === 'AWS::KMS::Alias').map(({ properties }) => properties['AliasName']);
    expect(aliases).toEqual(['alias/master']);
    for (const node of ['bucket', 'queue']) expect(kmsKeyOf(made, node)).toContain('${key_master.Arn}');
  });

  it('may be a node that an intent file has called otherwise than a sentence would', async () => {
    const books = new Books();
    const { deployment, resources } = await books.make('a queue named jobs');
    const node = 'queues["a b"]' as Binding['node'];
    books.bindings = books.bindings.map((binding) => ({ ...binding, node }));
    books.drafts.set(deployment, { ...(books.drafts.get(deployment) as Proposal), resources: resources.map((resource) => ({ ...resource, node })) });
    const added = await books.make('the queue jobs with a dead-letter queue');
    expect(added.resources.map((resource) => resource.node).sort()).toEqual([expect.stringMatching(/dead_letter/), node].sort());
    expect(byNode(await books.propose('the queue jobs with a dead-letter queue'))).toEqual(books.standing(deployment));
  });

  it('has its rule of one id replaced, not doubled', async () => {
    const books = new Books();
    await books.make('a bucket named reports, objects expire after 30 days');
    const changed = await books.propose('the bucket reports, objects expire after 60 days');
    expect(changed.resources[0]?.properties['LifecycleConfiguration']).toEqual({
      Rules: [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: 60, NoncurrentVersionExpiration: { NoncurrentDays: 60 } }],
    });
  });

  it('gets what a control brings along once', async () => {
    const books = new Books();
    const made = await books.make('a bucket named reports and a bucket named invoices with logging');
    const added = await books.make('the bucket reports with logging');
    expect(added.resources).toHaveLength(made.resources.length + 2);
    const again = await books.propose('the bucket reports with logging');
    expect(byNode(again)).toEqual(books.standing(made.deployment));
  });
});

describe('something that is pointed at', () => {
  it('is the only one of its kind, and not what came along with it', async () => {
    const books = new Books();
    const made = await books.make('a bucket with logging');
    for (const says of ['the bucket should be versioned', 'my bucket should be versioned', 'the existing bucket should be versioned']) {
      const changed = await books.propose(says);
      expect(changed.deployment).toBe(made.deployment);
      expect(changed.resources.flatMap(({ node, properties: own }) => (own['VersioningConfiguration'] === undefined ? [] : [node]))).toEqual(['bucket']);
    }
  });

  it('is asked about where there are several, and the answer says which', async () => {
    const books = new Books();
    await books.make('a bucket named reports');
    const other = await books.make('a bucket named archive');
    const asked = questionOf(await books.say('the bucket should be versioned'));
    expect(asked).toMatchObject({
      slot: 'subject',
      because: null,
      options: [{ text: expect.stringContaining('archive') }, { text: expect.stringContaining('reports') }],
    });
    const chosen = await books.propose('the bucket should be versioned', [{ at: asked.at, slot: asked.slot, value: asked.options[0]?.value ?? '' }]);
    expect(chosen.deployment).toBe(other.deployment);
    expect(problemsOf(await books.say('the bucket should be versioned', [{ at: asked.at, slot: asked.slot, value: 'x/y' }]))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD' },
    ]);
  });

  it('is a question where nothing has that name: a new one, or one that is called nearly so', async () => {
    const books = new Books();
    await books.make('a bucket named reports');
    for (const says of ['turn on versioning for the bucket reprots', 'the reprots bucket should be versioned']) {
      const asked = questionOf(await books.say(says));
      expect(asked.text).toContain('No bucket is called "reprots" here');
      expect(asked.options.map(({ value }) => value)).toEqual(['new', expect.stringMatching(/\/bucket_reports$/)]);
      const fresh = await books.propose(says, [{ at: asked.at, slot: asked.slot, value: 'new' }]);
      expect(fresh).toMatchObject({ resources: [{ properties: { BucketName: 'reprots', VersioningConfiguration: versioned } }] });
      expect(fresh.patch).toBeUndefined();
    }
  });

  it('is a question where only one kind of thing can be what is said of a word that nothing is called', async () => {
    for (const says of ['make reports versioned', 'turn on versioning for reports', 'reports should be versioned']) {
      const asked = questionOf(await new Books().say(says));
      expect(asked.options).toEqual([{ letter: 'a', value: 'new', text: 'a new bucket named "reports"' }]);
    }
    for (const says of ['make reports encrypted', 'make reports', 'make big reports versioned'])
      expect(problemsOf(await new Books().say(says))).toContainEqual(expect.objectContaining({ code: 'INTENT_NOT_UNDERSTOOD' }));
  });

  it('is no more than a word where it stands beside something new of another kind', async () => {
    const books = new Books();
    await books.make('a queue named orders');
    expect(problemsOf(await books.say('a bucket orders'))).toMatchObject([{ code: 'INTENT_NOT_UNDERSTOOD', fix: expect.stringContaining('named "orders"') }]);
    expect(problemsOf(await books.say('a bucket for orders'))).toContainEqual(expect.objectContaining({ code: 'INTENT_NOT_UNDERSTOOD' }));
  });

  it('is refused where there is nothing of the kind', async () => {
    expect(problemsOf(await new Books().say('the bucket should be versioned'))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD', fix: expect.stringContaining('asbuilt deployments') },
    ]);
  });

  it('is refused where words before it may say which one is meant, or what it is to be', async () => {
    const books = new Books();
    await books.make('a bucket named reports');
    expect(problemsOf(await books.say('the versioned bucket reports'))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD', fix: 'say it after the noun, as in: the bucket should be versioned' },
    ]);
  });

  it('is refused where it is of another deployment than something else in the sentence', async () => {
    const books = new Books();
    await books.make('a bucket named reports');
    await books.make('a queue named jobs');
    expect(problemsOf(await books.say('the bucket reports and the queue jobs should be encrypted'))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD', fix: expect.stringMatching(/^ask once for each deployment\. .*ask for a new one that uses the other/) },
    ]);
  });

  it('is told by its own name where one of its kind has a name, and what came along has another', async () => {
    const books = new Books();
    await books.make('a lambda function with a log group');
    await books.make('a table named gtab with partition key id');
    books.bindings = books.bindings.map((one) =>
      one.kind === 'resource' && one.type === 'AWS::Lambda::Function' ? { ...one, identifier: 'gw', applied: {} } : one,
    );
    const [found] = problemsOf(await books.say('the lambda function gw may read the table gtab'));
    expect(found?.message).toMatch(/AWS::Lambda::Function gw (?:is )?of /);
  });
});

describe('another one', () => {
  it.each(['another queue', 'one more queue', 'a second queue'])('is new each time: %s', async (says) => {
    const books = new Books();
    const made = [await books.make('a queue'), await books.make(says), await books.make(says)];
    expect(new Set(made.map(({ deployment }) => deployment)).size).toBe(3);
    expect(new Set(made.map(({ resources }) => resources[0]?.properties['QueueName'])).size).toBe(3);
  });

  it('is a first one where none is there, and stands beside the first in a deployment that is named', async () => {
    const books = new Books();
    const made = await books.make('another queue');
    const both = await books.propose({ intent: 'another queue', deployment: made.deployment });
    expect(both.resources.map(({ node }) => node)).toEqual(['queue', 'queue_2']);
  });

  it('cannot have the name of one that stands', async () => {
    const books = new Books();
    await books.make('a queue named jobs');
    expect(problemsOf(await books.say('another queue named jobs'))).toMatchObject([
      { code: 'INTENT_NOT_UNDERSTOOD', message: expect.stringContaining('stands already') },
    ]);
  });
});

describe('a deployment that is named', () => {
  it.each(['deployment', 'name'] as const)('is changed by what is said, and loses nothing that is not said again, by its %s', async (field) => {
    const books = new Books();
    const made = await books.make({ intent: 'a bucket named reports and a queue', name: 'shop' as Intent['name'] });
    const changed = await books.make({ intent: 'a versioned bucket', [field]: 'shop' });
    expect(changed.deployment).toBe('shop');
    expect(changed.resources.map(({ node }) => node).sort()).toEqual(made.resources.map(({ node }) => node).sort());
    expect(properties(changed, 'bucket_reports')).toEqual({ ...properties(made, 'bucket_reports'), VersioningConfiguration: versioned });
    const grown = await books.propose({ intent: 'a topic named news', [field]: 'shop' });
    expect(grown.resources.map(({ node }) => node).sort()).toEqual([...made.resources.map(({ node }) => node as string), 'topic_news'].sort());
  });

  it('takes what is new to where all of it is, unless a region is said', async () => {
    const books = new Books();
    await books.make({ intent: 'a bucket named reports in eu-west-1', name: 'shop' as Intent['name'] });
    const near = await books.propose({ intent: 'a topic named news', deployment: 'shop' as Intent['deployment'] });
    expect(near.resources.find(({ node }) => node === 'topic_news')).toMatchObject({ at: { region: 'eu-west-1' } });
    expect(near.evidence.map(({ effect }) => effect)).toContain('puts everything into eu-west-1');
    const far = await books.propose({ intent: 'a topic named news in us-east-1', deployment: 'shop' as Intent['deployment'] });
    expect(far.region).toBe('us-east-1');
    expect(far.resources.find(({ node }) => node === 'topic_news')?.at).toBeUndefined();
  });

  it('is made where a name is given that does not stand, and only then', async () => {
    const books = new Books();
    expect((await books.propose({ intent: 'a queue', name: 'shop' as Intent['name'] })).deployment).toBe('shop');
    expect(problemsOf(await books.say({ intent: 'a queue', deployment: 'shop' as Intent['deployment'] }))).toMatchObject([{ code: 'DEPLOYMENT_UNKNOWN' }]);
  });

  it('asks which one is meant where it has several of a kind and one is asked for', async () => {
    const books = new Books();
    await books.make({ intent: 'two queues', name: 'shop' as Intent['name'] });
    const asked = questionOf(await books.say({ intent: 'a FIFO queue', deployment: 'shop' as Intent['deployment'] }));
    expect(asked.options.map(({ value }) => value)).toEqual(['shop/queue', 'shop/queue_2', 'new']);
  });

  it('is refused at a target where it is not', async () => {
    const books = new Books();
    await books.make({ intent: 'a queue', name: 'shop' as Intent['name'] });
    expect(problemsOf(await books.say({ intent: 'a queue', deployment: 'shop' as Intent['deployment'] }, [], elsewhere))).toMatchObject([
      { code: 'TARGET_MISMATCH' },
    ]);
  });

  it('is changed by what was applied to it where the records do not say what was asked', async () => {
    const books = new Books();
    const made = await books.make({ intent: 'a bucket with logging', name: 'shop' as Intent['name'] });
    books.bindings = books.bindings.map((binding) =>
      binding.kind === 'unit'
        ? binding
        : {
            ...binding,
            applied: {
              ...binding.applied,
              Tags: [
                { Key: 'asbuilt:deployment', Value: 'shop' },
                { Key: 'team', Value: 'a' },
              ],
            },
          },
    );
    books.drafts.clear();
    const changed = await books.propose('the bucket should be versioned');
    expect(changed.resources.map(({ node }) => node).sort()).toEqual(made.resources.map(({ node }) => node).sort());
    expect(properties(changed, 'bucket')).toMatchObject({ VersioningConfiguration: versioned, Tags: [{ Key: 'team', Value: 'a' }] });
  });
});

describe('the same sentence', () => {
  it.each(sentences.map(({ says }) => says))('changes nothing when it is said again: %s', async (says) => {
    const books = new Books();
    const first = await books.make(says);
    const again = await books.propose(says);
    expect(again.deployment).toBe(first.deployment);
    expect(byNode(again)).toEqual(books.standing(first.deployment));
  });

  it('means what it made, also after that was changed by another sentence', async () => {
    const books = new Books();
    const made = await books.make('a bucket');
    await books.make('the bucket should be versioned');
    await books.make({ intent: 'a queue', deployment: made.deployment });
    const again = await books.propose('a bucket');
    expect(byNode(again)).toEqual(books.standing(made.deployment));
  });
});
