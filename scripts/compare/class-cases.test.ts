import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyPatch } from '../../src/adapters/aws/native/apply-patch.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { PatchOp } from '../../src/model/plan.ts';
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
  readonly steps: readonly Stepped[];
}

interface Stepped {
  readonly id: string;
  readonly node: string;
  readonly op: string;
  readonly after: readonly string[];
  readonly patch?: readonly PatchOp[];
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
    readonly limits?: readonly { readonly node: string; readonly list: string; readonly key: string; readonly most: number }[];
    readonly breaksCycle?: readonly string[];
  };
  readonly nodes?: readonly { readonly node: string; readonly identifier: string; readonly properties?: JsonObject; readonly live: JsonObject }[];
}

function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...new Set([...one, ...other])].filter((key) => one.has(key) !== other.has(key)).length;
}

/** What is live of each node before each step, as the patches of the steps before leave it; nothing of what was deleted. */
function* worldsOf({ nodes = [] }: Reported, steps: readonly Stepped[]): Generator<readonly [Stepped, ReadonlyMap<string, JsonObject>]> {
  const world = new Map(nodes.map(({ node, live }) => [node, live]));
  for (const step of steps) {
    yield [step, new Map(world)];
    if (step.op === 'delete') world.delete(step.node);
    else world.set(step.node, applyPatch(world.get(step.node) ?? {}, step.patch ?? []));
  }
  yield [{ id: '', node: '', op: 'end', after: [] }, world];
}

describe.skipIf(missing)(`cases from public reports${missing ? ' (skipped: plan-cases.jsonl is not there)' : ''}`, () => {
  const cases = missing
    ? []
    : readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Reported)
        .filter(({ modes }) => modes === undefined || modes.includes('base'));

  it.each(cases.map((each) => [each.class, each.id, each] as const))('%s: %s', (_class, _id, reported) => {
    const [answer] = answersOf([{ ...reported, modes: ['base'] }]);
    const { action, actions, paths, patchLacks = [] } = reported.expect;
    if (action !== undefined) expect(answer?.action).toBe(action);
    if (actions !== undefined) expect(answer?.actions).toEqual(actions);
    if (paths !== undefined) expect(answer?.differences.map(({ path }) => path)).toEqual(paths);
    if (reported.lost === true) expect(answer?.lost).toBe(action);
    for (const text of patchLacks) expect(JSON.stringify(answer?.patch)).not.toContain(text);
    const { limits = [], breaksCycle = [] } = reported.expect;
    if (limits.length === 0 && breaksCycle.length === 0) return;
    const worlds = [...worldsOf(reported, answer?.steps ?? [])];
    for (const { node, list, key, most } of limits) {
      const keys = worlds.map(([, world]) => new Set(((world.get(node)?.[list] ?? []) as readonly JsonObject[]).map((item) => String(item[key]))));
      for (const [index, now] of keys.entries()) expect(difference(now, keys[index - 1] ?? now)).toBeLessThanOrEqual(most);
      expect(worlds.at(-1)?.[1].get(node)).toMatchObject({ [list]: reported.nodes?.find((each) => each.node === node)?.properties?.[list] });
    }
    for (const node of breaksCycle) {
      const identifier = reported.nodes?.find((each) => each.node === node)?.identifier ?? '';
      const [, before] = worlds.find(([step]) => step.op === 'delete' && step.node === node) ?? [];
      expect([...(before ?? [])].filter(([other, live]) => other !== node && JSON.stringify(live).includes(identifier))).toEqual([]);
      expect(before?.has(node)).toBe(true);
    }
  });
});
