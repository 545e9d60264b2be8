import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../../registry/registry.ts';
import { expectedIdentifier } from './expected-identifier.ts';

const registry = loadRegistry();
const place = { account: '123456789012', region: 'eu-west-1' };

function expected(type: string, properties: object, at = place): string | null {
  const found = registry.type(type);
  if (!found.ok) throw new Error(type);
  return expectedIdentifier(found.value, properties as never, at);
}

describe('expectedIdentifier', () => {
  it('is the name where the name is the identifier', () => {
    expect(expected('AWS::S3::Bucket', { BucketName: 'reports' })).toBe('reports');
    expect(expected('AWS::SSM::Parameter', { Name: '/a/b', Type: 'String', Value: '1' })).toBe('/a/b');
  });

  it('follows from the ARN template where the identifier is an ARN made of the name', () => {
    expect(expected('AWS::SNS::Topic', { TopicName: 'news' })).toBe('arn:aws:sns:eu-west-1:123456789012:news');
    expect(expected('AWS::SNS::Topic', { TopicName: 'news' }, { account: '123456789012', region: 'cn-north-1' })).toBe(
      'arn:aws-cn:sns:cn-north-1:123456789012:news',
    );
  });

  it('is the URL of a queue', () => {
    expect(expected('AWS::SQS::Queue', { QueueName: 'orders.fifo' })).toBe('https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo');
  });

  it('has all parts where the identifier has several, and is not known where one is not', () => {
    expect(expected('AWS::ApiGatewayV2::Stage', { ApiId: 'api', StageName: 'prod' })).toBe('api|prod');
    expect(expected('AWS::ApiGatewayV2::Stage', { ApiId: { $from: { node: 'api', attribute: 'ApiId' } }, StageName: 'prod' })).toBeNull();
  });

  it('is not known where only the provider can tell, or a value is still to come', () => {
    expect(expected('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' })).toBeNull();
    expect(expected('AWS::KMS::Key', {})).toBeNull();
    expect(expected('AWS::S3::BucketPolicy', { Bucket: { $from: { node: 'bucket', attribute: 'BucketName' } } })).toBeNull();
    expect(expected('AWS::S3::Bucket', {})).toBeNull();
  });
});
