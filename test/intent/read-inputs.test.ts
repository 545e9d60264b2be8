import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/intent/reading/read-inputs.ts';
import { shippedKnowledge } from '../shipped-knowledge.ts';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    regions: { type: 'array', items: { type: 'string' }, default: ['us-east-1'] },
    tier: { enum: ['dev', 'prod'], default: 'dev' },
    subnet_count: { type: 'integer', default: 2 },
    vpc_cidr: { type: 'string', default: '10.0.0.0/16' },
    multi_az: { type: 'boolean', default: false },
  },
};
const knowledge = shippedKnowledge();
const regions = ['us-east-1', 'eu-west-1', 'eu-central-1'];
const read = (text: string) => readInputs(text, { schema, own: 'web platform what a web application stands on', knowledge, regions });

describe('the inputs of what is published', () => {
  it.each([
    ['a web platform for shop in eu-west-1 with three subnets', { name: 'shop', regions: ['eu-west-1'], subnet_count: 3 }],
    ['a prod web platform named shop with a vpc cidr of 10.4.0.0/16', { name: 'shop', tier: 'prod', vpc_cidr: '10.4.0.0/16' }],
    [
      'a web platform called "my shop" in us-east-1 and eu-west-1 with 4 subnets, multi az enabled',
      { name: 'my shop', regions: ['us-east-1', 'eu-west-1'], subnet_count: 4, multi_az: true },
    ],
    ['the web platform for shop, tier prod, 10.9.0.0/16', { name: 'shop', tier: 'prod', vpc_cidr: '10.9.0.0/16' }],
    ['a web platform for shop without multi az', { name: 'shop', multi_az: false }],
  ])('are read by their names, kinds and values: %s', (text, inputs) => {
    const { inputs: got, unread, lacking } = read(text);
    expect(got).toEqual(inputs);
    expect(unread).toEqual([]);
    expect(lacking).toEqual([]);
  });

  it('tell with which words', () => {
    expect(read('a web platform for shop with three subnets').told).toEqual([
      { words: 'three subnets', at: 'intent:30', input: 'subnet_count' },
      { words: 'for shop', at: 'intent:16', input: 'name' },
    ]);
  });

  it.each([
    ['a web platform for lower latency', ['lower', 'latency'], ['name']],
    ['a web platform for shop with 30 GB of disk', ['30 GB', 'disk'], []],
    ['a web platform for shop with three gateways', ['three', 'gateways'], []],
    ['a dev or prod web platform for shop', ['dev', 'or', 'prod'], []],
  ])('guess nothing: %s', (text, unread, lacking) => {
    const { inputs, ...left } = read(text);
    expect(left.unread.map(({ words }) => words)).toEqual(unread);
    expect(left.lacking).toEqual(lacking);
    expect(Object.keys(inputs)).toEqual(lacking.length === 0 ? ['name'] : []);
  });
});
