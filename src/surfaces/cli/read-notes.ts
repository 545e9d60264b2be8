import { type ChainLink, checkLink } from '../../kernel/audit-chain.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** An entry of the audit log as it was noted elsewhere. */
export interface NotedEntry {
  readonly seq: number;
  readonly hash: string;
  /** When it was, and what it is about, for people. */
  readonly told: string;
}

/**
 * What a file notes of the audit log: an export (`asbuilt audit list --json`), or an approver's record, one approval a line. INPUT_INVALID where it is neither,
 * or where an export's own entries do not follow from each other.
 */
export function readNotes(text: string, path: string): Result<readonly NotedEntry[]> {
  const values = parsed(text);
  const entries = values.flatMap((value) => (isJsonObject(value) && Array.isArray(value['entries']) ? (value['entries'] as readonly Json[]) : []));
  if (entries.length > 0) return entriesOf(entries, path);
  const approvals = values.flatMap((value) => (isJsonObject(value) ? noteOfApproval(value) : []));
  if (values.length > 0 && approvals.length === values.length) return ok(approvals);
  return fail(
    problem('INPUT_INVALID', `${path} holds no entries of an audit log`, 'give what was printed by asbuilt audit list --json, or an approver’s record', {
      at: path,
    }),
  );
}

function entriesOf(entries: readonly Json[], path: string): Result<readonly NotedEntry[]> {
  const notes: NotedEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isJsonObject(entry) || typeof entry['seq'] !== 'number' || typeof entry['hash'] !== 'string' || typeof entry['previous'] !== 'string')
      return fail(altered(path, `entry ${index + 1} of the file is none`));
    const before = notes.at(-1) ?? { seq: entry['seq'] - 1, hash: entry['previous'] };
    const wrong = checkLink(entry as unknown as ChainLink, before);
    if (wrong !== null) return fail(altered(path, `entry ${entry['seq']}: ${wrong}`));
    notes.push({ seq: entry['seq'], hash: entry['hash'], told: `${String(entry['at'])}, ${String(entry['kind'])} ${String(entry['subject'])}` });
  }
  return ok(notes);
}

function noteOfApproval(approval: JsonObject): NotedEntry[] {
  const head = approval['auditHead'];
  if (!isJsonObject(head ?? null)) return [];
  const { seq, hash } = head as JsonObject;
  if (typeof seq !== 'number' || typeof hash !== 'string') return [];
  return [{ seq, hash, told: `the end of the log when ${String(approval['plan'])} was approved at ${String(approval['issuedAt'] ?? approval['at'])}` }];
}

/** One JSON value, or one on each line. */
function parsed(text: string): readonly Json[] {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    // One a line, then.
  }
  try {
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Json]));
  } catch {
    return [];
  }
}

function altered(path: string, cause: string) {
  return problem('INPUT_INVALID', `${path} is not what was exported`, 'give an export that nobody has changed', { at: path, cause });
}
