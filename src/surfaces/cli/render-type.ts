import type { HandlerName, Property, ResourceType, Shape } from '../../model/resource-type.ts';
import { inColumns } from './in-columns.ts';
import { labelled } from './session.ts';
import { type Text, t } from './text.ts';

const shapeColumns = 60;
const descriptionColumns = 300;
const handlerNames: readonly HandlerName[] = ['create', 'read', 'update', 'delete', 'list'];

/** What is known of a resource type: its identifier, its properties with the rules on them, its handlers, and where all that is from. */
export function renderType(type: ResourceType): Text[] {
  const marks = marksOf(type);
  const below = [...marks].filter(([pointer]) => pointer.indexOf('/', 1) !== -1 && !Object.hasOwn(type.attributes, pointer.slice(1)));
  return [
    t`${t`${type.name}`.styled('bold')}${type.stateful ? t`  ${t`holds data`.styled('yellow')}` : ''}`,
    ...(type.description === undefined ? [] : [t`${oneLine(type.description)}`.cut(descriptionColumns)]),
    t``,
    labelled('Identifier', t`${type.identifier.length === 0 ? 'none known' : type.identifier.join(' | ')}`),
    ...(type.arn === undefined ? [] : [labelled('ARN', t`${type.arn}`)]),
    labelled('Tags', t`${type.tags === undefined ? 'cannot be tagged' : `property ${type.tags.property}`}`),
    labelled('From', from(type)),
    ...block('Properties', rowsOf(type.properties, marks)),
    ...block('Attributes, set by the provider', rowsOf(type.attributes, marks)),
    ...block(
      'Rules on nested properties',
      below.map(([pointer, words]) => [t`${pointer.slice(1)}`, t`${words.join(', ')}`.styled('yellow')]),
    ),
    ...handlers(type),
  ];
}

function from({ name, source }: ResourceType): Text {
  return source === 'schema'
    ? t`schema, imported or described, over the base`
    : t`base   ${t`Handlers and permissions:`.styled('dim')} asbuilt types describe ${name} --target <target>`;
}

/** What is said of each pointer, in the words of the schemas. */
function marksOf(type: ResourceType): ReadonlyMap<string, readonly string[]> {
  const marks = new Map<string, string[]>();
  const lists = [
    ['create-only', type.createOnly],
    ['sometimes create-only', type.conditionalCreateOnly],
    ['write-only', type.writeOnly],
    ['read-only', type.readOnly],
  ] as const;
  for (const [word, pointers] of lists) {
    for (const pointer of pointers) {
      const words = marks.get(pointer);
      if (words === undefined) marks.set(pointer, [word]);
      else words.push(word);
    }
  }
  return marks;
}

/** The required ones first, then by name. */
function rowsOf(properties: Readonly<Record<string, Property>>, marks: ReadonlyMap<string, readonly string[]>): Text[][] {
  const rank = ([name, { required }]: readonly [string, Property]): string => `${required === true ? 0 : 1}${name}`;
  const sorted = Object.entries(properties).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return sorted.map(([name, { shape, required }]) => {
    const words = [...(required === true ? ['required'] : []), ...(marks.get(`/${name}`) ?? [])];
    return [t`${name}`, t`${shapeText(shape)}`.cut(shapeColumns).styled('dim'), t`${words.join(', ')}`.styled('yellow')];
  });
}

function handlers({ handlers: known }: ResourceType): Text[] {
  if (known === undefined) return [];
  const rows = handlerNames.map((name) => {
    const permissions = known[name]?.permissions;
    if (permissions === undefined) return [t`${name}`, t`none: the type has no such handler`];
    return [t`${name}`, t`${permissions.length === 0 ? 'lists no permission' : permissions.join(' ')}`];
  });
  return block('Handlers, with the permissions they need', rows);
}

function block(title: string, rows: readonly (readonly Text[])[]): Text[] {
  if (rows.length === 0) return [];
  return [t``, t`${title}`.styled('bold'), ...inColumns(rows).map((line) => t`  ${line}`)];
}

function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return shape.enum === undefined ? 'string' : shape.enum.join(' | ');
    case 'integer':
    case 'number':
      return shape.enum === undefined ? shape.kind : shape.enum.join(' | ');
    case 'boolean':
      return 'boolean';
    case 'json':
      return 'JSON document';
    case 'array':
      return `list of ${shapeText(shape.items)}`;
    case 'map':
      return `map of ${shapeText(shape.values)}`;
    case 'object':
      return shape.definition;
    case 'union':
      return [...new Set(shape.of.map(shapeText))].join(' or ');
    default:
      return shape satisfies never;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
