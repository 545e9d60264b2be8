import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import type { Place } from '../../../model/target.ts';
import type { NativeType } from './native-type.ts';

function placeText(place: Place): string {
  return `${place.account}/${place.region}`;
}

/** AWS and the sandbox have it, and most emulators do not. */
function throughCloudControl(type: string): string {
  return `set dialect: cloudcontrol for ${type} under dialects (AWS and the sandbox have it, many emulators do not)`;
}

export function noTable(type: string): Diagnostic {
  return problem(
    'CLOUD_UNSUPPORTED',
    `no native calls are known for ${type}`,
    `leave it out; or, where the target has Cloud Control, ${throughCloudControl(type)}`,
    { at: type },
  );
}

export function notCovered(type: NativeType, paths: readonly string[]): Diagnostic {
  return problem(
    'CLOUD_UNSUPPORTED',
    `the native calls of ${type.type} do not cover ${paths.join(', ')}`,
    `leave it out; or, where the target has Cloud Control, ${throughCloudControl(type.type)}`,
    { at: type.type },
  );
}

/** What a change would take away, although nobody asked for that. */
export function heldBesides(type: NativeType, paths: readonly string[]): Diagnostic {
  return problem(
    'CLOUD_UNSUPPORTED',
    `${type.type} holds ${paths.join(', ')}, which its native calls cannot give again: a change of what is set together with it would take it away`,
    `leave that as it is, or take it away by hand; or ask for all of it, and ${throughCloudControl(type.type)}`,
    { at: type.type },
  );
}

export function fixedProperties(type: NativeType, properties: readonly string[]): Diagnostic {
  return problem(
    'CLOUD_INVALID',
    `${properties.join(', ')} of ${type.type} cannot be changed in place through native calls`,
    `plan a replacement; or, where the target has Cloud Control, ${throughCloudControl(type.type)}`,
    { at: type.type },
  );
}

export function exists(type: NativeType, identifier: string, place: Place): Diagnostic {
  return problem(
    'CLOUD_CONFLICT',
    `${type.type} ${identifier} is already there and is not proven to belong to this deployment`,
    'adopt it by name, or choose another name',
    { at: placeText(place) },
  );
}

export function nameless(type: NativeType, place: Place): Diagnostic {
  return problem(
    'CLOUD_UNKNOWN_OUTCOME',
    `${type.type} was created, and the answer does not tell its identifier`,
    'resume the run: it is searched for by its ownership tags',
    { at: placeText(place) },
  );
}

export function awayJustNow(type: NativeType, identifier: string, place: Place): Diagnostic {
  return problem(
    'CLOUD_UNKNOWN_OUTCOME',
    `${type.type} ${identifier}, which an earlier attempt left, was there and cannot be found`,
    'resume the run: it is looked for before anything is made',
    { at: placeText(place) },
  );
}

export function neverReady(type: NativeType, identifier: string, place: Place, state: string): Diagnostic {
  return problem('CLOUD_INVALID', `${type.type} ${identifier} ended as ${state}`, 'look up the reason in the service, correct it, then plan again', {
    at: placeText(place),
  });
}

export function notThere(type: NativeType, identifier: string, place: Place): Diagnostic {
  return problem('CLOUD_NOT_FOUND', `there is no ${type.type} ${identifier}`, 'nothing needs to be done', { at: placeText(place) });
}

export function notListable(type: NativeType): Diagnostic {
  return problem(
    'CLOUD_UNSUPPORTED',
    `${type.type} cannot be listed through its service's own calls`,
    `where the target has Cloud Control, ${throughCloudControl(type.type)}`,
    { at: type.type },
  );
}
