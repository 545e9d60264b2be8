import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, unfaithful } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { UnitChange } from '../../model/plan.ts';
import { blotted } from '../../model/secret.ts';

/**
 * What a unit gave of what it declares; UNIT_FAILED where it is not that, or holds a secret: it would stand in the records, and whatever took it with something else in its
 * place would be made wrong. Only what is declared flows on.
 */
export function declaredOutputs({ node, outputs }: Pick<UnitChange, 'node' | 'outputs'>, gave: JsonObject): Result<JsonObject> {
  const wrong = (message: string, fix: string): Result<never> => fail(failed(node, message, fix));
  const lost = unfaithful(gave);
  if (lost !== null) return wrong(`${node} gives ${lost.path}: ${lost.what}`, 'write it as a text');
  if (holdsReserved(gave)) return wrong(`${node} gives an object with a member that begins with $`, 'let it give its outputs under other names');
  for (const [name, schema] of Object.entries(outputs)) {
    if (!Object.hasOwn(gave, name)) return wrong(`${node} does not give ${name}, which it declares`, 'write it, or declare what it gives');
    const wanted = isJsonObject(schema) ? schema['type'] : undefined;
    if (typeof wanted === 'string' && !isOfType(gave[name] as Json, wanted))
      return wrong(`${node}: ${name} is not of type ${wanted}`, 'write what is declared');
  }
  const told = Object.keys(outputs).find((name) => holdsBlotted(gave[name] as Json));
  if (told !== undefined)
    return wrong(`${node}: ${told} holds a secret that it was given`, 'let it give something else, and what needs the secret take it by its own name');
  return ok(Object.fromEntries(Object.keys(outputs).map((name) => [name, gave[name] as Json])));
}

function failed(at: string, message: string, fix: string): Diagnostic {
  return problem('UNIT_FAILED', message, fix, { at });
}

/** Whether a secret was cut out of a value, or of a name in it. */
export function holdsBlotted(value: Json): boolean {
  if (typeof value === 'string') return value.includes(blotted);
  return typeof value === 'object' && value !== null && Object.entries(value).some(([name, member]) => name.includes(blotted) || holdsBlotted(member as Json));
}

/** What another node is given of a unit is a value, and never stands for something else (`call.ts`). */
function holdsReserved(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.startsWith('$') || holdsReserved(member as Json));
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}
