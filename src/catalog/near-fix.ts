import { nearest } from '../kernel/nearest.ts';

/** What to do about a name that is not known: one that it is near to, else those that there are. */
export function nearFix(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  return known.length === 0 ? 'leave it out' : `there is ${known.slice(0, 12).join(', ')}`;
}
