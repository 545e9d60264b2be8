import type { Json, JsonObject } from '../../kernel/json.ts';
import { editDistance } from '../../kernel/nearest.ts';
import type { Property, ResourceType } from '../../model/resource-type.ts';
import { validateProperties } from '../../model/validate-properties.ts';
import { leavesOf } from './leaves-of.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** A property that a text speaks of by its name or by one of its values, without a value beside it. */
export interface ReadFeature {
  readonly pointer: string;
  readonly value: Json;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where else the text names the properties that hold it: "set object ownership to bucket owner preferred". */
  readonly also: readonly { readonly start: number; readonly end: number }[];
}

/** A property with its value where it is on, and where it is off. */
interface Feature {
  /** Stems, in every form that it is said in. */
  readonly said: readonly (readonly string[])[];
  readonly pointer: string;
  readonly on: Json;
  readonly off: Json | undefined;
  /** Stems of the names of the properties on the way to it. */
  readonly within: readonly (readonly string[])[];
}

const switches = /^(?:Enabled|Enable|IsEnabled)$/;
const states = /^(?:\w*Status|State|Mode)$/;
const ons = /^(?:enabled?|active|on)$/i;
const offs = /^(?:disabled?|passthrough|suspended|off)$/i;
/** Ends and beginnings of names that say what they are of, and nothing of it. */
const around: ReadonlySet<string> = new Set(['enable', 'enabled', 'specification', 'configuration', 'config', 'setting', 'option', 'feature', 'support']);

/**
 * The features of a type that a text names: what is switched on or off ("contributor insights", "performance insights disabled") and values that are several words ("bucket owner preferred"). What two properties could mean is
 * left out.
 */
export function featuresIn(type: ResourceType, text: string): ReadFeature[] {
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    stem: stemOf(match[0].toLowerCase()),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found: ReadFeature[] = [];
  for (const feature of featuresOf(type)) {
    const spot = feature.said.map((said) => spotOf(words, said)).find((one) => one !== null) ?? null;
    if (spot === null || found.some(({ start, end }) => start < spot.end && spot.start < end)) continue;
    const rivals = featuresOf(type).filter(
      (other) =>
        other !== feature && other.pointer !== feature.pointer && other.said.some((said) => feature.said.some((own) => own.join(' ') === said.join(' '))),
    );
    const isOff =
      /\b(?:disabl\w*|without|no|turn(?:ed)? off|switch(?:ed)? off)\s+(?:the\s+)?$/iu.test(text.slice(Math.max(0, spot.start - 20), spot.start)) ||
      /^\W+(?:is\s+|are\s+|to be\s+)?(?:disabled|off|suspended)\b/iu.test(text.slice(spot.end));
    const value = isOff ? feature.off : feature.on;
    if (rivals.length > 0 || value === undefined) continue;
    const led = /\b(?:enabl\w*|disabl\w*|activat\w*|without|turn(?:ed)? o\w+|switch(?:ed)? o\w+)\s+(?:the\s+)?$/iu.exec(text.slice(0, spot.start));
    const tail =
      /^(?:\W+(?:is|are|to be|with|set|enabled|disabled|on|off|suspended|status|configurations?|specifications?|settings?|features?|support|resources?|mode)\b)+/iu.exec(
        text.slice(spot.end),
      );
    const also = feature.within
      .flatMap((name) => (name.length > 1 ? (spotOf(words, name) ?? []) : []))
      .map((one) => ({ ...one, start: /\bset(?:s|ting)?\s+(?:the\s+)?$/iu.exec(text.slice(0, one.start))?.index ?? one.start }));
    found.push({ pointer: feature.pointer, value, start: led?.index ?? spot.start, end: spot.end + (tail?.[0].length ?? 0), also });
  }
  return found;
}

/** Words that say that a value of a property follows. */
const leads = /\b(?:type|class|mode|tier|protocol|kind|edition)\s*(?:of|=|:|is)?\s*["'`]?$/iu;

/**
 * Values of one word that only one property of a type can hold ("io2", "TCP"): they count with a digit in them, in capitals, or beside a word that says that a value is given. What stands around them and says no more is
 * part of the stretch.
 */
export function tokensIn(type: ResourceType, text: string): ReadFeature[] {
  const values = new Map<string, { readonly pointer: string; readonly value: string }[]>();
  for (const { pointer, property } of leavesOf(type))
    for (const value of [...valuesOf(property.shape), ...(property.shape.kind === 'string' ? (property.examples ?? []) : [])])
      if (/^[A-Za-z0-9_.-]{2,30}$/.test(value)) values.set(value.toLowerCase(), [...(values.get(value.toLowerCase()) ?? []), { pointer, value }]);
  // "Type io2" of what has one type of its own.
  const kinds = leavesOf(type).flatMap(({ pointer, own, property }) =>
    /Type$/.test(own) && pointer.lastIndexOf('/') === 0 && property.shape.kind === 'string' && property.shape.enum === undefined ? [pointer] : [],
  );
  return [...text.matchAll(/(?<![\w.-])[A-Za-z0-9_.-]*[A-Za-z0-9](?![\w-])/gu)].flatMap((match): ReadFeature[] => {
    const typed = /\d/.test(match[0]) && /\btype\s*(?:of|=|:|is)?\s*["'`]?$/iu.test(text.slice(0, match.index)) ? kinds : [];
    const [one, other] = [
      ...new Map((values.get(match[0].toLowerCase()) ?? typed.map((pointer) => ({ pointer, value: match[0] }))).map((each) => [each.pointer, each])).values(),
    ];
    // "ECS service" names the service, and not a controller that is called so.
    if (one === undefined || other !== undefined || match[0].toLowerCase() === type.name.split('::')[1]?.toLowerCase()) return [];
    const lead = leads.exec(text.slice(0, match.index));
    const tail = /^["'`]?\s+(?:type|class|mode|tier|protocol|volumes?|edition)\b/iu.exec(text.slice(match.index + match[0].length));
    const plain = /[a-z]\d|\d[a-z]/i.test(match[0]) || (/^[A-Z]{3,}$/.test(match[0]) && one.value === match[0]);
    if (!plain && lead === null && tail === null) return [];
    return [
      { pointer: one.pointer, value: one.value, start: lead?.index ?? match.index, end: match.index + match[0].length + (tail?.[0].length ?? 0), also: [] },
    ];
  });
}

function spotOf(
  words: readonly { readonly stem: string; readonly start: number; readonly end: number }[],
  said: readonly string[],
): { readonly start: number; readonly end: number } | null {
  const at = words.findIndex((_, index) => said.every((stem, step) => isWord(words[index + step]?.stem, stem)));
  const [first, last] = [words[at], words[at + said.length - 1]];
  return first === undefined || last === undefined ? null : { start: first.start, end: last.end };
}

/** A word, be it that a letter of a long one slipped. */
function isWord(word: string | undefined, stem: string): boolean {
  return word === stem || (word !== undefined && stem.length >= 8 && word[0] === stem[0] && editDistance(word, stem, 1) <= 1);
}

const known = new WeakMap<ResourceType, readonly Feature[]>();

function featuresOf(type: ResourceType): readonly Feature[] {
  const before = known.get(type);
  if (before !== undefined) return before;
  const made = [...switchesIn(type), ...namedValuesIn(type)].filter(({ pointer, on }) => isValid(type, { [pointer.slice(1)]: on }));
  known.set(type, made);
  return made;
}

/** What is switched by a member of its own (`Enabled`, `Status`), or is a switch by its name (`EnablePerformanceInsights`). */
function switchesIn(type: ResourceType): Feature[] {
  return Object.entries(type.properties).flatMap(([name, property]): Feature[] => {
    const pointer = `/${name}`;
    if (type.readOnly.includes(pointer)) return [];
    const said = spokenAs(name);
    if (said.length === 0) return [];
    if (property.shape.kind === 'boolean') return /^Enable[A-Z]|Enabled$/.test(name) ? [{ said, pointer, on: true, off: false, within: [] }] : [];
    if (property.shape.kind !== 'object') return [];
    const members = Object.entries(type.definitions[property.shape.definition] ?? {});
    const needed = members.filter(([, { required }]) => required === true);
    const state = members.find(
      ([own, { shape }]) => (shape.kind === 'boolean' && switches.test(own)) || (states.test(own) && valuesOf(shape).some((value) => ons.test(value))),
    );
    if (state === undefined || needed.some(([own]) => own !== state[0])) return [];
    const [own, { shape }] = state;
    if (shape.kind === 'boolean') return [{ said, pointer, on: { [own]: true }, off: { [own]: false }, within: [] }];
    const [on, off] = [valuesOf(shape).find((value) => ons.test(value)), valuesOf(shape).find((value) => offs.test(value))];
    return on === undefined ? [] : [{ said, pointer, on: { [own]: on }, off: off === undefined ? undefined : { [own]: off }, within: [] }];
  });
}

/** The name whole, and without what only says what it is of; single words are said of many things. */
function spokenAs(name: string): string[][] {
  const words = wordsOfName(name).map(stemOf);
  let bare = words;
  while (around.has(bare.at(-1) ?? '')) bare = bare.slice(0, -1);
  while (around.has(bare[0] ?? '')) bare = bare.slice(1);
  return [words, bare].filter((one, index) => one.length > 1 && (index === 0 || one.length < words.length));
}

/** Values of several words, in properties and in the single items of their lists. */
function namedValuesIn(type: ResourceType): Feature[] {
  const below = (
    members: Readonly<Record<string, Property>>,
    wrap: (name: string, value: Json) => { readonly pointer: string; readonly value: Json },
    depth: number,
  ): Feature[] =>
    Object.entries(members).flatMap(([name, { shape, examples = [] }]): Feature[] => {
      if (depth === 0 && type.readOnly.includes(`/${name}`)) return [];
      const own = [...valuesOf(shape), ...(shape.kind === 'string' ? examples : [])]
        .filter((value) => /^[A-Za-z_-]+$/.test(value))
        .flatMap((value): Feature[] => {
          const said = wordsOfName(value.replaceAll('-', '_')).map(stemOf);
          return said.length < 2 ? [] : [{ said: [said], ...placed(wrap(name, value)), within: [wordsOfName(name).map(stemOf)] }];
        });
      const inner = shape.kind === 'array' ? shape.items : shape;
      if (inner.kind !== 'object' || depth > 2) return own;
      const definition = type.definitions[inner.definition] ?? {};
      const needed = Object.entries(definition).filter(([, { required }]) => required === true);
      const within = below(definition, (member, value) => wrap(name, shape.kind === 'array' ? [{ [member]: value }] : { [member]: value }), depth + 1);
      const named = within.map((one) => ({ ...one, within: [...one.within, wordsOfName(name).map(stemOf)] }));
      return [...own, ...named.filter(({ on }) => needed.every(([member]) => JSON.stringify(on).includes(`"${member}":`)))];
    });
  return below(type.properties, (name, value) => ({ pointer: `/${name}`, value }), 0);
}

function placed({ pointer, value }: { readonly pointer: string; readonly value: Json }): Pick<Feature, 'pointer' | 'on' | 'off'> {
  return { pointer, on: value, off: undefined };
}

function valuesOf(shape: Property['shape']): readonly string[] {
  return shape.kind === 'string' ? (shape.enum ?? []) : [];
}

function isValid(type: ResourceType, properties: JsonObject): boolean {
  return validateProperties(type, properties, { references: false, partial: true }).length === 0;
}
