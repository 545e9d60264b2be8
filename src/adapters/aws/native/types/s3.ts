import type { NativeType } from '../native-type.ts';

const bucket = '$.BucketName';

export const s3: readonly NativeType[] = [
  {
    type: 'AWS::S3::Bucket',
    service: 's3api',
    identifier: ['BucketName'],
    // The tags go with the create call, so that a bucket never exists without the proof of whose it is. Endpoints that do not know this
    // member drop it; there the tagging call that follows is the proof.
    create: { operation: 'CreateBucket', input: { CreateBucketConfiguration: { LocationConstraint: '$elsewhere', Tags: '$.Tags' } } },
    tagsMayBeDropped: true,
    // Whether it is there, and whose it is, in one answer.
    read: { operation: 'GetBucketTagging', input: { Bucket: bucket }, unset: ['NoSuchTagSet'] },
    list: {
      operation: 'ListBuckets',
      input: { BucketRegion: '$region' },
      items: 'Buckets',
      identity: { BucketName: 'Name' },
      page: ['ContinuationToken', 'ContinuationToken'],
    },
    derived: {
      Arn: 'arn:{partition}:s3:::{BucketName}',
      DomainName: '{BucketName}.s3.amazonaws.com',
      RegionalDomainName: '{BucketName}.s3.{region}.amazonaws.com',
    },
    deleteTells: true,
    delete: [{ operation: 'DeleteBucket', input: { Bucket: bucket } }],
    facets: [
      { create: true, properties: { BucketName: { in: 'Bucket' }, ObjectLockEnabled: { in: 'ObjectLockEnabledForBucket' } } },
      {
        properties: { Tags: { in: 'Tagging.TagSet', out: 'TagSet' } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketTagging', input: { Bucket: bucket } },
          remove: { operation: 'DeleteBucketTagging', input: { Bucket: bucket } },
        },
      },
      {
        properties: { PublicAccessBlockConfiguration: 'PublicAccessBlockConfiguration' },
        read: { operation: 'GetPublicAccessBlock', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutPublicAccessBlock', input: { Bucket: bucket } },
          remove: { operation: 'DeletePublicAccessBlock', input: { Bucket: bucket } },
        },
      },
      {
        properties: { OwnershipControls: 'OwnershipControls' },
        read: { operation: 'GetBucketOwnershipControls', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketOwnershipControls', input: { Bucket: bucket } },
          remove: { operation: 'DeleteBucketOwnershipControls', input: { Bucket: bucket } },
        },
      },
      {
        properties: {
          BucketEncryption: {
            in: 'ServerSideEncryptionConfiguration',
            out: 'ServerSideEncryptionConfiguration',
            as: { keys: { ServerSideEncryptionConfiguration: 'Rules', ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault' } },
          },
        },
        read: { operation: 'GetBucketEncryption', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketEncryption', input: { Bucket: bucket } },
          remove: { operation: 'DeleteBucketEncryption', input: { Bucket: bucket } },
        },
      },
      {
        properties: {
          'VersioningConfiguration.Status': { in: 'VersioningConfiguration.Status', out: 'Status' },
          'VersioningConfiguration.MFADelete': { in: 'VersioningConfiguration.MFADelete', out: 'MFADelete' },
        },
        read: { operation: 'GetBucketVersioning', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketVersioning', input: { Bucket: bucket } },
          remove: { operation: 'PutBucketVersioning', input: { Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } } },
        },
      },
      {
        properties: {
          'LoggingConfiguration.DestinationBucketName': { in: 'BucketLoggingStatus.LoggingEnabled.TargetBucket', out: 'LoggingEnabled.TargetBucket' },
          'LoggingConfiguration.LogFilePrefix': { in: 'BucketLoggingStatus.LoggingEnabled.TargetPrefix', out: 'LoggingEnabled.TargetPrefix' },
          'LoggingConfiguration.TargetObjectKeyFormat': {
            in: 'BucketLoggingStatus.LoggingEnabled.TargetObjectKeyFormat',
            out: 'LoggingEnabled.TargetObjectKeyFormat',
          },
          'LoggingConfiguration.TargetGrants': { in: 'BucketLoggingStatus.LoggingEnabled.TargetGrants', out: 'LoggingEnabled.TargetGrants' },
        },
        read: { operation: 'GetBucketLogging', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketLogging', input: { Bucket: bucket, BucketLoggingStatus: { LoggingEnabled: { TargetPrefix: '' } } } },
          remove: { operation: 'PutBucketLogging', input: { Bucket: bucket, BucketLoggingStatus: {} } },
        },
      },
      {
        properties: {
          'CorsConfiguration.CorsRules': {
            in: 'CORSConfiguration.CORSRules',
            out: 'CORSRules',
            as: { keys: { Id: 'ID', ExposedHeaders: 'ExposeHeaders', MaxAge: 'MaxAgeSeconds' } },
          },
        },
        read: { operation: 'GetBucketCors', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketCors', input: { Bucket: bucket } },
          remove: { operation: 'DeleteBucketCors', input: { Bucket: bucket } },
        },
      },
      {
        properties: {
          'LifecycleConfiguration.Rules': {
            in: 'LifecycleConfiguration.Rules',
            out: 'Rules',
            as: {
              each: {
                Id: 'ID',
                Status: 'Status',
                // A rule without a filter is refused; the empty prefix is that of every object.
                Prefix: { in: 'Filter.Prefix', out: 'Filter.Prefix', unasked: '' },
                ExpirationInDays: 'Expiration.Days',
                ExpiredObjectDeleteMarker: 'Expiration.ExpiredObjectDeleteMarker',
                'AbortIncompleteMultipartUpload.DaysAfterInitiation': 'AbortIncompleteMultipartUpload.DaysAfterInitiation',
                NoncurrentVersionExpiration: 'NoncurrentVersionExpiration',
                NoncurrentVersionTransitions: {
                  in: 'NoncurrentVersionTransitions',
                  out: 'NoncurrentVersionTransitions',
                  as: { each: { StorageClass: 'StorageClass', TransitionInDays: 'NoncurrentDays', NewerNoncurrentVersions: 'NewerNoncurrentVersions' } },
                },
                Transitions: { in: 'Transitions', out: 'Transitions', as: { each: { StorageClass: 'StorageClass', TransitionInDays: 'Days' } } },
              },
            },
          },
          'LifecycleConfiguration.TransitionDefaultMinimumObjectSize': 'TransitionDefaultMinimumObjectSize',
        },
        read: { operation: 'GetBucketLifecycleConfiguration', input: { Bucket: bucket } },
        write: {
          kind: 'put',
          call: { operation: 'PutBucketLifecycleConfiguration', input: { Bucket: bucket } },
          remove: { operation: 'DeleteBucketLifecycle', input: { Bucket: bucket } },
        },
      },
    ],
  },
  {
    type: 'AWS::S3::BucketPolicy',
    service: 's3api',
    identifier: ['Bucket'],
    read: { operation: 'GetBucketPolicy', input: { Bucket: '$.Bucket' } },
    // Buckets that may have one: a bucket without a policy reads as absent.
    list: {
      operation: 'ListBuckets',
      input: { BucketRegion: '$region' },
      items: 'Buckets',
      identity: { Bucket: 'Name' },
      page: ['ContinuationToken', 'ContinuationToken'],
    },
    delete: [{ operation: 'DeleteBucketPolicy', input: { Bucket: '$.Bucket' } }],
    facets: [
      {
        properties: { Bucket: { in: 'Bucket' }, PolicyDocument: { in: 'Policy', out: 'Policy', as: 'json-text' } },
        write: { kind: 'put', call: { operation: 'PutBucketPolicy', input: { Bucket: '$.Bucket' } } },
      },
    ],
  },
];
