import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The checkout's own command over a data folder of its own, as a person without a terminal would use it. */
export class Checkout {
  readonly home = mkdtempSync(join(tmpdir(), 'asbuilt-e2e-'));
  readonly #cwd: string;

  /** `cwd`: the folder that the person is in. */
  constructor(cwd = process.cwd()) {
    this.#cwd = cwd;
  }

  /** Runs `bin/asbuilt`; never throws on an exit code. */
  run(...args: readonly string[]): Promise<Said> {
    return run(join(import.meta.dirname, '..', '..', 'bin', 'asbuilt'), args, { ...process.env, ASBUILT_HOME: this.home }, this.#cwd);
  }

  /** The last JSON value of a command's stdout. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const said = await this.run(...args, '--json');
    const last = said.out.trim().split('\n').at(-1) ?? '';
    try {
      return JSON.parse(last) as T;
    } catch {
      throw new Error(`asbuilt ${args.join(' ')} exited with ${said.code}: ${said.out}${said.err}`);
    }
  }

  /** The real `aws` binary against this data folder's sandbox. */
  async aws(...args: readonly string[]): Promise<Said> {
    const { endpoint } = JSON.parse(readFileSync(join(this.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'sandbox', AWS_PAGER: '' };
    return run('aws', [...args, '--region', 'us-east-1', '--endpoint-url', endpoint, '--output', 'json'], env);
  }

  async end(): Promise<void> {
    await this.run('down');
    rmSync(this.home, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = process.cwd()): Promise<Said> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }, (error, out, err) => {
      resolve({
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
        out,
        err: error !== null && typeof error.code !== 'number' ? `${err}${error.message}` : err,
      });
    });
  });
}
