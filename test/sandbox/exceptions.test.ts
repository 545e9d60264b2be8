import { describe, expect, it } from 'vitest';
import { withSandbox } from './with-sandbox.ts';

const shared = withSandbox();
const bucket = 'AWS::S3::Bucket';

describe('a refused call', () => {
  const create = (type: string, properties: unknown) => shared.client.create(type, properties);

  it.each([
    ['an unknown type', () => create('AWS::S3::Bukket', {}), 'TypeNotFoundException', /AWS::S3::Bukket/],
    ['a type name of another form', () => create('bucket', {}), 'ValidationException', /typeName/],
    [
      'a missing required property',
      () => create('AWS::SSM::Parameter', { Name: 'p', Type: 'String' }),
      'ValidationException',
      /Model validation failed \(#: required key \[Value\] not found\)/,
    ],
    ['an unknown property', () => create(bucket, { Colour: 'red' }), 'ValidationException', /#: extraneous key \[Colour\] is not permitted/],
    [
      'an unknown nested property',
      () => create(bucket, { VersioningConfiguration: { Status: 'Enabled', Mode: 1 } }),
      'ValidationException',
      /#\/VersioningConfiguration: extraneous key \[Mode\]/,
    ],
    ['a value of another type', () => create(bucket, { BucketName: 5 }), 'ValidationException', /#\/BucketName/],
    [
      'a value outside its enumeration',
      () => create(bucket, { VersioningConfiguration: { Status: 'Sometimes' } }),
      'ValidationException',
      /#\/VersioningConfiguration\/Status/,
    ],
    ['a value that violates its pattern', () => create(bucket, { BucketName: 'Not_A_Bucket' }), 'ValidationException', /#\/BucketName/],
    [
      'a read-only property',
      () => create(bucket, { Arn: 'arn:aws:s3:::x' }),
      'ValidationException',
      /readOnlyProperties \[\/properties\/Arn\] cannot be specified/,
    ],
    [
      'a desired state that is not JSON',
      () => shared.client.call('CreateResource', { TypeName: bucket, DesiredState: '{' }),
      'InvalidRequestException',
      /DesiredState/,
    ],
    ['a desired state that is missing', () => shared.client.call('CreateResource', { TypeName: bucket }), 'ValidationException', /desiredState/],
    ['a client token of another form', () => shared.client.create(bucket, {}, 'not a token'), 'ValidationException', /clientToken/],
    ['a type without identifier', () => create('AWS::Serverless::Function', {}), 'UnsupportedActionException', /CREATE/],
    ['a read of a type without read handler', () => shared.client.get('AWS::SQS::QueuePolicy', 'x'), 'UnsupportedActionException', /READ/],
    [
      'a list of a type without list handler',
      () => shared.client.call('ListResources', { TypeName: 'AWS::ApiGateway::Method' }),
      'UnsupportedActionException',
      /LIST/,
    ],
    [
      'an update of a type without update handler',
      () => shared.client.update('AWS::AutoScaling::LaunchConfiguration', 'x', []),
      'UnsupportedActionException',
      /UPDATE/,
    ],
    [
      'a read of what does not exist',
      () => shared.client.get(bucket, 'nobody'),
      'ResourceNotFoundException',
      /Resource of type 'AWS::S3::Bucket' with identifier 'nobody' was not found/,
    ],
    ['an update of what does not exist', () => shared.client.update(bucket, 'nobody', []), 'ResourceNotFoundException', /nobody/],
    ['an unknown request token', () => shared.client.status('11111111-2222-4333-8444-555555555555'), 'RequestTokenNotFoundException', /11111111/],
    ['a cancellation of an unknown request', () => shared.client.call('CancelResourceRequest', { RequestToken: 'x' }), 'RequestTokenNotFoundException', /x/],
    ['a page that is too long', () => shared.client.call('ListResources', { TypeName: bucket, MaxResults: 101 }), 'ValidationException', /maxResults/],
    ['a page token nobody gave out', () => shared.client.call('ListResources', { TypeName: bucket, NextToken: 'abc' }), 'InvalidRequestException', /NextToken/],
    ['an unknown operation', () => shared.client.call('ExplodeResource', {}), 'UnknownOperationException', /ExplodeResource/],
  ])('names %s', async (_, call, code, message) => {
    await expect(call()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('names every property of a patch that cannot be updated', async () => {
    await shared.client.made('AWS::DynamoDB::Table', { TableName: 'tbl', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
    await expect(shared.client.update('AWS::DynamoDB::Table', 'tbl', [{ op: 'replace', path: '/TableName', value: 'u' }])).rejects.toMatchObject({
      code: 'NotUpdatableException',
      message: 'NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/TableName] cannot be updated',
    });
    await expect(shared.client.update('AWS::DynamoDB::Table', 'tbl', [{ op: 'replace', path: '/Arn', value: 'u' }])).rejects.toMatchObject({
      code: 'NotUpdatableException',
      message: expect.stringContaining('readOnlyProperties'),
    });
    await shared.client.update('AWS::DynamoDB::Table', 'tbl', [{ op: 'replace', path: '/TableName', value: 'tbl' }]);
  });

  it.each([
    ['is not JSON', '[', /not valid JSON/],
    ['is not a list', '{}', /not an array/],
    ['has an unknown operation', '[{"op":"explode","path":"/a"}]', /unknown kind/],
    ['has an operation without path', '[{"op":"remove"}]', /no path/],
    ['has no value', '[{"op":"add","path":"/a"}]', /no value/],
    ['removes what is not there', '[{"op":"remove","path":"/BucketPrefix"}]', /noSuchPath/],
    ['replaces what is not there', '[{"op":"replace","path":"/AccessControl","value":"Private"}]', /noSuchPath/],
    ['tests what is not so', '[{"op":"test","path":"/BucketName","value":"other"}]', /TEST/],
  ])('refuses a patch that %s', async (_, document, message) => {
    await shared.client.made(bucket, { BucketName: 'patched' });
    await expect(shared.client.call('UpdateResource', { TypeName: bucket, Identifier: 'patched', PatchDocument: document })).rejects.toMatchObject({
      code: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });
  });

  it('validates what a patch leaves', async () => {
    await shared.client.made(bucket, { BucketName: 'patched' });
    await expect(shared.client.update(bucket, 'patched', [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 5 } }])).rejects.toMatchObject({
      code: 'ValidationException',
    });
    expect(await shared.client.get(bucket, 'patched')).not.toHaveProperty('VersioningConfiguration');
  });
});

describe('a request that fails on its way', () => {
  it('is accepted and ends FAILED with an error code', async () => {
    const event = await shared.client.delete(bucket, 'nobody');
    expect(event).toMatchObject({ OperationStatus: 'IN_PROGRESS', Operation: 'DELETE', Identifier: 'nobody' });
    expect(await shared.client.ended(Promise.resolve(event))).toMatchObject({
      OperationStatus: 'FAILED',
      ErrorCode: 'NotFound',
      StatusMessage: expect.stringContaining('nobody'),
    });
  });
});
