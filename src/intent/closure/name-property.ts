import type { Property, ResourceType } from '../../model/resource-type.ts';

/**
 * Where the name of a resource of the type stands, as a JSON pointer; null for a type that has none. It is a text that may be given and names the thing itself:
 * `BucketName`, `DBInstanceIdentifier` of a DBInstance, `ClusterName` of a CacheCluster, `BackupPlan/BackupPlanName`, before what it is only shown as.
 */
export function namePropertyOf(type: ResourceType): string | null {
  const known = cache.get(type);
  if (known !== undefined) return known;
  const found = nameIn(type, type.properties, '') ?? nestedName(type);
  cache.set(type, found);
  return found;
}

const cache = new WeakMap<ResourceType, string | null>();

function nestedName(type: ResourceType): string | null {
  for (const [name, property] of Object.entries(type.properties)) {
    if (property.required !== true || property.shape.kind !== 'object') continue;
    const found = nameIn(type, type.definitions[property.shape.definition] ?? {}, `/${name}`);
    if (found !== null) return found;
  }
  return null;
}

function nameIn(type: ResourceType, members: Readonly<Record<string, Property>>, above: string): string | null {
  const kind = type.name.split('::').at(-1) ?? '';
  const isName = (name: string): boolean => {
    const property = Object.hasOwn(members, name) ? members[name] : undefined;
    if (property?.shape.kind !== 'string' || type.readOnly.includes(`${above}/${name}`)) return false;
    return property.refs === undefined || type.identifier.includes(name);
  };
  const own = [
    `${kind}Name`,
    'Name',
    ...suffixesOf(kind).map((word) => `${word}Name`),
    `${kind}Identifier`,
    ...suffixesOf(kind).map((word) => `${word}Identifier`),
  ];
  const found = own.find(isName) ?? (type.identifier.includes(`${kind}Id`) && isName(`${kind}Id`) ? `${kind}Id` : undefined);
  const shown = found ?? ['DisplayName', 'Title', 'Label'].find(isName);
  return shown === undefined ? null : `${above}/${shown}`;
}

/** Whether a member of a type is what tells the thing itself, beside its name: `UserId` of a User, `KeyName` of a KeyPair, `RelationalDatabaseName` of a Database. */
export function isOwnIdentifier({ name, identifier }: ResourceType, path: readonly (string | number)[]): boolean {
  const [member, ...deeper] = path;
  const stem = /^(.*?)(?:Name|Id|Identifier)$/.exec(String(member))?.[1];
  if (stem === undefined || deeper.length > 0 || identifier.length !== 1 || identifier[0] !== member) return false;
  const kind = name.split('::').at(-1) ?? '';
  const [first = ''] = kind.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/g) ?? [];
  return stem === '' || stem === first || stem.endsWith(kind) || suffixesOf(kind).some((word) => stem.endsWith(word));
}

/** `CacheCluster` → `Cluster`; the words that a kind ends in, the longest first. */
function suffixesOf(kind: string): string[] {
  const words = kind.match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/g) ?? [];
  return words.slice(1).map((_, index) => words.slice(index + 1).join(''));
}
