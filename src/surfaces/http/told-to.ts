import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Caller } from '../../model/caller.ts';
import { withheld, withoutSecretPlaces } from '../../model/withhold.ts';

/** An answer as its caller may have it: an agent is not told secrets, nor given the lines of a script, where a value has no place of its own. */
export function toldTo<T>(caller: Caller, answer: T): T {
  if (caller.agent === null || !isJsonObject(answer)) return answer;
  const { value, ...rest } = answer as { readonly [name: string]: Json };
  if (!isJsonObject(value)) return withoutSecretPlaces(answer) as T;
  // What may be answered to a question is chosen from its options, and has to be known.
  const { questions, commands, ...document } = value;
  const told = withoutSecretPlaces(withoutDigests(document)) as typeof document;
  return {
    ...rest,
    value: {
      ...told,
      ...(questions === undefined ? {} : { questions }),
      ...(commands === undefined ? {} : { commands: Array.isArray(commands) ? commands.map(() => withheld) : null }),
    },
  } as unknown as T;
}

/** An answer whose plan, or which as a plan, tells no digest of what is hidden in it: an agent could try guesses against one, as many as it likes. That of the plan itself is of its salt, too. */
function withoutDigests(answer: JsonObject): JsonObject {
  const { plan } = answer;
  if (isJsonObject(plan ?? null)) return { ...answer, plan: withoutDigests(plan as JsonObject) };
  const { changes, steps, salt: _salt, books: _books, ...rest } = answer;
  if (!Array.isArray(changes) || !Array.isArray(steps)) return answer;
  const unbased = (one: Json): Json => (isJsonObject(one) && Object.hasOwn(one, 'basis') ? { ...one, basis: null } : one);
  const parts = steps.map((step) => (isJsonObject(step) && step['part'] !== undefined ? { ...step, part: unbased(step['part']) } : step));
  return { ...rest, changes: changes.map(unbased), steps: parts };
}
