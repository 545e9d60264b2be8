/** A value to be written as XML: lists repeat under `member` (Query), `item` (EC2) or a name of their own; undefined members are left out. */
export type XmlValue = string | number | boolean | undefined | XmlList | { readonly [element: string]: XmlValue };

export interface XmlList {
  readonly element: string;
  readonly values: readonly XmlValue[];
}

export function xmlText(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return '';
  return `<${name}${attributes}>${contentOf(value)}</${name}>`;
}

function contentOf(value: Exclude<XmlValue, undefined>): string {
  if (typeof value !== 'object') return escaped(String(value));
  if (isList(value)) return value.values.map((item) => xmlText(value.element, item)).join('');
  return Object.entries(value)
    .map(([name, member]) => xmlText(name, member))
    .join('');
}

function isList(value: object): value is XmlList {
  return 'element' in value && 'values' in value && Array.isArray(value.values);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  // Control characters have no form in XML 1.0 at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
