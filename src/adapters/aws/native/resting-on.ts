import { propertiesOf } from './mapping.ts';
import type { CallSpec, Facet, NativeType, Write } from './native-type.ts';

/**
 * The top-level properties whose live values an update of these ones rests on: those by which its calls name the resource, and of a call that sets a whole all that it sets,
 * since it takes away what it does not name.
 */
export function restingOn(type: NativeType | undefined, properties: readonly string[]): readonly string[] {
  const touched = (type?.facets ?? []).filter((facet) => topsOf(facet).some((name) => properties.includes(name)));
  return [...new Set(touched.flatMap((facet) => [...(facet.write?.kind === 'put' ? topsOf(facet) : []), ...callsOf(facet.write).flatMap(namesIn)]))];
}

function topsOf({ properties }: Facet): string[] {
  return propertiesOf(properties).map((property) => property.split('.')[0] ?? '');
}

/** The calls of a write, whatever becomes of the facet. */
export function callsOf(write: Write | undefined): readonly CallSpec[] {
  switch (write?.kind) {
    case undefined:
      return [];
    case 'put':
      return [write.call, ...(write.remove === undefined ? [] : [write.remove])];
    case 'changed':
    case 'single':
      return [write.call];
    case 'switch':
      return [write.on, write.off];
    case 'members':
      return [write.add, write.remove];
    default:
      return write satisfies never;
  }
}

/** What a call's template names of the resource: `$.Arn`, and `{Name}` within a text that is put together. */
export function namesIn({ input }: CallSpec): string[] {
  return [...JSON.stringify(input ?? {}).matchAll(/"\$(?:\.(\w+)|~([^"]*))/g)].flatMap(([, name, text]) =>
    name === undefined ? [...(text ?? '').matchAll(/\{(\w+)/g)].map(([, part]) => part ?? '') : [name],
  );
}
