import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { loses } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Draft } from './stage.ts';

const box = (Size: number): Draft => ({ box: { properties: { Size } } });

const taken: readonly Case[] = [
  {
    name: 'is looked at where a repetition is refused for what the first sending made',
    first: box(1),
    draft: box(2),
    given: ({ cloud }) =>
      cloud.when('update box', loses, () => ({
        status: 'failed',
        problem: problem('CLOUD_CONFLICT', 'a version of that name exists', 'adopt it'),
        exists: true,
      })),
    expect: { run: 'succeeded', steps: { box: 'done' }, tries: { 'update box': "A A' A'" } },
  },
  {
    name: 'refuses once, with a way on, what makes something besides that is there already',
    first: box(1),
    draft: 'destroy',
    given: ({ cloud }) =>
      cloud.when('delete box', () => ({ status: 'failed', problem: problem('CLOUD_CONFLICT', 'a snapshot of that name exists', 'adopt it'), exists: true })),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_CONFLICT' }, tries: { 'delete box': 'A' }, things: ['box'], books: { box: 'box' } },
    also: (_, run) => expect(run.nodes[0]?.error?.fix).toContain(`asbuilt runs resume ${run.id}`),
  },
];

describe('a change or deletion that makes something besides', () => {
  it.each(taken)('$name', (one) => runCase(one));
});
