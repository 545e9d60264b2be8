import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { place } from './target.ts';

/**
 * The one shape in which AWS is touched. `service` and `operation` are the API's own names in the form the AWS CLI
 * knows them (`cloudcontrol` `CreateResource`, `s3api` `PutBucketEncryption`); `input` has the API's member names.
 *
 * A value of `input` that is an object with exactly one of these members stands for something else:
 * - `{"$json": …}` is a document that the service takes as text: it is compared and shown as a document, and written out when it is sent;
 * - `{"$token": true}` is the idempotency token of the attempt that sends the call.
 *
 * In a plan, values that do not exist yet are named by where they come from:
 * - `{"$from": {"node", "attribute"}}` and `{"$join": […]}` as in `desired.ts`: an attribute of another node;
 * - `{"$own": "VpcId"}` is a value of the resource itself that an earlier call of the same step brings to light;
 * - `{"$each": "Versions"}` is one item of what a fresh read finds in that property: the call is sent for each of them.
 */
export const awsCall = z.object({
  service: z.string(),
  operation: z.string(),
  input: jsonObject,
  target: place,
  effect: z.enum(['read', 'write']),
});
export type AwsCall = z.infer<typeof awsCall>;
