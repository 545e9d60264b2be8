/**
 * Whether two primary identifiers may be those of one resource, as far as their text tells: a service gives a name in another case than it was asked by, or
 * writes an ARN or an address where the name was given, or the other way round. A secondary identifier, which is asked by as JSON, cannot be compared.
 */
export function maySameIdentifier(asked: string, told: string): boolean {
  if (asked === told || asked.startsWith('{')) return true;
  const ours = asked.split('|');
  const theirs = told.split('|');
  return ours.length === theirs.length && ours.every((part, index) => isSamePart(part.toLowerCase(), (theirs[index] as string).toLowerCase()));
}

function isSamePart(one: string, other: string): boolean {
  if (one === other) return true;
  if (isWrittenOut(one) === isWrittenOut(other)) return false;
  return isWrittenOut(one) ? one.includes(other) : other.includes(one);
}

function isWrittenOut(part: string): boolean {
  return /^(?:arn:|https?:\/\/)/.test(part);
}
