import { describe, expect, it } from 'vitest';
import type { Creation } from '../model/creation.ts';
import { type NamedTarget, target } from '../model/target.ts';
import type { Carrier, Dependent } from '../ports/survey.ts';
import { rebuildBooks, type Seen } from './rebuild-books.ts';

const account = '111111111111';
const birth: Creation = { kind: 'read', source: 'iam GetRole RoleId', value: 'AROA1' };

function carrier(given: Partial<Carrier> & { readonly node?: string | null; readonly deployment?: string; readonly named?: string } = {}): Carrier {
  const { node = 'role', deployment = 'shop', named, ...rest } = given;
  const type = rest.type ?? 'AWS::IAM::Role';
  const tags = { deployment, node, type: named ?? type, blueprint: 'draft' };
  return { type, place: { account, region: 'us-east-1' }, identifier: 'role', properties: {}, creation: birth, ...rest, tags };
}

function targetOf(name: string, more: object = {}): NamedTarget {
  return { name, regions: ['us-east-1', 'eu-west-1'], target: target.parse({ account, regions: ['us-east-1', 'eu-west-1'], ...more }) };
}

function seen(region: string, carriers: readonly Carrier[], dependents: readonly Dependent[] = [], at = targetOf('main')): Seen {
  const here = { account, region };
  return { target: at, region, listed: true, carriers: carriers.map((one) => ({ ...one, place: here })), dependents, unexplained: [] };
}

describe('books rebuilt from what is live', () => {
  it('take a thing that shows in several regions for one, which lives where most of its deployment does', () => {
    const queue = carrier({ type: 'AWS::SQS::Queue', identifier: 'q', node: 'queue' });
    const { bindings, doubts } = rebuildBooks([seen('us-east-1', [carrier()]), seen('eu-west-1', [carrier(), queue])], []);
    expect(bindings.map(({ node, at, rebuilt }) => [node, at.region, rebuilt?.seenIn])).toEqual([
      ['role', 'eu-west-1', ['us-east-1', 'eu-west-1']],
      ['queue', 'eu-west-1', ['eu-west-1']],
    ]);
    expect(doubts).toEqual([]);
  });

  it('leave what is proved to be another node’s to that one, whatever its tags say by now', () => {
    const { bindings } = rebuildBooks([seen('us-east-1', [carrier()])], []);
    const again = (creation: Creation) => rebuildBooks([seen('us-east-1', [carrier({ deployment: 'other', creation })])], bindings);
    expect(again(birth)).toMatchObject({ bindings: [], doubts: [{ deployment: 'other', because: 'the books name it as role of deployment shop' }] });
    for (const creation of [{ ...birth, value: 'AROA2' }, { kind: 'unproven', because: 'so' } as const])
      expect(again(creation)).toMatchObject({ bindings: [{ deployment: 'other', node: 'role' }], doubts: [] });
  });

  it('say the latest version of a blueprint that any of its things names', () => {
    const of = (node: string, blueprint: string) => ({ ...carrier({ node, identifier: node }), tags: { ...carrier({ node }).tags, blueprint } });
    const named = (versions: readonly string[]) =>
      rebuildBooks(
        [
          seen(
            'us-east-1',
            versions.map((version, index) => of(`role_${index}`, version)),
          ),
        ],
        [],
      ).deployments.get('shop')?.blueprint;
    expect(named(['web@1.9.0', 'web@1.10.0', 'web@1.2.0'])).toBe('web@1.10.0');
    expect(named(['draft', 'web@1.0.0'])).toBe('draft');
  });

  it('take two things of one name for two, where nothing proves that they are one: neither is bound', () => {
    for (const creation of [null, { kind: 'unproven', because: 'so' } as const, { ...birth, value: 'AROA2' }]) {
      const { bindings, doubts } = rebuildBooks([seen('us-east-1', [carrier()]), seen('eu-west-1', [carrier({ creation })])], []);
      expect(bindings).toEqual([]);
      expect(doubts.map(({ region, because }) => [region, because])).toEqual([
        ['us-east-1', '2 live resources carry the tags of role: role, role'],
        ['eu-west-1', '2 live resources carry the tags of role: role, role'],
      ]);
    }
  });

  it('keep apart what is at another endpoint', () => {
    const elsewhere = targetOf('copy', { endpoint: 'http://127.0.0.1:5000' });
    expect(rebuildBooks([seen('us-east-1', [carrier()]), seen('us-east-1', [carrier()], [], elsewhere)], []).bindings).toEqual([]);
    expect(rebuildBooks([seen('us-east-1', [carrier()]), seen('us-east-1', [carrier()], [], targetOf('same'))], []).bindings).toHaveLength(1);
  });

  it.each([
    ['a copy of tags on another type', carrier({ type: 'AWS::EC2::Volume', named: 'AWS::IAM::Role' }), 'its tags name AWS::IAM::Role: they are a copy'],
    ['a node that Asbuilt would not write', carrier({ node: null }), 'its tags are not as Asbuilt writes them'],
    ['a deployment that Asbuilt would not write', carrier({ deployment: 'Shop; rm' }), 'its tags are not as Asbuilt writes them'],
  ])('bind nothing by %s', (_, one, because) => {
    const { bindings, doubts } = rebuildBooks([seen('us-east-1', [one])], []);
    expect(bindings).toEqual([]);
    expect(doubts).toMatchObject([{ because }]);
  });

  it('leave alone what the books know, and bind nothing against them', () => {
    const [known] = rebuildBooks([seen('us-east-1', [carrier()])], []).bindings;
    const books = known === undefined ? [] : [known];
    expect(rebuildBooks([seen('us-east-1', [carrier()])], books)).toMatchObject({ bindings: [], doubts: [] });
    expect(rebuildBooks([seen('us-east-1', [carrier({ creation: { ...birth, value: 'AROA2' } })])], books).doubts).toMatchObject([
      { because: 'it was made again under the identifier of the one in the books' },
    ]);
    expect(rebuildBooks([seen('us-east-1', [carrier({ identifier: 'other' })])], books)).toMatchObject({
      bindings: [],
      doubts: [{ because: 'the books name role for role' }],
    });
  });

  it('put a dependent below the first of its owners that is bound, and no dependent below one that is not', () => {
    const profile = { type: 'AWS::IAM::InstanceProfile', place: { account, region: 'us-east-1' }, identifier: 'profile', properties: {}, creation: null };
    const under = [
      { carrier: carrier({ node: 'twin' }), property: 'Roles' },
      { carrier: carrier(), property: 'Roles' },
    ];
    const twins = [carrier({ node: 'twin', identifier: 'one' }), carrier({ node: 'twin', identifier: 'two' })];
    const { bindings } = rebuildBooks([seen('us-east-1', [carrier(), ...twins], [{ ...profile, under }])], []);
    expect(bindings.map(({ node, rebuilt }) => [node.replace(/[0-9a-f]{8}$/, '…'), rebuilt?.under])).toEqual([
      ['role', undefined],
      ['role.instance_profile_…', 'role'],
    ]);
    expect(rebuildBooks([seen('us-east-1', twins, [{ ...profile, under: under.slice(0, 1) }])], []).bindings).toEqual([]);
  });

  it('tell what the index of tags names and no read came to', () => {
    const tags = { deployment: 'shop', node: 'cluster', type: 'AWS::EKS::Cluster', blueprint: 'draft' };
    const { doubts } = rebuildBooks([{ ...seen('us-east-1', []), unexplained: [{ arn: 'arn:aws:eks:us-east-1:1:cluster/c', tags }] }], []);
    expect(doubts).toMatchObject([
      { node: 'cluster', identifier: 'arn:aws:eks:us-east-1:1:cluster/c', because: 'it cannot be read as the AWS::EKS::Cluster that its tags name' },
    ]);
  });
});
