import { beforeEach, describe, expect, it } from 'vitest';
import { Books } from './books.ts';

describe('taking the last change back', () => {
  let books: Books;
  let reports: string;
  let jobs: string;
  beforeEach(async () => {
    books = new Books();
    reports = (await books.make('a bucket named reports')).deployment;
    jobs = (await books.make('a queue named jobs')).deployment;
    await books.make('make reports versioned');
  });

  const said = async (text: string) => {
    const came = await books.say(text);
    return came.ok ? came.value : { kind: 'refusal' as const, problems: came.problems };
  };
  const versioning = async (text: string): Promise<unknown> => {
    const came = await said(text);
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(came.proposal.resources.map(({ node }) => node)).toEqual(['bucket_reports']);
    expect(came.proposal.evidence[0]?.effect).toMatch(/takes back run r_3 of \S+ \(succeeded.*as the run before it asked \(r_1\)/);
    return came.proposal.resources[0]?.properties['VersioningConfiguration'];
  };

  it.each([
    'undo that',
    'Undo the last change.',
    'please revert the last change',
    'roll back',
    'take that back',
    'undo the last change of reports',
    'undo the last change to the deployment reports',
  ])('plans what the run before asked, and nothing else: %s', async (text) => {
    expect(await versioning(text)).toBeUndefined();
  });

  it('takes back the taking back', async () => {
    const came = await said('undo that');
    if (came.kind !== 'proposal') throw new Error('no proposal');
    books.run(came.proposal);
    const again = await said('undo that');
    expect(again.kind === 'proposal' ? again.proposal.resources[0]?.properties['VersioningConfiguration'] : again).toEqual({ Status: 'Enabled' });
  });

  it('removes what the last run made first', async () => {
    expect(await said('undo the last change of jobs')).toMatchObject({ kind: 'removal', deployment: jobs, rest: null });
  });

  describe('where a part of the wish was never made', () => {
    const plan = async () => {
      const came = await said('undo the last change of jobs');
      if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
      const { proposal, about = new Set() } = came;
      return { nodes: proposal.resources.map(({ node }) => node), about: [...about], told: proposal.evidence.map(({ effect }) => effect), proposal };
    };
    const timeout = (text: string) => books.make(`set the visibility timeout of jobs to ${text} seconds`);
    /** The wish that holds another one, which no run makes. */
    const asked = () => {
      const whole = books.drafts.get(jobs);
      const [queue] = whole?.resources ?? [];
      if (whole === undefined || queue === undefined) throw new Error('no draft');
      books.run({ ...whole, resources: [...whole.resources, { ...queue, node: 'logs' as never }] });
      books.fail('logs');
    };
    const left = expect.stringMatching(/^leaves out logs, which did not stand before run r_\d+ and was not made by it: to have it, ask for it once more$/);

    it('leaves that out and says so, whether the last run left it out or asked for it in vain', async () => {
      asked();
      await timeout('60');
      expect(await plan()).toMatchObject({ nodes: ['queue_jobs'], about: ['queue_jobs'], told: [expect.any(String), left] });
      asked();
      const [last] = books.runs;
      if (last === undefined) throw new Error('no run');
      books.run({ ...last.draft, resources: last.draft.resources.map((one) => ({ ...one, retain: true })) });
      books.fail('logs');
      const { nodes, told } = await plan();
      expect({ nodes, told }).toEqual({ nodes: ['queue_jobs'], told: [expect.any(String), left] });
    });

    it('asks for it where what stands refers to it, and for what the last run deleted', async () => {
      asked();
      const [last] = books.runs;
      if (last === undefined) throw new Error('no run');
      const { draft } = last;
      const [queue, logs] = draft.resources;
      if (queue === undefined || logs === undefined) throw new Error('no queue');
      books.run({ ...draft, resources: [{ ...queue, dependsOn: ['logs' as never] }, logs] });
      books.fail('logs');
      books.run({ ...draft, resources: [queue] });
      expect((await plan()).nodes).toEqual(['queue_jobs', 'logs']);
      books.run({ ...draft, resources: [queue, { ...logs, node: 'mails' as never }] });
      books.run({ ...draft, resources: [queue] });
      const deleted = await plan();
      expect(deleted).toMatchObject({ nodes: ['queue_jobs', 'mails'], about: ['mails'] });
      expect(deleted.told).toContainEqual(expect.stringMatching(/^makes mails again/));
    });

    it('says of a put-back that there is no other wish, what it did, and where the values are that it found', async () => {
      asked();
      await books.make('put jobs back');
      expect(await said('undo the last change of jobs')).toMatchObject({
        kind: 'refusal',
        problems: [
          {
            message: expect.stringMatching(
              /^run r_\d+ asked of \S+ nothing that was not asked before it, and made that so \(update queue_jobs\): no other wish/,
            ),
            fix: expect.stringMatching(/say what is to be there.*asbuilt plans show p_\d+ --full$/),
          },
        ],
      });
    });
  });

  it('says of what is made again that it comes back empty', async () => {
    const whole = books.drafts.get(reports);
    if (whole === undefined) throw new Error('no draft');
    books.run({ ...whole, resources: [...whole.resources, { ...(whole.resources[0] as (typeof whole.resources)[number]), node: 'bucket_old' as never }] });
    books.run(whole);
    const came = await said('undo that');
    expect(came.kind === 'proposal' ? came.proposal.evidence.map(({ effect }) => effect) : came).toContainEqual(
      'makes bucket_old again: what was in the former one does not come back with it',
    );
  });

  it.each([
    ['undo the last two changes', /./],
    ['undo the versioning of reports', /./],
    ['undo everything', /./],
    ['undo the last change of nothere', /nothing is called "nothere"/],
  ])('takes nothing back by half a sentence: %s', async (text, why) => {
    const came = await said(text);
    expect(came.kind === 'refusal' ? came.problems.map(({ message }) => message).join() : came).toMatch(why);
  });

  it('does not take back what an adoption or a unit did, nor a run that is under way', async () => {
    const last = books.runs[0] as (typeof books.runs)[number];
    const put = (change: Partial<typeof last>) => {
      books.runs[0] = { ...last, ...change };
    };
    put({ steps: [{ ...last.steps[0], op: 'adopt' } as (typeof last.steps)[number]] });
    expect(await said('undo that')).toMatchObject({
      kind: 'refusal',
      problems: [{ message: 'it adopted bucket_reports, which was there before and would be deleted' }],
    });
    put({ steps: [{ ...last.steps[0], op: 'run' } as (typeof last.steps)[number]] });
    expect(await said('undo that')).toMatchObject({ kind: 'refusal', problems: [{ message: expect.stringContaining('what a unit did is not taken back') }] });
    put({ run: { ...last.run, endedAt: null } });
    expect(await said('undo that')).toMatchObject({ kind: 'refusal', problems: [{ fix: 'end it first: asbuilt runs cancel r_3' }] });
  });

  it('takes nothing back where nothing was done', async () => {
    books = new Books();
    expect(await said('undo that')).toMatchObject({ kind: 'refusal', problems: [{ message: 'nothing was changed yet' }] });
  });
});
