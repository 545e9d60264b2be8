import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { ResponseOf } from '../../src/model/operations.ts';

type Library = ResponseOf<'knowledge'>;

/** Everything is found. */
export function foundIn({ entries, problems }: Library): ResponseOf<'searchKnowledge'> {
  return {
    hits: entries.map(({ entry: ref, description, inForce, appliesTo }) => ({ kind: 'entry' as const, ref, description, inForce, appliesTo, score: 0.5 })),
    problems,
  };
}

export function shownOf({ entries }: Library, ref: string): Result<ResponseOf<'showKnowledge'>> {
  const entry = entries.find((one) => one.entry === ref);
  if (entry === undefined) return fail(problem('KNOWLEDGE_UNKNOWN', 'no such entry', 'see what there is with: asbuilt kb list', { at: ref }));
  return ok({ entry, at: 'team/0.yaml:1', text: `kind: ${entry.kind}`, says: ['does something'], versions: [entry.version] });
}

/** The first one is. */
export function reviewedIn({ entries: [first] }: Library): Result<ResponseOf<'reviewKnowledge'>> {
  if (first === undefined) throw new Error('the fake has no entry to review');
  return ok({ reviewed: { ...first, reviewed: { by: 'kim', on: '2026-01-02' } } });
}
