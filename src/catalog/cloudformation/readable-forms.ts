import { isLater, isList, type Value } from './value.ts';

type Properties = { readonly [name: string]: Value };

/**
 * Types that a template may use and that no provider reads back: what was made could never be looked at again. AWS has newer types for the same thing that can be read, one
 * for each that the older one lists. Source: the handlers in the published schemas of both, and their descriptions in the template reference.
 */
const forms: Readonly<Record<string, readonly { readonly list: string; readonly type: string; readonly member: string }[]>> = {
  'AWS::SQS::QueuePolicy': [{ list: 'Queues', type: 'AWS::SQS::QueueInlinePolicy', member: 'Queue' }],
  'AWS::SNS::TopicPolicy': [{ list: 'Topics', type: 'AWS::SNS::TopicInlinePolicy', member: 'TopicArn' }],
  'AWS::IAM::Policy': [
    { list: 'Roles', type: 'AWS::IAM::RolePolicy', member: 'RoleName' },
    { list: 'Users', type: 'AWS::IAM::UserPolicy', member: 'UserName' },
    { list: 'Groups', type: 'AWS::IAM::GroupPolicy', member: 'GroupName' },
  ],
};

export function hasReadableForm(type: string): boolean {
  return Object.hasOwn(forms, type);
}

/** The types that a resource of a template can be made as: its own, but for one that cannot be read. */
export function madeAs(type: string): readonly string[] {
  return forms[type]?.map((form) => form.type) ?? [type];
}

/** One resource for each that the properties list; null for a type that stays what it is, and for lists that exist only after a step. */
export function readableForms(type: string, properties: Properties): readonly { readonly type: string; readonly properties: Properties }[] | null {
  const known = forms[type];
  if (known === undefined || known.some(({ list }) => properties[list] !== undefined && isLater(properties[list]))) return null;
  const lists = new Set(known.map(({ list }) => list));
  const rest = Object.fromEntries(Object.entries(properties).filter(([name]) => !lists.has(name)));
  return known.flatMap((form) => {
    const items = properties[form.list];
    return items !== undefined && isList(items) ? items.map((item) => ({ type: form.type, properties: { ...rest, [form.member]: item } })) : [];
  });
}
