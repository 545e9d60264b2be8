import { expect } from 'vitest';
import type { EngineClient } from '../../src/engine/engine.ts';
import type {
  ClientChange,
  ClientOrder,
  DescribedTypes,
  EngineAddress,
  LeftAlone,
  LocalHost,
  SandboxAddress,
  SandboxOptions,
  SecretFiles,
  SignedHead,
  Stopped,
  StoredTypes,
  UpOptions,
} from '../../src/engine/host.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import type { CliIo } from '../../src/surfaces/cli/cli-io.ts';
import { runCli } from '../../src/surfaces/cli/run-cli.ts';
import type { FakeEngine } from './fake-engine.ts';
import { FakeApprover, FakeKeys } from './fake-keys.ts';
import { madeAt } from './sample-plan.ts';

const address: EngineAddress = {
  url: 'http://127.0.0.1:4000',
  pid: 7,
  home: '/data',
  sandbox: { endpoint: 'http://127.0.0.1:5000', accounts: ['123456789012'], instance: 'i1' },
};

/** A host whose engine runs or does not; it remembers how it was started. */
export class FakeHost implements LocalHost {
  readonly home = '/data';
  readonly started: (UpOptions | SandboxOptions | ClientOrder | { readonly readOnly: boolean })[] = [];
  /** What `down` does not stop. */
  left: LeftAlone | null = null;
  /** What storing schemas comes to. */
  stored: StoredTypes = { count: 1, problems: [] };
  readonly types = new Map<string, ResourceType>();
  engine: EngineClient | null;
  /** What `up` brings to life. */
  readonly startable: EngineClient | null;

  constructor(engine: EngineClient | null, startable = engine) {
    this.engine = engine;
    this.startable = startable;
  }

  async up(options: UpOptions): Promise<Result<EngineAddress>> {
    this.started.push(options);
    this.engine = this.startable;
    return ok(address);
  }
  async serve(options: UpOptions, ready: (address: EngineAddress) => void, signal: AbortSignal): Promise<Result<null>> {
    this.started.push(options);
    ready(address);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(ok(null)), { once: true }));
  }
  async down({ purge }: { readonly purge: boolean }): Promise<Result<Stopped>> {
    return ok({ pid: this.engine === null ? null : 7, sandbox: this.engine === null ? null : 8, purged: purge, left: this.left });
  }
  async doctor() {
    return [
      { check: 'node', ok: true, detail: 'v24' },
      { check: 'audit log', ok: null, detail: 'not read' },
      { check: 'data folder', ok: this.engine !== null, detail: '/data', fix: 'make it writable' },
    ];
  }
  async sandbox(options: SandboxOptions, ready: (address: SandboxAddress) => void): Promise<Result<null>> {
    this.started.push(options);
    ready({ endpoint: 'http://127.0.0.1:5000', accounts: options.accounts, instance: 'i1' });
    return ok(null);
  }
  async connect(): Promise<Result<EngineClient>> {
    return this.engine === null ? fail(problem('ENGINE_NOT_RUNNING', 'no engine runs for this data folder', 'asbuilt up --detach')) : ok(this.engine);
  }
  async serveMcp(options: { readonly readOnly: boolean }): Promise<void> {
    this.started.push(options);
  }
  async connectClient(order: ClientOrder): Promise<Result<ClientChange>> {
    this.started.push(order);
    const entry = '{ "asbuilt": {} }\n';
    return ok({ title: 'Kiro', path: '/project/.kiro/settings/mcp.json', before: order.remove ? entry : null, after: order.remove ? null : entry });
  }
  async importTypes(): Promise<StoredTypes> {
    return this.stored;
  }
  async describeTypes(types: readonly string[], target: string | null): Promise<Result<DescribedTypes>> {
    if (target === 'nowhere') return fail(problem('TARGET_UNKNOWN', 'there is no target nowhere', 'did you mean sandbox?'));
    return ok({ count: types.length - this.stored.problems.length, problems: this.stored.problems, target: target ?? 'sandbox', simulated: target === null });
  }
  async importArtifact(): Promise<Result<never>> {
    throw new Error('no artifact is imported here');
  }

  async showType(name: string): Promise<Result<ResourceType>> {
    const known = this.types.get(name);
    return known === undefined ? fail(problem('TYPE_UNKNOWN', `there is no resource type ${name}`, 'did you mean AWS::S3::Bucket?')) : ok(known);
  }
}

/** What LiveLines writes to draw again in place. */
const cursorMoves = new RegExp(`${String.fromCharCode(27)}\\[(\\d+F|0J)`, 'g');

export interface Setup {
  readonly engine?: FakeEngine;
  readonly host?: FakeHost;
  readonly answers?: readonly string[];
  /** What is typed where nothing is shown; input has ended after them. */
  readonly secrets?: readonly string[];
  /** Of the person's key for real targets; without it there is none. */
  readonly passphrase?: string;
  readonly terminal?: boolean;
  readonly agent?: string;
  readonly signal?: AbortSignal;
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that intent files name as sources: their files by path. */
  readonly sources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly now?: number;
  /** What the person signed of the audit log before. */
  readonly signed?: readonly SignedHead[];
}

/** Secrets that are put away here: `db` is there from the start. */
export class FakeSecrets implements SecretFiles {
  readonly values = new Map([['db', 'as it was']]);

  async set(name: string, text: string): Promise<Result<{ readonly replaced: boolean }>> {
    const replaced = this.values.has(name);
    this.values.set(name, text);
    return ok({ replaced });
  }

  async list() {
    return ok([...this.values.keys()].map((name) => ({ name, problem: null })));
  }

  async remove(name: string): Promise<Result<null>> {
    return this.values.delete(name) ? ok(null) : fail(problem('SECRET_UNKNOWN', `there is no secret ${name}`, `asbuilt secret set ${name}`));
  }
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
  /** What it put into files, by their path. */
  readonly written: ReadonlyMap<string, string>;
  readonly approver: FakeApprover;
  readonly keys: FakeKeys;
  readonly secrets: FakeSecrets;
  readonly host: FakeHost;
  /** The values on stdout, one a line. */
  json(): unknown[];
}

/**
 * Runs one command line against fakes. Whatever the command prints where lines are not drawn in place, it checks that no control
 * character but the end of a line is in it.
 */
export async function commandLine(argv: readonly string[], setup: Setup = {}): Promise<Outcome> {
  const host = setup.host ?? new FakeHost(setup.engine ?? null);
  const approver = new FakeApprover();
  const keys = new FakeKeys(setup.engine ?? null, approver, setup.passphrase ?? null);
  const put = new FakeSecrets();
  const answers = [...(setup.answers ?? [])];
  const secrets = [...(setup.secrets ?? [])];
  const asked: string[] = [];
  const outTexts: string[] = [];
  const errTexts: string[] = [];
  const written = new Map<string, string>();
  const io: CliIo = {
    stdout: (text) => void outTexts.push(text),
    stderr: (text) => void errTexts.push(text),
    isTty: setup.terminal ?? false,
    interactive: setup.terminal ?? false,
    columns: setup.terminal ? 120 : 0,
    color: false,
    agent: setup.agent ?? null,
    prompt: async (question) => {
      asked.push(question);
      return answers.shift() ?? '';
    },
    secret: async (question) => {
      asked.push(question);
      return secrets.shift() ?? null;
    },
    signal: setup.signal ?? new AbortController().signal,
    cwd: '/',
    readFile: async (path) =>
      setup.files?.[path] === undefined ? fail(problem('INTENT_UNREADABLE', `${path} cannot be read`, 'give another')) : ok(setup.files[path]),
    readSource: async (_, folder) => {
      const files = setup.sources?.[folder];
      if (files === undefined) return fail(problem('SOURCE_UNUSABLE', `${folder} cannot be read`, 'name another', { at: folder }));
      return ok(Object.entries(files).map(([path, text]) => ({ path, content: new TextEncoder().encode(text) })));
    },
    writeFile: async (path, text) => {
      written.set(path, text);
      return ok(null);
    },
    now: () => setup.now ?? madeAt,
  };
  const code = await runCli(argv, io, { version: '1.2.3', host, keys, secrets: put, signedHeads: async () => ok(setup.signed ?? []) });
  const [out, err] = [outTexts.join(''), errTexts.join('')];
  const lines = setup.terminal ? out.replaceAll(cursorMoves, '') : out;
  expect(lines + err).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/u);
  return {
    code,
    out,
    err,
    asked,
    written,
    approver,
    keys,
    secrets: put,
    host,
    json: () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}
