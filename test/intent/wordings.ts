import type { ControlEntry, PatternEntry } from '../../src/model/knowledge.ts';
import { knowledge } from './real-context.ts';

/** What follows a noun of the pattern where it cannot do without: a table has a key, a private VPC has no public subnets, a NAT gateway needs both kinds. */
export function necessities(pattern: PatternEntry, wishes: readonly Wish[] = []): string {
  switch (pattern.metadata.name) {
    case 'dynamodb_table':
      return ' with partition key id';
    case 'iam_role':
      return ' for lambda';
    case 'ssm_parameter':
      return ' with value x';
    case 'vpc':
      return wishes.some((wish) => wish.positive && wish.control.metadata.name === 'private')
        ? ' with two private subnets'
        : ' with two public and two private subnets';
    default:
      return '';
  }
}

export type Wish = { readonly control: ControlEntry; readonly positive: boolean };

/** Everything that can be wished of a pattern: controls that are not refused for its type, and their absence where that is possible. */
export function wishesOf(pattern: PatternEntry): Wish[] {
  return [...knowledge.controls.values()].flatMap((control) => {
    const effect = control.types[pattern.type] ?? control.types['*'];
    if (effect === undefined || 'refused' in effect) return [];
    const wishes: Wish[] = [{ control, positive: true }];
    if (control.opposite === undefined && effect.without !== undefined && !('refused' in effect.without)) wishes.push({ control, positive: false });
    return wishes;
  });
}

/** All ways to say a wish after its noun. */
export function waysToSay(wish: Wish): string[] {
  const { adjectives, nouns, opposites } = wish.control.words;
  if (wish.positive) return [...adjectives.map((word) => `that is ${word}`), ...nouns.map((word) => `with ${word}`)];
  return [
    ...adjectives.map((word) => `that is not ${word}`),
    ...nouns.flatMap((word) => [`without ${word}`, `with ${word} disabled`]),
    ...opposites.map((word) => `that is ${word}`),
  ];
}

/** Whether both can be wished of one resource. */
export function compatible(one: Wish, other: Wish): boolean {
  const [a, b] = [one.control, other.control];
  if (a === b) return false;
  if (one.positive && other.positive && (a.contradicts.includes(b.metadata.name) || b.contradicts.includes(a.metadata.name))) return false;
  return !(a.refines === b.metadata.name && one.positive && !other.positive) && !(b.refines === a.metadata.name && other.positive && !one.positive);
}
