import { beforeEach, describe, expect, it } from 'vitest';
import { Books } from './books.ts';

describe('putting something back', () => {
  let books: Books;
  let shop: string;
  let other: string;
  beforeEach(async () => {
    books = new Books();
    shop = (await books.make('a queue named jobs with a dead letter queue and a bucket named reports')).deployment;
    other = (await books.make('a queue named mails')).deployment;
  });

  const said = async (text: string, deployment?: string) => {
    const came = await books.say(deployment === undefined ? text : ({ intent: text, deployment } as never));
    return came.ok ? came.value : { kind: 'refusal' as const, problems: came.problems };
  };
  const about = async (text: string, deployment?: string) => {
    const came = await said(text, deployment);
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    return { deployment: came.proposal.deployment, about: came.about === undefined ? 'all' : [...came.about].sort(), came };
  };

  it.each(['put jobs back', 'Put the queue jobs back.', 'put back jobs', 'please put queue_jobs back', 'repair jobs', 'put jobs back as it was'])(
    'is about that and what came along with it, and asks for what was asked: %s',
    async (text) => {
      const { came, ...found } = await about(text);
      expect(found).toEqual({ deployment: shop, about: [expect.stringMatching(/dead_letter/), 'queue_jobs'] });
      expect(came.proposal.resources).toEqual(books.drafts.get(shop)?.resources);
      expect(came.proposal.evidence.map(({ effect }) => effect)).toEqual(['queue_jobs is to be as it was last asked for']);
    },
  );

  it('is about all of a deployment that is named, in the words or beside them', async () => {
    expect(await about(`put ${shop} back`)).toMatchObject({ deployment: shop, about: 'all' });
    expect(await about(`put the deployment ${other} back`)).toMatchObject({ deployment: other, about: 'all' });
    for (const text of ['put it back', 'put everything back', 'put it all back'])
      expect(await about(text, shop)).toMatchObject({ deployment: shop, about: 'all' });
    expect(await about('put jobs back', shop)).toMatchObject({ deployment: shop });
  });

  it.each([
    ['put it back', undefined, /what is to be put back is named/],
    ['put orders back', undefined, /nothing is called "orders"/],
    ['put jobs back', 'other', /nothing is called "jobs" in /],
  ])('is refused where the words name nothing: %s', async (text, within, why) => {
    const came = await said(text, within === undefined ? undefined : other);
    expect(came.kind === 'refusal' ? came.problems.map(({ message }) => message).join() : came).toMatch(why);
  });

  it('says which there are where several are called so', async () => {
    await books.make('a queue named jobs', [], (await import('./books.ts')).elsewhere);
    const came = await said('put jobs back');
    expect(came.kind === 'refusal' ? came.problems : came).toMatchObject([
      { message: 'several things are called "jobs"', fix: expect.stringContaining(`asbuilt ask --deployment ${shop} 'put queue_jobs back'`) },
    ]);
  });

  it('takes no other wish for that', async () => {
    for (const text of ['put the visibility timeout of jobs back to 60 seconds', 'a queue named back'])
      expect((await said(text)).kind, text).not.toBe('put-back');
    expect(await said('put the retention of jobs back to 4 days')).not.toMatchObject({
      proposal: { evidence: [{ effect: expect.stringContaining('last asked') }] },
    });
  });
});

describe('what a sentence is about', () => {
  let books: Books;
  beforeEach(async () => {
    books = new Books();
    await books.make('a topic named ev with a queue named inbox subscribed and a queue named jobs');
  });
  const about = async (text: string) => {
    const came = await books.say(text);
    if (!came.ok || (came.value.kind !== 'proposal' && came.value.kind !== 'removal')) throw new Error(JSON.stringify(came));
    return [...(came.value.about ?? [])].sort();
  };

  it('is what an order changes, and nothing else', async () => {
    expect(await about('set the visibility timeout of jobs to 60 seconds')).toEqual(['queue_jobs']);
    expect(await about('tag inbox with team=core')).toEqual(['queue_inbox']);
  });

  it('is all that came along with what is said once more as a whole', async () => {
    await books.make('a queue named orders with a dead letter queue');
    expect(await about('a queue named orders')).toHaveLength(2);
    expect(await about('set the visibility timeout of orders to 60 seconds')).toEqual(['queue_orders']);
  });

  it('is of a removal what it takes something away of', async () => {
    expect(await about('delete the queue jobs')).toEqual([]);
    await books.make('a lambda named thumbs triggered by a queue named pictures');
    expect(await about('remove the queue pictures')).toEqual(['function_thumbs_role']);
  });

  it('is of a change that is taken back what it changed', async () => {
    await books.make('set the visibility timeout of jobs to 60 seconds');
    expect(await about('undo that')).toEqual(['queue_jobs']);
  });

  it('is everything where all of it is new', async () => {
    const came = await books.say('a queue named fresh');
    expect(came.ok && came.value.kind === 'proposal' ? came.value.about : came).toBeUndefined();
  });
});
