import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { VersionFacts } from '../model/catalog.ts';
import { parseExpression } from './expression.ts';
import { memberSchema } from './json-schemas.ts';
import { joined, Secret, type Value } from './later-values.ts';

/** Inputs by whether they hold a secret: `known` is held to its schema, of `secrets` only the names are there. */
export interface SecretInputs {
  readonly known: JsonObject;
  readonly secrets: Readonly<Record<string, Value>>;
}

/**
 * Tells the inputs that are given a secret by its name, `${secret('name')}`, alone or within a text, from the others. Problems: INPUT_INVALID for one that is no text, has to be known when the plan is made, or refers to anything else;
 * EXPRESSION_INVALID for a name that is none.
 */
export function secretInputs(
  { inputs: schema, mustKnow }: Pick<VersionFacts, 'inputs' | 'mustKnow'>,
  given: JsonObject,
): SecretInputs & { readonly problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const secrets: Record<string, Value> = {};
  for (const [name, value] of Object.entries(given)) {
    const read = secretIn(value, `inputs.${name}`);
    if (read === null) continue;
    const at = { at: `inputs.${name}` };
    if (!Array.isArray(read)) problems.push(read as Diagnostic);
    else if (!takesText(memberSchema(schema, name))) problems.push(problem('INPUT_INVALID', `${name} is no text, and a secret is one`, 'give it a value', at));
    else if (mustKnow.includes(name))
      problems.push(problem('INPUT_INVALID', `${name} is computed with when the plan is made, and a secret is not read then`, 'give it a value', at));
    else secrets[name] = joined(read as (string | Secret)[]);
  }
  return { known: Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(secrets, name))), secrets, problems };
}

/** The pieces of a text that holds a secret; null where none is meant. */
function secretIn(value: Json, at: string): (string | Secret)[] | Diagnostic | null {
  if (!JSON.stringify(value).includes('${secret(')) return null;
  if (typeof value !== 'string')
    return problem('INPUT_INVALID', 'a secret stands within a list or an object', 'let the version take it as an input of its own', { at });
  const read = parseExpression(value, at);
  if (!read.ok) return read.problems[0] as Diagnostic;
  const pieces: (string | Secret)[] = [];
  for (const piece of read.value) {
    if (typeof piece === 'string') pieces.push(piece);
    else if ('secret' in piece) pieces.push(new Secret(piece.secret));
    else return problem('INPUT_INVALID', 'an input refers to nothing but secrets', "write ${secret('name')}, or $${ for a plain ${", { at });
  }
  return pieces.some((piece) => piece instanceof Secret) ? pieces : null;
}

function takesText(schema: JsonObject | undefined): boolean {
  const type = schema?.['type'];
  return schema?.['enum'] === undefined && (type === undefined || type === 'string' || (Array.isArray(type) && type.includes('string')));
}
