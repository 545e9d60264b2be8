import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Caller } from '../../model/caller.ts';
import { withheld, withoutSecretPlaces } from '../../model/withhold.ts';

/**
 * An answer as its caller may have it: an agent is not told secrets, nor given the lines of a script, where a value has no place of its own, nor digests in which nothing is drawn and by which hidden values could be
 * tried one by one.
 */
export function toldTo<T>(caller: Caller, answer: T): T {
  if (caller.agent === null || !isJsonObject(answer)) return answer;
  const { value, ...rest } = answer as { readonly [name: string]: Json };
  if (!isJsonObject(value)) return withoutSecretPlaces(answer) as T;
  // What may be answered to a question is chosen from its options, and has to be known.
  const { questions, commands, ...document } = value;
  const told = withoutSecretPlaces(
    isJsonObject(document['plan'] ?? null) ? { ...document, plan: withoutTrials(document['plan'] as JsonObject) } : document,
  ) as typeof document;
  return {
    ...rest,
    value: {
      ...told,
      ...(questions === undefined ? {} : { questions }),
      ...(commands === undefined ? {} : { commands: Array.isArray(commands) ? commands.map(() => withheld) : null }),
    },
  } as unknown as T;
}

/** A plan without the digests of what is live and in the books, and without what keeps its own digest from being tried. */
function withoutTrials({ blind: _, books: __, ...plan }: JsonObject): JsonObject {
  const members = (['changes', 'steps'] as const).flatMap((name) => {
    const held = plan[name];
    return Array.isArray(held) ? [[name, held.map((one: Json) => (isJsonObject(one) ? withoutBasis(one) : one))] as const] : [];
  });
  return { ...plan, ...Object.fromEntries(members) };
}

function withoutBasis({ part, ...rest }: JsonObject): JsonObject {
  return { ...rest, ...('basis' in rest ? { basis: null } : {}), ...(part === undefined ? {} : { part: isJsonObject(part) ? withoutBasis(part) : part }) };
}
