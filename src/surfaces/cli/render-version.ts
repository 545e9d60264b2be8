import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { ResponseOf } from '../../model/operations.ts';
import { inColumns } from './in-columns.ts';
import { labelled } from './session.ts';
import { type Text, t } from './text.ts';

type Version = ResponseOf<'catalogVersion'>;

/** A version of the catalog as a person reads it: what it takes, what it gives, what it consists of, what it may do, and who uses it. */
export function renderVersion(version: Version): Text[] {
  const { kind, name, status, why, owner, digest, visibleTo, description, facts, document, lock, deployments } = version;
  const head = t`${t`${name}@${version.version}`.styled('bold')}  ${kind}  ${status === 'published' ? t`published`.styled('green') : t`${status}`.styled('yellow')}`;
  return [
    head,
    t`${description}`,
    t``,
    labelled('owner', t`${owner}`),
    labelled('visible to', t`${visibleTo === 'agents' ? 'people and AI agents' : 'people'}`),
    labelled('digest', t`${digest}`),
    ...(why === null ? [] : [labelled('why', t`${why}`)]),
    ...(facts.controls.length === 0 ? [] : [labelled('controls', t`${facts.controls.join(', ')}`)]),
    ...section('Inputs', schemaRows(facts.inputs)),
    ...section('Outputs', schemaRows({ ...facts.outputs, required: [] })),
    ...section('Consists of', document.kind === 'Artifact' ? artifactRows(document, facts) : blueprintRows(document, lock)),
    ...(document.kind === 'Blueprint' ? section('Boundary', boundaryRows(document.boundary)) : []),
    ...section('Permissions', permissionRows(facts)),
    ...section(
      'Deployments',
      deployments.map((deployment) => [t`${deployment}`]),
    ),
  ];
}

function section(title: string, rows: readonly (readonly Text[])[]): Text[] {
  return rows.length === 0 ? [] : [t``, t`${title}`.styled('bold'), ...inColumns(rows).map((row) => t`  ${row}`)];
}

function schemaRows(schema: JsonObject): Text[][] {
  const { properties, required } = schema as Readonly<Record<string, unknown>>;
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).map(([name, member]) => {
    const { type, enum: values, default: usual, description } = (isJsonObject(member) ? member : {}) as Readonly<Record<string, unknown>>;
    const kind = Array.isArray(values)
      ? values.map((value) => JSON.stringify(value)).join(' | ')
      : Array.isArray(type)
        ? type.join(' | ')
        : String(type ?? 'anything');
    const given = usual !== undefined ? `default ${JSON.stringify(usual)}` : Array.isArray(required) && required.includes(name) ? 'required' : '';
    return [t`${name}`.styled('bold'), t`${kind}`, t`${given}`, t`${typeof description === 'string' ? description : ''}`];
  });
}

function artifactRows({ engine, resources }: Extract<Version['document'], { kind: 'Artifact' }>, { template, calls = [] }: Version['facts']): Text[][] {
  if (engine.type !== 'aws') {
    const says = [
      ...(engine.repeatable ? ['may be repeated'] : []),
      ...(engine.undo ? ['can be taken back'] : []),
      ...(engine.type === 'python' && engine.hosts !== undefined ? [`calls ${engine.hosts.join(', ')}`] : []),
      ...(engine.type === 'python' && engine.foresees === true ? ['says beforehand what it changes'] : []),
    ];
    return [[t`${engine.type}`, t`source ${engine.source.slice(0, 12)}`, t`${says.join(', ')}`], ...calls.map((call) => [t``, t`aws ${call}`, t``])];
  }
  if (template !== undefined) return template.map(({ id, type, conditional }) => [t`${id}`, t`${type}`, t`${conditional ? 'under a condition' : ''}`]);
  return Object.entries(resources ?? {}).map(([name, { type, when }]) => [t`${name}`, t`${type}`, t`${when === undefined ? '' : `when ${when}`}`]);
}

function blueprintRows({ nodes }: Extract<Version['document'], { kind: 'Blueprint' }>, lock: Version['lock']): Text[][] {
  return Object.entries(nodes).map(([name, node]) => {
    if ('gate' in node) return [t`${name}`, t`gate`, t`${node.gate.kind === 'person' ? node.gate.ask : `until ${node.gate.value}`}`];
    const used = lock[node.use];
    const more = [node.forEach === undefined ? '' : 'repeated', node.when === undefined ? '' : `when ${node.when}`].filter((part) => part !== '');
    return [t`${name}`, t`${used === undefined ? node.use : `${used.name}@${used.version}`}`, t`${more.join(', ')}`];
  });
}

function boundaryRows(boundary: Extract<Version['document'], { kind: 'Blueprint' }>['boundary']): Text[][] {
  return Object.entries(boundary).map(([name, allowed]) => [t`${name}`, t`${Array.isArray(allowed) ? allowed.join(', ') : String(allowed)}`]);
}

function permissionRows({ permissions, permissionsUnknown }: Version['facts']): Text[][] {
  const unknown = permissionsUnknown.map((type) => [t`not known of ${type}: no schema of it says them (asbuilt types describe ${type})`]);
  return [...permissions.map((action) => [t`${action}`]), ...unknown];
}
