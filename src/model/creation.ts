import { z } from 'zod';

/**
 * What proves that a live resource is the very one that was created, and not another that somebody made later under its name.
 * - `identifier`: its primary identifier holds a part that the provider drew; another creation bears another one.
 * - `read`: a read tells a value that belongs to this creation alone and stays with it for life (a unique id, the instant of its creation). Equal
 *   `source` and `value`: the same creation. Equal `source` and another `value`: a different thing. Values of different sources are not compared.
 * - `unproven`: nothing that can be read tells one from the other. `because` is for people.
 */
export const creation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identifier') }),
  z.object({
    kind: z.literal('read'),
    /** What was read: `iam GetRole RoleId`. An instant is in ISO 8601 with milliseconds, in UTC. */ source: z.string(),
    value: z.string(),
  }),
  z.object({
    kind: z.literal('unproven'),
    because: z.string(),
    /** A creation of ours had no answer, and it was taken for what that made because it is as asked: somebody else may have made it. */ alike: z
      .literal(true)
      .optional(),
  }),
]);
export type Creation = z.infer<typeof creation>;

/** Whether two looks may be at one creation: they tell the same, or cannot be compared. */
export function mayBeSame(one: Creation | null, other: Creation | null): boolean {
  return one?.kind !== 'read' || other?.kind !== 'read' || one.source !== other.source || one.value === other.value;
}
