import type { ResourceType } from '../../model/resource-type.ts';

/**
 * By which primary identifiers a resource of the type may be read that has this ARN, the likeliest first: the ARN itself, what the type's ARN template says,
 * or its last part. Candidates only: a read says whether one is right.
 */
export function identifiersOfArn(type: ResourceType, arn: string): readonly string[] {
  const found: string[] = [];
  if (type.identifier.length === 1 && /arn$/i.test(type.identifier[0] ?? '')) found.push(arn);
  const variables = variablesOf(type.arn, arn);
  const parts = type.identifier.map((name) => (/arn$/i.test(name) ? arn : variables.get(name)));
  if (parts.length > 0 && parts.every((part) => part !== undefined)) found.push(parts.join('|'));
  const last = /[^:/]+$/.exec(arn)?.[0];
  if (type.identifier.length === 1 && last !== undefined) found.push(last);
  // Paths such as those of SSM parameters are a part of the name.
  const path = /^(?:[^:]*:){5}[^:/]+(\/.+)$/.exec(arn)?.[1];
  if (type.identifier.length === 1 && path !== undefined) found.push(path);
  return [...new Set(found)];
}

/** What stands in an ARN in the place of each variable of the template. */
function variablesOf(template: string | undefined, arn: string): ReadonlyMap<string, string> {
  if (template === undefined) return new Map();
  const names: string[] = [];
  const pattern = template.split(/\$\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(part);
    return '(.+?)';
  });
  const match = new RegExp(`^${pattern.join('')}$`).exec(arn);
  return new Map(match === null ? [] : names.map((name, index) => [name, match[index + 1] ?? '']));
}
