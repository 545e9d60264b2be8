import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { atExit } from './at-exit.ts';
import { runTerraform } from './terraform.ts';

export interface TerraformOverAws {
  /** Seconds of each; `plan` leaves what `apply` carries out. */
  plan(): Promise<number>;
  apply(): Promise<number>;
  /** Ends with an error if there is anything to change. */
  'plan unchanged'(): Promise<number>;
  destroy(): Promise<number>;
}

/** The service names of the provider's `endpoints` block that the scenarios need. */
const services = ['ec2', 's3', 'sns', 'sqs', 'sts', 'iam'];

/** Terraform with the AWS provider of a mirror, over an endpoint, initialised with a configuration. */
export async function startTerraformOverAws(mirror: string, endpoint: string, configuration: string): Promise<TerraformOverAws> {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-terraform-aws-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const cli = join(folder, 'terraform.rc');
  writeFileSync(cli, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  const work = join(folder, 'work');
  mkdirSync(work);
  writeFileSync(join(work, 'main.tf'), `${providerBlock(endpoint)}\n${configuration}`);
  const run = (...args: string[]) => runTerraform(work, args, { TF_CLI_CONFIG_FILE: cli });
  const quiet = ['-input=false', '-no-color'];
  await run('init', ...quiet);
  return {
    plan: () => run('plan', ...quiet, '-out=plan'),
    apply: () => run('apply', ...quiet, 'plan'),
    'plan unchanged': () => run('plan', ...quiet, '-detailed-exitcode'),
    destroy: () => run('destroy', ...quiet, '-auto-approve'),
  };
}

/** As people set the provider for an emulator: nothing is asked that only real AWS could answer, which spares it calls. */
function providerBlock(endpoint: string): string {
  return `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  endpoints {
${services.map((service) => `    ${service} = "${endpoint}"`).join('\n')}
  }
}
`;
}

/**
 * A folder that holds hashicorp/aws for this platform as a filesystem mirror, so that nothing needs to be downloaded; null where none is found. Looked for:
 * what Terraform's own configuration names, its plugin cache, the folders it searches by itself (its CLI configuration reference, "Implied Local
 * Mirror Directories"), and folders that a machine's image may have put beside them.
 */
export function awsProviderMirror(): string | null {
  const candidates = [...configuredMirrors(), ...(process.env['TF_PLUGIN_CACHE_DIR']?.split(delimiter) ?? []), ...impliedMirrors(), ...foldersOf('/opt')];
  return candidates.find(holdsAwsProvider) ?? null;
}

function configuredMirrors(): string[] {
  const files = [process.env['TF_CLI_CONFIG_FILE'] ?? '', join(homedir(), '.terraformrc')];
  return files.flatMap((file) => {
    if (file === '' || !existsSync(file)) return [];
    return [...readFileSync(file, 'utf8').matchAll(/^\s*(?:path|plugin_cache_dir)\s*=\s*"([^"]+)"/gm)].map(([, path]) => path ?? '');
  });
}

function impliedMirrors(): string[] {
  const data = [
    process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'),
    ...(process.env['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(delimiter),
  ];
  return [join(homedir(), '.terraform.d'), ...data.map((folder) => join(folder, 'terraform'))].flatMap((folder) => [
    join(folder, 'plugins'),
    join(folder, 'providers'),
    join(folder, 'plugin-cache'),
  ]);
}

function foldersOf(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(parent, entry.name)] : []));
}

/** Both layouts of a mirror: unpacked by version and platform, or packed archives side by side. */
function holdsAwsProvider(mirror: string): boolean {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}_${architecture}`;
  const folder = join(mirror, 'registry.terraform.io', 'hashicorp', 'aws');
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((name) => name.endsWith(`_${platform}.zip`) || existsSync(join(folder, name, platform)));
}
