import { z } from 'zod';

/**
 * What proves that a live resource is the very one that was made: an identifier that the provider gave, a value that a read tells and that another creation under
 * the same name would not have (a creation time, a unique id), or nothing.
 */
export const creation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identifier') }),
  z.object({ kind: z.literal('read'), /** Which read tells it: `s3api ListBuckets CreationDate`. */ source: z.string(), value: z.string() }),
  z.object({ kind: z.literal('unproven'), because: z.string() }),
]);
export type Creation = z.infer<typeof creation>;
