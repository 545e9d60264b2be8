import { z } from 'zod';
import type { Json, JsonObject } from '../kernel/json.ts';

/** Any JSON value: zod's own recursive JSON schema, typed with the kernel's read-only Json. */
export const json: z.ZodType<Json, Json> = z.json() as unknown as z.ZodType<Json, Json>;
export const jsonObject: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), json) as unknown as z.ZodType<JsonObject, JsonObject>;
