import { expect, it } from 'vitest';
import { resolveFromLive } from './live-values.ts';
import type { RunContext } from './run-context.ts';

it('refuses in the run, too, what references come to where that is more than a node may be given', async () => {
  const context = { outputs: new Map([['a', { Text: 'x'.repeat(600_000) }]]), readWhole: new Set() } as unknown as RunContext;
  const text = { $from: { node: 'a', attribute: 'Text' } };
  expect(await resolveFromLive({ Once: text }, context, {} as never)).toMatchObject({ ok: true });
  expect(await resolveFromLive({ Twice: { $join: [text, text] } }, context, {} as never)).toMatchObject({
    ok: false,
    problems: [{ code: 'PROPERTY_INVALID', at: 'a', message: 'what is taken from a comes to more than 1048576 characters' }],
  });
});
