import { isJsonObject, type Json } from '../../kernel/json.ts';
import { shortestKnown } from '../../model/known-secrets.ts';
import { blotted } from '../../model/secret.ts';

/** Values that have been read, by what their secrets are called, to keep them out of what others say: an error message may repeat what a call was given. */
export class SeenValues {
  readonly #values = new Map<string, Set<string>>();
  /** How they may be spelled in a message, by name and for all of them, the longest first, so that none is blotted out in part. */
  readonly #spelled = new Map<string | null, readonly string[]>();

  add(name: string, value: string): void {
    const known = this.#values.get(name) ?? new Set();
    if (known.has(value)) return;
    this.#values.set(name, known.add(value));
    this.#spelled.delete(name);
    this.#spelled.delete(null);
  }

  /** A message with `blotted` in the place of each; `of`: of those of these names alone. */
  without(text: string, of?: readonly string[]): string {
    let kept = text;
    for (const one of of === undefined ? this.#spellings(null) : longestFirst(of.flatMap((name) => this.#spellings(name))))
      if (kept.includes(one)) kept = kept.replaceAll(one, blotted);
    return kept;
  }

  /** A value with each text that is or holds one of them, in whatever spelling, replaced; of a value so short that it stands in many texts by chance, each text that is it. The very same object where none does. */
  hidden(value: Json, by: (text: string) => Json): Json {
    if (this.#values.size === 0) return value;
    if (typeof value === 'string')
      return this.#spellings(null).some((one) => value === one || (one.length >= shortestKnown && value.includes(one))) ? by(value) : value;
    if (Array.isArray(value)) {
      const items = (value as readonly Json[]).map((item) => this.hidden(item, by));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, this.hidden(member, by)] as const);
    return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value;
  }

  #spellings(name: string | null): readonly string[] {
    const known = this.#spelled.get(name);
    if (known !== undefined) return known;
    const values = name === null ? [...this.#values.values()].flatMap((each) => [...each]) : [...(this.#values.get(name) ?? [])];
    const spelled = longestFirst(values.flatMap(spellingsOf));
    this.#spelled.set(name, spelled);
    return spelled;
  }
}

function longestFirst(spelled: readonly string[]): readonly string[] {
  return [...new Set(spelled)].sort((a, b) => b.length - a.length);
}

function spellingsOf(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const ascii = escaped.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const [address, form] = [encodeURIComponent(value.toWellFormed()), new URLSearchParams({ '': value }).toString().slice(1)];
  const bytes = Buffer.from(value);
  const spelled = [
    value,
    escaped,
    ascii,
    JSON.stringify(ascii).slice(1, -1),
    JSON.stringify(escaped).slice(1, -1),
    address,
    form,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  const markup = value.replace(/[&<>"']/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[sign]};`);
  return [...spelled, markup, pythonText(value)].filter((one) => one !== '');
}

/** As `repr` of Python writes a text: in its tracebacks a unit's inputs appear so. */
function pythonText(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  return value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}
