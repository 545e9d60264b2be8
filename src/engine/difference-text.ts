import type { Json } from '../kernel/json.ts';
import type { MemberDifference } from '../model/member.ts';
import { placeName } from '../model/property-name.ts';
import { isUnknownLeaf } from '../model/unknown-leaf.ts';

/** One way in which what a unit will change is not what was approved, in a line. What it names is the unit's own word: untrusted text. */
export function differenceText({ of, member, path, before, after, because }: MemberDifference): string {
  const place = path === '' ? '' : ` ${placeName(path)}`;
  switch (of) {
    case 'count':
      return `${member}: ${because ?? 'there are more or fewer'}`;
    case 'policy':
      return `${member}: ${because ?? 'policy says more of it'}`;
    case 'decides':
      return `${member}:${place} is ${shown(after)}: ${because ?? 'it decides who gets in'}`;
    case 'action':
    case 'type':
    case 'place':
    case 'name':
    case 'value':
      return `${member}:${place} was approved as ${shown(before)}, and is ${shown(after)}`;
    default:
      return of satisfies never;
  }
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return isUnknownLeaf(value) ? `some ${value.$unknown.type} of ${value.$unknown.from.join(' and ')}` : JSON.stringify(value);
}
