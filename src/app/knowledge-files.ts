import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { KnowledgeFile } from '../knowledge/load-knowledge.ts';

/** The most that is read of one file, in bytes: entries are text that somebody wrote. */
const longest = 1024 * 1024;

/** Every YAML file below a folder, in the order of their names; none where it is not there. `path` says where a file is, beginning with the folder's name as `called`. */
export function knowledgeFiles(folder: string, called = folder): { readonly files: readonly KnowledgeFile[]; readonly problems: readonly Diagnostic[] } {
  const files: KnowledgeFile[] = [];
  const problems: Diagnostic[] = [];
  if (existsSync(folder) && !isFolder(folder))
    problems.push(
      problem('KNOWLEDGE_INVALID', `${called} is no folder`, 'put a folder of entries there', { at: called, cause: 'something else is in its place' }),
    );
  for (const path of yamlFiles(folder)) {
    const at = join(called, relative(folder, path));
    try {
      if (statSync(path).size > longest) problems.push(problem('KNOWLEDGE_INVALID', 'the file is larger than a megabyte', 'divide it', { at }));
      else files.push({ path: at, text: readFileSync(path, 'utf8') });
    } catch (error) {
      problems.push(problem('KNOWLEDGE_INVALID', 'the file cannot be read', 'put a file there that can be read', { at, cause: String(error) }));
    }
  }
  return { files, problems };
}

/** What tells one state of the files below a folder from another. */
export function stateOfFiles(folder: string): string {
  return yamlFiles(folder)
    .map((path) => {
      const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
      return `${path}:${stats?.ino}:${stats?.size}:${stats?.mtimeNs}:${stats?.ctimeNs}`;
    })
    .join('\n');
}

function yamlFiles(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
