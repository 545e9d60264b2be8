import { z } from 'zod';
import { json, jsonObject } from './json-schema.ts';
import { sha256Hex, targetAlias } from './names.ts';

/**
 * One thing that a unit says it will change. Its values may be `$from` and `$join` over the unit's own inputs (exactly what those come to), or an `UnknownLeaf` (`unknown-leaf.ts`). All of it is
 * the unit's own word: untrusted text.
 */
export const member = z
  .object({
    action: z.enum(['create', 'update', 'replace', 'delete']),
    type: z.string().min(1).max(200),
    /** A text, or what stands for one. */
    name: z.union([z.string().min(1).max(500), jsonObject]),
    /** `target` is an alias of the plan. */
    place: z.object({ target: targetAlias, region: z.string().min(1).max(100).optional() }).strict(),
    properties: jsonObject.default({}),
  })
  .strict();
export type Member = z.infer<typeof member>;

/** The most things that a unit may say it changes. */
export const mostMembers = 200;

/**
 * One way in which what a unit will change is not what was approved. `decides`: the value decides who gets in or to what something is done, and could not be seen when the plan was approved; `policy`: policy
 * says more of it than of the plan. `path` is a JSON pointer into the properties, or `/name`, `/action`, …; `before` is what was approved, `after` what it is now.
 */
export const memberDifference = z.object({
  of: z.enum(['count', 'action', 'type', 'place', 'name', 'value', 'decides', 'policy']),
  /** The thing, in short: `AWS::S3::Bucket logs`. */
  member: z.string(),
  path: z.string(),
  before: json.optional(),
  after: json.optional(),
  because: z.string().optional(),
});
export type MemberDifference = z.infer<typeof memberDifference>;

/** What a unit answers; `answer` is its digest. */
export const foreseen = z.object({ answer: sha256Hex, members: z.array(member) });
