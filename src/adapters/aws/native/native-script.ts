import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { NamedTarget } from '../../../model/target.ts';
import type { ScriptMutation, StepScript } from '../../../ports/script.ts';
import { marked, named, withNames } from '../mark-values.ts';
import { ScriptLines } from '../script/script-lines.ts';
import { untilGone, untilSays, value } from '../script/shell-functions.ts';
import { namesIn, type Word } from '../script/shell-word.ts';
import { propertiesOf } from './mapping.ts';
import { withOwnMarks } from './mutation-calls.ts';
import type { CallSpec, Facet, NativeType, Reading } from './native-type.ts';
import { at } from './path.ts';
import { identityOf } from './reading.ts';
import { callOf } from './template.ts';

/** A mutation through the service's own calls: what each call needs is read from the reply of the create call, what later steps need from a description. */
export function nativeScript(target: NamedTarget, type: NativeType, mutation: ScriptMutation): StepScript {
  return new NativeScript(target, type, mutation).script();
}

class NativeScript {
  readonly #type: NativeType;
  readonly #mutation: ScriptMutation;
  readonly #lines: ScriptLines;
  /** Properties and attributes, with marks for what only the create call brings to light. */
  readonly #known: JsonObject;
  /** Names whose variables are set. */
  readonly #set = new Set<string>();
  /** Nothing was sent since the resource was found to be ready. */
  #ready = false;

  constructor(target: NamedTarget, type: NativeType, mutation: ScriptMutation) {
    this.#type = type;
    this.#mutation = mutation;
    this.#lines = new ScriptLines(target, mutation);
    const identity = mutation.identifier === null ? {} : identityOf(type, mutation.identifier);
    this.#known = withOwnMarks(type, mutation.place, { ...(marked(mutation.properties) as JsonObject), ...identity });
  }

  script(): StepScript {
    const { op, calls, wanted } = this.#mutation;
    for (const call of calls) this.#send(call);
    if (op === 'delete') {
      this.#untilGone();
    } else {
      this.#untilReady();
      this.#read(wanted);
    }
    return this.#lines.script;
  }

  #send(call: AwsCall): void {
    const lines = this.#lines;
    const { create } = this.#type;
    const [each] = namesIn(call.input, 'each');
    if (each !== undefined) return this.#sendForEach(each, call);
    if (this.#mutation.op === 'create' && create !== undefined) {
      const { generated } = create;
      if (generated !== undefined && call.operation === generated.call.operation) {
        lines.keepPrivate(generated.from);
        lines.add(`reply=$(${lines.command(call, ...asJson)})`);
        return this.#pick(generated.from, generated.out);
      }
      if (call.operation === create.operation && call.effect === 'write') return this.#create(call);
    }
    if (this.#waitsFor(call)) this.#untilReady();
    lines.add(lines.command(call));
    if (this.#waitsFor(call)) this.#ready = false;
  }

  /** The create call, and from its reply what the later calls of the step name, and the parts of the identifier. */
  #create(call: AwsCall): void {
    const { calls, wanted } = this.#mutation;
    const later = calls.flatMap(({ input }) => namesIn(input, 'own')).filter((name) => !this.#set.has(name));
    const identity = wanted.length === 0 && this.#type.ready === undefined ? [] : this.#type.identifier.filter((name) => this.#isOpen(name));
    const names = [...new Set([...later, ...identity])];
    if (names.length === 0) return this.#lines.add(this.#lines.command(call));
    this.#lines.add(`reply=$(${this.#lines.command(call, ...asJson)})`);
    const { create } = this.#type;
    for (const name of names) {
      const path = create?.identity?.[name] ?? pathOf(this.#mainFacets(), name);
      if (path === undefined) this.#lines.stop(`the reply to ${call.operation} does not tell ${name}`);
      else this.#pick(name, joined(create?.at, path));
    }
  }

  /** Sets the variables of what later steps use. */
  #read(names: readonly string[]): void {
    const open = names.filter((name) => !this.#set.has(name));
    const type = this.#type;
    const lines = this.#lines;
    const readings = new Map<Reading, string[]>();
    for (const name of open) {
      const known = named(at(this.#known, name) ?? { $own: name });
      const needed = namesIn(known, 'own');
      if (!needed.includes(name)) {
        this.#read(needed);
        lines.set(name, known);
        this.#set.add(name);
        continue;
      }
      const facet = type.facets.find((one) => pathOf([one], name) !== undefined);
      if (facet === undefined) lines.stop(`nothing tells ${name} of ${this.#mutation.node}`);
      else readings.set(facet.read ?? type.read, [...(readings.get(facet.read ?? type.read) ?? []), name]);
    }
    for (const [reading, told] of readings) {
      lines.add(`reply=$(${this.#describe(reading)} --output json)`);
      for (const name of told) this.#pick(name, pathOf(type.facets, name) ?? '');
    }
  }

  #pick(name: string, path: string): void {
    this.#lines.pick(name, 'reply', path === '' ? [] : path.split('.'));
    this.#set.add(name);
  }

  /** A command that prints the description, or what is below it at a path. */
  #describe(reading: Reading, below = ''): string {
    return this.#lines.command(this.#call(reading), ...this.#query(reading, below));
  }

  #query(reading: Reading, below: string): Word[] {
    const filter = [...this.#conditions(reading.where, '=='), ...this.#conditions(reading.unless, '!=')];
    if (filter.length === 0) {
      const path = jmesPath(joined(reading.at, below));
      return path === '' ? [] : [['--query'], [path]];
    }
    const conditions = filter.flatMap((word, index) => [index === 0 ? '' : ' && ', ...word]);
    const rest = below === '' ? '' : `.${jmesPath(below)}`;
    const { at: list = '', without } = reading;
    const [from, to] = without === undefined ? ['', ''] : ['sort_by(', `, &${jmesPath(without.by)})[:-${without.newest}]`];
    return [['--query'], [`${from}${jmesPath(list)}[?`, ...conditions, reading.where === undefined ? `]${to}${rest}` : `] | [0]${rest}`]];
  }

  #conditions(members: Reading['where'], sign: '==' | '!='): Word[] {
    return Object.entries(members ?? {}).map(([name, wanted]): Word => {
      const meant = typeof wanted === 'string' && wanted.startsWith('$.') ? (at(this.#known, wanted.slice(2)) ?? null) : wanted;
      return [
        `${jmesPath(name)}${sign}\``,
        ...this.#lines.json(named(meant)).map((part) => (typeof part === 'string' ? part.replaceAll('`', '\\`') : part)),
        '`',
      ];
    });
  }

  #call(spec: CallSpec): AwsCall {
    return withNames(callOf(spec, this.#type.service, 'read', { place: this.#mutation.place, known: this.#known }));
  }

  #sendForEach(property: string, call: AwsCall): void {
    const facet = this.#type.facets.find((one) => one.read !== undefined && propertiesOf(one.properties).join('/') === property);
    const key = facet === undefined ? undefined : keyPath(facet);
    if (facet?.read === undefined || key === undefined) return this.#lines.stop(`nothing lists ${property} of ${this.#mutation.node}`);
    this.#lines.use(value);
    this.#lines.add(
      `items=$(${this.#describe(facet.read, key)} --output json)`,
      'index=0',
      'while each=$(value "$items" "$index" 2>/dev/null); do',
      `  ${this.#lines.command(call)}`,
      '  index=$((index + 1))',
      'done',
    );
  }

  #waitsFor(call: AwsCall): boolean {
    return this.#type.facets.some((facet) => facet.whenReady === true && operationsOf(facet).includes(call.operation));
  }

  #untilReady(): void {
    const { ready, read } = this.#type;
    if (ready === undefined || this.#ready) return;
    this.#ready = true;
    this.#lines.use(untilSays);
    const state = `${this.#describe(read, ready.path)} --output text`;
    this.#lines.add(`until_says ${barred(ready.values)} ${barred(ready.failed ?? [])} ${state}`);
  }

  #untilGone(): void {
    const { gone, read, vanishes } = this.#type;
    if (vanishes !== true) return;
    this.#lines.use(untilGone);
    this.#lines.add(`until_gone ${barred(gone?.values ?? [])} ${this.#describe(read, gone?.path)} --output text`);
  }

  #isOpen(name: string): boolean {
    return namesIn(named(at(this.#known, name) ?? null), 'own').includes(name);
  }

  #mainFacets(): readonly Facet[] {
    return this.#type.facets.filter((facet) => facet.read === undefined);
  }
}

const asJson: readonly Word[] = [['--output'], ['json']];

/** Where a description tells a property or a part of one, as it is meant; undefined where it does not, or in another form. */
function pathOf(facets: readonly Facet[], name: string): string | undefined {
  for (const { properties } of facets) {
    for (const [property, spot] of Object.entries(properties)) {
      if (property !== name && !name.startsWith(`${property}.`)) continue;
      if (typeof spot === 'object' && (spot.out === undefined || spot.as !== undefined || spot.told !== undefined)) continue;
      return joined(typeof spot === 'string' ? spot : spot.out, name.slice(property.length + 1));
    }
  }
  return undefined;
}

/** Where in an item of a list the key stands by which a call names it. */
function keyPath({ properties, write }: Facet): string | undefined {
  const [spot] = Object.values(properties);
  if (write?.kind !== 'members' || typeof spot !== 'object' || typeof spot.as !== 'object') return undefined;
  if ('pluck' in spot.as) return spot.as.pluck === write.key ? write.key : undefined;
  const mapping = 'each' in spot.as ? spot.as.each : {};
  const found = Object.values(mapping).find((one) => (typeof one === 'string' ? one : one.in) === write.key);
  return typeof found === 'string' ? found : found?.out;
}

function operationsOf({ write }: Facet): string[] {
  const specs = Object.values(write ?? {}).filter((member): member is CallSpec => isJsonObject(member) && typeof member['operation'] === 'string');
  return specs.map(({ operation }) => operation);
}

function joined(first: string | undefined, second: string | undefined): string {
  return [first, second].filter((part) => part !== undefined && part !== '').join('.');
}

function barred(words: readonly string[]): string {
  return `'|${words.join('|')}|'`;
}

/** A path of the tables as JMESPath. */
function jmesPath(path: string): string {
  return path === ''
    ? ''
    : path
        .split('.')
        .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : part === '*' ? '[]' : `${index === 0 ? '' : '.'}${part}`))
        .join('');
}
