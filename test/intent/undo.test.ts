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
