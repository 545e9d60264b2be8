import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { loadRegistry } from '../registry/registry.ts';
import type { ChangeDraft } from './diff-deployment.ts';
import { leftOpen } from './left-open.ts';

const registry = loadRegistry();
afterAll(() => registry.close());

const draftOf = (after: JsonObject | null, action = 'create', differences: readonly object[] = []) =>
  ({ kind: 'resource', action, after, differences }) as unknown as ChangeDraft;
const open = (type: string, draft: ChangeDraft): string[] => {
  const known = registry.type(type);
  if (!known.ok) throw new Error(type);
  return leftOpen(draft, known.value);
};
const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const cluster = 'AWS::EKS::Cluster';

describe('what a change says nothing of', () => {
  it.each<[string, JsonObject, string[]]>([
    [balancer, {}, ['/Scheme']],
    ['AWS::ElasticLoadBalancing::LoadBalancer', {}, ['/Scheme']],
    ['AWS::DMS::ReplicationInstance', {}, ['/PubliclyAccessible']],
    ['AWS::VpcLattice::Service', {}, ['/AuthType']],
    [cluster, { ResourcesVpcConfig: {} }, ['/ResourcesVpcConfig/EndpointPublicAccess']],
  ])('opens %s %j where the default of the provider does', (type, after, places) => {
    expect(open(type, draftOf(after))).toEqual(places);
    expect(open(type, draftOf(after, 'replace'))).toEqual(places);
  });

  it.each<[string, JsonObject]>([
    [balancer, { Scheme: 'internal' }],
    [balancer, { Scheme: 'internet-facing' }],
    [balancer, { Scheme: { $from: { node: 'a', attribute: 'b' } } }],
    [cluster, { ResourcesVpcConfig: { EndpointPublicAccess: false } }],
    [cluster, { ResourcesVpcConfig: { $from: { node: 'a', attribute: 'b' } } }],
    ['AWS::Redshift::Cluster', {}],
    ['AWS::SQS::Queue', {}],
  ])('opens nothing of %s %j, where it is said, or closed by default', (type, after) => {
    expect(open(type, draftOf(after))).toEqual([]);
  });

  it('is read also where a schema states its defaults as they are', () => {
    const property = (name: string, text: string) => ({ [name]: { shape: { kind: 'string' }, default: text } });
    const type = { properties: { ...property('Policy', 'required'), ...property('Scheme', 'internet-facing') }, definitions: {} } as unknown as ResourceType;
    expect(leftOpen(draftOf({}), type)).toEqual(['/Scheme']);
  });

  it('opens what it is taken away from, and nothing that is left as it is', () => {
    const config = { ResourcesVpcConfig: { SubnetIds: ['a'] } };
    const changed = (path: string, more: object = {}) => open(cluster, draftOf(config, 'update', [{ path, ...more }]));
    expect(changed('/ResourcesVpcConfig/EndpointPublicAccess', { before: false })).toEqual(['/ResourcesVpcConfig/EndpointPublicAccess']);
    expect(changed('/ResourcesVpcConfig/EndpointPublicAccess', { deviates: true })).toEqual([]);
    expect(changed('/ResourcesVpcConfig/SubnetIds')).toEqual([]);
    expect([open(balancer, draftOf({}, 'none')), open(balancer, draftOf({}, 'adopt')), open(balancer, draftOf(null, 'delete'))]).toEqual([[], [], []]);
    expect(leftOpen(draftOf({}), null satisfies ResourceType | null)).toEqual([]);
  });
});
