import type { PositionalSpec } from './command-table.ts';

/** `<id>`, `[sentence]`, `<type…>` */
export function placeForm(place: string, { optional, many }: PositionalSpec): string {
  const name = many === true ? `${place}…` : place;
  return optional === true ? `[${name}]` : `<${name}>`;
}
