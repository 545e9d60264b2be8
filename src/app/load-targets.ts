import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type NamedTarget, ownSandbox, type Target, targetsFile } from '../model/target.ts';
import { awsRegions } from '../registry/regions.ts';
import { homeLayout, type SandboxFile } from './home-layout.ts';

/**
 * The targets of targets.yaml in the project folder, else in the data folder; none where neither has one. `sandbox` is the data folder's, if it runs:
 * what `endpoint: sandbox` stands for. TARGETS_INVALID names the file and the place.
 */
export function loadTargets(cwd: string, home: string, sandbox: SandboxFile | null): Result<readonly NamedTarget[]> {
  const path = targetsFiles(cwd, home).find((candidate) => existsSync(candidate));
  if (path === undefined) return ok([]);
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const unread = error instanceof Error && 'syscall' in error;
    return fail(
      problem('TARGETS_INVALID', `${path} ${unread ? 'cannot be read' : 'is not YAML'}`, unread ? 'put a file there that can be read' : 'correct the file', {
        at: path,
        cause: error instanceof Error ? error.message : String(error),
      }),
    );
  }
  const parsed = targetsFile.safeParse(content);
  if (!parsed.success) {
    return fail(
      ...parsed.error.issues.map(({ code, message, path: place }) => {
        const found = foundAt(content, place);
        return problem('TARGETS_INVALID', found === undefined && code === 'invalid_type' ? 'this is not given' : message, `correct ${path}`, {
          at: `${path}: ${place.join('.') || 'the file'}`,
          ...(found === undefined ? {} : { cause: `it holds ${JSON.stringify(found)?.slice(0, 80)}` }),
        });
      }),
    );
  }
  const targets = Object.entries(parsed.data.targets);
  const [homeless] = sandbox === null ? (targets.find(([, target]) => target.endpoint === ownSandbox) ?? []) : [];
  if (homeless !== undefined) {
    return fail(
      problem('TARGETS_INVALID', `the sandbox of ${home} does not run`, 'start it with: asbuilt up --sandbox', {
        at: `${path}: targets.${homeless}.endpoint`,
      }),
    );
  }
  return ok(
    targets.map(([name, target]) => (sandbox !== null && target.endpoint === ownSandbox ? inSandbox(name, target, sandbox) : namedTarget(name, target))),
  );
}

/** Where targets.yaml may stand; the first that is there counts. */
export function targetsFiles(cwd: string, home: string): readonly string[] {
  return [join(cwd, 'targets.yaml'), homeLayout(home).targets];
}

function foundAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), content);
}

function inSandbox(name: string, target: Target, { endpoint, instance }: SandboxFile): NamedTarget {
  return { ...namedTarget(name, { ...target, endpoint, simulated: true }), instance };
}

export function namedTarget(name: string, target: Target): NamedTarget {
  return { name, target, regions: [...new Set([...(target.region === undefined ? [] : [target.region]), ...(target.regions ?? [])])] };
}

/** The configured targets and, where a sandbox runs, the one it adds: `sandbox`, before which a configured one of that name gives way. */
export function withSandbox(configured: readonly NamedTarget[], sandbox: SandboxFile | null): readonly NamedTarget[] {
  return sandbox === null ? configured : [...configured.filter((target) => target.name !== 'sandbox'), sandboxTarget(sandbox)];
}

/** Its first account, every region, us-east-1 unless the intent says otherwise. */
function sandboxTarget(sandbox: SandboxFile): NamedTarget {
  const target: Target = {
    cloud: 'aws',
    account: sandbox.accounts[0] ?? '',
    region: 'us-east-1',
    regions: [...awsRegions],
    dialect: 'cloudcontrol',
    executor: 'sdk',
    simulated: true,
  };
  return inSandbox('sandbox', target, sandbox);
}
