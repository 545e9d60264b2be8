import { segmentsOf } from '../kernel/pointer.ts';

/** A place within properties by the name that a person would give it: `A.B[0].C`, `tag owner`. What somebody else has named is quoted where it could be read as more than a name: `A."B[0].C"`. */
export function propertyName(path: readonly string[]): string {
  if (path.length === 2 && path[0] === 'Tags') return `tag ${memberName(path[1] ?? '')}`;
  return path.reduce(
    (name, segment) => (/^\d+$/.test(segment) && name !== '' ? `${name}[${segment}]` : name === '' ? memberName(segment) : `${name}.${memberName(segment)}`),
    '',
  );
}

/** The same of a JSON Pointer. */
export function placeName(pointer: string): string {
  return propertyName(segmentsOf(pointer));
}

/** The name of a member as it is, where it is read as one name wherever it stands; else quoted. */
export function memberName(name: string): string {
  return /^[\p{L}\p{M}\p{N}_:/@+$*-]+$/u.test(name) ? name : JSON.stringify(name);
}
