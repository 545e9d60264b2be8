import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type NamedTarget, type Target, targetsFile } from '../model/target.ts';
import { awsRegions } from '../registry/regions.ts';
import { homeLayout, type SandboxFile } from './home-layout.ts';

/** The targets of targets.yaml in the project folder, else in the data folder; none where neither has one. TARGETS_INVALID names the file and the place. */
export function loadTargets(cwd: string, home: string): Result<readonly NamedTarget[]> {
  const path = [join(cwd, 'targets.yaml'), homeLayout(home).targets].find((candidate) => existsSync(candidate));
  if (path === undefined) return ok([]);
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(
      problem('TARGETS_INVALID', `${path} is not YAML`, 'correct the file', { at: path, cause: error instanceof Error ? error.message : String(error) }),
    );
  }
  const parsed = targetsFile.safeParse(content);
  if (!parsed.success) {
    return fail(
      ...parsed.error.issues.map((issue) =>
        problem('TARGETS_INVALID', `${issue.path.join('.') || 'the file'}: ${issue.message}`, `correct ${path}`, { at: `${path}: ${issue.path.join('.')}` }),
      ),
    );
  }
  return ok(Object.entries(parsed.data.targets).map(([name, target]) => namedTarget(name, target)));
}

export function namedTarget(name: string, target: Target): NamedTarget {
  return { name, target, regions: [...new Set([...(target.region === undefined ? [] : [target.region]), ...(target.regions ?? [])])] };
}

/** The configured targets and, where a sandbox runs, the one it adds: `sandbox`, before which a configured one of that name gives way. */
export function withSandbox(configured: readonly NamedTarget[], sandbox: SandboxFile | null): readonly NamedTarget[] {
  return sandbox === null ? configured : [...configured.filter((target) => target.name !== 'sandbox'), sandboxTarget(sandbox)];
}

/** Its first account, every region, us-east-1 unless the intent says otherwise. */
function sandboxTarget({ endpoint, accounts }: SandboxFile): NamedTarget {
  const target: Target = {
    cloud: 'aws',
    account: accounts[0] ?? '',
    region: 'us-east-1',
    regions: [...awsRegions],
    endpoint,
    dialect: 'cloudcontrol',
    executor: 'sdk',
    simulated: true,
  };
  return namedTarget('sandbox', target);
}
