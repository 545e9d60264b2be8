import { shellWord } from '../model/aws-cli.ts';
import { mayBeSame } from '../model/creation.ts';
import type { Observed, Ownership, ResourceBinding } from '../model/observed.ts';

/** What has become of a thing of the books, and the line that says that what stands there is the node's all the same. */
export interface AnotherThing {
  readonly what: string;
  readonly fix: string;
}

const doubts: ReadonlySet<Ownership> = new Set<Ownership>(['untagged', 'disputed', 'foreign']);

/** Why what is live under the identifier of a thing of the books is not, or may not be, that thing; null where it is, whatever its tags say, or nothing is there. */
export function anotherThing(binding: ResourceBinding, seen: Observed): AnotherThing | null {
  if (seen.kind !== 'live' || !doubts.has(seen.ownership)) return null;
  const { deployment, node, identifier } = binding;
  const adopt = `where it is yours: asbuilt ask --deployment ${deployment} --adopt ${shellWord(`${node}=${identifier}`)}`;
  const anew = `else ask for ${node} under another name; what is there is not touched`;
  if (seen.ownership === 'untagged')
    return { what: 'has lost our tags, and whether it is still the one that we made cannot be proved', fix: `${adopt}; ${anew}` };
  if (seen.ownership === 'disputed')
    return { what: 'carries the tags of something else by now, and whether it is still the one that we made cannot be proved', fix: `${adopt}; ${anew}` };
  if (!mayBeSame(binding.creation, seen.creation)) return { what: 'was deleted and made again by somebody else', fix: `${adopt}; ${anew}` };
  return { what: 'is not known as ours', fix: `look whose it is: asbuilt show ${deployment}; ${anew.slice('else '.length)}` };
}
