import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { textOf } from '../../model/call-function.ts';
import { holdsDynamic } from './dynamic-references.ts';
import { below, evaluate, knownJson, knownList, type Scope } from './evaluate.ts';
import { invalid, type Spot } from './template-refusal.ts';

/** Values that loops may write out together: a template of the largest size holds fewer. */
const mostValues = 100_000;
/** Of all texts that loops write out: a template of the largest size, many times over. */
const mostCharacters = 10_000_000;
const prefix = 'Fn::ForEach::';

/** By what holds it: the lists, as written, whose loops wrote a member, or the name or text that stands there. They decide it. */
export class Looped {
  readonly #lists = new WeakMap<object, ReadonlyMap<string, readonly Json[]>>();

  set(container: object, members: ReadonlyMap<string, readonly Json[]>): void {
    if (members.size > 0) this.#lists.set(container, members);
  }

  of(container: object, member: string): readonly Json[] {
    return this.#lists.get(container)?.get(member) ?? [];
  }
}

interface At {
  readonly value: string;
  readonly lists: readonly Json[];
}

/** What the loops around a part are at, by their names. */
type Names = ReadonlyMap<string, At>;

/**
 * A part of a template with its loops written out (language extensions, `Fn::ForEach`). Parts without a loop stay as they are. `scope` knows the parameters and
 * mappings: a loop cannot run over what a resource gives. `looped` is told what the loops wrote.
 */
export function writeOutLoops(part: JsonObject, spot: Spot, scope: Scope, looped: Looped): JsonObject {
  return holdsLoop(part) ? (new Loops(scope, looped).written(part, spot, new Map()) as JsonObject) : part;
}

function holdsLoop(part: Json): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.entries(part).some(([name, member]) => name.startsWith(prefix) || holdsLoop(member as Json));
}

class Loops {
  readonly #scope: Scope;
  readonly #looped: Looped;
  #values = 0;
  #characters = 0;

  constructor(scope: Scope, looped: Looped) {
    this.#scope = scope;
    this.#looped = looped;
  }

  written(part: Json, spot: Spot, names: Names): Json {
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
      this.#looped.set(list, new Map((part as readonly Json[]).flatMap((item, index) => withLists(String(index), listsIn(item, names)))));
      return list;
    }
    const object = part as JsonObject;
    const referred = object['Ref'];
    const at = typeof referred === 'string' && Object.keys(object).length === 1 ? names.get(referred) : undefined;
    if (at !== undefined) return at.value;
    const members = new Map<string, Json>();
    const lists = new Map<string, readonly Json[]>();
    const put = (name: string, value: Json, from: readonly Json[], at: Spot): void => {
      if (members.has(name)) throw invalid(at, `${name} is made twice`, 'let its name hold the name of the loop');
      members.set(name, value);
      for (const [of, those] of withLists(name, from)) lists.set(of, those);
    };
    for (const [name, member] of Object.entries(object)) {
      const at = below(spot, object, name, this.#scope);
      if (!name.startsWith(prefix)) put(withNames(name, names), this.written(member, at, names), [...listsIn(name, names), ...listsIn(member, names)], at);
      else for (const { made, value, from } of this.#loop(member, at, names)) put(made, value, from, at);
    }
    const written = Object.fromEntries(members);
    this.#scope.document.lines.copy(object, written);
    this.#looped.set(written, lists);
    return written;
  }

  *#loop(loop: Json, spot: Spot, names: Names): Iterable<{ readonly made: string; readonly value: Json; readonly from: readonly Json[] }> {
    const [name, over, body] = Array.isArray(loop) ? (loop as readonly Json[]) : [];
    if (typeof name !== 'string' || over === undefined || !isJsonObject(body)) throw invalid(spot, 'it takes a name, a list and an object');
    const list = this.written(over, spot, names);
    const from = [...(this.#isWrittenOut(list) ? [] : [list]), ...listsIn(over, names)];
    for (const item of knownList(evaluate(list, spot, this.#scope), spot, 'what it loops over')) {
      const value = textOf(knownJson(item, spot, 'what it loops over'));
      const written = this.written(body, spot, new Map([...names, [name, { value, lists: from }]])) as JsonObject;
      for (const [made, member] of Object.entries(written)) yield { made, value: member, from: [...from, ...this.#looped.of(written, made)] };
    }
  }

  /** Whether a list rests on nothing else. */
  #isWrittenOut(list: Json): boolean {
    if (!Array.isArray(list)) return false;
    return list.every((item, index) => typeof item !== 'object' && !holdsDynamic(item) && this.#looped.of(list, String(index)).length === 0);
  }
}

function withLists(name: string, lists: readonly Json[]): [string, readonly Json[]][] {
  return lists.length === 0 ? [] : [[name, lists]];
}

/** The lists of the loops that decide what a text, or a `Ref`, becomes. */
function listsIn(part: Json, names: Names): readonly Json[] {
  if (names.size === 0) return [];
  const named = typeof part === 'string' ? [...part.matchAll(placeholder)].map(([, , name = '']) => name) : isJsonObject(part) ? [String(part['Ref'])] : [];
  return [...new Set(named.flatMap((name) => names.get(name)?.lists ?? []))];
}

/** `${Name}` is what the loop is at; `&{Name}` the same without what a logical id cannot hold. */
const placeholder = /([$&])\{([A-Za-z0-9]+)\}/g;

function withNames(text: string, names: Names): string {
  if (names.size === 0 || !text.includes('{')) return text;
  return text.replace(placeholder, (whole, sign: string, name: string) => {
    const value = names.get(name)?.value;
    if (value === undefined) return whole;
    return sign === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}
