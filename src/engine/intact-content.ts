import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type CatalogLine, catalogDocument, type PublishedContent } from '../model/catalog.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * What was published under a digest, read from what that digest is of: the document as it was written, and its lock. Null where it is not there. CATALOG_CHANGED where the records hold something else under it, or do not hold the document as
 * it was written.
 */
export async function intactContent(
  digest: string,
  { store }: Pick<EnginePorts, 'store'>,
  of: Pick<CatalogLine, 'name' | 'version'>,
): Promise<Result<PublishedContent | null>> {
  const content = await store.catalogContent(digest);
  if (content === null) return ok(null);
  const { written, lock, facts } = content;
  const read = catalogDocument.safeParse(written);
  if (!read.success || digestOf({ document: written, lock }) !== digest) return fail(changed(of));
  return ok({ document: read.data, written, lock, facts });
}

function changed({ name, version }: Pick<CatalogLine, 'name' | 'version'>): Diagnostic {
  const at = `${name}@${version}`;
  return problem(
    'CATALOG_CHANGED',
    `what the records hold of ${at} is not what was published`,
    'publish it again from its files: asbuilt catalog publish <path>',
    { at },
  );
}
