import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf } from '../../kernel/pointer.ts';

/** Names of parameters of the outermost template; those of another template, which exports what is imported or gives an output, as `node:Name`; and what is read from elsewhere: `importedAs`, `storedAs`. */
export type ParameterNames = ReadonlySet<string>;

/** What stands among the names of parameters where a value that another deployment exports decides. */
export function importedAs(name: string): string {
  return `Fn::ImportValue:${name}`;
}

/** The same where what is kept as an SSM parameter decides; the empty name where its name is put together, so that it may be any. */
export function storedAs(name: string): string {
  return `AWS::SSM::Parameter:${name}`;
}

/** What the dynamic references in a text read of stored parameters, as `storedAs` has it. */
export function storedIn(text: string): string[] {
  return [...text.matchAll(/\{\{resolve:ssm(?::([^{}$]*)(\}\})?|$)/g)].map(([, name = '', end]) => storedAs(end === undefined ? '' : name));
}

/** By the node that names a template and the output's name: the parameters that decide it. */
export type OutputOrigins = ReadonlyMap<string, ReadonlyMap<string, ParameterNames>>;

/** What names of a template stand for. */
export interface Origins {
  /** The outermost parameters that decide a parameter; none for what is no parameter. */
  parameter(name: string): ParameterNames;
  /** What a condition is written as. */
  condition(name: string): Json | undefined;
  /** What a resource has written at a property; nothing where it has none of that name. */
  property(resource: string, name: string): Json | undefined;
  /** The parameters that decide an output of a nested stack. */
  nested(resource: string, output: string): ParameterNames;
  /** The parameters that decide what is exported by a name, which may be written with functions. */
  imported(name: Json): ParameterNames;
}

/** The parameters that decide what a part of a template comes to: those that it names, in whatever function, and those of the conditions that it rests on. What another resource is asked for counts as what it has; what only a step makes is nobody's choice. */
export function parametersIn(part: Json, origins: Origins): ParameterNames {
  const found = new Set<string>();
  collect(part, origins, found, new Set());
  return found;
}

/** The same of each value within properties: pointers, `*` for any item of a list, to where something is not written out. */
export function placesIn(properties: Json, origins: Origins): Readonly<Record<string, readonly string[]>> {
  const places: Record<string, readonly string[]> = {};
  const walk = (part: Json, path: readonly string[]): void => {
    if (Array.isArray(part)) for (const item of part as readonly Json[]) walk(item, [...path, '*']);
    else if (isJsonObject(part) && !isFunction(part)) for (const [name, member] of Object.entries(part)) walk(member as Json, [...path, name]);
    else {
      const names = parametersIn(part, origins);
      const pointer = pointerOf(path);
      if (names.size > 0 && path.length > 0) places[pointer] = [...new Set([...(places[pointer] ?? []), ...names])].sort();
    }
  };
  walk(properties, []);
  return places;
}

function isFunction(part: JsonObject): boolean {
  const [name = '', ...more] = Object.keys(part);
  return more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

function collect(part: Json, origins: Origins, found: Set<string>, seen: Set<string>): void {
  const all = (names: ParameterNames): void => {
    for (const origin of names) found.add(origin);
  };
  const add = (name: string): void => all(origins.parameter(name));
  const attribute = (resource: string, [name = '', ...below]: readonly string[]): void => {
    if (name === 'Outputs') all(origins.nested(resource, below.join('.')));
    const key = `${resource}.${name}`;
    const written = seen.has(key) ? undefined : origins.property(resource, name);
    seen.add(key);
    if (written !== undefined) collect(written, origins, found, seen);
  };
  const rest = (name: string): void => {
    const written = seen.has(name) ? undefined : origins.condition(name);
    seen.add(name);
    if (written !== undefined) collect(written, origins, found, seen);
  };
  if (typeof part === 'string') for (const name of storedIn(part)) found.add(name);
  if (Array.isArray(part)) for (const item of part as readonly Json[]) collect(item, origins, found, seen);
  if (!isJsonObject(part)) return;
  for (const [name, argument] of Object.entries(part) as [string, Json][]) {
    if (name === 'Ref' && typeof argument === 'string') add(argument);
    else if (name === 'Condition' && typeof argument === 'string') rest(argument);
    else if (name === 'Fn::GetAtt') {
      const [resource, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      attribute(resource ?? '', path.join('.').split('.'));
    } else if (name === 'Fn::Sub')
      for (const named of namedInText(argument)) {
        const [resource = '', ...path] = named.split('.');
        if (path.length === 0) add(resource);
        else attribute(resource, path);
      }
    else if (name === 'Fn::ImportValue') all(origins.imported(argument));
    if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string') rest(argument[0]);
    collect(argument, origins, found, seen);
  }
}

/** What `Fn::Sub` puts into its text, but for what it says itself. */
function namedInText(argument: Json): string[] {
  const [text, own] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument, undefined];
  if (typeof text !== 'string') return [];
  const names = [...text.matchAll(/\$\{([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)\}/g)].map(([, name]) => name ?? '');
  return names.filter((name) => !isJsonObject(own) || !Object.hasOwn(own, name));
}
