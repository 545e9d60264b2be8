import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeAddress } from '../model/names.ts';
import type { Action } from '../model/plan.ts';
import { deletionOf, exchanges, type Ordering, orderSteps } from './order-steps.ts';

const names = Array.from({ length: 10 }, (_, index) => `n${index}` as NodeAddress);
const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
const graphOf = (pairs: readonly (readonly [number, number])[], keep: (a: number, b: number) => boolean) =>
  new Map(names.map((name, index) => [name as string, pairs.filter(([a, b]) => a === index && keep(a, b)).map(([, b]) => `n${b}`)]));

/** Any actions, any acyclic needs, and anything at all inferred from live values: circles, and what contradicts the needs. */
const ordering: fc.Arbitrary<Ordering> = fc
  .record({
    actions: fc.array(fc.constantFrom<Action>('create', 'update', 'replace', 'delete', 'adopt', 'none'), { minLength: 10, maxLength: 10 }),
    needs: edges,
    holds: edges,
    keepsName: fc.subarray<string>(names),
    taken: fc.oneof(fc.constant([]), edges),
  })
  .map(({ actions, needs, holds, keepsName, taken }) => ({
    changes: names.map((node, index) => ({ node, action: actions[index] as Action })),
    needs: graphOf(needs, (a, b) => a > b && actions[a] !== 'delete' && actions[b] !== 'delete'),
    holds: graphOf(holds, (a, b) => a !== b),
    keepsName: new Set(keepsName),
    handedOn: graphOf(
      taken,
      (a, b) => a !== b && ['create', 'replace', 'update'].includes(actions[a] as Action) && ['delete', 'replace', 'update'].includes(actions[b] as Action),
    ),
  }));

describe('orderSteps', () => {
  it('gives every change its steps, each after what it waits for, whatever was inferred', () => {
    fc.assert(
      fc.property(ordering, (given) => {
        const steps = orderSteps(given);
        const expected = given.changes.flatMap(({ node, action }) => (action === 'none' ? [] : action === 'replace' ? [node, deletionOf(node)] : [node]));
        expect(steps.map((step) => step.id).sort()).toEqual([...expected].sort());
        const done = new Set<string>();
        for (const step of steps) {
          for (const before of step.after) expect(done.has(before)).toBe(true);
          done.add(step.id);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('always makes what is referred to first, and orders the two halves of a replacement', () => {
    fc.assert(
      fc.property(ordering, (given) => {
        const steps = new Map(orderSteps(given).map((step) => [step.id, step]));
        const actions = new Map(given.changes.map(({ node, action }) => [node as string, action]));
        for (const [node, needs] of given.needs) {
          for (const need of needs) if (actions.get(node) !== 'none' && actions.get(need) !== 'none') expect(steps.get(node)?.after).toContain(need);
        }
        for (const [node, action] of actions) {
          if (action !== 'replace') continue;
          const deletionFirst = steps.get(node)?.after.includes(deletionOf(node)) === true;
          expect(steps.get(deletionOf(node))?.after.includes(node)).toBe(!deletionFirst);
          if (given.keepsName.has(node)) expect(deletionFirst).toBe(true);
        }
        const helpless = new Set(exchanges(given).map(([taker, holder]) => `${taker} ${holder}`));
        for (const [taker, holders] of given.handedOn ?? [])
          for (const holder of holders)
            if (!helpless.has(`${taker} ${holder}`)) expect(steps.get(taker)?.after).toContain(actions.get(holder) === 'replace' ? deletionOf(holder) : holder);
      }),
      { numRuns: 2000 },
    );
  });

  it('deletes after everything that let go, where nothing contradicts it', () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const holds = graphOf(pairs, (a, b) => a > b);
        const steps = orderSteps({ changes: names.map((node) => ({ node, action: 'delete' })), needs: new Map(), holds, keepsName: new Set() });
        for (const step of steps) expect(step.after).toEqual(names.filter((holder) => holds.get(holder)?.includes(step.node)).sort());
      }),
    );
  });

  it('does not give up the order of some because others refer to each other', () => {
    const holds = new Map([
      ['n0', ['n1']],
      ['n1', ['n0']],
      ['n2', ['n0']],
    ]);
    const changes = ['n0', 'n1', 'n2'].map((node) => ({ node: node as NodeAddress, action: 'delete' as const }));
    expect(orderSteps({ changes, needs: new Map(), holds, keepsName: new Set() }).map(({ id, after }) => [id, after])).toEqual([
      ['n1', []],
      ['n2', []],
      ['n0', ['n2']],
    ]);
  });

  it('loses nothing for what cannot be made: what the new resource waits for, the deletion of the old one waits for too', () => {
    const changes = (['gate gate', 'f update', 't replace'] as const).map((text) => {
      const [node, action] = text.split(' ') as [NodeAddress, 'gate' | 'update' | 'replace'];
      return { node, action };
    });
    const needs = new Map([['t', ['f', 'gate']]]);
    expect(orderSteps({ changes, needs, holds: new Map(), keepsName: new Set(['t']) }).map(({ id, after }) => [id, after])).toEqual([
      ['f', []],
      ['gate', []],
      ['t!delete', ['f', 'gate']],
      ['t', ['f', 'gate', 't!delete']],
    ]);
  });

  const replaced = (...nodes: string[]) => nodes.map((node) => ({ node: node as NodeAddress, action: 'replace' as const }));
  const alone = { needs: new Map(), holds: new Map(), keepsName: new Set<string>() };

  it('goes, where it has kept its own name, only after the deletions that the new one waits for, and so does what hangs on it', () => {
    const changes = replaced('grown', 'hangs', 'moved');
    const needs = new Map<string, string[]>([
      ['grown', []],
      ['hangs', ['grown']],
    ]);
    const steps = orderSteps({ changes, needs, holds: needs, keepsName: new Set(['grown']), handedOn: new Map([['grown', ['moved']]]) });
    expect(steps.map(({ id }) => id)).toEqual(['moved', 'moved!delete', 'hangs!delete', 'grown!delete', 'grown', 'hangs']);
    const waits = new Map(steps.map(({ id, after }) => [id, after]));
    expect(waits.get('grown!delete')).toEqual(['hangs!delete', 'moved!delete']);
    expect(waits.get('hangs!delete')).toEqual(['moved!delete']);
  });

  it('hands a name on: what takes it over comes after the deletion of what has it, which comes last of its own replacement', () => {
    const steps = orderSteps({ ...alone, changes: replaced('a', 'b'), handedOn: new Map([['a', ['b']]]) });
    expect(steps.map(({ id, after }) => [id, after])).toEqual([
      ['b', []],
      ['b!delete', ['b']],
      ['a', ['b!delete']],
      ['a!delete', ['a']],
    ]);
  });

  it('lets the old ones go first where names are swapped', () => {
    const handedOn = new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]);
    expect(orderSteps({ ...alone, changes: replaced('a', 'b'), handedOn }).map(({ id, after }) => [id, after])).toEqual([
      ['a!delete', []],
      ['b!delete', []],
      ['a', ['a!delete', 'b!delete']],
      ['b', ['a!delete', 'b!delete']],
    ]);
  });

  const changed = (...texts: string[]) =>
    texts.map((text) => {
      const [node, action] = text.split(' ') as [NodeAddress, 'update' | 'replace'];
      return { node, action };
    });
  const taken = (...pairs: [string, string[]][]) => ({ ...alone, handedOn: new Map(pairs) });

  it('hands on what a change lets go of, and is told which of them no order helps', () => {
    const row = { ...taken(['a', ['b']], ['b', ['c']]), changes: changed('a update', 'b update', 'c update') };
    expect(orderSteps(row).map(({ id, after }) => [id, after])).toEqual([
      ['c', []],
      ['b', ['c']],
      ['a', ['b']],
    ]);
    expect(exchanges(row)).toEqual([]);
    expect(exchanges({ ...taken(['a', ['b']], ['b', ['a']]), changes: changed('a update', 'b update') })).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect(exchanges({ ...taken(['a', ['b']]), needs: new Map([['b', ['a']]]), changes: changed('a update', 'b update') })).toEqual([['a', 'b']]);
  });

  it('lets the old one of a replacement go first where it exchanges something with what is changed', () => {
    const circle = { ...taken(['a', ['b']], ['b', ['a']]), changes: changed('a update', 'b replace') };
    expect(exchanges(circle)).toEqual([]);
    expect(orderSteps(circle).map(({ id, after }) => [id, after])).toEqual([
      ['b!delete', []],
      ['a', ['b!delete']],
      ['b', ['a', 'b!delete']],
    ]);
  });

  it('deletes nothing for what takes its place before what that one waits for is there', () => {
    const changes = (['role create', 'old delete', 'new create'] as const).map((text) => {
      const [node, action] = text.split(' ') as [NodeAddress, 'create' | 'delete'];
      return { node, action };
    });
    const needs = new Map([['new', ['role']]]);
    expect(orderSteps({ ...alone, changes, needs, handedOn: new Map([['new', ['old']]]) }).map(({ id, after }) => [id, after])).toEqual([
      ['role', []],
      ['old', ['role']],
      ['new', ['old', 'role']],
    ]);
  });

  it('keeps the order of deletions although one that can only follow is in the way', () => {
    const changes = (['x replace', 'v replace', 'y update'] as const).map((text) => {
      const [node, action] = text.split(' ') as [NodeAddress, 'replace' | 'update'];
      return { node, action };
    });
    const uses = new Map([
      ['x', []],
      ['v', ['x']],
      ['y', ['v']],
    ]);
    const steps = orderSteps({ changes, needs: uses, holds: uses, keepsName: new Set(['x']) });
    expect(steps.map(({ id, after }) => [id, after])).toEqual([
      ['v!delete', []],
      ['x!delete', ['v!delete']],
      ['x', ['x!delete']],
      ['v', ['v!delete', 'x']],
      ['y', ['v']],
    ]);
  });
});
