import { spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJsonObject } from '../../kernel/json.ts';
import { deepestNesting, nestsTooDeep } from '../../kernel/nesting.ts';
import { cliArguments } from '../../model/aws-cli.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Credentials } from './credentials.ts';
import { type Executor, type RawFailure, type Reply, type Session, withoutCredentials } from './executor.ts';

export interface CliOptions {
  /** Path of the `aws` binary. */
  readonly binary: string;
  /** What the binary gets besides credentials: PATH, and proxy or CA settings where they are needed. Nothing else is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly maxOutputBytes: number;
}

/**
 * Sends calls with the `aws` binary: started without a shell, the input in a file that has no name any more when the process
 * starts (arguments are visible to every user of a machine), credentials in its environment, no configuration file read.
 */
export function cliExecutor(options: CliOptions): Executor {
  return {
    async execute(call, session) {
      let credentials: Credentials;
      try {
        credentials = await session.credentials();
      } catch (error) {
        return withoutCredentials(error);
      }
      const finished = await runAws(call, session, credentials, options);
      return finished.failure === undefined ? replyOf(call, finished) : { ok: false, failure: finished.failure };
    },
    close() {},
  };
}

interface Finished {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure?: RawFailure;
}

async function runAws(call: AwsCall, session: Session, credentials: Credentials, options: CliOptions): Promise<Finished> {
  const input = await namelessFile(JSON.stringify(call.input));
  try {
    return await new Promise((resolve) => {
      const child = spawn(options.binary, cliArguments(call, session.endpoint === undefined ? {} : { endpoint: session.endpoint }, 'file:///dev/stdin'), {
        env: cliEnvironment(credentials, options.environment),
        stdio: [input.fd, 'pipe', 'pipe'],
        shell: false,
        windowsHide: true,
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let size = 0;
      let failure: RawFailure | undefined;
      const stop = (message: string) => {
        failure ??= { origin: 'transport', sent: true, message };
        child.kill('SIGKILL');
      };
      const take = (into: Buffer[]) => (part: Buffer) => {
        size += part.length;
        if (size > options.maxOutputBytes) stop(`the output is longer than ${options.maxOutputBytes} bytes`);
        else into.push(part);
      };
      const timer = setTimeout(() => stop(`no complete answer within ${options.timeoutMilliseconds} ms`), options.timeoutMilliseconds);
      child.stdout?.on('data', take(out));
      child.stderr?.on('data', take(err));
      child.on('error', (error) => {
        clearTimeout(timer);
        resolve({
          exit: null,
          stdout: '',
          stderr: '',
          failure: { origin: 'local', code: 'unsupported', message: `the aws binary cannot be started: ${error.message}` },
        });
      });
      child.on('close', (exit) => {
        clearTimeout(timer);
        resolve({
          exit,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(err).toString('utf8').trim(),
          ...(failure === undefined ? {} : { failure }),
        });
      });
    });
  } finally {
    await input.close();
  }
}

/** A file with that content that only open handles reach: nothing is left of it, whatever happens to this process. */
async function namelessFile(content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'asbuilt-call-'));
  try {
    const file = await open(join(folder, 'input.json'), 'wx+', 0o600);
    // At position 0, so that the reader's offset is at the start on systems where both share one.
    await file.write(content, 0, 'utf8');
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the `aws` binary finds in its environment: credentials, and that it reads no configuration, asks nobody and sends a call once. */
export function cliEnvironment(credentials: Credentials, environment: CliOptions['environment']): Record<string, string> {
  return {
    ...environment,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_RETRY_MODE: 'standard',
    AWS_PAGER: '',
    AWS_CLI_AUTO_PROMPT: 'off',
    PYTHONUTF8: '1',
  };
}

function replyOf(call: AwsCall, { exit, stdout, stderr }: Finished): Reply {
  if (exit !== 0) return { ok: false, failure: cliFailure(call, exit, stderr) };
  if (stdout.trim() === '') return { ok: true, output: {} };
  if (nestsTooDeep(stdout))
    return {
      ok: false,
      failure: { origin: 'transport', sent: true, message: `the answer cannot be read: it is nested more than ${deepestNesting} levels deep` },
    };
  try {
    const output: unknown = JSON.parse(stdout);
    if (isJsonObject(output)) return { ok: true, output };
  } catch {
    // Falls through: output that is no JSON object says nothing about the call.
  }
  return { ok: false, failure: { origin: 'transport', sent: true, message: 'the aws binary printed no JSON object' } };
}

/** The binary ended badly in one of these ways; what is not recognized may have had an effect. */
export function cliFailure(call: AwsCall, exit: number | null, stderr: string): RawFailure {
  const told = /An error occurred \((?<code>[^)]+)\)(?: when calling the \S+ operation(?: \(reached max retries: \d+\))?)?: (?<message>[\s\S]*)/.exec(
    stderr,
  )?.groups;
  if (told?.['code'] !== undefined) {
    const code = told['code'];
    // botocore puts the HTTP status, or "Unknown", where the body holds no code: AWS's own is then only the answer to a HEAD, which has no body.
    const status = /^\d{3}$/.test(code) ? Number(code) : null;
    // It shows no header by which a gateway's own code could be told, but no service of AWS's writes codes in capitals alone.
    if ((status !== null || code === 'Unknown' || !/[a-z]/.test(code)) && !call.operation.startsWith('Head'))
      return {
        origin: 'transport',
        sent: true,
        message: `the answer (${code}) is not AWS's: it is an error without a code of AWS’s`,
        ...(status === null ? {} : { status }),
      };
    return { origin: 'service', code, message: told['message'] ?? '', status };
  }
  if (/Could not connect to the endpoint URL|Connect timeout on endpoint URL|Failed to connect to proxy URL|Invalid endpoint/.test(stderr))
    return { origin: 'transport', sent: false, message: stderr };
  if (/Unable to locate credentials|Partial credentials|Error when retrieving credentials/i.test(stderr))
    return { origin: 'local', code: 'credentials', message: stderr };
  if (/Invalid choice|is not a valid choice|invalid choice/.test(stderr)) return { origin: 'local', code: 'unsupported', message: stderr };
  if (exit === 252 || /Parameter validation failed|Unknown options|the following arguments are required/.test(stderr))
    return { origin: 'local', code: 'invalid', message: stderr };
  return { origin: 'transport', sent: true, message: stderr === '' ? `the aws binary ended with ${exit ?? 'a signal'}` : stderr };
}
