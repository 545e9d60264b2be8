import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { type CompiledType, compileType } from '../types/compiled-type.ts';
import { textAt } from '../types/pointer-paths.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { CallContext } from './call-context.ts';

/** The longest DesiredState and PatchDocument, from the service model. */
const longestDocument = 262_144;

/** A required text member, within its length; the message is the service framework's. */
export function text(input: JsonObject, member: string, longest: number): Answer<string> {
  const value = input[member];
  const shown = member.slice(0, 1).toLowerCase() + member.slice(1);
  if (value === undefined || value === null) {
    return refuse('ValidationException', `1 validation error detected: Value null at '${shown}' failed to satisfy constraint: Member must not be null`);
  }
  if (typeof value !== 'string') return refuse('SerializationException', `${member} is not a string`);
  if (value.length < 1)
    return refuse(
      'ValidationException',
      `1 validation error detected: Value '' at '${shown}' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    );
  if (value.length > longest)
    return refuse(
      'ValidationException',
      `1 validation error detected: Value at '${shown}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  return answer(value);
}

export function documentText(input: JsonObject, member: string): Answer<string> {
  return text(input, member, longestDocument);
}

export function resourceType(context: CallContext, input: JsonObject): Answer<CompiledType> {
  const name = text(input, 'TypeName', 196);
  if (!name.ok) return name;
  if (!/^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$/.test(name.value)) {
    return refuse(
      'ValidationException',
      `1 validation error detected: Value '${name.value}' at 'typeName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}`,
    );
  }
  const found = context.registry.type(name.value);
  if (!found.ok) return refuse('TypeNotFoundException', `The type '${name.value}' cannot be found.`);
  return answer(compileType(found.value));
}

export function supports(type: CompiledType, action: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST'): Answer<null> {
  const possible =
    type.identifier.length > 0 && (action === 'READ' ? type.canRead : action === 'UPDATE' ? type.canUpdate : action === 'LIST' ? type.canList : true);
  return possible ? answer(null) : refuse('UnsupportedActionException', `Resource type ${type.type.name} does not support ${action} action`);
}

export function clientToken(input: JsonObject): Answer<string | null> {
  const value = input['ClientToken'];
  if (value === undefined || value === null) return answer(null);
  if (typeof value !== 'string' || !/^[-A-Za-z0-9+/=]{1,128}$/.test(value)) {
    return refuse(
      'ValidationException',
      `1 validation error detected: Value '${String(value).slice(0, 128)}' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [-A-Za-z0-9+/=]+`,
    );
  }
  return answer(value);
}

export function desiredState(input: JsonObject): Answer<JsonObject> {
  const document = documentText(input, 'DesiredState');
  if (!document.ok) return document;
  const parsed = objectOf(document.value);
  return parsed === null ? refuse('InvalidRequestException', 'Invalid request provided: DesiredState is not a JSON object.') : answer(parsed);
}

export function objectOf(document: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(document);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** An identifier in the form the sandbox keeps: parts joined by `|`. A JSON object that names each part is accepted, too, as AWS does. */
export function identifierOf(type: CompiledType, input: JsonObject): Answer<string> {
  const given = text(input, 'Identifier', 1024);
  if (!given.ok || !given.value.startsWith('{')) return given;
  const named = objectOf(given.value);
  const parts = named === null ? [] : type.identifier.map((path) => textAt(named, path));
  if (parts.length === 0 || parts.includes(null))
    return refuse(
      'InvalidRequestException',
      `Identifier ${given.value} is not valid for identifier [${type.type.identifier.map((part) => `/properties/${part}`).join(', ')}]`,
    );
  return answer(parts.join('|'));
}

/** Names what is asked for, so that a repetition can be told from another request. */
export function requestDigest(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}
