import type { ResourceType } from '../../model/resource-type.ts';
import { arnForms, arnServices } from '../tables/arn-forms.ts';
import { hiddenDefaults } from '../tables/defaults.ts';
import { globalServices, globalTypes } from '../tables/global-services.ts';
import { listParents } from '../tables/list-parents.ts';
import { withoutList, withoutUpdate } from '../tables/missing-handlers.ts';
import { neverReturned } from '../tables/never-returned.ts';
import { type PointerPath, pathsOf } from './pointer-paths.ts';
import type { Template } from './template.ts';

/** A type with what the sandbox derives from it once. */
export interface CompiledType {
  readonly type: ResourceType;
  /** `S3` of `AWS::S3::Bucket`. */
  readonly service: string;
  /** `Bucket` of `AWS::S3::Bucket`. */
  readonly kind: string;
  /** Seen from every region. */
  readonly global: boolean;
  readonly identifier: readonly PointerPath[];
  /** The caller chooses every part of the identifier. */
  readonly identifierChosen: boolean;
  readonly createOnly: readonly PointerPath[];
  readonly readOnly: readonly PointerPath[];
  readonly writeOnly: readonly PointerPath[];
  /** Where a documented default is not set: what no read returns, and the table says otherwise. */
  readonly undocumented: ReadonlySet<string>;
  /** Top-level names that only the provider sets, or under which it sets something. */
  readonly roots: readonly string[];
  readonly canRead: boolean;
  readonly canUpdate: boolean;
  readonly canList: boolean;
  /** Properties that a list must be given. */
  readonly listParents: readonly string[];
  readonly arn: Template;
  /** No two resources have the same ARN: its form is known, not assumed of a type that states none, and made of what the type has. */
  readonly arnIdentifies: boolean;
}

const compiled = new WeakMap<ResourceType, CompiledType>();

export function compileType(type: ResourceType): CompiledType {
  const known = compiled.get(type) ?? compile(type);
  compiled.set(type, known);
  return known;
}

function compile(type: ResourceType): CompiledType {
  const [, service = '', kind = ''] = type.name.split('::');
  const handlers = type.handlers;
  const writeOnly = type.handlers === undefined ? [...type.writeOnly, ...(neverReturned[type.name]?.split(' ') ?? [])] : type.writeOnly;
  const attributes = new Set(Object.keys(type.attributes));
  return {
    type,
    service,
    kind,
    global: globalServices.has(service) || globalTypes.has(type.name),
    identifier: pathsOf(type.identifier),
    identifierChosen: type.identifier.length > 0 && type.identifier.every((part) => !attributes.has(part)),
    createOnly: pathsOf(type.createOnly),
    readOnly: pathsOf(type.readOnly),
    writeOnly: pathsOf(writeOnly),
    undocumented: new Set([...writeOnly, ...type.readOnly, ...(hiddenDefaults[type.name] ?? [])]),
    roots: [...new Set(Object.keys(type.attributes).map((name) => name.split('/')[0] ?? ''))],
    canRead: handlers === undefined ? type.unreadable !== true : handlers.read !== undefined,
    canUpdate: handlers === undefined ? !withoutUpdate.has(type.name) : handlers.update !== undefined,
    canList: handlers === undefined ? !withoutList.has(type.name) : handlers.list !== undefined,
    listParents: handlers?.list?.listRequires ?? listParents[type.name] ?? [],
    arn: arnTemplate(type, service, kind),
    arnIdentifies: arnForms[type.name] !== undefined || (type.arn !== undefined && madeOfItsOwn(type, type.arn)),
  };
}

function madeOfItsOwn(type: ResourceType, arn: string): boolean {
  const holes = [...arn.matchAll(/\$\{([A-Za-z0-9]+)\}/g)].map(([, name = '']) => name).filter((name) => !/^(Partition|Region|Account|AccountId)$/.test(name));
  return holes.length > 0 && holes.every((name) => type.properties[name] !== undefined || type.attributes[name] !== undefined);
}

/** Ours, else the registry's in our notation, else the form that most services follow. */
function arnTemplate(type: ResourceType, service: string, kind: string): Template {
  const ours = arnForms[type.name];
  if (ours !== undefined) return ours;
  if (type.arn === undefined) return assumedArn({ service, kind });
  return type.arn.replace(/\$\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    switch (name) {
      case 'Partition':
      case 'Region':
      case 'Account':
        return `{${name.toLowerCase()}}`;
      case 'AccountId':
        return '{account}';
      default:
        return /(Id|ID|Identifier)$/.test(name) ? `{${name}|ownId|resource}` : `{${name}|resource}`;
    }
  });
}

/** Whether a top-level property names the resource itself: `RegistryName` of a registry, whatever else has such a name. */
export function isOwnName(type: CompiledType, property: string): boolean {
  const { kind } = type;
  if (property === `${kind}Name` || (kind.endsWith('Group') && property === 'GroupName')) return true;
  return ['Name', `${kind}Id`, `${kind}Identifier`, kind].includes(property) && type.type.identifier.includes(property);
}

/** The form that most services follow. */
export function assumedArn({ service, kind }: Pick<CompiledType, 'service' | 'kind'>): Template {
  return `arn:{partition}:${arnServices[service] ?? service.toLowerCase()}:{region}:{account}:${kebab(kind)}/{resource}`;
}

function kebab(kind: string): string {
  return kind.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Where a type's resources are found: everywhere in the account, or in one region of it. */
export function scopeOf(type: CompiledType, account: string, region: string): string {
  return `${account}/${type.global ? 'global' : region}`;
}
