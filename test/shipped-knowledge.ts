import { join } from 'node:path';
import { knowledgeFiles } from '../src/app/knowledge-files.ts';
import { loadKnowledge } from '../src/knowledge/load-knowledge.ts';

/** The shipped knowledge base, as it is in this checkout. */
export function shippedKnowledge() {
  const { files, problems } = knowledgeFiles(join(import.meta.dirname, '..', 'knowledge'), 'knowledge');
  const loaded = loadKnowledge(files);
  const wrong = [...problems, ...(loaded.ok ? [] : loaded.problems)];
  if (!loaded.ok || wrong.length > 0) throw new Error(wrong.map(({ at, message }) => `${at}: ${message}`).join('\n'));
  return loaded.value;
}
