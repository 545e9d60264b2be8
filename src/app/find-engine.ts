import { type Holder, holderOf } from '../adapters/store/home-lock.ts';
import type { EngineAddress } from '../engine/host.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { ResponseOf } from '../model/operations.ts';
import { connectEngine } from '../surfaces/http/connect-engine.ts';
import { engineFile, homeLayout, readJsonFile, startCommand } from './home-layout.ts';

/**
 * What is known of a data folder's engine. engine.json may be left from one that was killed, or copied with another folder, whose engine would answer:
 * so the process that it names must have this folder's lock, and the one that answers must be that process.
 * - `none`: nobody has the folder;
 * - `answers`: it does, at the address;
 * - `starting`: somebody has the folder and does not answer yet, or is not the one that engine.json names;
 * - `silent`: the one that has the folder takes requests and gives no sign of life.
 */
export type FoundEngine =
  | { readonly kind: 'none' }
  | { readonly kind: 'answers'; readonly address: EngineAddress; readonly health: ResponseOf<'health'> }
  | { readonly kind: 'starting'; readonly holder: Holder | 'unknown' }
  | { readonly kind: 'silent'; readonly problems: readonly Diagnostic[] };

export async function findEngine(home: string): Promise<FoundEngine> {
  const holder = holderOf(home);
  if (holder === null) return { kind: 'none' };
  const known = readJsonFile(engineFile, homeLayout(home).engine);
  if (known === null || holder === 'unknown' || holder.pid !== known.pid) return { kind: 'starting', holder };
  const health = await connectEngine(known.url, known.token, undefined, startCommand(home)).health({});
  if (!health.ok) return health.problems[0]?.code === 'ENGINE_SILENT' ? { kind: 'silent', problems: health.problems } : { kind: 'starting', holder };
  if (health.value.pid !== known.pid) return { kind: 'starting', holder };
  const { sandbox, warnings } = health.value;
  const address = { url: known.url, pid: known.pid, home, sandbox, ...(warnings === undefined ? {} : { warnings }) };
  return { kind: 'answers', address, health: health.value };
}
