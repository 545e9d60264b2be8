import { describe, expect, it } from 'vitest';
import type { PublishedContent } from '../model/catalog.ts';
import type { OutputOrigins } from './cloudformation/parameter-origins.ts';
import { inputReach, plainAddress } from './input-reach.ts';

const artifact = {
  document: {
    kind: 'Artifact',
    metadata: { name: 'queue' },
    engine: { type: 'aws' },
    resources: {
      main: {
        type: 'AWS::SQS::Queue',
        properties: {
          QueueName: 'q-${inputs.name}',
          Retention: '${inputs.tier == "prod" ? 30 : 1}',
          Fixed: '$${inputs.name}',
          Tags: [{ Key: 'a', Value: '${inputs.name}' }],
        },
      },
      letters: { type: 'AWS::SQS::Queue', when: 'inputs.tier == "prod"', properties: { Of: '${main.Arn}' } },
    },
    provides: { arn: '${main.Arn}', tier: '${inputs.tier}' },
  },
  lock: {},
} as unknown as PublishedContent;

const blueprint = {
  document: {
    kind: 'Blueprint',
    metadata: { name: 'shop' },
    nodes: {
      jobs: { use: 'queue@^1', forEach: 'inputs.regions', at: { region: '${each.value}' }, with: { name: '${inputs.name}', tier: 'dev' } },
      later: { use: 'queue@^1', with: { name: 'x', tier: '${first.outputs.tier}' } },
      first: { use: 'queue@^1', with: { name: 'y', tier: '${inputs.stage}' } },
      after: { use: 'queue@^1', with: { name: '${jobs.outputs.arn[0]}', tier: 'dev' } },
    },
    outputs: {},
  },
  lock: { 'queue@^1': { digest: 'd' } },
} as unknown as PublishedContent;

const reach = (content: PublishedContent, ...inputs: string[]) => {
  const { places, presence } = inputReach(content, inputs, (digest) => (digest === 'd' ? artifact : undefined));
  const plain = (origins: ReadonlySet<string>) => [...origins].sort().join();
  return {
    places: Object.fromEntries([...places].map(([node, at]) => [node, Object.fromEntries([...at].map(([pointer, origins]) => [pointer, plain(origins)]))])),
    presence: Object.fromEntries([...presence].map(([node, origins]) => [node, plain(origins)])),
  };
};

describe('what is asked of another resource', () => {
  const partner = {
    document: {
      kind: 'Artifact',
      metadata: { name: 'partner' },
      engine: { type: 'aws' },
      resources: {
        note: { type: 'AWS::SSM::Parameter', properties: { Value: '${inputs.partner}', Tags: [{ Key: 'of', Value: '${inputs.label}' }] } },
        again: { type: 'AWS::SSM::Parameter', properties: { Value: 'x-${note.Value}', Description: '${again.Description}' } },
        role: { type: 'AWS::IAM::Role', properties: { Principal: '${again.Value}', Path: '${note.Tags[0].Value}', Arn: '${note.Arn}' } },
      },
      provides: { value: '${note.Value}' },
    },
    lock: {},
  } as unknown as PublishedContent;

  it('is decided by what decides it there, by however many resources, and between the nodes of a blueprint', () => {
    const { places } = reach(partner, 'partner', 'label');
    expect(places['role']).toEqual({ '/Principal': 'partner', '/Path': 'label' });
    const use = { first: { use: 'p@1', with: { partner: '${inputs.who}' } }, second: { use: 'p@1', with: { partner: '${first.outputs.value}' } } };
    const blueprint = { document: { kind: 'Blueprint', metadata: { name: 'b' }, nodes: use, outputs: {} }, lock: { 'p@1': { digest: 'p' } } };
    const through = inputReach(blueprint as unknown as PublishedContent, ['who'], (digest) => (digest === 'p' ? partner : undefined));
    expect([...(through.places.get('second.role')?.get('/Principal') ?? [])]).toEqual(['who']);
  });
});

describe('what is an output of a template', () => {
  const names = { type: 'object', properties: { Value: {}, Id: {} } };
  const template = {
    document: { kind: 'Artifact', metadata: { name: 'note' }, engine: { type: 'aws', template: 't.yaml' } },
    facts: { outputs: names },
    lock: {},
  } as unknown as PublishedContent;
  const group = {
    document: {
      kind: 'Artifact',
      metadata: { name: 'group' },
      engine: { type: 'aws' },
      resources: { g: { type: 'AWS::EC2::SecurityGroup', properties: { Cidr: '${inputs.cidr}', Of: '${inputs.of}' } } },
      provides: {},
    },
    lock: {},
  } as unknown as PublishedContent;
  const using = {
    document: {
      kind: 'Blueprint',
      metadata: { name: 'b' },
      nodes: {
        s: { use: 'g@1', with: { cidr: '${n.outputs.Value}', of: '${n.outputs.Id}' } },
        n: { use: 't@1', with: { Partner: '${inputs.text}', Label: '${inputs.label}' } },
        e: { use: 't@1', forEach: '["a"]', with: { Tier: '${inputs.tier}' } },
      },
      outputs: {},
    },
    lock: { 't@1': { digest: 't' }, 'g@1': { digest: 'g' } },
  } as unknown as PublishedContent;
  const placesWith = (outputs?: OutputOrigins) =>
    inputReach(using, ['text', 'label', 'tier'], (digest) => (digest === 't' ? template : group), outputs).places.get('s.g');

  it('is decided by the parameters that decide it there, and by those of another template that exports it', () => {
    const outputs = new Map([
      [
        'n',
        new Map([
          ['Value', new Set(['Partner'])],
          ['Id', new Set(['e["a"]:Tier'])],
        ]),
      ],
    ]);
    expect(placesWith(outputs)).toEqual(
      new Map([
        ['/Cidr', new Set(['text'])],
        ['/Of', new Set(['tier'])],
      ]),
    );
  });

  it('may be decided by whatever the template is given, before it was read', () => {
    expect(placesWith()).toEqual(
      new Map([
        ['/Cidr', new Set(['text', 'label'])],
        ['/Of', new Set(['text', 'label'])],
      ]),
    );
  });
});

describe('where inputs of a version lead to', () => {
  it('is every property whose text reads one, as it is, within a text or in a condition, and no other', () => {
    expect(reach(artifact, 'name', 'tier')).toEqual({
      places: { main: { '/QueueName': 'name', '/Retention': 'tier', '/Tags/*/Value': 'name' } },
      presence: { letters: 'tier' },
    });
    expect(reach(artifact)).toEqual({ places: {}, presence: {} });
  });

  it('is every input of a unit that reads one, and whether the unit is there', () => {
    const script = { document: { kind: 'Artifact', metadata: { name: 'move' }, engine: { type: 'python' } }, lock: {} } as unknown as PublishedContent;
    const using = {
      document: {
        kind: 'Blueprint',
        metadata: { name: 'moves' },
        nodes: { move: { use: 'move@1', when: 'inputs.on', with: { url: 'https://${inputs.host}', size: 1 } } },
        outputs: {},
      },
      lock: { 'move@1': { digest: 's' } },
    } as unknown as PublishedContent;
    const { units, presence } = inputReach(using, ['host', 'on'], (digest) => (digest === 's' ? script : undefined));
    expect([...units]).toEqual([['move', new Map([['url', new Set(['host'])]])]]);
    expect([...presence]).toEqual([['move', new Set(['on'])]]);
    expect([...inputReach(script, ['url'], () => undefined).units]).toEqual([['move', new Map([['url', new Set(['url'])]])]]);
  });

  it('is through the versions that are used, and the outputs that repeat one; not through what exists only after a step', () => {
    expect(reach(blueprint, 'name', 'stage')).toEqual({
      places: {
        'jobs.main': { '/QueueName': 'name', '/Tags/*/Value': 'name' },
        'first.main': { '/Retention': 'stage' },
        'later.main': { '/Retention': 'stage' },
      },
      presence: { 'first.letters': 'stage', 'later.letters': 'stage' },
    });
  });

  it('is the presence of what is repeated over one, or stands at a place that one names', () => {
    expect(reach(blueprint, 'regions').presence).toEqual({ 'jobs.main': 'regions', 'jobs.letters': 'regions' });
  });

  it('goes by the address that documents write', () => {
    expect(plainAddress('jobs["eu-west-1"].parts[0].main')).toBe('jobs.parts.main');
    expect(plainAddress('jobs["a\\"]b"].main')).toBe('jobs.main');
  });
});
