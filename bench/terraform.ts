import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TerraformTimes {
  readonly apply: number;
  readonly replans: readonly number[];
}

/** Seconds Terraform takes to apply that many independent `terraform_data` resources, and to plan them again unchanged, that often. Null where it is not installed. */
export function timeTerraform(size: number, plans: number): TerraformTimes | null {
  if (spawnSync('terraform', ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-terraform-'));
  try {
    writeFileSync(
      join(folder, 'main.tf'),
      Array.from({ length: size }, (_, index) => `resource "terraform_data" "n${index}" {\n  input = "${index}"\n}\n`).join(''),
    );
    const run = (...args: string[]): number => {
      const start = performance.now();
      const done = spawnSync('terraform', args, {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '' },
      });
      if (done.status !== 0) throw new Error(`terraform ${args.join(' ')}: ${done.stderr}`);
      return (performance.now() - start) / 1000;
    };
    run('init', '-input=false', '-no-color');
    const apply = run('apply', '-auto-approve', '-input=false', '-no-color');
    return { apply, replans: Array.from({ length: plans }, () => run('plan', '-input=false', '-no-color', '-detailed-exitcode')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
