import type { Property, Shape } from '../../model/resource-type.ts';
import { matchPattern } from '../../model/schema-pattern.ts';
import { attributeForms } from '../tables/attribute-forms.ts';
import { idForms } from '../tables/id-forms.ts';
import { idPrefixes } from '../tables/id-prefixes.ts';
import { refNames } from '../tables/ref-names.ts';
import { type CompiledType, isOwnName } from './compiled-type.ts';
import { expressionOf } from './template.ts';

/** What the values look like by which resources of a type are referred to under a property. */
export type ValueForm =
  /** Chosen by whoever made the resource: any text may be one, unless its pattern says otherwise. */
  | { readonly kind: 'name'; readonly pattern: string | null }
  /** Drawn in a form; a text of another form is none. */
  | { readonly kind: 'made'; readonly expression: RegExp }
  | { readonly kind: 'arn' }
  /** The value says nothing about which resource is meant: an address, a number, the id of something else. */
  | { readonly kind: 'none' };

const none: ValueForm = { kind: 'none' };
const arn: ValueForm = { kind: 'arn' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const known = new WeakMap<CompiledType, Map<string, ValueForm>>();

/** The property that a documented reference means: one that a type does not have stands for what CloudFormation's Ref returns. */
export function referredProperty(type: CompiledType, property: string): string | null {
  if (type.type.properties[property] !== undefined || type.type.attributes[property] !== undefined) return property;
  if (/(Arn|ARN)$/.test(property)) return 'Arn';
  const [only, ...others] = type.type.identifier;
  return refNames[type.type.name] ?? (only === undefined || others.length > 0 ? null : only);
}

export function valueForm(type: CompiledType, property: string): ValueForm {
  const forms = known.get(type) ?? new Map<string, ValueForm>();
  known.set(type, forms);
  let form = forms.get(property);
  if (form === undefined) {
    form = formOf(type, property);
    forms.set(property, form);
  }
  return form;
}

/** Whether a text that is no ARN has the form of such a value. */
export function hasForm(form: ValueForm, value: string): boolean {
  switch (form.kind) {
    case 'name':
      return form.pattern === null || matchPattern(form.pattern, value) !== 'mismatch';
    case 'made':
      return form.expression.test(value);
    case 'arn':
    case 'none':
      return false;
    default:
      return form satisfies never;
  }
}

function formOf(type: CompiledType, wanted: string): ValueForm {
  const property = referredProperty(type, wanted);
  if (property === null) return none;
  if (/(Arn|ARN)$/.test(property)) return arn;
  const chosen = type.type.properties[property];
  if (chosen !== undefined) return isIdentity(type, property, chosen) ? { kind: 'name', pattern: patternOf(chosen.shape) } : none;
  const attribute = type.type.attributes[property];
  return attribute === undefined ? none : attributeForm(type, property, attribute.shape);
}

/** Whether a chosen property names the resource itself, not something it uses. */
function isIdentity(type: CompiledType, property: string, { refs }: Property): boolean {
  return isOwnName(type, property) || property === 'Name' || (refs === undefined && type.type.identifier.includes(property));
}

function attributeForm(type: CompiledType, name: string, shape: Shape): ValueForm {
  if (shape.kind !== 'string') return none;
  const inIdentifier = type.type.identifier.includes(name);
  if (refNames[type.type.name] !== undefined && name === 'Id') return { kind: 'name', pattern: null };
  if (!(inIdentifier || /(Id|ID|Identifier|Version)$/.test(name))) return none;
  const prefix = idPrefixes[type.type.name];
  if (prefix?.attribute === name) return { kind: 'made', expression: new RegExp(`^${prefix.prefix}[0-9a-f]{8,17}$`) };
  const form = attributeForms[type.type.name]?.[name] ?? idForms[type.type.name]?.[name];
  if (typeof form === 'string') return form.startsWith('arn:') ? arn : { kind: 'made', expression: expressionOf(form) };
  if (shape.pattern !== undefined) return { kind: 'name', pattern: shape.pattern };
  if (/Name$/.test(name)) return { kind: 'name', pattern: null };
  return inIdentifier ? { kind: 'made', expression: uuid } : none;
}

function patternOf(shape: Shape): string | null {
  return shape.kind === 'string' ? (shape.pattern ?? null) : null;
}
