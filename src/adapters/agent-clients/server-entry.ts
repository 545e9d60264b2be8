import type { JsonObject } from '../../kernel/json.ts';
import { type Member, type Scanned, scanJsonc } from './scan-jsonc.ts';

/** Where a client keeps its servers, what ours is called there, and what it is. */
export interface ServerEntry {
  readonly container: string;
  readonly name: string;
  readonly server: JsonObject;
}

/** A document after a change, null where there is none any more; or why it cannot be changed without guessing what is meant. */
export type Edited = { readonly text: string | null } | { readonly refused: 'malformed' | 'not-an-object' | 'twice' | 'foreign' };

/**
 * The document with our server in it, and every other byte as it was; null stands for no document. The entry is put first, so that nothing behind it, commas and
 * comments included, has to be touched. Ours is replaced whole where it stands, a list of what runs without asking included; somebody else's of that name is `foreign`.
 */
export function withServer(text: string | null, { container, name, server }: ServerEntry): Edited {
  const whole = JSON.stringify({ [container]: { [name]: server } }, null, 2);
  if (text === null) return { text: `${whole}\n` };
  if (text.trim() === '') return { text: `${text}${whole}` };
  const root = scanJsonc(text);
  if (root === null) return { refused: 'malformed' };
  if (root.members === null) return { refused: 'not-an-object' };
  const [holder, another] = root.members.filter(({ key }) => key === container);
  if (another !== undefined) return { refused: 'twice' };
  const unit = unitOf(text, root);
  if (holder === undefined) return { text: insertFirst(text, root, unit, container, { [name]: server }) };
  if (holder.value.members === null) return { refused: 'not-an-object' };
  const [present, again] = holder.value.members.filter(({ key }) => key === name);
  if (again !== undefined) return { refused: 'twice' };
  if (present === undefined) return { text: insertFirst(text, holder.value, unit, name, server) };
  if (!isOurs(serverAt(text, present))) return { refused: 'foreign' };
  return { text: text.slice(0, present.value.start) + written(server, lineOf(text, holder.value), unit) + text.slice(present.value.end) };
}

/** Whether a server is one that we put there, from whichever place we ran then. */
function isOurs(server: JsonObject): boolean {
  const { command, args } = server;
  return typeof command === 'string' && /(?:^|[\\/])asbuilt$/.test(command) && Array.isArray(args) && args[0] === 'mcp';
}

function serverAt(text: string, { value }: Member): JsonObject {
  return value.members === null ? {} : plainJson(text.slice(value.start, value.end));
}

/**
 * The document without our server. Where `withServer` made this document of another one, it is that one, byte for byte; where somebody has changed the file since,
 * the entry goes and everything else stays, somebody else's server of that name too.
 */
export function withoutServer(text: string, entry: ServerEntry): Edited {
  if (text.trim() === '') return { text };
  const root = scanJsonc(text);
  if (root === null) return { refused: 'malformed' };
  const [holder, another] = root.members?.filter(({ key }) => key === entry.container) ?? [];
  const [present, again] = holder?.value.members?.filter(({ key }) => key === entry.name) ?? [];
  if (another !== undefined || again !== undefined) return { refused: 'twice' };
  if (root.members === null || holder === undefined || holder.value.members === null || present === undefined) return { text };
  const server = serverAt(text, present);
  if (!isOurs(server)) return { text };
  const entryGone = remove(text, holder.value, holder.value.members, present);
  const alone = holder.value.members.length === 1;
  const before = [null, text.slice(0, root.start), ...(alone ? [remove(text, root, root.members, holder)] : []), entryGone];
  // What was installed may differ from what would be today (another path): the law is held to what stands there.
  const made = before.find((candidate) => {
    const edited = withServer(candidate, { ...entry, server });
    return 'text' in edited && edited.text === text;
  });
  return { text: made === undefined ? entryGone : made };
}

/** What goes in front of each member of an object: a line's end and an indent, or null where they stand on one line. */
function lineOf(text: string, object: Scanned): string | null {
  const [first] = object.members ?? [];
  if (first === undefined) return null;
  return /\r?\n[ \t]*$/.exec(text.slice(object.start + 1, first.keyStart))?.[0] ?? null;
}

/** One step of the document's indent. */
function unitOf(text: string, root: Scanned): string {
  return lineOf(text, root)?.replace(/^\r?\n/, '') || '  ';
}

function written(value: JsonObject, line: string | null, unit: string): string {
  return line === null ? JSON.stringify(value) : JSON.stringify(value, null, unit).replaceAll('\n', line);
}

/** In front of an object's first member. What has none stays on its line. */
function insertFirst(text: string, object: Scanned, unit: string, key: string, value: JsonObject): string {
  const line = lineOf(text, object);
  const at = object.start + 1;
  const comma = (object.members ?? []).length === 0 ? '' : ',';
  return `${text.slice(0, at)}${line ?? ''}${JSON.stringify(key)}: ${written(value, line, unit)}${comma}${text.slice(at)}`;
}

/** A member with its comma, and the white space in front of it. */
function remove(text: string, object: Scanned, members: readonly Member[], member: Member): string {
  const index = members.indexOf(member);
  const before = members[index - 1];
  const from = before === undefined ? object.start + 1 : before.comma === null ? before.value.end : before.comma + 1;
  const gap = text.slice(from, member.keyStart);
  const start = member.keyStart - (/\s*$/.exec(gap)?.[0].length ?? 0);
  const end = member.comma === null ? member.value.end : member.comma + 1;
  // The last one without a comma of its own takes that of the one before it.
  if (member.comma === null && before !== undefined && before.comma !== null)
    return text.slice(0, before.comma) + text.slice(before.comma + 1, start) + text.slice(end);
  return text.slice(0, start) + text.slice(end);
}

/** A value whose text may hold comments and trailing commas. */
function plainJson(text: string): JsonObject {
  const bare = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g, (_, kept?: string) => kept ?? '');
  return JSON.parse(bare.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, kept?: string) => kept ?? '')) as JsonObject;
}
