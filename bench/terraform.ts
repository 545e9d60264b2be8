import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

export interface MeasuredTerraform {
  /** Seconds to create everything, written as one block with a `count`: the quicker way to apply. */
  readonly apply: number;
  /** Seconds to plan that again, unchanged. */
  plan(): Promise<number>;
  /** The same with a block for each resource: the quicker way to plan, and the slower to apply. */
  planBlocks(): Promise<number>;
}

interface State {
  resources: { name: string; instances: { index_key?: number }[] }[];
}

/** Terraform with that many independent `terraform_data` resources, applied. Null where it is not installed. */
export async function startMeasuredTerraform(size: number): Promise<MeasuredTerraform | null> {
  if (spawnSync('terraform', ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-terraform-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));

  const counted = join(folder, 'counted');
  await prepare(counted, `resource "terraform_data" "n" {\n  count = ${size}\n  input = tostring(count.index)\n}\n`);
  const apply = await run(counted, 'apply', '-auto-approve', '-input=false', '-no-color');

  const blocks = join(folder, 'blocks');
  await prepare(blocks, Array.from({ length: size }, (_, index) => `resource "terraform_data" "n${index}" {\n  input = "${index}"\n}\n`).join(''));
  const state = JSON.parse(readFileSync(join(counted, 'terraform.tfstate'), 'utf8')) as State;
  // The same resources under other addresses. That Terraform finds nothing to change proves it.
  const resources = state.resources.flatMap((resource) =>
    resource.instances.map(({ index_key, ...instance }) => ({ ...resource, name: `n${index_key}`, instances: [instance] })),
  );
  writeFileSync(join(blocks, 'terraform.tfstate'), JSON.stringify({ ...state, resources }));
  return { apply, plan: () => planUnchanged(counted), planBlocks: () => planUnchanged(blocks) };
}

async function prepare(folder: string, configuration: string): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.tf'), configuration);
  await run(folder, 'init', '-input=false', '-no-color');
}

/** Ends with an error if there is anything to change. */
function planUnchanged(folder: string): Promise<number> {
  return run(folder, 'plan', '-input=false', '-no-color', '-detailed-exitcode');
}

function run(cwd: string, ...args: string[]): Promise<number> {
  return runTerraform(cwd, args, { TF_CLI_CONFIG_FILE: '' });
}

/** Seconds that one command of Terraform takes as a process; what it says is dropped but for its errors. */
export async function runTerraform(cwd: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const start = performance.now();
  const env = { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', ...environment };
  const child = spawn('terraform', args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = atExit(() => child.kill());
  const status = await new Promise((resolve) => child.once('exit', resolve));
  ended();
  if (status !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${status}`);
  return (performance.now() - start) / 1000;
}
