import { describe, expect, it } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { turnsProtectionOff } from './turns-protection-off.ts';

const off = (path: string, before: Json | undefined, after?: Json): boolean =>
  turnsProtectionOff({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), forcesReplace: false, sensitive: false });

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
});
