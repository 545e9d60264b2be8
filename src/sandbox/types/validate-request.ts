import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { validateProperties } from '../../model/validate-properties.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { CompiledType } from './compiled-type.ts';
import { valuesAt } from './pointer-paths.ts';

/** Refuses what the type does not allow to be asked for, in the words of Cloud Control's schema validation. */
export function validateRequest(type: CompiledType, properties: JsonObject): Answer<null> {
  const given = type.type.readOnly.filter((_, index) => valuesAt(properties, type.readOnly[index] ?? []).length > 0);
  if (given.length > 0) return refuse('ValidationException', `Invalid request provided: readOnlyProperties ${propertyList(given)} cannot be specified`);
  const problems = validateProperties(type.type, properties, { references: false });
  if (problems.length === 0) return answer(null);
  return refuse('ValidationException', `Model validation failed (${problems.map((problem) => wordsOf(type, problem)).join('\n')})`);
}

export function propertyList(pointers: readonly string[]): string {
  return `[${pointers.map((pointer) => `/properties${pointer}`).join(', ')}]`;
}

function wordsOf(type: CompiledType, problem: Diagnostic): string {
  const at = problem.at ?? '';
  const parent = `#${at.slice(0, at.lastIndexOf('/'))}`;
  const name = at.slice(at.lastIndexOf('/') + 1);
  switch (problem.code) {
    case 'PROPERTY_MISSING':
      return `${parent}: required key [${name}] not found`;
    case 'PROPERTY_UNKNOWN':
      return `${parent}: extraneous key [${name}] is not permitted`;
    default:
      return `#${at}: ${problem.message.replace(`${type.type.name} ${at} `, '')}`;
  }
}
