import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { diffProperties } from './diff-properties.ts';
import { fingerprintOf } from './fingerprint.ts';
import { dice, typeSample } from './testing/arbitrary-type.ts';
import { asReturned, readAgain } from './testing/ideal-cloud.ts';

type Material = Pick<ResourceChange, 'action' | 'after' | 'differences' | 'patch' | 'shared'>;
const change = (action: ResourceChange['action'], more: Partial<Material> = {}): Material => ({ action, after: null, differences: [], patch: [], ...more });

const type: ResourceType = {
  name: 'AWS::Test::Role',
  identifier: ['RoleName'],
  properties: {
    RoleName: { shape: { kind: 'string' } },
    Path: { shape: { kind: 'string' } },
    Policies: { shape: { kind: 'array', items: { kind: 'string' }, unordered: true } },
    Steps: { shape: { kind: 'array', items: { kind: 'string' } } },
    Document: { shape: { kind: 'json' } },
    Tags: { shape: { kind: 'array', items: { kind: 'object', definition: 'Tag' } } },
  },
  attributes: { Arn: { shape: { kind: 'string' } }, Used: { shape: { kind: 'string' } } },
  definitions: { Tag: { Key: { shape: { kind: 'string' } }, Value: { shape: { kind: 'string' } } } },
  tags: { property: 'Tags', variant: 'standard' },
  stateful: false,
  createOnly: ['/RoleName'],
  conditionalCreateOnly: [],
  readOnly: ['/Arn', '/Used'],
  writeOnly: [],
  source: 'schema',
};

describe('fingerprintOf', () => {
  it('is the same for two reads of an unchanged resource', () => {
    fc.assert(
      fc.property(
        typeSample().chain(({ type: any, properties }) => fc.record({ any: fc.constant(any), before: properties, now: properties, dice })),
        ({ any, before, now, dice: roll }) => {
          const live = asReturned(any, before, roll);
          const found = diffProperties(any, now, live, null);
          for (const action of ['update', 'replace', 'delete', 'none'] as const) {
            const material = change(action, { ...found, after: action === 'delete' ? null : now });
            expect(fingerprintOf(material, any, readAgain(any, live, roll))).toBe(fingerprintOf(material, any, live));
          }
        },
      ),
    );
  });

  it('of an update moves with what is compared or removed, and with nothing else', () => {
    const update = change('update', { after: { Path: '/' }, differences: [{ path: '/Steps', before: ['a'], forcesReplace: false, sensitive: false }] });
    const live = { RoleName: 'r', Path: '/x', Steps: ['a', 'b'], Policies: ['p'], Used: 'today' };
    const print = fingerprintOf(update, type, live);
    expect(fingerprintOf(update, type, { ...live, Policies: ['q'], Used: 'later' })).toBe(print);
    expect(fingerprintOf(update, type, { ...live, Path: '/y' })).not.toBe(print);
    expect(fingerprintOf(update, type, { ...live, Steps: ['b', 'a'] })).not.toBe(print);
    const { Path: _, ...without } = live;
    expect(fingerprintOf(update, type, without)).not.toBe(print);
  });

  it('of a deletion or replacement moves with everything that can be set, but for what other changes write', () => {
    const live = { RoleName: 'r', Path: '/x', Policies: ['p', 'q'], Used: 'today' };
    for (const action of ['delete', 'replace'] as const) {
      const print = fingerprintOf(change(action), type, live);
      expect(fingerprintOf(change(action), type, { ...live, Used: 'later' })).toBe(print);
      expect(fingerprintOf(change(action), type, { ...live, Policies: ['q', 'p'] })).toBe(print);
      expect(fingerprintOf(change(action), type, { ...live, Policies: [] })).not.toBe(print);
      expect(fingerprintOf(change(action, { shared: ['Policies'] }), type, { ...live, Policies: [] })).toBe(
        fingerprintOf(change(action, { shared: ['Policies'] }), type, live),
      );
    }
  });

  it('of an update moves with another’s tag only when the tags are rewritten', () => {
    const tags = (...keys: string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: 'v' })) });
    const keeps = change('update', { after: { ...tags('ours'), Path: '/' } });
    expect(fingerprintOf(keeps, type, tags('ours', 'theirs'))).toBe(fingerprintOf(keeps, type, tags('ours')));
    const rewrites = { ...keeps, patch: [{ op: 'replace' as const, path: '/Tags', value: [] }] };
    expect(fingerprintOf(rewrites, type, tags('ours', 'theirs'))).not.toBe(fingerprintOf(rewrites, type, tags('ours')));
  });

  it('ignores how a document is written', () => {
    const update = change('update', { after: { Document: {} } });
    const written = { Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*' }] };
    const other = JSON.stringify({ Version: '2008-10-17', Statement: { Resource: ['*'], Effect: 'Allow', Action: ['a:b'] } });
    expect(fingerprintOf(update, type, { Document: other })).toBe(fingerprintOf(update, type, { Document: written }));
  });

  it('is null for a creation and for what is not there', () => {
    expect(fingerprintOf(change('create', { after: { Path: '/' } }), type, { Path: '/' })).toBeNull();
    expect(fingerprintOf(change('delete'), type, null)).toBeNull();
    expect(fingerprintOf(change('none', { after: { Path: '/' } }), type, { Path: '/' })).toBeNull();
  });
});
