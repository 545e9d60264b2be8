import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { textOf } from '../../model/call-function.ts';
import { below, evaluate, knownJson, knownList, type Scope } from './evaluate.ts';
import { invalid, type Spot } from './template-refusal.ts';

/** Values that loops may write out together: a template of the largest size holds fewer. */
const mostValues = 100_000;
/** Of all texts that loops write out: a template of the largest size, many times over. */
const mostCharacters = 10_000_000;
const prefix = 'Fn::ForEach::';

/**
 * A part of a template with its loops written out (language extensions, `Fn::ForEach`). Parts without a loop stay as they are. `scope` knows the parameters and
 * mappings: a loop cannot run over what a resource gives.
 */
export function writeOutLoops(part: JsonObject, spot: Spot, scope: Scope): JsonObject {
  return holdsLoop(part) ? (new Loops(scope).written(part, spot, new Map()) as JsonObject) : part;
}

function holdsLoop(part: Json): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.entries(part).some(([name, member]) => name.startsWith(prefix) || holdsLoop(member as Json));
}

class Loops {
  readonly #scope: Scope;
  #values = 0;
  #characters = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** `names` are what the loops around it are at. */
  written(part: Json, spot: Spot, names: ReadonlyMap<string, string>): Json {
    if (++this.#values > mostValues) throw invalid(spot, `its loops make more than ${mostValues} values`, 'loop over less');
    if (typeof part === 'string') {
      const text = withNames(part, names);
      this.#characters += text.length;
      if (this.#characters > mostCharacters) throw invalid(spot, `its loops write more than ${mostCharacters} characters`, 'loop over less');
      return text;
    }
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) {
      const list = (part as readonly Json[]).map((item, index) => this.written(item, below(spot, part, index, this.#scope), names));
      this.#scope.document.lines.copy(part, list);
      return list;
    }
    const object = part as JsonObject;
    const referred = object['Ref'];
    if (typeof referred === 'string' && Object.keys(object).length === 1 && names.has(referred)) return names.get(referred) as string;
    const members = new Map<string, Json>();
    const put = (name: string, value: Json, at: Spot): void => {
      if (members.has(name)) throw invalid(at, `${name} is made twice`, 'let its name hold the name of the loop');
      members.set(name, value);
    };
    for (const [name, member] of Object.entries(object)) {
      const at = below(spot, object, name, this.#scope);
      if (!name.startsWith(prefix)) put(withNames(name, names), this.written(member, at, names), at);
      else for (const [made, value] of this.#loop(member, at, names)) put(made, value, at);
    }
    const written = Object.fromEntries(members);
    this.#scope.document.lines.copy(object, written);
    return written;
  }

  *#loop(loop: Json, spot: Spot, names: ReadonlyMap<string, string>): Iterable<readonly [string, Json]> {
    const [name, over, body] = Array.isArray(loop) ? (loop as readonly Json[]) : [];
    if (typeof name !== 'string' || over === undefined || !isJsonObject(body)) throw invalid(spot, 'it takes a name, a list and an object');
    const collection = knownList(evaluate(this.written(over, spot, names), spot, this.#scope), spot, 'what it loops over');
    for (const item of collection) {
      const value = textOf(knownJson(item, spot, 'what it loops over'));
      yield* Object.entries(this.written(body, spot, new Map([...names, [name, value]])) as JsonObject);
    }
  }
}

/** `${Name}` is what the loop is at; `&{Name}` the same without what a logical id cannot hold. */
function withNames(text: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0 || !text.includes('{')) return text;
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sign: string, name: string) => {
    const value = names.get(name);
    if (value === undefined) return whole;
    return sign === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}
