import { expect, it } from 'vitest';
import { Books } from './books.ts';

it.each([
  ['An ECS Fargate service named web-of-the-whole-company behind a load balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Name', 32],
  ['An ECS Fargate service named web-of-the-whole-company behind a load balancer', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Name', 32],
  ['an OpenSearch domain', 'AWS::OpenSearchService::Domain', 'DomainName', 28],
])('a name that nobody gave is as short as AWS takes it, where no schema says so: %s, %s', async (said, type, property, longest) => {
  const made = (await new Books().propose(said)).resources.find((one) => one.type === type);
  expect(String(made?.properties[property])).toMatch(new RegExp(`^[a-z][a-z0-9-]{1,${longest - 2}}[a-z0-9]$`));
});
