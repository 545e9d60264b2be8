import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../model/resource-type.ts';
import { loadRegistry } from '../registry/registry.ts';
import { givenByProvider } from './given-by-provider.ts';

const registry = loadRegistry();

function type(name: string): ResourceType {
  const found = registry.type(name);
  if (!found.ok) throw new Error(name);
  return found.value;
}

describe('an identifier', () => {
  it.each([
    ['AWS::EC2::VPC', 'an id'],
    ['AWS::ApiGateway::Resource', 'an id beside that of its API'],
    ['AWS::EC2::EIP', 'an id beside an address'],
    ['AWS::KMS::Key', 'a UUID'],
    ['AWS::CertificateManager::Certificate', 'an ARN that ends with an id'],
    ['AWS::SecretsManager::Secret', 'an ARN with six letters behind the name'],
    ['AWS::ElasticLoadBalancingV2::TargetGroup', 'an ARN with sixteen digits behind the name'],
    ['AWS::SNS::Subscription', 'an ARN with a UUID behind that of the topic'],
    ['AWS::WAFv2::WebACL', 'a name and an id'],
  ])('of %s proves a creation: %s', (name) => {
    expect(givenByProvider(type(name))).toBe(true);
  });

  it.each([
    ['AWS::S3::Bucket', 'a name'],
    ['AWS::IAM::Role', 'a name, although there is an id besides'],
    ['AWS::SNS::Topic', 'an ARN made of the name'],
    ['AWS::IAM::ManagedPolicy', 'an ARN made of path and name'],
    ['AWS::StepFunctions::StateMachine', 'an ARN made of the name, although the provider sets it'],
    ['AWS::SQS::Queue', 'an address made of the name'],
    ['AWS::EC2::Route', 'the id of its table'],
    ['AWS::CodeBuild::Project', 'an Id that is the name'],
    ['AWS::ECR::RegistryPolicy', 'the account'],
    ['AWS::EC2::SnapshotBlockPublicAccess', 'a setting of the account'],
    ['AWS::DMS::Endpoint', 'an ARN whose end may be chosen'],
    ['AWS::EventSchemas::Discoverer', 'an id made of the name of a bus'],
    ['AWS::AppSync::DomainNameApiAssociation', 'an identifier that is the domain'],
  ])('of %s proves nothing: %s', (name) => {
    expect(givenByProvider(type(name))).toBe(false);
  });

  it('proves nothing where nothing is known of how it comes about', () => {
    const invented: ResourceType = {
      ...type('AWS::EC2::VPC'),
      name: 'Acme::Shop::Order',
      identifier: ['Id'],
      attributes: { Id: { shape: { kind: 'string' } } },
    };
    const { arn: _, ...withoutArn } = invented;
    expect(givenByProvider(withoutArn)).toBe(false);
  });

  it('proves the creation of between 650 and 750 of the known types', () => {
    // About 600 have an identifier that only the provider sets and that is no ARN; a hundred and fifty of those are names, accounts or unclear, and
    // about as many ARNs hold an id. The number moves with every release of the registry's source.
    const proved = registry.names().filter((name) => givenByProvider(type(name)));
    expect(proved.length).toBeGreaterThan(650);
    expect(proved.length).toBeLessThan(750);
  });
});
