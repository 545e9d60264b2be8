import { z } from 'zod';

/** A file of a source: where it stands below the source's folder, and its bytes. */
const sourceFile = z
  .object({
    path: z
      .string()
      .regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[^\0\\/][^\0\\]*$/)
      .max(500),
    base64: z.base64(),
  })
  .strict();

/** The content of a unit's source, files sorted by path. Its digest is that of its canonical JSON. */
export const sourceBundle = z.object({ files: z.array(sourceFile).min(1).max(1000) }).strict();
export type SourceBundle = z.infer<typeof sourceBundle>;
