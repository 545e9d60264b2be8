import { existsSync, statSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { describeTemplate, foreignKind } from '../catalog/cloudformation/describe-template.ts';
import type { ImportedArtifact } from '../engine/host.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { versionNumber } from '../model/catalog.ts';
import { loadRegistry } from '../registry/registry.ts';
import { type DescribedSource, describeSource } from './describe-source.ts';
import { homeLayout } from './home-layout.ts';
import type { Settings } from './settings.ts';

/** As much as CloudFormation takes, in bytes (user guide, CloudFormation quotas). */
const largest = 1024 * 1024;
/** Of a description, in characters. */
const longestDescription = 1000;
const artifactFile = 'asbuilt.yaml';

/**
 * Describes a source as an artifact, in a file beside it: a CloudFormation template, a Python script, or the folder of a Terraform module or Helm chart. The source is not changed or run, and no artifact that is
 * there is overwritten. SOURCE_UNUSABLE, ARTIFACT_INVALID, TEMPLATE_INVALID, TEMPLATE_UNSUPPORTED, TYPE_UNKNOWN, ENGINE_MISSING or INPUT_INVALID otherwise.
 */
export async function importArtifact({ home, cwd, user }: Pick<Settings, 'home' | 'cwd' | 'user'>, path: string): Promise<Result<ImportedArtifact>> {
  const from = resolve(cwd, path);
  const folder = isFolder(from);
  const described = folder || from.endsWith('.py') ? await describeSource(from, path) : await describeTemplateAt(from, path, home);
  if (!described.ok) return described;
  const { what, engine, inputs, outputs, notes, says = {} } = described.value;
  const to = join(folder ? from : dirname(from), artifactFile);
  if (existsSync(to))
    return fail(problem('INPUT_INVALID', `${relative(cwd, to)} is there already`, 'move it, or put the source into a folder of its own', { at: artifactFile }));
  const name = nameOf(says.name ?? basename(basename(from) === 'main.py' ? dirname(from) : from));
  const version = says.version !== undefined && versionNumber.safeParse(says.version).success ? says.version : null;
  const metadata = { name, version: version ?? '0.1.0', owner: user, description: (says.description ?? what).slice(0, longestDescription) };
  const document = { apiVersion: 'asbuilt.dev/v1', kind: 'Artifact', metadata, engine, inputs, outputs };
  try {
    await writeFile(to, stringify(document, { lineWidth: 120, aliasDuplicateObjects: false }), { flag: 'wx' });
  } catch (error) {
    return fail(unusable(path, `${artifactFile} cannot be written beside it`, error));
  }
  const made = version === null ? 'the version is a first one, and the owner is' : 'the owner is';
  const first = { at: artifactFile, message: `metadata: ${made} who imported it (${user}); the source says ${version === null ? 'neither' : 'none'}` };
  const later =
    engine['type'] !== 'terraform' && engine['type'] !== 'helm'
      ? []
      : [{ at: artifactFile, message: `engine: ${String(engine['type'])} cannot be published or run by this version` }];
  return ok({ artifact: { name, version: metadata.version, engine, inputs, outputs }, path: relative(cwd, to), notes: [first, ...later, ...notes] });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function describeTemplateAt(from: string, path: string, home: string): Promise<Result<DescribedSource>> {
  const text = await readText(from, path);
  if (!text.ok) return text;
  const file = basename(from);
  const foreign = foreignKind(text.value, file);
  if (foreign !== null) return fail(foreign);
  const registry = loadRegistry({ overlay: homeLayout(home).schemas });
  const described = describeTemplate(text.value, file, registry);
  registry.close();
  if (!described.ok) return described;
  const { description, inputs, outputs, notes } = described.value;
  const unnamed = description === undefined ? [{ at: file, message: 'metadata: the template has no Description' }] : [];
  return ok({
    what: description ?? `The CloudFormation template ${file}`,
    engine: { type: 'aws', template: `./${file}` },
    inputs,
    outputs,
    notes: [...unnamed, ...notes],
  });
}

async function readText(from: string, path: string): Promise<Result<string>> {
  try {
    const { size } = await stat(from);
    if (size > largest) return fail(problem('SOURCE_UNUSABLE', `${path} is larger than ${largest} bytes`, 'split it into nested stacks', { at: path }));
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(from)));
  } catch (error) {
    return fail(unusable(path, `${path} cannot be read`, error));
  }
}

function unusable(path: string, message: string, error: unknown): Diagnostic {
  return problem('SOURCE_UNUSABLE', message, 'name a readable template in a folder that can be written', { at: path, cause: (error as Error).message });
}

/** `VPC-Public.template.yaml` is `vpc_public`. */
function nameOf(file: string): string {
  const stem = file.replace(/\.(template|cfn|yaml|yml|json|py)\b/gi, '').toLowerCase();
  const name = stem
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return /^[a-z]/.test(name) ? name : `artifact_${name}`.replace(/_$/, '');
}
