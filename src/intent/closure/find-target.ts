import { attributeOf } from '../../catalog/shape-at.ts';
import type { Result } from '../../kernel/result.ts';
import type { Property, ResourceType } from '../../model/resource-type.ts';

export interface TypesByName {
  type(name: string): Result<ResourceType>;
  /** Every known type name. */
  names(): readonly string[];
}

/** What a property may hold: an attribute of a type. */
export interface Target {
  readonly type: string;
  readonly attribute: string;
}

/**
 * What a property refers to: as the registry documents it, else as its name says, within the service of its type. `FarmId` of a fleet is the FarmId of
 * AWS::Deadline::Farm. In the order of likelihood; empty for what is no reference.
 */
export function targetsOf(holder: ResourceType, name: string, property: Property, types: TypesByName): readonly Target[] {
  const documented = (property.refs ?? []).flatMap((ref) => {
    const type = typeOf(ref.type, types);
    const attribute = type === null ? null : attributeFor(type, ref.property.replaceAll('/', '.'));
    return attribute === null ? [] : [{ type: ref.type, attribute }];
  });
  if (documented.length > 0) return documented;
  return namedTarget(holder, name, types);
}

/** A type of the holder's own service that is called just as a property of which the registry knows no reference: `Bucket` of S3 on Outposts is not one of S3. */
export function kindTarget(holder: ResourceType, name: string, { refs }: Property, types: TypesByName): readonly Target[] {
  const ending = suffix.exec(name)?.[1] ?? '';
  const [provider, service = '', kind = ''] = holder.name.split('::');
  const stem = name.slice(0, name.length - ending.length);
  // Where a family knows more of a type, as of a private subnet, it has the say.
  if (refs !== undefined || service === 'EC2' || stem === kind || !kindsOf(service, types).includes(stem)) return [];
  const type = typeOf(`${provider}::${service}::${stem}`, types);
  const attribute = type === null ? null : attributeFor(type, ending === '' ? 'Ref' : `${stem}${ending.replace(/s$/, '')}`, ending);
  return type === null || attribute === null ? [] : [{ type: type.name, attribute }];
}

const suffix = /(Arns|ARNs|Arn|ARN|Ids|IDs|Id|ID|Identifiers|Identifier|Names|Name)$/;

function namedTarget(holder: ResourceType, name: string, types: TypesByName): readonly Target[] {
  const ending = suffix.exec(name)?.[1];
  const stem = ending === undefined ? name : name.slice(0, -ending.length);
  const [provider, service = '', kind = ''] = holder.name.split('::');
  if (stem === '' || stem === kind) return [];
  const kinds = kindsOf(service, types);
  const wanted = stem.toLowerCase();
  const exact = kinds.filter((one) => one.toLowerCase() === wanted);
  // `AppInstanceUserArn` ends in the name of a type; `ResourceArn` of every service does not name its resource.
  const ends = exact.length > 0 || ending === undefined ? [] : kinds.filter((one) => one.length > 3 && wanted.endsWith(one.toLowerCase()));
  return [...exact, ...ends.sort((a, b) => b.length - a.length)].flatMap((one) => {
    const target = `${provider}::${service}::${one}`;
    const type = target === holder.name ? null : typeOf(target, types);
    const attribute = type === null ? null : attributeFor(type, ending === undefined ? 'Ref' : `${one}${ending.replace(/s$/, '')}`, ending);
    return attribute === null ? [] : [{ type: target, attribute }];
  });
}

/** The attribute of the type that is meant by a name that it may not have. */
function attributeFor(type: ResourceType, wanted: string, ending: string = suffix.exec(wanted)?.[1] ?? ''): string | null {
  const plain = ending.replace(/s$/, '');
  const identifier = type.identifier.length === 1 ? type.identifier[0]?.replaceAll('/', '.') : undefined;
  const named: Readonly<Record<string, readonly string[]>> = {
    Arn: [`${kindOf(type)}Arn`, 'Arn', 'ARN', ...Object.keys(type.attributes).filter((name) => /^[A-Za-z]*(Arn|ARN)$/.test(name))],
    Id: [`${kindOf(type)}Id`, 'Id', 'ID'],
    Identifier: [`${kindOf(type)}Identifier`, `${kindOf(type)}Id`, 'Id', 'Identifier'],
    Name: [`${kindOf(type)}Name`, 'Name'],
  };
  const list = [wanted, ...(named[plain.charAt(0).toUpperCase() + plain.slice(1).toLowerCase()] ?? []), ...(identifier === undefined ? [] : [identifier])];
  const found = list.find((name) => {
    const kind = attributeOf(type, name)?.shape.kind;
    return kind === 'string' || kind === 'integer' || kind === 'json';
  });
  return found ?? null;
}

function kindOf(type: ResourceType): string {
  return type.name.split('::').at(-1) ?? '';
}

function typeOf(name: string, types: TypesByName): ResourceType | null {
  const type = types.type(name);
  return type.ok ? type.value : null;
}

/** The kinds of each service, as long as the list of names is the same. */
const services = new WeakMap<readonly string[], Map<string, readonly string[]>>();

function kindsOf(service: string, types: TypesByName): readonly string[] {
  const names = types.names();
  let known = services.get(names);
  if (known === undefined) {
    const kinds = new Map<string, string[]>();
    for (const name of names) {
      const [, of = '', kind = ''] = name.split('::');
      kinds.set(of, [...(kinds.get(of) ?? []), kind]);
    }
    services.set(names, kinds);
    known = kinds;
  }
  return known.get(service) ?? [];
}
