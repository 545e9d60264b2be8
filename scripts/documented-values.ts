import type { PropertyType } from '@aws-cdk/service-spec-types';

/** Words after which AWS's documentation lists what a property may be. */
const lists =
  /(?:\b(?:valid|allowed|possible|supported|accepted) (?:values?|options|actions)|following (?:values|options)(?: are supported)?|can be one of(?: the following)?)\b[^`A-Z|]{0,40}?/gi;
const code = /`([^`\s]{1,80})`/g;
const bare = /^[\s:*-]*((?:[A-Za-z0-9_.:-]+)(?:\s*\|\s*[A-Za-z0-9_.:-]+)+)/;
const example = /(?:for example|example|such as|e\.g\.)[,:]?\s+(?:an? |the )?(?:`([^`\s]{1,100})`|"([^"\s]{1,100})")/gi;

/** More would be a catalogue. */
const most = 12;

/**
 * Values that a text property's documentation names, those that it calls valid first, then its examples; undefined where it names none. They are values that the
 * provider takes, not all that it takes. Source of the texts: AWS's documentation of the resource types.
 */
export function documentedValues(markdown: string | undefined, type: PropertyType): readonly string[] | undefined {
  let plain = type;
  while (plain.type === 'array') plain = plain.element;
  if (markdown === undefined || plain.type !== 'string' || plain.allowedValues !== undefined) return undefined;
  const text = markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*\*?/g, '');
  const found = new Set<string>();
  for (const list of text.matchAll(lists)) {
    const after = text.slice(list.index + list[0].length, list.index + list[0].length + 600);
    const words = bare.exec(after.replaceAll('`', ''))?.[1];
    if (words !== undefined) for (const word of words.split('|')) found.add(word.trim());
    else for (const [, word = ''] of after.split(/\n\s*\n(?!\s*-)/)[0]?.matchAll(code) ?? []) if (word !== '') found.add(word.replace(/[,.;]$/, ''));
  }
  for (const [, marked, quoted] of text.matchAll(example)) found.add(marked ?? quoted ?? '');
  const values = [...found].filter((value) => value !== '' && !/^[A-Za-z]*\(|[<>{}*]|^(null|None|N\/A)$/.test(value)).slice(0, most);
  return values.length === 0 ? undefined : values;
}
