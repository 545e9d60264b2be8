import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type AgentClient, agentClients } from './agent-clients.ts';
import { type Edited, withoutServer, withServer } from './server-entry.ts';

export interface ClientOrder {
  readonly client: string;
  /** The folder of the project whose file it is; null for the user's own. */
  readonly project: string | null;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly remove: boolean;
  readonly dryRun: boolean;
}

/** A client's file before and after; null stands for no file. Equal where nothing had to be changed. */
interface ClientChange {
  readonly title: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

const serverName = 'asbuilt';
const largest = 16 * 1024 * 1024;

/**
 * Puts our server among a client's servers, or takes it out: every other byte of the file stays. No tool is put on a list of what needs no yes. With `dryRun` nothing is written.
 * USAGE for a client that is not known, INPUT_INVALID for a file that cannot be changed without guessing, HOME_NOT_WRITABLE where it cannot be written.
 */
export function connectClient(order: ClientOrder): Result<ClientChange> {
  const client = Object.hasOwn(agentClients, order.client) ? agentClients[order.client] : undefined;
  if (client === undefined) {
    const names = Object.keys(agentClients);
    const likely = nearest(order.client, names, 1)[0];
    const fix = likely === undefined ? `one of: ${names.join(', ')}` : `did you mean ${likely}?`;
    return fail(problem('USAGE', `there is no client ${JSON.stringify(order.client.slice(0, 60))}`, fix, { at: '<client>' }));
  }
  const path = order.project === null ? join(order.userHome, client.user(order.platform)) : join(order.project, client.project);
  const before = readWhole(path);
  if (!before.ok) return before;
  const edited = changed(before.value, client, order);
  if ('refused' in edited)
    return fail(
      problem('INPUT_INVALID', `${path} ${reasons[edited.refused]}`, 'correct the file, or put the server in by hand: docs/how-to/connect-an-agent.md', {
        at: path,
      }),
    );
  const after = edited.text;
  if (after !== before.value && !order.dryRun) {
    const written = write(path, after);
    if (!written.ok) return written;
  }
  return ok({ title: client.title, path, before: before.value, after });
}

const reasons: Readonly<Record<Extract<Edited, { refused: string }>['refused'], string>> = {
  malformed: 'is no JSON document, also with comments and trailing commas allowed',
  'not-an-object': 'holds something other than an object where the servers belong',
  twice: 'names the same member twice',
  foreign: 'has a server of that name that is not ours',
};

function changed(before: string | null, { container, also }: AgentClient, order: ClientOrder): Edited {
  const server: JsonObject = { ...also, command: order.command, args: [...order.args], ...(Object.keys(order.env).length === 0 ? {} : { env: order.env }) };
  const entry = { container, name: serverName, server };
  if (!order.remove) return withServer(before, entry);
  return before === null ? { text: null } : withoutServer(before, entry);
}

function readWhole(path: string): Result<string | null> {
  try {
    if (!existsSync(path)) return ok(null);
    if (!statSync(path).isFile()) return fail(problem('INPUT_INVALID', `${path} is no file`, 'put the server in by hand', { at: path }));
    if (statSync(path).size > largest)
      return fail(problem('INPUT_INVALID', `${path} is larger than ${largest} bytes`, 'put the server in by hand', { at: path }));
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) return fail(problem('INPUT_INVALID', `${path} is not UTF-8`, 'save it as UTF-8', { at: path }));
    return ok(text);
  } catch (error) {
    return fail(problem('INPUT_INVALID', `${path} cannot be read`, 'look at its rights', { at: path, cause: (error as Error).message }));
  }
}

/** In one step, where a link leads to, with the rights and the owner that the file had. One that is to stay as it is, or that goes by another name too, is not replaced. */
function write(path: string, text: string | null): Result<null> {
  try {
    const real = followed(path);
    const former = existsSync(real) ? statSync(real) : null;
    if (former !== null && (former.mode & 0o222) === 0) throw new Error('nobody may write it');
    if (former !== null && former.nlink > 1) throw new Error('it has a second name (a hard link), under which it would stay as it is');
    if (text === null) {
      rmSync(real);
      return ok(null);
    }
    mkdirSync(dirname(real), { recursive: true });
    const draft = `${real}.${process.pid}.asbuilt`;
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    try {
      if (former !== null && (former.uid !== statSync(draft).uid || former.gid !== statSync(draft).gid)) chownSync(draft, former.uid, former.gid);
      chmodSync(draft, former === null ? 0o644 : former.mode & 0o777);
      renameSync(draft, real);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    return ok(null);
  } catch (error) {
    return fail(
      problem('HOME_NOT_WRITABLE', `${path} cannot be written`, 'look at the rights of the file and its folder', { at: path, cause: (error as Error).message }),
    );
  }
}

const mostLinks = 40;

/** Where a path leads through its links, also where nothing is there yet. */
function followed(path: string): string {
  let at = path;
  for (let links = 0; lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true; links++) {
    if (links === mostLinks) throw new Error('its links lead nowhere');
    at = resolve(dirname(at), readlinkSync(at));
  }
  return at;
}
