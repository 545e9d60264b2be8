import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Judged, lossesOf } from './consent.ts';

/** Characters of what a yes to one node says: as many as a person who has to answer for it can be asked to read. */
const mostSaid = 16 * 1024;

/** PROPERTY_INVALID where what a yes would have to say of a node, in a plan that an AI agent had a hand in, is more than anybody reads; null otherwise. */
export function tooMuchToRead(plan: Judged): Diagnostic | null {
  const long = plan.agent === undefined ? undefined : lossesOf(plan).find(({ what }) => what.length > mostSaid);
  if (long === undefined) return null;
  const { node, what } = long;
  const message = `${node}: a yes to it would have to say ${what.length} characters, which nobody reads; ${mostSaid} is the most`;
  return problem('PROPERTY_INVALID', message, 'let it be given less: fewer values at once, or shorter ones', { at: node });
}
