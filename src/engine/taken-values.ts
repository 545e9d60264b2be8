import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { withoutKnown, withoutShort } from '../model/known-secrets.ts';
import type { Change } from '../model/plan.ts';
import { spellingsOf, withheld } from '../model/withhold.ts';
import { referencesIn } from '../plan/resolve-references.ts';
import type { Submission } from '../ports/driver.ts';
import { outputOf } from './live-values.ts';
import type { RunContext } from './run-context.ts';

/** Notes what a change is given of what stands where it is hidden, now that the run knows it: by itself, and as what was made of it. */
export function noteTaken(context: RunContext, { takes = [] }: Pick<Change, 'takes'>, asked: JsonObject, wish: JsonObject): void {
  for (const { pointer, from } of takes) {
    collect(valueAt(wish, pointer), context.taken);
    for (const { node, attribute } of referencesIn(valueAt(asked, pointer) ?? null))
      if (`${node}.${attribute}` === from) collect(outputOf(context, node, attribute), context.taken);
  }
}

/** A problem without what was taken so: a provider's message may repeat what it was sent, and no plan holds that. */
export function withoutTaken(problem: Diagnostic, { taken }: Pick<RunContext, 'taken'>): Diagnostic {
  if (taken.size === 0) return problem;
  const known = spellingsOf(taken);
  const { message, cause, fix, ...rest } = problem;
  const told = (text: string): string => withoutShort(withoutKnown(text, known, withheld), known, withheld);
  return { ...rest, message: told(message), ...(cause === undefined ? {} : { cause: told(cause) }), fix: told(fix) };
}

/** The answer to a sending, with such a problem. */
export function tellable(submission: Submission, context: RunContext): Submission {
  return 'problem' in submission ? { ...submission, problem: withoutTaken(submission.problem, context) } : submission;
}

function collect(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value));
  else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) collect(member as Json, into);
}
