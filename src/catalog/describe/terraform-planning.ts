import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { blocksOf, type HclFile, listOf } from './describe-terraform.ts';
import type { Note } from './described.ts';
import { lineOfBlock, linesWith } from './hcl-places.ts';

/** Data sources that run a program or ask somebody else while a plan is made. */
const reaching: Readonly<Record<string, string>> = {
  external: 'runs a program while planning',
  http: 'asks another host while planning',
  terraform_remote_state: 'reads the state of another configuration, with all its secrets, while planning',
};

/**
 * What of a module runs code, or takes code of others that is not fixed, when it is planned or applied: programs, hosts, remote state, provisioners, providers and modules without a fixed version.
 */
export function planningNotes(files: readonly HclFile[]): Note[] {
  return files.flatMap((file) => [...dataNotes(file), ...provisionerNotes(file), ...moduleNotes(file), ...providerNotes(file), ...stateNotes(file)]);
}

function dataNotes({ path, text, json }: HclFile): Note[] {
  const data = json['data'];
  return Object.entries(reaching).flatMap(([type, why]) =>
    isJsonObject(data) && isJsonObject(data[type])
      ? Object.keys(data[type]).map((name) => ({ at: `${path}:${lineOfBlock(text, 'data', [type, name])}`, message: `data "${type}" "${name}" ${why}` }))
      : [],
  );
}

function provisionerNotes({ path, text }: HclFile): Note[] {
  return linesWith(text, /^\s*provisioner\s+"?[\w-]+"?\s*\{/).map((line) => ({
    at: `${path}:${line}`,
    message: 'a provisioner runs commands when the resource is made',
  }));
}

function moduleNotes({ path, text, json }: HclFile): Note[] {
  return blocksOf(json, 'module').flatMap(([name, { source, version }]) => {
    const at = `${path}:${lineOfBlock(text, 'module', [name])}`;
    if (typeof source !== 'string') return [{ at, message: `module ${name} says no source` }];
    if (source.startsWith('./') || source.startsWith('../')) return [];
    // A registry's address has parts and slashes alone; all others name their version within the address.
    const registry = /^(?:[\w.-]+\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/.test(source);
    const fixed = registry ? typeof version === 'string' && isFixed(version) : /[?&]ref=/.test(source);
    return fixed ? [] : [{ at, message: `module ${name} comes from ${source} without a fixed version` }];
  });
}

function providerNotes({ path, text, json }: HclFile): Note[] {
  const required = listOf(json['terraform']).flatMap((block) => listOf(block['required_providers']));
  return required.flatMap((providers) =>
    Object.entries(providers).flatMap(([name, provider]) => {
      const version = versionOf(provider);
      if (version !== null && isBounded(version)) return [];
      const [line = 1] = linesWith(text, new RegExp(`^\\s*"?${name.replace(/[^\w-]/g, '.')}"?\\s*=`));
      return [
        {
          at: `${path}:${line}`,
          message: `provider ${name} may be of any version${version === null ? '' : ` that is ${version}`}: pin it where the module is used`,
        },
      ];
    }),
  );
}

function stateNotes({ path, text, json }: HclFile): Note[] {
  const kinds = listOf(json['terraform']).flatMap((block) => ['backend', 'cloud'].filter((kind) => kind in block));
  return kinds.map((kind) => ({
    at: `${path}:${linesWith(text, new RegExp(`^\\s*${kind}\\b`))[0] ?? 1}`,
    message: `it says where its state is kept (${kind}): a module that is used by others does not`,
  }));
}

function versionOf(provider: Json): string | null {
  if (typeof provider === 'string') return provider;
  const version = isJsonObject(provider) ? (provider as JsonObject)['version'] : undefined;
  return typeof version === 'string' ? version : null;
}

/** One version and no other. */
function isFixed(version: string): boolean {
  return /^\s*=?\s*v?\d+\.\d+\.\d+[\w.+-]*\s*$/.test(version);
}

/** No version that is not out yet may break it: an upper bound, or `~>`. */
function isBounded(version: string): boolean {
  return isFixed(version) || /~>|<=?/.test(version);
}
