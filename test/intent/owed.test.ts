import { expect, it } from 'vitest';
import type { RunHead } from '../../src/ports/store.ts';
import { Books } from './books.ts';

/** Queues asked for at once, of which the run made all but mails, and failed at that. */
async function halfMade(wish = 'two queues named jobs and mails'): Promise<Books> {
  const books = new Books();
  await books.make(wish);
  books.bindings = books.bindings.filter(({ node }) => !node.includes('mails'));
  const [last] = books.runs;
  if (last !== undefined) books.runs[0] = { ...last, run: { ...last.run, status: 'failed' } as RunHead };
  return books;
}

const leftOut =
  'leaves out queue_mails, which run r_1 was asked for and has not made: to have it, go on with that run first: asbuilt runs resume r_1; or ask for it once more';

it('says of a change that it leaves out what the run before was asked for and has not made', async () => {
  const changed = await (await halfMade()).propose('set the visibility timeout of jobs to 60 seconds');
  expect(changed.resources.map(({ node }) => node)).toEqual(['queue_jobs']);
  expect(changed.evidence.map(({ effect }) => effect)).toContain(leftOut);
});

it('says it of a removal too', async () => {
  const came = await (await halfMade('three queues named jobs, mails and others')).say('delete the queue others');
  if (!came.ok || came.value.kind !== 'removal') throw new Error(JSON.stringify(came));
  expect(came.value.rest?.resources.map(({ node }) => node)).toEqual(['queue_jobs']);
  expect(came.value.rest?.evidence.map(({ effect }) => effect)).toEqual([leftOut, 'removes queue_others']);
});

it('says nothing of it where it is asked for again', async () => {
  const books = await halfMade();
  const all = (await books.propose('two queues named jobs and mails')).evidence.map(({ effect }) => effect);
  expect(all.filter((effect) => effect.startsWith('leaves out'))).toEqual([]);
});
