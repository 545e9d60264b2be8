import { applyRules } from './apply-rules.ts';
import type { Closing } from './closing.ts';
import type { Part } from './drafting.ts';
import { giveName } from './give-name.ts';
import { fillMembers } from './make-value.ts';

/** Gives a part all that its type needs: by the rules for the type, its name, then whatever is required and not there yet. */
export function closePart(closing: Closing, part: Part): void {
  applyRules(closing, part);
  giveName(closing, part);
  part.properties = fillMembers(closing, part, part.type.properties, part.properties, []);
  closing.drafting.notice(part);
}
