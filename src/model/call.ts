import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { place } from './target.ts';

/**
 * The one shape in which AWS is touched. `service` and `operation` are the API's own names in the form the AWS CLI
 * knows them (`cloudcontrol` `CreateResource`, `s3api` `PutBucketEncryption`); `input` has the API's member names.
 */
export const awsCall = z.object({
  service: z.string(),
  operation: z.string(),
  input: jsonObject,
  target: place,
  effect: z.enum(['read', 'write']),
});
export type AwsCall = z.infer<typeof awsCall>;
