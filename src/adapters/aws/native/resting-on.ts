import { propertiesOf } from './mapping.ts';
import type { CallSpec, Facet, NativeType, Write } from './native-type.ts';

/**
 * The top-level properties whose live values an update of these ones rests on: those by which its calls name the resource, and of a call that sets a whole all that it sets,
 * since it takes away what it does not name.
 */
export function restingOn(type: NativeType | undefined, properties: readonly string[]): readonly string[] {
  if (type === undefined) return [];
  const isTouched = (facet: Facet): boolean => propertiesOf(facet.properties).some((name) => properties.includes(name));
  const set = putTogether(type, isTouched).flatMap((facet) => propertiesOf(facet.properties));
  return [...new Set([...set, ...type.facets.filter(isTouched).flatMap(({ write }) => callsOf(write).flatMap(namesIn))])];
}

/** The facets that a call of one of these sets as a whole: itself, and those that the same call sets, unless it is one that leaves what it is not told. */
export function putTogether({ facets }: NativeType, isOne: (facet: Facet) => boolean): readonly Facet[] {
  const ofKind = (kind: Write['kind']) => facets.filter(({ write, internal }) => write?.kind === kind && internal !== true);
  const puts = ofKind('put');
  const [whole, inPart] = [puts.filter(isOne), ofKind('changed')].map((some) => new Set(some.map(operationOf)));
  return puts.filter((facet) => isOne(facet) || (whole?.has(operationOf(facet)) === true && inPart?.has(operationOf(facet)) !== true));
}

function operationOf({ write }: Facet): string | undefined {
  return callsOf(write)[0]?.operation;
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
