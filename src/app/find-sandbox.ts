import { z } from 'zod';
import { processBirth } from '../adapters/store/process-birth.ts';
import { fileIdentity } from '../sandbox/world/state-file.ts';
import { homeLayout, readJsonFile, type SandboxFile, sandboxFile } from './home-layout.ts';

/**
 * What is known of a data folder's sandbox. sandbox.json is only a claim, for whoever wrote it may have ended long ago:
 * - `none`: it names no sandbox, and no process;
 * - `running`: at the address the named instance answers, from the named process, and what it holds open is this folder's state file;
 * - `astray`: the same, but this folder has no state file any more: what runs is not this folder's sandbox, and was started as that;
 * - `unproven`: none of these, but a process has the id that it names.
 */
export type FoundSandbox =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' | 'astray'; readonly file: SandboxFile }
  | { readonly kind: 'unproven'; readonly file: SandboxFile };

/** Milliseconds: a busy machine is slow to answer, and a sandbox that is taken for another is left running. */
const patience = 5_000;

const statusReply = z.object({
  instance: z.string(),
  pid: z.number(),
  state: z.string().nullable(),
  speed: z.union([z.number().positive(), z.literal('infinity')]),
});

export async function findSandbox(home: string): Promise<FoundSandbox> {
  const layout = homeLayout(home);
  const file = readJsonFile(sandboxFile, layout.sandbox);
  if (file === null) return { kind: 'none' };
  const status = await statusAt(file.endpoint);
  if (status !== null && status.instance === file.instance && status.pid === file.pid) {
    const state = fileIdentity(layout.sandboxState);
    if (state === null) return { kind: 'astray', file };
    if (state === status.state) return { kind: 'running', file };
  }
  return processBirth(file.pid) === null ? { kind: 'none' } : { kind: 'unproven', file };
}

/** What the sandbox at an address says of itself; null where none answers. */
export async function statusAt(endpoint: string): Promise<z.infer<typeof statusReply> | null> {
  try {
    const reply = await fetch(`${endpoint}/_sandbox/status`, { signal: AbortSignal.timeout(patience) });
    return reply.ok ? statusReply.parse(await reply.json()) : null;
  } catch {
    return null;
  }
}
