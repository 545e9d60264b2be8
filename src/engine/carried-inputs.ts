import { memberNames, memberSchema } from '../catalog/json-schemas.ts';
import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import type { Evidence } from '../model/proposal.ts';
import { hidingBelow } from '../model/secret-place.ts';
import { withheld } from '../model/withhold.ts';

/** What a deployment was last asked with: whole, and what of it was given, null where nothing tells that. */
export interface AskedWith {
  readonly inputs: JsonObject;
  readonly given: JsonObject | null;
  /** The inputs whose value is an AI agent's, each with the agent. */
  readonly by: Readonly<Record<string, string>>;
}

/**
 * What of that counts as given for a version with such inputs:
 * 1. What was given stays, and what was a default follows the version: whoever gave nothing left it to the blueprint.
 * 2. A default that the version no longer has stays as it was: else taking the version would need an answer that was never needed.
 * 3. Where nothing tells what was given, all of it counts as given.
 * 4. What the version does not take any more was an input of the former one: `toldOfDefaults` tells what of it was given.
 */
export function carriedInputs({ inputs, given }: Omit<AskedWith, 'by'>, schema: JsonObject): JsonObject {
  const names = memberNames(schema).filter((name) => Object.hasOwn(inputs, name) || (given !== null && Object.hasOwn(given, name)));
  return Object.fromEntries(
    names.flatMap((name) => {
      const kept = given === null || defaultOf(schema, name) === undefined ? (given?.[name] ?? inputs[name]) : given[name];
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/**
 * Of the inputs that are an AI agent's those that nobody gives now: whose a value is stays with it, however many plans later it is first sent, and whatever a version adds to it by defaults within. A default
 * that came with the version which an agent chose (one that is not `carried`, see `carriedInputs`) is its own until another version has another one.
 */
export function stillTheirs({ inputs, by }: Omit<AskedWith, 'given'>, now: JsonObject, asked: JsonObject, carried: JsonObject): Record<string, string> {
  const stays = (name: string): boolean => now[name] !== undefined && (Object.hasOwn(carried, name) || sameJson(now[name], inputs[name] ?? null));
  return Object.fromEntries(Object.entries(by).filter(([name]) => !Object.hasOwn(asked, name) && stays(name)));
}

/** Inputs that nobody gave and whose default is another than before, with what it is now: whoever chose the version chose that. */
export function movedDefaults({ inputs }: Pick<AskedWith, 'inputs'>, now: JsonObject, asked: JsonObject): JsonObject {
  const moved = Object.entries(inputs).flatMap(([name, was]) => {
    const is = now[name];
    return is === undefined || Object.hasOwn(asked, name) || sameJson(was, is) ? [] : [[name, is] as const];
  });
  return Object.fromEntries(moved);
}

/**
 * What is told of inputs that nobody gave now: each default that is another than before, each that may have been one and stays, and each that was given, or may have been, and that the version does not
 * take. `version` is name@version.
 */
export function toldOfDefaults(version: string, before: Omit<AskedWith, 'by'>, now: JsonObject, asked: JsonObject, schema: JsonObject): Evidence[] {
  const evidence = (name: string, effect: string): Evidence => ({ words: version, entry: `blueprint/${version}`, effect: `${plainName(name)}${effect}` });
  const taken = new Set(memberNames(schema));
  const moved = movedDefaults(before, now, asked);
  return Object.entries(before.inputs).flatMap(([name, was]) => {
    if (Object.hasOwn(asked, name)) return [];
    const told = (value: Json): string => toldInput(name, value);
    const given = before.given === null ? was : before.given[name];
    if (given !== undefined && !taken.has(name))
      return [evidence(name, `, which was ${before.given === null ? '' : 'given as '}${told(given)}, is no input of this version`)];
    const is = now[name];
    if (is === undefined) return [];
    if (Object.hasOwn(moved, name)) return [evidence(name, ` is ${told(is)}, its default in this version; it was ${told(was)}, and nobody had given that`)];
    const standard = defaultOf(schema, name);
    if (before.given !== null || standard === undefined || sameJson(standard, is)) return [];
    return [evidence(name, ` stays ${told(is)}; whether that was given is not in the records, and its default in this version is ${told(standard)}`)];
  });
}

/** The value of an input as a plan tells it. */
export function toldInput(name: string, value: Json): string {
  return hidingBelow(name) === 'secret' ? withheld : JSON.stringify(value);
}

function defaultOf(schema: JsonObject, name: string): Json | undefined {
  return memberSchema(schema, name)?.['default'];
}
