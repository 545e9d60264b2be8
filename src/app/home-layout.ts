import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where everything stands in a data folder. */
export function homeLayout(home: string) {
  return {
    store: join(home, 'store.db'),
    restate: join(home, 'restate'),
    keys: join(home, 'keys'),
    /** What this person signed; beside the person's key. */
    signed: join(home, 'keys', 'approvals.jsonl'),
    /** One file for each secret. */
    secrets: join(home, 'secrets'),
    /** Work folders of units. */
    units: join(home, 'units'),
    schemas: join(home, 'schemas'),
    targets: join(home, 'targets.yaml'),
    settings: join(home, 'settings.yaml'),
    /** The team's own entries of the knowledge base: theirs, so that no purge takes them. */
    knowledge: join(home, 'knowledge'),
    /** What each version of them said, and who reviewed it. */
    knownVersions: join(home, 'knowledge.json'),
    /** Where the running engine is found, and the token of its user's command line. */
    engine: join(home, 'engine.json'),
    /** The same for the user's AI agent, whose token allows less. */
    agent: join(home, 'agent.json'),
    engineLog: join(home, 'engine.log'),
    sandbox: join(home, 'sandbox.json'),
    sandboxState: join(home, 'sandbox.db'),
    sandboxLog: join(home, 'sandbox.log'),
  };
}

/** Everything that Asbuilt itself puts into a data folder, and as what: what `down --purge` deletes, and nothing else. */
export const homeEntries: readonly { readonly form: RegExp; readonly kind: 'file' | 'folder' }[] = [
  { form: /^(restate|keys|secrets|units|schemas)$/, kind: 'folder' },
  { form: /^(store|sandbox)\.db(-wal|-shm)?$/, kind: 'file' },
  { form: /^(approvers|knowledge)\.json$/, kind: 'file' },
  { form: /^engine\.(lock|holder\.json)$/, kind: 'file' },
  { form: /^(engine|agent|sandbox)\.json$/, kind: 'file' },
  { form: /^(engine|sandbox)\.log(\.\d+)?$/, kind: 'file' },
];

/** A credential: where the engine is, and the token that says who calls. */
export const engineFile = z.object({ url: z.url({ protocol: /^http$/ }), token: z.string(), pid: z.number().int() });
export type EngineFile = z.infer<typeof engineFile>;

/** What a sandbox says of itself when it starts; `birth` is its `processBirth`. It may have ended since: `findSandbox` proves it. */
export const sandboxFile = z.object({
  endpoint: z.url(),
  instance: z.string(),
  accounts: z.array(z.string()),
  pid: z.number().int().positive(),
  birth: z.string().nullable(),
});
export type SandboxFile = z.infer<typeof sandboxFile>;

/** What a file says, or null when it is not there or not of that form. */
export function readJsonFile<T>(schema: z.ZodType<T>, path: string): T | null {
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces a file in one step, readable by its owner only. */
export function writeJsonFile(folder: string, path: string, value: unknown): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** The command that starts the engine of a data folder: with its sandbox, where it has had one since it was last stopped. */
export function startCommand(home: string): string {
  return existsSync(homeLayout(home).sandbox) ? 'asbuilt up --sandbox --detach' : 'asbuilt up --detach';
}
