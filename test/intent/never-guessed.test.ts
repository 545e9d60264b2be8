import { beforeAll, describe, expect, it } from 'vitest';
import { Books, byNode } from './books.ts';
import { type NeverGuessed, neverGuessed, standing } from './never-guessed.ts';

describe('a sentence that invites a guess', () => {
  let books: Books;
  beforeAll(async () => {
    books = new Books();
    for (const says of standing) await books.make(says);
  });

  const all = Object.entries(neverGuessed).flatMap(([about, cases]) => cases.map((one) => ({ about, ...one })));
  it('stands here two hundred times', () => {
    expect(new Set(all.map(({ says }) => says)).size).toBeGreaterThanOrEqual(200);
  });

  it.each(all)('$about: $says', async ({ says, comes, holds, where }: NeverGuessed) => {
    const came = await books.say(says);
    const kind = came.ok ? came.value.kind : 'refusal';
    const told = JSON.stringify(came).slice(0, 800);
    if (holds === undefined) {
      expect(
        [...comes].map((letter) => ({ r: 'refusal', q: 'question', a: 'answer' })[letter]),
        told,
      ).toContain(kind);
      return;
    }
    if (!came.ok || came.value.kind !== 'proposal') throw new Error(told);
    const before = books.standing(came.value.proposal.deployment);
    const made = came.value.proposal.resources.filter(
      ({ node }) => byNode(came.value.kind === 'proposal' ? came.value.proposal : undefined)[node] !== before[node],
    );
    const counted = Object.fromEntries([...Map.groupBy(made, ({ type }) => type)].map(([type, list]) => [type, list.length]));
    expect(counted).toEqual(holds);
    expect(Object.assign({}, ...made.map(({ properties }) => properties))).toMatchObject(where ?? {});
  });
});
