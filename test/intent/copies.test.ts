import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books, elsewhere } from './books.ts';

const refusalOf = async (books: Books, ...said: Parameters<Books['say']>) => {
  const came = await books.say(...said);
  if (!came.ok) return came.problems[0];
  return came.value.kind === 'refusal' ? came.value.problems[0] : undefined;
};
const only = ({ resources: [resource] }: Proposal) => resource?.properties ?? {};
const effects = ({ evidence }: Proposal) => evidence.map(({ effect }) => effect);

describe('what stands, once more', () => {
  it.each(['expand reports to Tokyo', 'another bucket like reports', 'same as reports but in eu-west-1'])(
    'is not copied as nothing after its records were lost: %s',
    async (says) => {
      const books = new Books();
      const { deployment, resources } = await books.make('a private versioned bucket named reports');
      books.loseRecords(({ type }) => type === 'AWS::S3::BucketPolicy');
      const refused = await refusalOf(books, says);
      expect(refused).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(`${deployment} were lost and rebuilt`) });
      await books.make('a private versioned bucket named reports');
      const copy = await books.propose(says);
      expect(copy.resources.map(({ properties }) => Object.keys(properties))).toEqual(resources.map(({ properties }) => Object.keys(properties)));
    },
  );

  it('is that of the deployment, and at the target, that is named beside the words', async () => {
    const books = new Books();
    const [jobs, mails] = [await books.make('a queue named jobs'), await books.make('a queue named mails', [], elsewhere)];
    const copy = await books.propose({ intent: 'expand to Tokyo', deployment: jobs.deployment });
    expect([copy.deployment, copy.region]).toEqual([`${jobs.deployment}_ap_northeast_1`, 'ap-northeast-1']);
    expect((await books.propose('expand mails to Tokyo', [], elsewhere)).deployment).toContain(mails.deployment);
    expect(await refusalOf(books, 'expand jobs to Tokyo', [], elsewhere)).toMatchObject({ code: 'TARGET_MISMATCH' });
    expect(await refusalOf(books, { intent: 'expand to Tokyo', deployment: 'shop' as typeof jobs.deployment })).toMatchObject({ code: 'DEPLOYMENT_UNKNOWN' });
  });

  it('is asked about where several are called so, with where each is; and not, where the target says which', async () => {
    const books = new Books();
    await books.make('a queue named pair');
    const other = await books.make({ intent: 'a queue named pair', name: 'second' as Proposal['deployment'] }, [], elsewhere);
    const asked = await books.say('expand pair to Tokyo');
    const questions = [{ text: expect.stringMatching(/^Several have something called "pair"/), options: [{}, { text: 'the deployment second, at other' }] }];
    expect(asked).toMatchObject({ ok: true, value: { kind: 'question', questions } });
    expect((await books.propose('expand pair to Tokyo', [], elsewhere)).deployment).toBe(`${other.deployment}_ap_northeast_1`);
  });

  it.each(['expand the queue jobs to eu-west-1', 'expand queue jobs to eu-west-1', 'copy "jobs" into Ireland', 'same as the queue jobs but in eu-west-1'])(
    'is pointed at as anything that stands: %s',
    async (says) => {
      const books = new Books();
      const { deployment } = await books.make('a queue named jobs');
      expect(await books.propose(says)).toMatchObject({ deployment: `${deployment}_eu_west_1`, region: 'eu-west-1' });
    },
  );

  it('is refused in the region where it is, with how one more is said', async () => {
    const books = new Books();
    const { deployment } = await books.make('a queue named jobs');
    const refused = await refusalOf(books, 'expand jobs to us-east-1');
    expect(refused).toMatchObject({ message: `${deployment} stands in us-east-1 already`, fix: expect.stringContaining(`same as ${deployment}`) });
    const beside = await books.propose(`same as ${deployment}`);
    expect(beside.deployment).toBe(`${deployment}_2`);
    expect(only(beside)['QueueName']).not.toBe('jobs');
  });

  it('says which region was taken for a wide place, what was never made, and that addresses are the same', async () => {
    const books = new Books();
    const { deployment } = await books.make('a vpc named net with 1 public and 1 private subnet');
    expect(effects(await books.propose('expand net to Tokyo'))).toEqual([
      expect.stringContaining('once more'),
      expect.stringMatching(/^has the addresses 10\.0\.0\.0\/16 as well/),
    ]);
    expect(effects(await books.propose('expand net to Asia-Pacific'))[1]).toContain('takes ap-southeast-1 for "asia pacific"');
    const [last] = books.runs.splice(0, 1);
    if (last === undefined) throw new Error('nothing was run');
    books.runs.unshift({ ...last, run: { ...last.run, status: 'failed' } });
    expect(effects(await books.propose('expand net to Tokyo'))[1]).toContain(`run ${last.run.id} has not made all of it`);
    expect(deployment).toContain('net');
  });

  it('has names of its own wherever two cannot have one, the cut and the given ones included', async () => {
    const books = new Books();
    const first = await books.make('a lambda function named averyveryveryverylongfunctionname');
    const copy = await books.propose(`expand ${first.deployment} to Tokyo`);
    const roles = (of: Proposal) => of.resources.flatMap(({ type, properties }) => (type === 'AWS::IAM::Role' ? [properties['RoleName']] : []));
    expect(roles(first)).toEqual([expect.stringMatching(/^.{64}$/)]);
    expect(roles(copy)).not.toEqual(roles(first));
    const given = await books.make('a role named auditor for Lambda');
    expect(only(await books.propose('expand auditor to Tokyo'))['RoleName']).not.toBe(only(given)['RoleName']);
    await books.make('a queue named jobs');
    expect(only(await books.propose('expand jobs to Tokyo'))['QueueName']).toBe('jobs');
  });
});
