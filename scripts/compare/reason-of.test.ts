import { describe, expect, it } from 'vitest';
import { answers, live, subnet } from './testing/toy-answers.ts';

describe('the reason of a change', () => {
  it.each([
    ['wish-changed', { desired: { Note: 'y' }, applied: { Note: 'x' } }],
    ['wish-changed', { desired: { Note: 'y' }, applied: null }],
    ['live-moved', { desired: { Note: 'y' } }],
    ['live-moved', { desired: { Note: 'y' }, settled: { ...live, Note: 'y' } }],
    ['both', { desired: { Note: 'y' }, applied: { Note: 'z' } }],
    ['wish-changed', { desired: { Note: 'y' }, applied: { Note: 'X' }, settled: live }],
    ['unchanged', { desired: { Note: 'X' }, settled: live }],
    ['live-moved', { desired: { Note: 'y' }, applied: { Note: 'y' }, live: null }],
    ['wish-changed', { desired: { Note: 'y' }, live: null }],
    ['wish-changed', { desired: null }],
    ['unchanged', { desired: { Note: 'x' }, applied: { Note: 'z' } }],
  ])('is %s for %j', (reason, line) => {
    expect(answers([{ ...subnet, live, ...line }])).toMatchObject([{ reason }]);
  });
});
