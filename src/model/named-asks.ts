import { z } from 'zod';
import { nodeAddress } from './names.ts';

/** What is asked for by the name of a node, beside a wish or without one. */
export const namedAsks = {
  /** What is otherwise than asked and is to stay so: `table` for all of a node that deviates, `table/BillingMode` for one place. */
  accept: z.array(z.string().min(1).max(2048)).min(1).max(200).optional(),
  /** Nodes whose resource is to be made anew although the wish did not change. */
  replace: z.array(nodeAddress).min(1).max(200).optional(),
  /** Node → the primary identifier of a resource that is there and is to be taken over. */
  adopt: z.record(nodeAddress, z.string().min(1).max(2048)).optional(),
};

const fields = z.object(namedAsks);
export type NamedAsks = z.infer<typeof fields>;
