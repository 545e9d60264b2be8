import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { turnsProtectionOff } from './turns-protection-off.ts';

const off = (path: string, before: Json | undefined, after?: Json, properties: JsonObject = {}): boolean =>
  turnsProtectionOff(
    { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), forcesReplace: false, sensitive: false },
    properties,
  );

describe('a change that turns off what protects', () => {
  it.each<[string, Json, Json?]>([
    ['/SqsManagedSseEnabled', true, false],
    ['/StorageEncrypted', true, 'false'],
    ['/KmsMasterKeyId', 'alias/mine'],
    ['/VersioningConfiguration/Status', 'Enabled', 'Suspended'],
    ['/VersioningConfiguration', { Status: 'Enabled' }],
    ['/VersioningConfiguration', { Status: 'Enabled' }, { Status: 'Suspended' }],
    ['/BucketEncryption', { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] }],
    ['/PointInTimeRecoverySpecification', { PointInTimeRecoveryEnabled: true }, { PointInTimeRecoveryEnabled: false }],
    ['/DeletionProtectionEnabled', true, false],
    ['/BackupRetentionPeriod', 7, 0],
    ['/LoggingConfiguration', { DestinationBucketName: 'logs' }],
    ['/MfaConfiguration', 'ON', 'OFF'],
    ['/EnabledCloudwatchLogsExports/Logging', ['audit'], []],
  ])('is one of %s from %j to %j', (path, before, after) => {
    expect(off(path, before, after)).toBe(true);
  });

  it.each<[string, Json | undefined, Json?]>([
    ['/SqsManagedSseEnabled', false, true],
    ['/SqsManagedSseEnabled', undefined, false],
    ['/SqsManagedSseEnabled', false],
    ['/KmsMasterKeyId', 'alias/mine', 'alias/other'],
    ['/KmsMasterKeyId', 'alias/mine', { $unknown: { type: 'string', from: ['key.Arn'] } }],
    ['/VersioningConfiguration/Status', 'Suspended', 'Enabled'],
    ['/BackupRetentionPeriod', 7, 3],
    ['/VisibilityTimeout', 30, 0],
    ['/Enabled', true, false],
    ['/Tags', [{ Key: 'a' }]],
  ])('is none of %s from %j to %j', (path, before, after) => {
    expect(off(path, before, after)).toBe(false);
  });

  it.each<[string, Json, Json | undefined, JsonObject, boolean]>([
    ['/SqsManagedSseEnabled', true, false, { SqsManagedSseEnabled: false, KmsMasterKeyId: { $from: { node: 'key', attribute: 'Arn' } } }, false],
    ['/Encryption', { UseAwsOwnedKey: true }, { UseAwsOwnedKey: false, KmsKeyArn: 'k' }, {}, false],
    ['/SqsManagedSseEnabled', true, false, { SqsManagedSseEnabled: false, KmsMasterKeyId: '' }, true],
    ['/SqsManagedSseEnabled', true, false, { Other: { KmsMasterKeyId: 'k' } }, true],
    ['/StorageEncrypted', true, false, { StorageEncrypted: false, KmsKeyId: 'k' }, true],
    ['/KmsMasterKeyId', 'k', undefined, { SqsManagedSseEnabled: true }, true],
  ])("is, of %s from %j to %j beside %j, %j: only a key of one's own takes the place of the provider's keys", (path, before, after, properties, expected) => {
    expect(off(path, before, after, properties)).toBe(expected);
  });
});
