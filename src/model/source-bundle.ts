import { z } from 'zod';

/** Names of folders and a file, one after the other: nothing that leads out, and nothing that a reader could overlook. */
function isInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..') && !/[\p{Cc}\\]/u.test(path);
}

/** A file of a source: where it stands below the source's folder, and its bytes. */
const sourceFile = z
  .object({
    path: z.string().max(500).refine(isInside, 'a path below the source’s folder, without control characters'),
    base64: z.base64(),
  })
  .strict();

/** The content of a unit's source, files sorted by path. Its digest is that of its canonical JSON. */
export const sourceBundle = z.object({ files: z.array(sourceFile).min(1).max(1000) }).strict();
export type SourceBundle = z.infer<typeof sourceBundle>;
