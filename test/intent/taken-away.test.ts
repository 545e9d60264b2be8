import { describe, expect, it } from 'vitest';
import { effectOn } from '../../src/intent/take-away.ts';
import { valueAt } from '../../src/kernel/pointer.ts';
import { loadKnowledge } from '../../src/knowledge/load-knowledge.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books, byNode } from './books.ts';
import { knowledge } from './real-context.ts';
import { necessities, waysToSay } from './wordings.ts';

const shop = 'shop' as Proposal['deployment'];
const problemsOf = (came: Awaited<ReturnType<Books['say']>>) => (!came.ok ? came.problems : came.value.kind === 'refusal' ? came.value.problems : []);

/** Every control that a type has, with every pattern that has it. */
const cases = [...knowledge.patterns.values()].flatMap((pattern) =>
  [...knowledge.controls.values()].flatMap((control) => {
    const effect = effectOn(control, pattern.type);
    return effect === undefined || 'refused' in effect ? [] : [{ pattern, control, effect, name: `${control.metadata.name} of ${pattern.metadata.name}` }];
  }),
);

describe('a counted part of what stands', () => {
  const net = async () => {
    const books = new Books();
    const { deployment } = await books.make('a vpc named net with 1 public and 3 private subnets');
    return { books, deployment };
  };

  it('goes with all that was made for it, and can be added again', async () => {
    const { books, deployment } = await net();
    const before = books.standing(deployment);
    const came = await books.say('remove the third private subnet of net');
    if (!came.ok || came.value.kind !== 'removal' || came.value.rest === null) throw new Error(JSON.stringify(came));
    const rest = byNode(came.value.rest);
    expect(Object.keys(before).filter((node) => rest[node] === undefined)).toEqual(['private_subnet_net_3', 'private_subnet_association_net_3']);
    books.run(came.value.rest);
    await books.make('add a third private subnet to net');
    expect(books.standing(deployment)).toEqual(before);
  });

  it.each(['remove the last private subnet of net', 'remove a private subnet from net', 'delete the third private subnet in the vpc net'])(
    'is the last one: %s',
    async (says) => {
      const { books } = await net();
      const came = await books.say(says);
      if (!came.ok || came.value.kind !== 'removal') throw new Error(JSON.stringify(came));
      expect(Object.keys(byNode(came.value.rest ?? undefined))).not.toContain('private_subnet_net_3');
    },
  );

  it.each([
    ['remove the first private subnet of net', /only the last can go/],
    ['remove the fourth private subnet of net', /only the last can go/],
    ['remove the second public subnet of net', /is not taken apart/],
    ['remove the only public subnet of net', /./],
    ['remove the private subnet of net', /only the last can go/],
    ['delete private subnet from net', /only the last can go/],
  ])('is refused where it is not the last, or the only one: %s', async (says, why) => {
    const { books } = await net();
    const [problem] = problemsOf(await books.say(says));
    expect(problem?.message).toMatch(why);
    expect(problem?.message).not.toMatch(/Nothing is known to make of/);
  });
});

describe('what stands and has something', () => {
  it.each(cases)('loses it or keeps it with a refusal, however that is said: $name', async ({ pattern, control, effect }) => {
    const noun = pattern.nouns[0] ?? '';
    const on = { control, positive: true };
    const books = new Books();
    const [word = ''] = waysToSay(on);
    const made = await books.make({ intent: `a ${noun} ${word}${necessities(pattern, [on])}`, name: shop });
    const before = books.standing(shop);
    for (const off of waysToSay({ control, positive: false })) {
      const came = await books.say({ intent: `the ${noun} ${off}`, deployment: shop });
      const problems = problemsOf(came);
      if (problems.length > 0) {
        for (const problem of problems) expect(problem.fix, off).not.toBe('');
        continue;
      }
      if (!came.ok || came.value.kind !== 'proposal') throw new Error(`${off}: ${JSON.stringify(came)}`);
      const after = came.value.proposal;
      const changed = after.resources.find(({ node }) => node === pattern.node);
      expect(byNode(after)[pattern.node], off).not.toEqual(before[pattern.node]);
      for (const { pointer, equals, exists } of effect.checks) {
        const value = valueAt(changed?.properties ?? {}, pointer);
        if (exists === true) expect(value, off).toBeUndefined();
        else expect(value, off).not.toEqual(equals);
      }
      if (effect.retain === true) expect(changed?.retain, off).toBe(false);
      expect(
        changed?.checks.filter((check) => check.control === control.metadata.name),
        off,
      ).toEqual([]);
      expect(after.resources.map(({ node }) => node).sort(), off).toEqual(made.resources.map(({ node }) => node).sort());
    }
  });

  it.each([
    'make reports unversioned',
    'reports should not be versioned',
    'an unversioned bucket named reports',
    'the bucket reports without versioning',
    'turn off versioning of reports',
    'turn versioning off for the bucket reports',
    'disable versioning on reports',
  ])('loses it by: %s', async (says) => {
    const books = new Books();
    await books.make('a versioned bucket named reports');
    const changed = await books.make(says);
    expect(changed.resources).toMatchObject([{ properties: { VersioningConfiguration: { Status: 'Suspended' } } }]);
    expect(changed.evidence).toContainEqual(expect.objectContaining({ effect: expect.stringContaining('suspends versioning of bucket_reports') }));
    expect(byNode(await books.propose(says))).toEqual(books.standing(changed.deployment));
    expect((await books.propose('make reports versioned')).resources).toMatchObject([{ properties: { VersioningConfiguration: { Status: 'Enabled' } } }]);
  });

  it.each(cases)('is not said to be without what only the plan can see, where nobody asked for it: $name', async ({ pattern, control, effect }) => {
    const noun = pattern.nouns[0] ?? '';
    const off = { control, positive: false };
    const [word = ''] = waysToSay(off);
    const books = new Books();
    await books.make({ intent: `a ${noun}${necessities(pattern, [])}`, name: shop });
    for (const said of [`the ${noun} ${word}`, `another ${noun} ${word}${necessities(pattern, [off])}`]) {
      const came = await books.say({ intent: said, deployment: shop });
      if (problemsOf(came).length > 0) continue;
      if (!came.ok || came.value.kind !== 'proposal') throw new Error(`${said}: ${JSON.stringify(came)}`);
      const { without } = effect;
      const ends = without === undefined || 'refused' in without ? undefined : without.ends;
      const seen = effect.checks.length > 0 || (ends !== undefined && 'removes' in ends && ends.removes.length > 0);
      const stood = books.standing(shop);
      const meant = came.value.proposal.resources.filter(
        ({ type, node }) => type === pattern.type && (said.startsWith('the') ? node in stood : !(node in stood)),
      );
      for (const { endings = [], checks } of meant) {
        const told = endings.some((one) => one.control === `without ${control.metadata.name}`);
        expect(told || checks.some((check) => check.control === `without ${control.metadata.name}`) || !seen || ends === undefined, said).toBe(true);
      }
    }
  });

  it.each([
    ['a table named orders with partition key id', 'orders'],
    ['a log group named /app/web', '/app/web'],
    ['a postgres database named pg2', 'pg2'],
    ['a cognito user pool named pool1', 'pool1'],
  ])('is let go of by the sentence that a plan prints where deletion protection is in the way: %s', async (says, name) => {
    const books = new Books();
    await books.make(says);
    const changed = await books.propose(`turn off deletion protection of ${name}`);
    const off = changed.resources.some(({ properties, endings = [] }) =>
      [properties, ...endings.map((ending) => ending.properties)].some((one) =>
        ['DeletionProtection', 'DeletionProtectionEnabled'].some((key) => one[key] === false || one[key] === 'INACTIVE'),
      ),
    );
    expect(off).toBe(true);
  });

  it('is left as it is where it was never asked to have it, unless the plan finds it live', async () => {
    const books = new Books();
    const made = await books.make('a bucket named reports');
    const same = await books.propose('make reports unversioned');
    expect(byNode(same)).toEqual(books.standing(made.deployment));
    expect(same.evidence.map(({ effect }) => effect)).toContain('changes nothing: bucket_reports does not have it');
  });
});

describe('the name of what stands', () => {
  it.each([
    ['queue', 'QueueName'],
    ['topic', 'TopicName'],
  ])('goes with what it becomes, in order or not: %s', async (noun, member) => {
    const books = new Books();
    await books.make(`a ${noun} named jobs`);
    const fifo = await books.make('make jobs fifo');
    expect(fifo.resources.map(({ properties }) => properties[member])).toEqual(['jobs.fifo']);
    const standard = await books.propose('make jobs unordered');
    expect(standard.resources.map(({ properties }) => properties[member])).toEqual(['jobs']);
  });

  it('goes with it for the queue that came along, which has to be of the same kind', async () => {
    const books = new Books();
    await books.make('a queue named jobs with a dead-letter queue');
    const fifo = await books.propose('make jobs fifo');
    expect(fifo.resources).toHaveLength(2);
    for (const { properties } of fifo.resources) expect(properties).toMatchObject({ FifoQueue: true, QueueName: expect.stringMatching(/\.fifo$/) });
    expect(fifo.evidence).toContainEqual(expect.objectContaining({ effect: expect.stringContaining('which came along with queue_jobs') }));
  });
});

describe('an entry', () => {
  it('is refused that leaves something out and does not say how that ends on what stands', () => {
    const text = `apiVersion: asbuilt.dev/v1
kind: Control
metadata: { name: shiny, version: 1.0.0, description: x, owner: x, source: x }
words: { adjectives: [shiny] }
types:
  AWS::S3::Bucket: { effect: makes it shiny, properties: { Shine: true }, without: { effect: leaves it dull } }
`;
    const loaded = loadKnowledge([{ path: 'shiny.yaml', text }]);
    expect(loaded.ok ? [] : loaded.problems).toMatchObject([{ code: 'KNOWLEDGE_INVALID', at: expect.stringContaining('/types/AWS::S3::Bucket/without') }]);
  });
});
