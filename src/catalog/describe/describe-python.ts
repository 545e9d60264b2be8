import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type Described, inOrder, type Note } from './described.ts';

/** Functions that a script's work begins with, the first one that is there. */
const entries = ['apply', 'main', 'run', 'handler', 'lambda_handler'];
/** Levels of types within types. */
const deepest = 16;

/**
 * What a Python script takes and gives, read from what it declares (`PythonSource.read`): what it takes of the inputs that a unit is given on standard input, with the type hints of whatever it hands them to; where it takes
 * none there, the options that it tells argparse; where there are none, the parameters of its entry function. Outputs are what that function returns, where that is a typed dictionary or a data class. What is not typed is
 * noted with its line; where it may take more than was found, inputs are open. ARTIFACT_INVALID where it declares none of them.
 */
export function describePython(path: string, read: JsonObject): Result<Described> {
  const functions = objects(read['functions']);
  const entry = entries.flatMap((name) => functions.filter((one) => one['name'] === name))[0];
  const options = objects(read['options']);
  const given = isJsonObject(read['given']) && typeof read['given']['line'] === 'number' ? read['given'] : null;
  if (entry === undefined && options.length === 0 && given === null) {
    const message = `it has no entry that could be read: none of the functions ${entries.join(', ')}, no options of argparse, and no inputs on standard input`;
    return fail(problem('ARTIFACT_INVALID', message, 'write an asbuilt.yaml beside it that says its inputs and outputs', { at: `${path}:1` }));
  }
  const reader = new HintReader(path, objects(read['classes']));
  const inputs = given !== null ? reader.given(given, functions) : options.length > 0 ? reader.options(options) : reader.parameters(entry, read['stdin']);
  if (given === null && typeof read['stdin'] !== 'number')
    reader.note(
      options[0] ?? entry ?? {},
      `nothing here reads standard input: what runs gets its inputs there, as JSON (json.load(sys.stdin)["inputs"]), never as ${options.length > 0 ? 'options' : 'arguments of a function'}`,
    );
  const returned = entry === undefined ? null : reader.type(entry['returns'] ?? null, 0);
  const known = returned !== null && isJsonObject(returned['properties']);
  if (!known) reader.note(entry ?? options[0] ?? {}, 'what it gives is not declared: a return type that names its members would say it');
  return ok({ inputs, outputs: known ? returned : { type: 'object', properties: {} }, notes: inOrder(reader.notes) });
}

const simple: Readonly<Record<string, JsonObject>> = {
  str: { type: 'string' },
  int: { type: 'integer' },
  float: { type: 'number' },
  bool: { type: 'boolean' },
  None: { type: 'null' },
  Any: {},
  object: {},
  Path: { type: 'string' },
};
const lists: ReadonlySet<string> = new Set(['list', 'List', 'Sequence', 'Iterable', 'tuple', 'Tuple']);
const sets: ReadonlySet<string> = new Set(['set', 'Set', 'frozenset', 'FrozenSet']);
const maps: ReadonlySet<string> = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping']);
/** Wrappers that say nothing of the type within. */
const wrappers: ReadonlySet<string> = new Set(['Annotated', 'Required', 'NotRequired', 'Final', 'Awaitable']);

class HintReader {
  readonly notes: Note[] = [];
  readonly #path: string;
  readonly #classes: ReadonlyMap<string, JsonObject>;

  constructor(path: string, classes: readonly JsonObject[]) {
    this.#path = path;
    this.#classes = new Map(classes.map((one) => [String(one['name']), one]));
  }

  note(of: JsonObject, message: string): void {
    this.notes.push({ at: `${this.#path}:${Number(of['line'] ?? 1)}`, message });
  }

  /** What is taken of the inputs on standard input. */
  given(given: JsonObject, functions: readonly JsonObject[]): JsonObject {
    const into = Array.isArray(given['into']) ? given['into'].map(String) : [];
    const takers = into.map((name) => functions.find((one) => one['name'] === name) ?? this.#classes.get(name) ?? {});
    const declared = takers.flatMap((taker) => objects(taker['parameters'] ?? taker['fields']));
    const names = new Set(declared.map(({ name }) => name));
    const members = this.members([...declared, ...objects(given['reads']).filter(({ name }) => !names.has(name))], 'input');
    const line = given['open'] ?? takers.find((taker) => taker['open'] === true)?.['line'];
    return typeof line === 'number' ? this.#open(members, line, 'it may take further inputs, which could not be found') : members;
  }

  /** What the entry function takes; where that is nothing and standard input is read, nobody knows what is taken there. */
  parameters(entry: JsonObject | undefined, stdin: Json | undefined): JsonObject {
    const parameters = objects(entry?.['parameters']);
    const members = this.members(parameters, 'parameter');
    if (entry?.['open'] === true) this.note(entry, `${String(entry['name'])} takes further arguments, which are not known`);
    return parameters.length === 0 && typeof stdin === 'number' ? this.#open(members, stdin, 'what it takes of standard input could not be found') : members;
  }

  #open(members: JsonObject, line: number, message: string): JsonObject {
    this.note({ line }, `${message}: the inputs are left open, so that nothing is checked of those that are not named; name them in asbuilt.yaml`);
    return { ...members, additionalProperties: true };
  }

  members(members: readonly JsonObject[], what: string, depth = 0): JsonObject {
    const properties: Record<string, JsonObject> = {};
    const required: string[] = [];
    for (const member of members) {
      const name = String(member['name']);
      if (name === 'self' || name === 'cls' || name === '__proto__') continue;
      const schema = this.type(member['annotation'] ?? null, depth);
      if (schema === null) this.note(member, `${what} ${name}: its type is not declared, or not one that could be read`);
      const usual = constantOf(member['default']);
      if (member['required'] === true) required.push(name);
      else if (usual === undefined) this.note(member, `${what} ${name}: its default is computed`);
      properties[name] = { ...(schema ?? {}), ...(usual === undefined ? {} : { default: usual }) };
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  }

  options(options: readonly JsonObject[]): JsonObject {
    const properties: Record<string, JsonObject> = {};
    const required: string[] = [];
    for (const option of options) {
      const flags = Array.isArray(option['flags']) ? option['flags'].map(String) : [];
      const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
      const name = constantOf(option['dest']) ?? long?.replace(/^-+/, '').replaceAll('-', '_');
      if (typeof name !== 'string' || name === '') {
        this.note(option, 'an option whose name is computed is left out');
        continue;
      }
      const help = constantOf(option['help']);
      const usual = constantOf(option['default']);
      const placed = long !== undefined && !long.startsWith('-');
      if (
        constantOf(option['required']) === true ||
        (placed && usual === undefined && constantOf(option['nargs']) !== '?' && constantOf(option['nargs']) !== '*')
      )
        required.push(name);
      properties[name] = {
        ...this.#optionType(option),
        ...(typeof help === 'string' ? { description: help } : {}),
        ...(usual === undefined ? {} : { default: usual }),
      };
    }
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
  }

  #optionType(option: JsonObject): JsonObject {
    const action = constantOf(option['action']);
    if (action === 'store_true' || action === 'store_false' || action === 'BooleanOptionalAction') return { type: 'boolean' };
    const choices = constantOf(option['choices']);
    const item: JsonObject = { ...(this.type(option['type'] ?? { name: 'str', args: [] }, 0) ?? {}), ...(Array.isArray(choices) ? { enum: choices } : {}) };
    const many =
      action === 'append' || constantOf(option['nargs']) === '*' || constantOf(option['nargs']) === '+' || typeof constantOf(option['nargs']) === 'number';
    return many ? { type: 'array', items: item } : item;
  }

  /** The schema of a type hint; null where there is none, or it is none of those that say what JSON there is. */
  type(hint: Json, depth: number): JsonObject | null {
    if (!isJsonObject(hint) || depth > deepest) return null;
    if (Array.isArray(hint['literal'])) return { enum: hint['literal'] };
    const name = String(hint['name']);
    const args = Array.isArray(hint['args']) ? (hint['args'] as readonly Json[]) : [];
    const inner = (index: number) => this.type(args[index] ?? null, depth + 1) ?? {};
    if (name in simple) return simple[name] ?? null;
    if (wrappers.has(name)) return inner(0);
    if (lists.has(name)) return { type: 'array', ...(args.length > 0 ? { items: inner(0) } : {}) };
    if (sets.has(name)) return { type: 'array', uniqueItems: true, ...(args.length > 0 ? { items: inner(0) } : {}) };
    if (maps.has(name)) return { type: 'object', ...(args.length > 1 ? { additionalProperties: inner(1) } : {}) };
    if (name === 'Optional') return either([inner(0), { type: 'null' }]);
    if (name === 'Union') return either(args.map((_, index) => inner(index)));
    const known = this.#classes.get(name);
    return known === undefined ? null : this.members(objects(known['fields']), `member of ${name}`, depth + 1);
  }
}

/** One of several schemas; simple ones as a list of types. */
function either(schemas: readonly JsonObject[]): JsonObject {
  const flat = schemas.flatMap((schema) => (Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly JsonObject[]) : [schema]));
  const plain = flat.every((schema) => Object.keys(schema).length === 1 && typeof schema['type'] === 'string');
  return plain ? { type: flat.map((schema) => schema['type'] as string) } : { anyOf: flat as unknown as Json };
}

/** A constant as it was read; undefined where there is none. */
function constantOf(constant: Json | undefined): Json | undefined {
  return isJsonObject(constant) ? (constant['value'] ?? null) : undefined;
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}
