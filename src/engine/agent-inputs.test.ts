import { describe, expect, it } from 'vitest';
import type { InputReach } from '../catalog/input-reach.ts';
import type { Proposal } from '../model/proposal.ts';
import { chosenBy } from './agent-inputs.ts';

const nobody: InputReach = { places: new Map(), presence: new Map(), templates: new Map(), units: new Map() };
const through = (...given: [parameter: string, ...inputs: string[]][]): InputReach => ({
  ...nobody,
  templates: new Map([
    ['jobs', new Map(given.map(([parameter, ...inputs]) => [parameter, new Set(inputs)]))],
    ['jobs.more', new Map()],
  ]),
});
const draft = (node: string, parameters?: object) =>
  ({
    kind: 'draft',
    units: [],
    resources: [{ node, type: 'AWS::SQS::Queue', properties: { Size: 7 }, ...(parameters === undefined ? {} : { parameters }) }],
    evidence: [],
  }) as unknown as Proposal;
const decided = { presence: ['Env'], places: { '/Tier': ['Env', 'Size'], '/Name': ['Name'] } };

describe('what an agent’s inputs decide of a resource of a template', () => {
  it('is whether it is there, and what stands at the places that its parameters lead to', () => {
    const [made] = chosenBy(draft('jobs["eu-west-1"].queue', decided), { tier: 'prod' }, through(['Env', 'tier'])).resources;
    expect(made).toMatchObject({ chosen: ['/Tier'], presence: { tier: 'prod' } });
  });

  it('is nothing where only others of its parameters were given, and of the resource of another template', () => {
    const [other] = chosenBy(draft('jobs.queue', decided), { tag: 'x' }, through(['Label', 'tag'])).resources;
    expect(other).not.toHaveProperty('presence');
    expect(other).not.toHaveProperty('chosen');
    expect(chosenBy(draft('jobs.more.queue', decided), { tier: 'prod' }, through(['Env', 'tier'])).resources[0]).not.toHaveProperty('presence');
  });

  it('is also what another template exports by a parameter that they lead to', () => {
    const imports = { presence: [], places: { '/Cidr': ['base["a"]:Partner'], '/Name': ['base["a"]:Other'] } };
    const reach = through();
    const both = { ...reach, templates: new Map([...reach.templates, ['base', new Map([['Partner', new Set(['who'])]])]]) };
    expect(chosenBy(draft('jobs.queue', imports), { who: '0.0.0.0/0' }, both).resources[0]).toMatchObject({ chosen: ['/Cidr'] });
  });
});

describe('what an agent’s inputs decide of a unit', () => {
  it('is what it is given, and whether it is there', () => {
    const made = {
      kind: 'draft',
      resources: [],
      units: [
        { node: 'jobs["a"].move', inputs: {} },
        { node: 'other', inputs: {} },
      ],
      evidence: [],
    } as unknown as Proposal;
    const reach = { ...nobody, units: new Map([['jobs.move', new Map([['url', new Set(['host'])]])]]), presence: new Map([['jobs.move', new Set(['tier'])]]) };
    expect(chosenBy(made, { host: 'evil', tier: 'prod' }, reach).units).toEqual([
      { node: 'jobs["a"].move', inputs: {}, chosen: ['url'], presence: { tier: 'prod' } },
      { node: 'other', inputs: {} },
    ]);
  });
});
