import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Observed, Ownership, ResourceBinding } from '../model/observed.ts';
import { type Reason, reason } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { diffNode, type NodeState, type ResourceDraft } from './diff-node.ts';
import { dice, typeSample } from './testing/arbitrary-type.ts';
import { asReturned } from './testing/ideal-cloud.ts';
import { deployment, here, there, wanted } from './testing/toy-cloud.ts';
import { writeOnlyValues } from './write-only.ts';

const string = { shape: { kind: 'string' } } as const;

/** Has a name, a setting that cannot be changed, others that can, a secret, a set, and tags under another name than usual. */
const thing: ResourceType = {
  name: 'AWS::Toy::Thing',
  identifier: ['ThingName'],
  properties: {
    ThingName: string,
    Kind: string,
    Size: { shape: { kind: 'integer' } },
    Note: string,
    Secret: string,
    Rules: { shape: { kind: 'array', items: { kind: 'object', definition: 'Rule' }, unordered: true } },
    Labels: { shape: { kind: 'array', items: { kind: 'object', definition: 'Tag' } } },
  },
  attributes: { Arn: string },
  definitions: { Rule: { Id: string, Days: { shape: { kind: 'integer' } } }, Tag: { Key: string, Value: string, Inherit: { shape: { kind: 'boolean' } } } },
  tags: { property: 'Labels', variant: 'standard' },
  stateful: true,
  createOnly: ['/ThingName', '/Kind'],
  conditionalCreateOnly: [],
  readOnly: ['/Arn'],
  writeOnly: ['/Secret'],
  source: 'schema',
};

function bound(type: ResourceType, applied: JsonObject, more: Partial<ResourceBinding> = {}): ResourceBinding {
  const { node, at } = wanted('t', type, {});
  const writeOnlyDigests = Object.fromEntries(writeOnlyValues(type, applied).map(({ pointer, value }) => [pointer, digestOf(value)]));
  const known = { applied, echo: {}, deviations: [], writeOnlyDigests, outputs: {}, creation: { kind: 'identifier' } } as const;
  return { kind: 'resource', deployment, node, type: type.name, at, identifier: 't', retain: false, ...known, ...more };
}

function live(properties: JsonObject, ownership: Ownership = 'made'): Observed {
  return { kind: 'live', identifier: 't', properties, ownership, creation: { kind: 'identifier' } };
}

const absent: Observed = { kind: 'absent' };

/** Asks for the change of a node; what is desired is given by its properties. */
function diff({
  desired,
  type = thing,
  ...more
}: { desired: JsonObject | null; type?: ResourceType } & Pick<NodeState, 'observed' | 'binding' | 'doubted' | 'accepts'>) {
  const wish = desired === null ? null : wanted('t', type, desired);
  return diffNode({ deployment, node: wanted('t', type, {}).node, desired: wish, type, lookup: () => undefined, keeps: () => false, ...more });
}

function changeOf(...given: Parameters<typeof diff>): ResourceDraft {
  const result = diff(...given);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.value;
}

const reasonOf = (...given: Parameters<typeof diff>): Reason => changeOf(...given).reason;
const labels = (...keys: string[]) => keys.map((Key) => ({ Key, Value: 'v', Inherit: true }));
const before = { ThingName: 't', Size: 5, Note: 'a', Labels: labels('asbuilt:node') };

/** One case for every reason that the comparison of one node can give. */
const cases: Readonly<
  Record<
    Exclude<Reason, 'named' | 'renamed' | 'retain-changed' | 'terms-changed' | 'shared' | 'left'>,
    Parameters<typeof diff>[0] & { readonly action: ResourceDraft['action'] }
  >
> = {
  new: { desired: before, observed: absent, binding: null, action: 'create' },
  doubtful: { desired: before, observed: absent, binding: null, doubted: true, action: 'create' },
  gone: { desired: before, observed: absent, binding: bound(thing, before), action: 'create' },
  'as-wished': { desired: before, observed: live(before), binding: bound(thing, before), action: 'none' },
  'wish-changed': { desired: { ...before, Size: 6 }, observed: live(before), binding: bound(thing, before), action: 'update' },
  deviation: { desired: before, observed: live({ ...before, ThingName: 'u' }), binding: bound(thing, before), action: 'none' },
  'live-moved': { desired: before, observed: live({ ...before, Size: 6 }), binding: bound(thing, before), action: 'update' },
  both: { desired: { ...before, Size: 6 }, observed: live({ ...before, Size: 7 }), binding: bound(thing, before), action: 'update' },
  'tags-lost': { desired: before, observed: live({ ...before, Labels: [] }, 'tags-lost'), binding: bound(thing, before), action: 'update' },
  'found-by-tags': { desired: before, observed: live(before, 'found'), binding: null, action: 'adopt' },
  'not-wanted': { desired: null, observed: live(before), binding: bound(thing, before), action: 'delete' },
  retained: { desired: null, observed: live(before), binding: bound(thing, before, { retain: true }), action: 'none' },
  'already-gone': { desired: null, observed: absent, binding: bound(thing, before), action: 'none' },
  'never-seen': {
    desired: null,
    observed: { kind: 'unread', reason: 'no list', never: true },
    binding: bound(thing, before, { doubtful: true }),
    action: 'none',
  },
};

describe('the reason of a change', () => {
  it.each(Object.entries(cases))('is %s', (expected, { action, ...given }) => {
    expect(changeOf(given)).toMatchObject({ reason: expected, action });
  });

  it('is otherwise one of two: a node was renamed, which only all nodes together show, or a person named it', () => {
    expect(reason.options.filter((option) => !Object.hasOwn(cases, option))).toEqual(['named', 'renamed', 'retain-changed', 'terms-changed', 'shared', 'left']);
  });

  it('is the wish where what is no longer asked for is removed', () => {
    const { Note: _, ...less } = before;
    expect(changeOf({ desired: less, observed: live(before), binding: bound(thing, before) })).toMatchObject({
      reason: 'wish-changed',
      differences: [{ path: '/Note', before: 'a' }],
    });
    expect(reasonOf({ desired: less, observed: live({ ...before, Note: 'b' }), binding: bound(thing, before) })).toBe('both');
  });

  it('is the wish where nothing is known of what was applied', () => {
    expect(reasonOf({ desired: { ...before, Size: 6 }, observed: live(before, 'tagged'), binding: bound(thing, {}) })).toBe('wish-changed');
  });

  it('is the wish where a secret is another one, which no read can show', () => {
    const secret = { ...before, Secret: 'one' };
    expect(changeOf({ desired: { ...before, Secret: 'two' }, observed: live(before), binding: bound(thing, secret) })).toMatchObject({
      reason: 'wish-changed',
      risk: 'lossy',
    });
  });

  it('is that something deviates where what no read returns is asked for no more: it is told until it is accepted, or made anew', () => {
    const binding = bound(thing, { ...before, Secret: 'one' });
    const left = { path: '/Secret', before: digestOf('one'), forcesReplace: false, sensitive: true, deviates: true };
    expect(changeOf({ desired: before, observed: live(before), binding })).toMatchObject({ action: 'none', reason: 'deviation', differences: [left] });
    const updated = changeOf({ desired: { ...before, Size: 6 }, observed: live(before), binding });
    expect(updated).toMatchObject({ action: 'update', differences: [left, { path: '/Size' }], patch: [{ path: '/Size' }] });
    expect(changeOf({ desired: before, observed: live(before), binding, accepts: ['/Secret'] })).toMatchObject({ action: 'none', accepts: ['/Secret'] });
    const replaced = changeOf({ desired: { ...before, Kind: 'k' }, observed: live(before), binding });
    expect([replaced.action, replaced.differences.map(({ path }) => path)]).toEqual(['replace', ['/Kind']]);
  });

  it('is not another writing of the same value, here or there', () => {
    const written = live({ ...before, Size: '5' });
    expect(reasonOf({ desired: { ...before, Size: 6 }, observed: written, binding: bound(thing, before) })).toBe('wish-changed');
    expect(reasonOf({ desired: { ...before, Size: '5' }, observed: live({ ...before, Size: 7 }), binding: bound(thing, before) })).toBe('live-moved');
  });

  it('is told for the right item of a set, whose order says nothing', () => {
    const rules = (...days: [string, number][]) => ({ ...before, Rules: days.map(([Id, Days]) => ({ Id, Days })) });
    const was = bound(thing, rules(['a', 1], ['b', 2]));
    expect(reasonOf({ desired: rules(['a', 1], ['b', 3]), observed: live(rules(['b', 2], ['a', 1])), binding: was })).toBe('wish-changed');
    expect(reasonOf({ desired: rules(['b', 2], ['a', 1]), observed: live(rules(['b', 9], ['a', 1])), binding: was })).toBe('live-moved');
  });

  it('counts only there where something differs', () => {
    // Somebody moved the note to where the wish has gone too: nothing is left of that but the size.
    const settled = { desired: { ...before, Note: 'b' }, observed: live({ ...before, Note: 'b', Size: 6 }), binding: bound(thing, before) };
    expect(changeOf(settled)).toMatchObject({ reason: 'live-moved', differences: [{ path: '/Size' }] });
  });

  it('is not that tags were lost where more than the tags differs, or where the wish has other ones', () => {
    const lost = (properties: JsonObject) => live({ ...before, Labels: [], ...properties }, 'tags-lost');
    expect(reasonOf({ desired: before, observed: lost({ Size: 6 }), binding: bound(thing, before) })).toBe('live-moved');
    expect(reasonOf({ desired: { ...before, Labels: labels('asbuilt:node', 'team') }, observed: lost({}), binding: bound(thing, before) })).toBe('both');
    expect(reasonOf({ desired: before, observed: live({ ...before, Labels: [] }), binding: bound(thing, before) })).toBe('live-moved');
  });
});

/** Any type, what was applied to one of it, what is asked for now, and dice for what a read makes of it. */
const comparison = typeSample().chain(({ type, properties }) => fc.record({ type: fc.constant(type), was: properties, now: properties, dice }));

describe('the reason of a change, as laws', () => {
  it('is the wish alone while the world stands still, but for what it drops and no read returns', () => {
    fc.assert(
      fc.property(comparison, ({ type, was, now, dice: roll }) => {
        fc.pre(Object.keys(was).length > 0);
        const given = { type, desired: now, observed: live(asReturned(type, was, roll)), binding: bound(type, was) };
        const { reason, differences } = changeOf(given);
        if (reason === 'deviation') expect(differences.filter(({ sensitive, after }) => !sensitive || after !== undefined)).toEqual([]);
        else expect(['as-wished', 'wish-changed']).toContain(reason);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the world alone while the wish stays the same', () => {
    fc.assert(
      fc.property(comparison, ({ type, was, now, dice: roll }) => {
        fc.pre(Object.keys(was).length > 0);
        const given = { type, desired: was, observed: live(asReturned(type, now, roll)), binding: bound(type, was) };
        expect(['as-wished', 'live-moved', 'deviation']).toContain(reasonOf(given));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is found by its tags alone', () => {
  it('is taken over as it is, whatever differs: nothing is sent to it before it is in the books', () => {
    fc.assert(
      fc.property(comparison, ({ type, was, now, dice: roll }) => {
        const change = changeOf({ type, desired: now, observed: live(asReturned(type, was, roll), 'found'), binding: null });
        expect(change).toMatchObject({ action: 'adopt', reason: 'found-by-tags', ownership: 'found', risk: 'reversible', patch: [] });
        expect(change.basis).not.toBeNull();
      }),
    );
  });

  it('shows what will differ after that', () => {
    const differs = changeOf({ desired: { ...before, Kind: 'y' }, observed: live({ ...before, Kind: 'x' }, 'found'), binding: null });
    expect(differs.differences).toMatchObject([{ path: '/Kind', before: 'x', after: 'y', forcesReplace: false, deviates: true }]);
  });
});

describe('what is somebody else’s', () => {
  it('is refused where it is wanted, with another word for what was made again under our name', () => {
    const strange = { desired: before, observed: live(before, 'foreign') };
    expect(diff({ ...strange, binding: null })).toMatchObject({
      ok: false,
      problems: [{ code: 'OWNERSHIP_UNPROVEN', at: 't', message: expect.stringContaining('does not carry the tags of t') }],
    });
    const born = (value: string) => ({ kind: 'read', source: 'thing GetThing Birth', value }) as const;
    const again = { ...strange, observed: { ...strange.observed, creation: born('2') } as Observed };
    expect(diff({ ...again, binding: bound(thing, before, { creation: born('1') }) })).toMatchObject({
      ok: false,
      problems: [{ code: 'OWNERSHIP_UNPROVEN', message: expect.stringContaining('made again by somebody else') }],
    });
  });

  it('is not what has lost our tags and is not proved: that is asked for by its name, and removed by it', () => {
    const lost = { observed: live(before, 'untagged'), binding: bound(thing, before) };
    expect(diff({ desired: before, ...lost })).toMatchObject({
      ok: false,
      problems: [{ code: 'OWNERSHIP_UNPROVEN', message: expect.stringContaining('cannot be proved'), fix: expect.stringContaining('--adopt t=t') }],
    });
    expect(changeOf({ desired: null, ...lost })).toMatchObject({ action: 'delete', ownership: 'untagged' });
  });

  it('is left alone where it is no longer wanted, retained or not', () => {
    for (const retain of [false, true]) {
      expect(changeOf({ desired: null, observed: live(before, 'foreign'), binding: bound(thing, before, { retain }) })).toMatchObject({
        action: 'none',
        reason: 'already-gone',
        ownership: null,
        before: null,
        basis: null,
        note: expect.stringContaining('somebody else’s'),
      });
    }
  });
});

describe('a change', () => {
  it('says whose the live resource is and what proved its creation', () => {
    const proved = { ...live({ ...before, Size: 6 }, 'unproven'), creation: { kind: 'unproven', because: 'no read tells' } } as Observed;
    const given = { observed: proved, binding: bound(thing, before) };
    for (const desired of [before, null]) {
      expect(changeOf({ ...given, desired })).toMatchObject({ ownership: 'unproven', creation: { kind: 'unproven', because: 'no read tells' } });
    }
  });

  it('of a lost tag puts all our tags back and leaves the others’', () => {
    const observed = live({ ...before, Labels: labels('theirs') }, 'tags-lost');
    expect(changeOf({ desired: before, observed, binding: bound(thing, before) })).toMatchObject({
      action: 'update',
      reason: 'tags-lost',
      patch: [{ op: 'replace', path: '/Labels', value: [...labels('theirs'), ...labels('asbuilt:node')] }],
    });
  });

  it('is none of what was moved: a resource that is live elsewhere is refused, one that is gone is made in the new place', () => {
    const moved = { desired: before, binding: bound(thing, before, { at: there }) };
    expect(diff({ ...moved, observed: live(before) })).toMatchObject({ ok: false, problems: [{ code: 'GRAPH_CONFLICT', at: 't' }] });
    expect(changeOf({ ...moved, observed: absent })).toMatchObject({ action: 'create', at: here });
  });
});

describe('a list that an update writes whole', () => {
  it('is noted where it takes along what somebody else has set in it, and not where nothing of it goes', () => {
    const rules = (Days: number, more: JsonObject = {}) => [{ Id: 'tmp', Days, ...more }];
    const noteOf = (Days: number, there: JsonObject) =>
      changeOf({
        desired: { ...before, Rules: rules(Days) },
        observed: live({ ...before, Rules: rules(5, there) }),
        binding: bound(thing, { ...before, Rules: rules(5) }),
      }).note;
    expect(noteOf(7, { Filter: { Tag: 'temp' } })).toBe(
      'lists are written whole, and what is in them unasked is lost unless the provider sets it again: /Rules/0/Filter',
    );
    expect(noteOf(7, {})).toBeUndefined();
    expect(noteOf(5, { Filter: { Tag: 'temp' } })).toBe('holds more than was asked for: /Rules/0/Filter');
    expect(noteOf(5, {})).toBeUndefined();
  });
});
