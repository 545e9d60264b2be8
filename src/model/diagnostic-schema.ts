import { z } from 'zod';
import { type Code, codes } from '../kernel/codes.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';

/** The wire form of the kernel's Diagnostic. */
export const diagnostic: z.ZodType<Diagnostic> = z.object({
  code: z.enum(Object.keys(codes) as [Code, ...Code[]]),
  message: z.string(),
  at: z.string().optional(),
  cause: z.string().optional(),
  fix: z.string(),
  retryable: z.boolean(),
}) as unknown as z.ZodType<Diagnostic>;
