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

/** Everything that a version leads to by its lock, and theirs. */
export async function lockedContents(content: PublishedContent, ports: Pick<EnginePorts, 'store'>): Promise<Result<ReadonlyMap<string, PublishedContent>>> {
  const found = new Map<string, PublishedContent>();
  const open = [content];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { digest, name, version } of Object.values(next.lock)) {
      if (found.has(digest)) continue;
      const locked = await intactContent(digest, ports, { name, version });
      if (!locked.ok) return locked;
      if (locked.value === null) continue;
      found.set(digest, locked.value);
      open.push(locked.value);
    }
  }
  return ok(found);
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
