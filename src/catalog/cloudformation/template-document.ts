import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, visit } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { invalid, type Spot, unsupported } from './template-refusal.ts';

/** CloudFormation's own limit for a template in S3, in characters (user guide, CloudFormation quotas). */
const largest = 1024 * 1024;
/** Levels: templates have about twenty. */
const deepest = 100;
/** Values with every alias written out: a template of the largest size has fewer. */
const mostValues = 100_000;

/** A template as a value, whose short forms are written out (`!Ref X` is `{"Ref": "X"}`), and where each part of it stands. */
export interface TemplateDocument {
  /** How people call the file. */
  readonly file: string;
  readonly root: JsonObject;
  readonly lines: Lines;
}

/** Where objects and lists stand, and each of their members. */
export class Lines {
  readonly #members = new WeakMap<object, ReadonlyMap<string | number, number>>();

  set(container: object, members: ReadonlyMap<string | number, number>): void {
    this.#members.set(container, members);
  }

  /** What is made from a part of a template stands where that stood. */
  copy(from: object, to: object): void {
    const members = this.#members.get(from);
    if (members !== undefined) this.#members.set(to, members);
  }

  of(container: unknown, key: string | number): number | undefined {
    if (typeof container !== 'object' || container === null) return undefined;
    const members = this.#members.get(container);
    return members?.get(key) ?? members?.values().next().value;
  }
}

/**
 * Reads a template, YAML or JSON. Scalars of YAML are what YAML 1.1 says, as CloudFormation reads them, as far as nothing of their spelling is lost: `Yes` and `on` are
 * booleans; a number that JavaScript would spell otherwise (`5.10`, `007`, `22:22`) and a date stay text, to be converted where a number is expected.
 */
export function readTemplate(text: string, file: string): TemplateDocument {
  const whole: Spot = { file, line: undefined, path: '' };
  if (text.length > largest) throw invalid(whole, `it is larger than ${largest} characters`, 'split it into nested stacks, as CloudFormation wants it too');
  const counter = new LineCounter();
  const document = parsed(text.replace(/^\ufeff/u, ''), counter, whole);
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    throw invalid({ ...whole, line }, `it is neither YAML nor JSON: ${error.message.split('\n', 1)[0]?.slice(0, 200) ?? ''}`, 'correct it at that line');
  }
  const reader = new Reader(file, document, counter);
  const root = document.contents === null ? null : reader.value(document.contents, 0);
  if (!isJsonObject(root)) throw invalid(whole, 'it is not an object', 'a template has at least Resources');
  return { file, root, lines: reader.lines };
}

function parsed(text: string, counter: LineCounter, whole: Spot): Document.Parsed {
  try {
    return parseDocument(text, { schema: 'failsafe', lineCounter: counter, uniqueKeys: false, logLevel: 'silent', prettyErrors: true, strict: false });
  } catch (error) {
    if (error instanceof RangeError) throw invalid(whole, 'it is nested too deeply', 'nest it less deeply');
    throw error;
  }
}

class Reader {
  readonly lines = new Lines();
  readonly #file: string;
  readonly #counter: LineCounter;
  /** What each alias stands for: the anchor of its name that is nearest before it. The document itself would look for each anew. */
  readonly #targets = new Map<Alias, Node>();
  #values = 0;

  constructor(file: string, document: Document.Parsed, counter: LineCounter) {
    this.#file = file;
    this.#counter = counter;
    const anchors = new Map<string, Node>();
    visit(document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target !== undefined) this.#targets.set(alias, target);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  value(node: Node | null | undefined, depth: number): Json {
    if (node === null || node === undefined) return null;
    if (depth > deepest) throw invalid(this.#spot(node), `it is nested more than ${deepest} levels deep`, 'nest it less deeply');
    if (++this.#values > mostValues)
      throw invalid(this.#spot(node), `it holds more than ${mostValues} values with its aliases written out`, 'write it without aliases');
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (target === undefined) throw invalid(this.#spot(node), `there is no anchor &${node.source}`);
      return this.value(target, depth + 1);
    }
    const plain = isScalar(node)
      ? this.#scalar(node)
      : isSeq(node)
        ? this.#list(node.items as Node[], depth)
        : isMap(node)
          ? this.#object(node.items, depth)
          : null;
    return node.tag === undefined || node.tag.startsWith('tag:') || node.tag === '!' ? plain : this.#tagged(node, node.tag, plain);
  }

  /** What stands in quotes or under a tag is text. */
  #scalar(node: Scalar): Json {
    const text = String(node.value ?? '');
    const { tag } = node;
    const isText = tag !== undefined && tag !== '!' && !tag.startsWith('tag:yaml.org,2002:');
    return node.type !== 'PLAIN' || isText ? text : plainScalar(node.source ?? text);
  }

  #list(items: readonly Node[], depth: number): Json[] {
    const list = items.map((item) => this.value(item, depth + 1));
    this.lines.set(list, new Map(items.map((item, index) => [index, this.#lineOf(item)])));
    return list;
  }

  #object(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): JsonObject {
    const members = new Map<string, Json>();
    const lines = new Map<string, number>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? (key.source ?? String(key.value)) : null;
      const spot = this.#spot(key as Node);
      if (name === null) throw invalid(spot, 'a name is not a text');
      if (name === '<<') throw unsupported(spot, 'a merge key (<<)', 'write the members out, as CloudFormation wants it too');
      if (name === '__proto__') throw invalid(spot, 'no member can be named __proto__');
      const text = isScalar(key) ? String(key.value) : name;
      if (members.has(text)) throw invalid(spot, `${text} is there twice`, 'remove one of the two');
      members.set(text, this.value(value as Node | null, depth + 1));
      lines.set(text, spot.line ?? 1);
    }
    const object = Object.fromEntries(members);
    this.lines.set(object, lines);
    return object;
  }

  #tagged(node: Node, tag: string, plain: Json): JsonObject {
    const name = tag.slice(1);
    if (!shortForms.has(name))
      throw unsupported(this.#spot(node), `the tag ${tag.slice(0, 60)}`, `the short forms are ${[...shortForms].map((known) => `!${known}`).join(', ')}`);
    const argument = name === 'GetAtt' && typeof plain === 'string' ? split(plain) : plain;
    const object = { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: argument };
    this.lines.set(object, new Map([[Object.keys(object)[0] ?? '', this.#lineOf(node)]]));
    return object;
  }

  #spot(node: Node): Spot {
    return { file: this.#file, line: this.#lineOf(node), path: '' };
  }

  #lineOf(node: Node | null): number {
    const offset = node?.range?.[0];
    return offset === undefined ? 1 : this.#counter.linePos(offset).line;
  }
}

const shortForms: ReadonlySet<string> = new Set(
  'Ref GetAtt Sub Join Select Split FindInMap If And Or Not Equals Condition Base64 Cidr GetAZs ImportValue Transform Length ToJsonString Contains EachMemberIn EachMemberEquals RefAll ValueOf ValueOfAll'.split(
    ' ',
  ),
);

/** `Database.Endpoint.Port` is the attribute `Endpoint.Port` of `Database`. */
function split(text: string): Json {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function plainScalar(source: string): Json {
  if (source === '' || source === '~' || /^(null|Null|NULL)$/.test(source)) return null;
  if (/^(true|True|TRUE|yes|Yes|YES|on|On|ON)$/.test(source)) return true;
  if (/^(false|False|FALSE|no|No|NO|off|Off|OFF)$/.test(source)) return false;
  if (/^-?\d/.test(source)) {
    const number = Number(source);
    if (String(number) === source && (!Number.isInteger(number) || Number.isSafeInteger(number))) return number;
  }
  return source;
}
