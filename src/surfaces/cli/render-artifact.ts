import type { ImportedArtifact } from '../../engine/host.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { type Text, t } from './text.ts';

/** What was found in a source, and what was not. */
export function renderArtifact({ artifact, path, notes }: ImportedArtifact): Text[] {
  return [
    t`${artifact.name}@${artifact.version}  ${path}`,
    ...members('inputs', artifact.inputs),
    ...members('outputs', artifact.outputs),
    ...(notes.length === 0 ? [] : [t``, t`${'to be known'.padEnd(8)}`, ...notes.map(({ at, message }) => t`  ${t`${at}`.styled('dim')}  ${message}`)]),
  ];
}

function members(title: string, schema: JsonObject): Text[] {
  const properties = schema['properties'];
  const others = schema['additionalProperties'] === true ? [t`  others  anything`] : [];
  if (!isJsonObject(properties) || Object.keys(properties).length === 0) return others.length === 0 ? [t``, t`${title}: none`] : [t``, t`${title}`, ...others];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return [
    t``,
    t`${title}`,
    ...Object.entries(properties).map(([name, member]) => t`  ${name}  ${formOf(member)}${required.includes(name) ? ', needed' : ''}`),
    ...others,
  ];
}

function formOf(member: Json): string {
  if (!isJsonObject(member)) return '';
  const aws = member['x-aws-type'];
  const normal = member['default'] === undefined ? '' : `, ${JSON.stringify(member['default'])} by default`;
  return `${String(aws ?? member['type'] ?? 'anything')}${normal}`;
}
