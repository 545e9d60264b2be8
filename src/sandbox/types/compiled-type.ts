import type { ResourceType } from '../../model/resource-type.ts';
import { arnForms } from '../tables/arn-forms.ts';
import { globalServices, globalTypes } from '../tables/global-services.ts';
import { listParents } from '../tables/list-parents.ts';
import { withoutList, withoutRead, withoutUpdate } from '../tables/missing-handlers.ts';
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
  readonly canRead: boolean;
  readonly canUpdate: boolean;
  readonly canList: boolean;
  /** Properties that a list must be given. */
  readonly listParents: readonly string[];
  readonly arn: Template;
  /** The form of the ARN is known, not the one that is assumed of a type that states none. */
  readonly arnStated: boolean;
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
    writeOnly: pathsOf(type.writeOnly),
    canRead: handlers === undefined ? !withoutRead.has(type.name) : handlers.read !== undefined,
    canUpdate: handlers === undefined ? !withoutUpdate.has(type.name) : handlers.update !== undefined,
    canList: handlers === undefined ? !withoutList.has(type.name) : handlers.list !== undefined,
    listParents: handlers?.list?.listRequires ?? listParents[type.name] ?? [],
    arn: arnTemplate(type, service, kind),
    arnStated: type.arn !== undefined || arnForms[type.name] !== undefined,
  };
}

/** Ours, else the registry's in our notation, else the form that most services follow. */
function arnTemplate(type: ResourceType, service: string, kind: string): Template {
  const ours = arnForms[type.name];
  if (ours !== undefined) return ours;
  if (type.arn === undefined) return `arn:{partition}:${service.toLowerCase()}:{region}:{account}:${kebab(kind)}/{resource}`;
  return type.arn.replace(/\$\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    switch (name) {
      case 'Partition':
      case 'Region':
      case 'Account':
        return `{${name.toLowerCase()}}`;
      case 'AccountId':
        return '{account}';
      default:
        return `{${name}|resource}`;
    }
  });
}

function kebab(kind: string): string {
  return kind.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Where a type's resources are found: everywhere in the account, or in one region of it. */
export function scopeOf(type: CompiledType, account: string, region: string): string {
  return `${account}/${type.global ? 'global' : region}`;
}
