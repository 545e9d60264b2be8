import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { beyondType, takenAlong } from './taken-along.ts';

const type = {
  name: 'AWS::Toy::Bucket',
  properties: {},
  createOnly: [],
  readOnly: ['/Rules/*/Made'],
  writeOnly: [],
  definitions: {},
} as unknown as ResourceType;
const going = (written: Json, there: Json, path = '/Rules') =>
  takenAlong(type, [{ op: 'replace', path, value: written }], { [path.slice(1)]: there } as JsonObject);

describe('what a list that is written whole takes along', () => {
  it('is what its items hold and nobody asked for, at any depth, by what they are called and wherever they stand', () => {
    const there = [
      { Id: 'a', Days: 5, Filter: { Tag: { Key: 'kind' } } },
      { Id: 'b', Days: 5, To: [{ Class: 'COLD', After: 3 }] },
    ];
    expect(
      going(
        [
          { Id: 'b', Days: 7, To: [{ Class: 'COLD' }] },
          { Id: 'a', Days: 7 },
          { Id: 'c', Days: 7 },
        ],
        there,
      ),
    ).toEqual(['/Rules/1/To/0/After', '/Rules/0/Filter']);
  });

  it('is known of items without a name where they are the same but for that, or the only ones that are left', () => {
    const there = [{ Algorithm: 'AES256', KeyEnabled: true }, { Algorithm: 'none' }];
    expect(going([{ Algorithm: 'none' }, { Algorithm: 'AES256' }, { Algorithm: 'other' }], there)).toEqual(['/Rules/0/KeyEnabled']);
    expect(going([{ Algorithm: 'kms' }], [{ Algorithm: 'AES256', KeyEnabled: true }])).toEqual(['/Rules/0/KeyEnabled']);
  });

  it('is nothing that is off or empty, that only the provider sets, or that an item holds for which nothing is written', () => {
    expect(going([{ Id: 'a' }], [{ Id: 'a', On: false, To: [], Text: '', Made: 'today' }])).toEqual([]);
    expect(going([{ Id: 'a' }], [{ Id: 'b', Filter: 'x' }])).toEqual([]);
    expect(takenAlong(type, [{ op: 'remove', path: '/Rules' }], { Rules: [{ Id: 'a', Filter: 'x' }] })).toEqual([]);
    expect(takenAlong(type, [{ op: 'replace', path: '/Rules/Days', value: 7 }], { Rules: { Days: 5, Filter: 'x' } })).toEqual([]);
  });
});

describe('what an item holds that its type has no member for', () => {
  const string = { shape: { kind: 'string' } } as const;
  const rules = { shape: { kind: 'array', items: { kind: 'object', definition: 'Rule' } } } as const;
  const typed = {
    ...type,
    properties: { Rules: rules, Free: { shape: { kind: 'json' } } },
    definitions: { Rule: { Id: string, Days: string } },
  } as unknown as ResourceType;

  it('is told of lists that were asked for, and of nothing whose members nobody knows', () => {
    const live = { Rules: [{ Id: 'a', Days: '5', Filter: { Tag: 'x' } }], Free: [{ Any: 1 }], Other: [{ Filter: 1 }] };
    expect(beyondType(typed, { Rules: [{ Id: 'a' }], Free: [] }, live)).toEqual(['/Rules/0/Filter']);
    expect(beyondType(typed, { Free: [], Other: [] }, live)).toEqual([]);
  });
});
