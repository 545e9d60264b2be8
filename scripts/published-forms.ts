import { segmentsOf } from '../src/kernel/pointer.ts';
import type { Property, ResourceType, Shape } from '../src/model/resource-type.ts';

/** Limits of a value: pattern and lengths of a text, bounds of a number, the least items of a list. */
export type Form = Readonly<Record<string, string | number>>;

/** What published schemas say of the form of what is required. */
export interface PublishedForms {
  /** By JSON pointer, `*` for items. */
  readonly forms?: Readonly<Record<string, Form>>;
  readonly alternatives?: NonNullable<ResourceType['alternatives']>;
  readonly parents?: readonly string[];
  readonly unlistable?: true;
  readonly unreadable?: true;
}

type Properties = Record<string, Property>;

/** Lays published forms over the shapes of properties and identifiers, where the kinds agree. */
export function withForms(
  type: { readonly properties: Properties; readonly attributes: Properties; readonly definitions: Record<string, Properties> },
  forms: NonNullable<PublishedForms['forms']>,
): void {
  for (const [pointer, form] of Object.entries(forms)) {
    const path = segmentsOf(pointer);
    lay(type.attributes[path[0] ?? ''] === undefined ? type.properties : type.attributes, path, form, type.definitions);
  }
}

function lay(members: Properties, [name = '', ...rest]: readonly string[], form: Form, definitions: Record<string, Properties>): void {
  const property = members[name];
  if (property !== undefined) members[name] = { ...property, shape: formed(property.shape, rest, form, definitions) };
}

function formed(shape: Shape, path: readonly string[], form: Form, definitions: Record<string, Properties>): Shape {
  if (path.length === 0) return fitsKind(shape, form) ? { ...shape, ...form } : shape;
  if (shape.kind === 'array' && path[0] === '*') return { ...shape, items: formed(shape.items, path.slice(1), form, definitions) };
  if (shape.kind === 'object') lay(definitions[shape.definition] ?? {}, path, form, definitions);
  return shape;
}

function fitsKind({ kind }: Shape, form: Form): boolean {
  const limits = kind === 'string' ? ['pattern', 'minLength', 'maxLength'] : kind === 'array' ? ['minItems', 'maxItems'] : ['minimum', 'maximum'];
  return Object.keys(form).every((name) => limits.includes(name)) && ['string', 'array', 'integer', 'number'].includes(kind);
}

/** Properties without which a type cannot be listed although they need not be given. */
export function parentsOf(type: ResourceType): readonly string[] {
  return (type.handlers?.list?.listRequires ?? []).filter((name) => type.properties[name] !== undefined && type.properties[name].required !== true);
}

/** The forms of whatever a type requires, of its own name, and of its identifier. */
export function requiredForms(type: ResourceType, alsoAt: readonly string[]): Record<string, Form> {
  const forms: Record<string, Form> = {};
  const members = (known: Readonly<Record<string, Property>>, at: string, within: readonly string[]): void => {
    for (const [name, property] of Object.entries(known)) {
      const pointer = `${at}/${name}`;
      if ((property.required === true && !type.readOnly.includes(pointer)) || alsoAt.includes(pointer)) visit(property.shape, pointer, within);
    }
  };
  const visit = (shape: Shape, at: string, within: readonly string[]): void => {
    const form = formOf(shape);
    if (form !== null) forms[at] = form;
    if (shape.kind === 'array') visit(shape.items, `${at}/*`, within);
    else if (shape.kind === 'object' && !within.includes(shape.definition))
      members(type.definitions[shape.definition] ?? {}, at, [...within, shape.definition]);
  };
  members(type.properties, '', []);
  // What an identifier looks like is needed where it is referred to.
  for (const [name, { shape }] of Object.entries(type.attributes)) if (type.identifier.includes(name)) visit(shape, `/${name}`, []);
  return forms;
}

/** Longer patterns are lists of values in disguise. */
const longestPattern = 300;

function formOf(shape: Shape): Form | null {
  const { kind, ...rest } = shape;
  const limits = { string: ['pattern', 'minLength', 'maxLength'], array: ['minItems'], integer: ['minimum', 'maximum'], number: ['minimum', 'maximum'] }[
    kind as string
  ];
  const all = rest as Record<string, unknown>;
  const known = (limits ?? []).flatMap((name) => {
    const value = all[name];
    const said =
      (typeof value === 'string' && value.length <= longestPattern) ||
      (typeof value === 'number' && !(name === 'minLength' && value <= 1) && !(name === 'minItems' && value <= 1));
    return said ? [[name, value as string | number] as const] : [];
  });
  return known.length === 0 ? null : Object.fromEntries(known);
}
