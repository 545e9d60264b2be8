import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRegistry } from '../../src/registry/registry.ts';
import { answersTo } from './answers-to.ts';
import { linesOf } from './read-lines.ts';
import { classCases } from './testing/class-cases.ts';

const registry = loadRegistry();
afterAll(() => registry.close());

interface Answered {
  readonly id: string;
  readonly action: string;
  readonly lost?: string;
  readonly differences: readonly { readonly path: string }[];
  readonly patch: readonly object[];
  readonly actions?: object;
}

function answersOf(lines: readonly object[]): Answered[] {
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  return [...answersTo(linesOf(Buffer.from(text)), { base: registry, schema: null }, false)] as Answered[];
}

describe.each(Object.entries(classCases))('%s', (_, cases) => {
  it.each(cases.map((each) => [each.says, each] as const))('%s', (says, { action, ...given }) => {
    const [answer] = answersOf([{ kind: 'diff', id: says, ...given }]);
    expect(answer).toMatchObject({ id: says, action });
  });
});

/** Cases from public reports. Not part of the project; where the file is missing these tests are skipped by name. */
const file = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'plan-cases.jsonl');
const missing = !existsSync(file);

interface Reported {
  readonly id: string;
  readonly class: string;
  readonly right: string;
  readonly lost?: boolean;
  readonly modes?: readonly string[];
  readonly expect: {
    readonly action?: string;
    readonly actions?: object;
    readonly paths?: readonly string[];
    readonly patchLacks?: readonly string[];
    readonly limits?: object;
    readonly breaksCycle?: object;
  };
}

describe.skipIf(missing)(`cases from public reports${missing ? ' (skipped: plan-cases.jsonl is not there)' : ''}`, () => {
  const cases = missing
    ? []
    : readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Reported)
        .filter(
          ({ modes, expect: { limits, breaksCycle } }) => (modes === undefined || modes.includes('base')) && limits === undefined && breaksCycle === undefined,
        );

  it.todo('changes one index of a table after the other');
  it.todo('empties groups that name each other before it deletes them');

  it.each(cases.map((each) => [each.class, each.id, each] as const))('%s: %s', (_class, _id, reported) => {
    const [answer] = answersOf([{ ...reported, modes: ['base'] }]);
    const { action, actions, paths, patchLacks = [] } = reported.expect;
    if (action !== undefined) expect(answer?.action).toBe(action);
    if (actions !== undefined) expect(answer?.actions).toEqual(actions);
    if (paths !== undefined) expect(answer?.differences.map(({ path }) => path)).toEqual(paths);
    if (reported.lost === true) expect(answer?.lost).toBe(action);
    for (const text of patchLacks) expect(JSON.stringify(answer?.patch)).not.toContain(text);
  });
});
