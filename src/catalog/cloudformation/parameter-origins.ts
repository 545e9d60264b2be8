import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf } from '../../kernel/pointer.ts';

/** Names of parameters of the outermost template; those of another template, which exports what is imported or gives an output, as `node:Name`; and what is read from elsewhere: `importedAs`, `storedAs`. */
export type ParameterNames = ReadonlySet<string>;

/** What stands among the names of parameters where a value that another deployment exports decides. */
export function importedAs(name: string): string {
  return `Fn::ImportValue:${name}`;
}

/** The same where what is kept as an SSM parameter decides. */
export function storedAs(name: string): string {
  return `AWS::SSM::Parameter:${name}`;
}

/** By the node that names a template and the output's name: the parameters that decide it. */
export type OutputOrigins = ReadonlyMap<string, ReadonlyMap<string, ParameterNames>>;

/** What names of a template stand for. */
export interface Origins {
  /** The outermost parameters that decide a parameter; none for what is no parameter. */
  parameter(name: string): ParameterNames;
  /** What a condition is written as. */
  condition(name: string): Json | undefined;
  /** Whether a condition holds; undefined where that cannot be told. */
  holds(condition: string): boolean | undefined;
  /** What a resource has written at a property, as `memberOf` has it. */
  property(resource: string, name: string): Json | undefined;
  /** The parameters that decide an output of a nested stack. */
  nested(resource: string, output: string): ParameterNames;
  /** The parameters that decide what is exported by a name. */
  imported(name: string): ParameterNames;
  /** What a name comes to, which may be written with functions; undefined where that cannot be told. */
  text(name: Json): string | undefined;
  /** The stored parameters that dynamic references read where a part is evaluated, however they are put together; null for what is no value by itself. */
  read(part: Json): ParameterNames | null;
  /** The lists whose loops wrote a member: see `Looped`. */
  looped(container: object, member: string): readonly Json[];
}

/** What is written at a member, with the lists of the loops that wrote it; what writes the whole where that is a function. */
export function memberOf(part: Json | undefined, name: string, { looped }: Pick<Origins, 'looped'>): Json | undefined {
  if (!isJsonObject(part)) return undefined;
  if (isFunction(part)) return part;
  const member = Object.hasOwn(part, name) ? part[name] : undefined;
  const lists = looped(part, name);
  return member === undefined || lists.length === 0 ? member : [member, ...lists];
}

/** The parameters that decide what a part of a template comes to: those that it names, in whatever function but for a branch that is not taken, and those of the conditions that it rests on. What another resource is asked for counts as what it has; what only a step makes is nobody's choice. */
export function parametersIn(part: Json, origins: Origins): ParameterNames {
  const found = new Set<string>();
  collect(part, origins, found, new Set());
  return found;
}

/** The same of each value within properties: pointers, `*` for any item of a list, to where something is not written out. */
export function placesIn(properties: Json, origins: Origins): Readonly<Record<string, readonly string[]>> {
  const places: Record<string, readonly string[]> = {};
  const walk = (part: Json, path: readonly string[], loops: readonly Json[]): void => {
    if (typeof part === 'object' && part !== null && !(isJsonObject(part) && isFunction(part))) {
      const isList = Array.isArray(part);
      for (const [name, member] of Object.entries(part)) walk(member as Json, [...path, isList ? '*' : name], [...loops, ...origins.looped(part, name)]);
    } else {
      const names = parametersIn([part, ...loops], origins);
      const pointer = pointerOf(path);
      if (names.size > 0 && path.length > 0) places[pointer] = [...new Set([...(places[pointer] ?? []), ...names])].sort();
    }
  };
  walk(properties, [], []);
  return places;
}

export function isFunction(part: JsonObject): boolean {
  const [name = '', ...more] = Object.keys(part);
  return more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

function collect(part: Json, origins: Origins, found: Set<string>, seen: Set<string>, isRead = false): void {
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
  const text = (name: Json | undefined): string => (typeof name === 'string' ? name : (origins.text(name ?? null) ?? ''));
  const isWhole = typeof part === 'string' || (isJsonObject(part) && isFunction(part));
  const read = isWhole && !isRead ? origins.read(part) : null;
  if (read !== null) all(read);
  if (typeof part !== 'object' || part === null) return;
  for (const [name, argument] of Object.entries(part) as [string, Json][]) {
    for (const list of origins.looped(part, name)) collect(list, origins, found, seen);
    if (name === 'Ref') add(text(argument));
    else if (name === 'Condition' && typeof argument === 'string') rest(argument);
    else if (name === 'Fn::GetAtt') {
      const [resource, ...path] = Array.isArray(argument) ? (argument as readonly Json[]).map(text) : text(argument).split('.');
      attribute(resource ?? '', path.join('.').split('.'));
    } else if (name === 'Fn::Sub')
      for (const named of namedInText(argument)) {
        const [resource = '', ...path] = named.split('.');
        if (path.length === 0) add(resource);
        else attribute(resource, path);
      }
    else if (name === 'Fn::ImportValue') all(origins.imported(text(argument)));
    const [condition, ...branches] = name === 'Fn::If' && Array.isArray(argument) ? (argument as readonly Json[]) : [];
    if (condition !== undefined) rest(text(condition));
    const holds = condition === undefined ? undefined : origins.holds(text(condition));
    const taken = holds === undefined ? argument : [condition ?? null, branches[holds ? 0 : 1] ?? null];
    collect(taken, origins, found, seen, isRead || read !== null);
  }
}

/** What `Fn::Sub` puts into its text, but for what it says itself. */
function namedInText(argument: Json): string[] {
  const [text, own] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument, undefined];
  if (typeof text !== 'string') return [];
  const names = [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map(([, name = '']) => name.trim());
  return names.filter((name) => !isJsonObject(own) || !Object.hasOwn(own, name));
}
