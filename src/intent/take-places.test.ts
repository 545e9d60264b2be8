import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { takePlaces } from './take-places.ts';

const template: JsonObject = {
  'KeySchema+': [{ AttributeName: '${slots.key}', KeyType: 'HASH' }],
  'AttributeDefinitions+': [{ AttributeName: '${slots.key}', AttributeType: '${slots.type}' }],
};
const filled: JsonObject = { 'KeySchema+': [{ AttributeName: 'pk', KeyType: 'HASH' }], 'AttributeDefinitions+': [{ AttributeName: 'pk', AttributeType: 'S' }] };
const id = { AttributeName: 'id', AttributeType: 'S' };
const pk = { AttributeName: 'pk', AttributeType: 'S' };

describe('a member that a slot makes', () => {
  it('takes the place of the former one where that stands in the list, also where nobody kept what the slot held', () => {
    const there = {
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [id],
    };
    const { properties, several } = takePlaces(there, [{ template, filled }], {});
    expect(properties).toEqual({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [pk],
    });
    expect(several).toEqual([]);
  });

  it('leaves what another place still names', () => {
    const indexes = [{ IndexName: 'by_id', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }];
    const there = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [id], GlobalSecondaryIndexes: indexes };
    expect(takePlaces(there, [{ template, filled }], {}).properties['AttributeDefinitions']).toEqual([id]);
  });

  it('is not there twice where the list has it already', () => {
    const there = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [id, pk] };
    expect(takePlaces(there, [{ template, filled }], {}).properties['AttributeDefinitions']).toEqual([pk]);
  });

  it('takes no place where nothing is like it', () => {
    const there = { KeySchema: [{ AttributeName: 'at', KeyType: 'RANGE' }], AttributeDefinitions: [id] };
    expect(takePlaces(there, [{ template, filled }], {}).properties).toEqual(there);
  });

  it('tells of several former ones that which is meant is open, unless it is known what the slot held', () => {
    const there = {
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'other', KeyType: 'HASH' },
      ],
    };
    expect(takePlaces(there, [{ template, filled }], {})).toEqual({ properties: there, several: ['/KeySchema'] });
    const known = takePlaces(there, [{ template, filled }], { key: 'other' });
    expect(known).toEqual({ properties: { KeySchema: [there.KeySchema[0], { AttributeName: 'pk', KeyType: 'HASH' }] }, several: [] });
  });
});
