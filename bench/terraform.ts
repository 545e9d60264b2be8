import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MeasuredTerraform {
  /** Seconds to create everything. */
  readonly apply: number;
  /** Plans again unchanged; in seconds. */
  plan(): Promise<number>;
}

/** Terraform with that many independent `terraform_data` resources, applied. Null where it is not installed. */
export async function startMeasuredTerraform(size: number): Promise<MeasuredTerraform | null> {
  if (spawnSync('terraform', ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-terraform-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const run = async (...args: string[]): Promise<number> => {
    const start = performance.now();
    const child = spawn('terraform', args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '' },
    });
    const status = await new Promise((resolve) => child.once('exit', resolve));
    if (status !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${status}`);
    return (performance.now() - start) / 1000;
  };
  writeFileSync(
    join(folder, 'main.tf'),
    Array.from({ length: size }, (_, index) => `resource "terraform_data" "n${index}" {\n  input = "${index}"\n}\n`).join(''),
  );
  await run('init', '-input=false', '-no-color');
  const apply = await run('apply', '-auto-approve', '-input=false', '-no-color');
  return { apply, plan: () => run('plan', '-input=false', '-no-color', '-detailed-exitcode') };
}
