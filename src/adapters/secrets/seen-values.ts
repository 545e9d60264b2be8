import { isJsonObject, type Json } from '../../kernel/json.ts';

/** Values that have been read, to keep them out of what others say: an error message may repeat what a call was given. */
export class SeenValues {
  readonly #values = new Set<string>();
  /** How they may be spelled in a message, the longest first, so that none is blotted out in part. */
  #spelled: readonly string[] | null = [];

  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    this.#spelled = null;
  }

  /** A message with `(secret)` in the place of each. */
  without(text: string): string {
    let kept = text;
    for (const one of this.#spellings()) if (kept.includes(one)) kept = kept.replaceAll(one, '(secret)');
    return kept;
  }

  /** A value with each text that is or holds one of them, in whatever spelling, replaced. The very same object where none does. */
  hidden(value: Json, by: (text: string) => Json): Json {
    if (this.#values.size === 0) return value;
    if (typeof value === 'string') return this.#spellings().some((one) => value.includes(one)) ? by(value) : value;
    if (Array.isArray(value)) {
      const items = (value as readonly Json[]).map((item) => this.hidden(item, by));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, this.hidden(member, by)] as const);
    return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value;
  }

  #spellings(): readonly string[] {
    this.#spelled ??= [...new Set([...this.#values].flatMap(spellingsOf))].sort((a, b) => b.length - a.length);
    return this.#spelled;
  }
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
