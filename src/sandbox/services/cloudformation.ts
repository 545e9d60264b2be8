import { compileType } from '../types/compiled-type.ts';
import { typeSchema } from '../types/type-schema.ts';
import type { QueryForm } from '../wire/query-form.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { XmlValue } from '../wire/xml.ts';
import type { CallContext } from './call-context.ts';

type Handler = (context: CallContext, form: QueryForm) => Answer<Readonly<Record<string, XmlValue>>>;

export const cloudFormationOperations: Readonly<Record<string, Handler>> = { DescribeType: describeType, ListTypes: listTypes };

function describeType(context: CallContext, form: QueryForm): ReturnType<Handler> {
  const arn = form.text('Arn');
  const name = form.text('TypeName') ?? arn?.slice(arn.lastIndexOf('/') + 1).replaceAll('-', '::');
  if (name === undefined) return refuse('ValidationError', 'Either TypeName and Type, or Arn must be specified.');
  if (form.text('TypeName') !== undefined && form.text('Type') !== 'RESOURCE')
    return refuse('CFNRegistryException', `The type '${name}' of kind ${form.text('Type') ?? 'null'} cannot be found.`);
  const found = context.registry.type(name);
  if (!found.ok) return { ok: false, refusal: { code: 'TypeNotFoundException', message: `The type '${name}' cannot be found.`, status: 404 } };
  const type = compileType(found.value);
  return answer({
    Arn: typeArn(context, name),
    Type: 'RESOURCE',
    TypeName: name,
    IsDefaultVersion: true,
    Description: found.value.description?.slice(0, 1024) ?? `Resource Type definition for ${name}`,
    Schema: JSON.stringify(typeSchema(type)),
    ProvisioningType: type.identifier.length === 0 ? 'NON_PROVISIONABLE' : type.canUpdate ? 'FULLY_MUTABLE' : 'IMMUTABLE',
    DeprecatedStatus: 'LIVE',
    Visibility: 'PUBLIC',
  });
}

function listTypes(context: CallContext, form: QueryForm): ReturnType<Handler> {
  const size = Number(form.text('MaxResults') ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    return refuse('ValidationError', `1 validation error detected: Value '${form.text('MaxResults')}' at 'maxResults' failed to satisfy constraint`);
  const token = form.text('NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString('utf8');
  const prefix = form.text('Filters.TypeNamePrefix') ?? '';
  // AWS's own types are public; an account's private list starts empty.
  const types = form.text('Visibility') === 'PUBLIC' && (form.text('Type') ?? 'RESOURCE') === 'RESOURCE' ? context.registry.names() : [];
  const rest = types.filter((name) => name.startsWith(prefix) && name > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return answer({
    TypeSummaries: {
      element: 'member',
      values: page.map((name) => ({ Type: 'RESOURCE', TypeName: name, TypeArn: typeArn(context, name), PublisherName: 'AWS' })),
    },
    NextToken: rest.length > page.length && last !== undefined ? Buffer.from(last).toString('base64') : undefined,
  });
}

function typeArn(context: CallContext, name: string): string {
  return `arn:aws:cloudformation:${context.caller.region}::type/resource/${name.replaceAll('::', '-')}`;
}
