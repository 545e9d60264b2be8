import { describe, expect, it } from 'vitest';
import type { Caller } from '../model/caller.ts';
import type { CatalogLine } from '../model/catalog.ts';
import type { EnginePorts } from './engine-ports.ts';
import { blueprintsFor, offerOf } from './offer-blueprint.ts';

const line = (name: string, description: string, more: Partial<CatalogLine> = {}) =>
  ({
    kind: 'Blueprint',
    name,
    version: '2.3.0',
    description,
    owner: 'platform',
    status: 'active',
    visibleTo: 'people',
    digest: name,
    why: null,
    ...more,
  }) as unknown as CatalogLine;
const lines = [
  line('regional_web', 'A web site in a region, with its database', { visibleTo: 'agents' }),
  line('data_lake', 'A lake of tables and the crawlers that fill it'),
  line('private_bucket', 'A bucket', { kind: 'Artifact' }),
];
const ports = {
  resolver: { mentions: async () => ({ ok: true }) },
  store: {
    catalog: async () => lines,
    deployments: async () => [],
    catalogContent: async (digest: string) => ({ document: { metadata: { words: digest === 'regional_web' ? ['storefront'] : [] } } }),
  },
} as unknown as EnginePorts;
const person = { agent: null } as unknown as Caller;
const agent = { agent: 'claude' } as unknown as Caller;
const asked = (intent: string, more = {}) => ({ intent: { intent, ...more } });
const namesOf = async (text: string, caller = person, more = {}) =>
  (await blueprintsFor(asked(text, more) as never, caller, ports)).map(({ line: { name } }) => name);

describe('what is published', () => {
  it('is offered for a text that its name, words or description cover', async () => {
    expect(await namesOf('a regional web site with a database')).toEqual(['regional_web']);
    expect(await namesOf('a storefront')).toEqual(['regional_web']);
    expect(await namesOf('the data lake')).toEqual(['data_lake']);
    expect(await namesOf('a data lake named trips with tier prod, nine zones and a retention of 30 days in us-east-1 for the analytics team')).toEqual([
      'data_lake',
    ]);
  });

  it('is not offered for another text, for what stands, or where an agent does not see it', async () => {
    expect(await namesOf('an encrypted queue named jobs')).toEqual([]);
    expect(await namesOf('a storefront', person, { deployment: 'shop' })).toEqual([]);
    expect(await namesOf('the data lake', agent)).toEqual([]);
    expect(await namesOf('a storefront', agent)).toEqual(['regional_web']);
  });

  it('is asked once, with a draft as the other way', () => {
    const published = lines.slice(0, 1).map((one) => ({ line: one, score: 0.6, standing: null }));
    const offer = offerOf(published, []);
    expect(offer).toMatchObject({
      slot: 'blueprint',
      default: 'regional_web@2.3.0',
      options: [
        { letter: 'a', value: 'regional_web@2.3.0' },
        { letter: 'b', value: 'draft' },
      ],
    });
    expect(offerOf(published, [{ at: 'intent:1', slot: 'blueprint', value: 'draft' }])).toBeNull();
    expect(offerOf([], [])).toBeNull();
  });

  it('is offered for less of the words where they mean nothing else, and without a draft, which nothing could be made of', () => {
    const published = [{ line: lines[0] as CatalogLine, score: 0.25, standing: null }];
    expect(offerOf(published, [])).toBeNull();
    expect(offerOf(published, [], true)?.options.map(({ value }) => value)).toEqual(['regional_web@2.3.0', 'none']);
  });
});
