import { beforeEach, describe, expect, it } from 'vitest';
import { Books } from './books.ts';

describe('what a run was asked for and has not made', () => {
  let books: Books;
  let shop: string;
  beforeEach(async () => {
    books = new Books();
    shop = (await books.make('a queue named jobs and a topic named alerts')).deployment;
    books.fail('topic_alerts');
  });

  const said = async (text: string) => {
    const came = await books.say(text);
    return came.ok ? came.value : { kind: 'refusal' as const, problems: came.problems };
  };
  const unmade = 'does not stand: run r_1 was asked for it and has not made it';

  it.each([
    'tag alerts with team=core',
    'tag topic_alerts with team=core',
    'Please tag the topic alerts with team=core.',
    'set the display name of alerts to Shop',
    'encrypt alerts',
    'put alerts back',
    'put topic_alerts back',
    'remove alerts',
    'delete the topic alerts',
    'undo the last change of alerts',
    'tag jobs with team=core and tag alerts with team=core',
  ])('is said not to stand, with its run and the way to have it: %s', async (text) => {
    expect(await said(text)).toEqual({
      kind: 'refusal',
      problems: [
        expect.objectContaining({
          message: `topic_alerts of ${shop} ${unmade}`,
          fix: 'see why: asbuilt runs show r_1; to have it, go on with that run: asbuilt runs resume r_1; or ask for it once more',
        }),
      ],
    });
  });

  it('is known after a run that was asked for something else, and then only asked for once more', async () => {
    await books.make('set the visibility timeout of jobs to 60 seconds');
    expect(await said('tag alerts with team=core')).toMatchObject({
      problems: [{ message: expect.stringContaining(unmade), fix: 'see why: asbuilt runs show r_1; to have it, ask for it once more' }],
    });
  });

  it('hinders no wish for it, no order about what stands, and no other refusal', async () => {
    expect(await said('a topic named alerts')).toMatchObject({ kind: 'proposal' });
    expect(await said('tag jobs with team=core')).toMatchObject({ kind: 'proposal' });
    for (const text of ['tag nothere with team=core', 'set the sparkle of jobs to 12', 'put nothere back', 'a queue like alerts that sparkles'])
      expect(JSON.stringify(await said(text)), text).not.toContain('has not made it');
    await books.make('a queue named alerts');
    expect(JSON.stringify(await said('set the sparkle of alerts to 12'))).not.toContain('has not made it');
  });
});
