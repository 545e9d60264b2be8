import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { loadKnowledge } from '../knowledge/load-knowledge.ts';

/** The shipped knowledge base: every YAML file below `knowledge/` of the package, in the order of their names. */
export function readKnowledge(packageRoot: string): Result<KnowledgeBase> {
  const folder = join(packageRoot, 'knowledge');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return loadKnowledge(files.map((path) => ({ path: relative(packageRoot, path), text: readFileSync(path, 'utf8') })));
}
