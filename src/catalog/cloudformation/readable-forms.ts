import type { JsonObject } from '../../kernel/json.ts';
import { readableForms as forms } from '../../model/readable-forms.ts';
import { isLater, isList, type Value } from './value.ts';

type Properties = { readonly [name: string]: Value };

/** Whether a template's resource of the type is made as others, which can be read. */
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

/** What is written of a resource that is made as another, with its one item where that has it: any of those that the list is written as. */
export function withMember(type: string, written: JsonObject): JsonObject {
  const form = Object.values(forms)
    .flat()
    .find((one) => one.type === type);
  const items = form === undefined ? undefined : written[form.list];
  return form === undefined || items === undefined ? written : { ...written, [form.member]: items };
}
