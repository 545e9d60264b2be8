import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { deploymentName } from './names.ts';

/** The longest intent accepted, in UTF-8 bytes: a sentence or a small form, not a document. */
export const intentLimit = 64 * 1024;

/** What someone wants: text, or fields. */
export const intent = z
  .object({
    intent: z.string().min(1),
    /** Control terms, as a comma-separated text or a list. */
    compliance: z.union([z.string(), z.array(z.string())]).optional(),
    region: z.string().optional(),
    account: z.string().optional(),
    /** The name of a target of targets.yaml. */
    target: z.string().optional(),
    /** The deployment to create or change; without it a name is derived from what is asked. */
    name: deploymentName.optional(),
    /** Values for slots, such as `{"name": "orders"}`. */
    params: jsonObject.optional(),
  })
  .strict();
export type Intent = z.infer<typeof intent>;
