import { isJsonObject, type Json } from '../../kernel/json.ts';
import type { Caller } from '../../model/caller.ts';
import { withheld, withoutSecretPlaces } from '../../model/withhold.ts';

/** An answer as its caller may have it: an agent is not told secrets, nor given the lines of a script, where a value has no place of its own. */
export function toldTo<T>(caller: Caller, answer: T): T {
  if (caller.agent === null || !isJsonObject(answer)) return answer;
  const { value, ...rest } = answer as { readonly [name: string]: Json };
  if (!isJsonObject(value)) return withoutSecretPlaces(answer) as T;
  // What may be answered to a question is chosen from its options, and has to be known.
  const { questions, commands, ...document } = value;
  const told = withoutSecretPlaces(document) as typeof document;
  return {
    ...rest,
    value: {
      ...told,
      ...(questions === undefined ? {} : { questions }),
      ...(commands === undefined ? {} : { commands: Array.isArray(commands) ? commands.map(() => withheld) : null }),
    },
  } as unknown as T;
}
