import type { JsonObject } from '../../kernel/json.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Place } from '../../model/target.ts';

/**
 * Identifiers that follow from a name although the type's ARN template does not say so. `{…}` is a property, `{region}` and `{account}` the place.
 * Source: the form of QueueUrl in the SQS API reference, GetQueueUrl.
 */
const forms: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'https://sqs.{region}.{domain}/{account}/{QueueName}',
};

/**
 * The primary identifier a resource with these properties will have, where it follows from them; null where only the provider can tell
 * (a VPC id) or a value is not known yet. It tells where to look; it never proves that nothing is there.
 */
export function expectedIdentifier(type: ResourceType, properties: JsonObject, place: Place): string | null {
  const parts: string[] = [];
  for (const name of type.identifier) {
    const value = properties[name];
    if (typeof value === 'string' || typeof value === 'number') {
      parts.push(String(value));
      continue;
    }
    if (value !== undefined) return null;
    const form = forms[type.name] ?? (name.endsWith('Arn') && type.arn !== undefined ? type.arn.replaceAll('${', '{') : undefined);
    const filled = form === undefined ? null : fill(form, properties, place);
    if (filled === null) return null;
    parts.push(filled);
  }
  return parts.length === 0 ? null : parts.join('|');
}

function fill(form: string, properties: JsonObject, place: Place): string | null {
  let known = true;
  const text = form.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = fixed(name, place) ?? properties[name];
    if (typeof value === 'string' && value !== '') return value;
    known = false;
    return '';
  });
  return known ? text : null;
}

function fixed(name: string, place: Place): string | undefined {
  const china = place.region.startsWith('cn-');
  switch (name.toLowerCase()) {
    case 'region':
      return place.region;
    case 'account':
    case 'accountid':
      return place.account;
    case 'partition':
      return china ? 'aws-cn' : place.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    case 'domain':
      return china ? 'amazonaws.com.cn' : 'amazonaws.com';
    default:
      return undefined;
  }
}
