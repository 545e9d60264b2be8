import type { Draw } from './draw.ts';

/**
 * A text with `{…}` in it:
 * - `{hex:17}`, `{digits:9}`, `{lower:10}`, `{upper:13}`, `{mixed:9}`, `{uuid}` are drawn;
 * - `{same:hex:32}` is drawn once for the resource, wherever it stands;
 * - `{octet}` is a number from 1 to 254, `{ordinal}` the number of this version of something;
 * - `{account}`, `{region}`, `{partition}`, `{now}` (ISO 8601) are where and when;
 * - anything else is the value of that property or attribute, or of the first of `{A|B}` that has one; `{>A}` is its last part (after `/` or `:`),
 *   `{A.B}` is B of what A refers to; `{A~x~y}` has the first x replaced by y.
 */
export type Template = string;

export interface TemplateContext {
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly ordinal: number;
  readonly draw: Draw;
  /** The text of a property or attribute; null when there is none. */
  lookup(name: string): string | null;
}

const hole = /\{([^{}]+)\}/g;

/** The filled template; null when it needs a value that does not exist. */
export function fill(template: Template, context: TemplateContext): string | null {
  let missing = false;
  const text = template.replace(hole, (_, expression: string) => {
    const value = partOf(expression, context);
    if (value === null) missing = true;
    return value ?? '';
  });
  return missing ? null : text;
}

function partOf(expression: string, context: TemplateContext): string | null {
  if (expression.startsWith('same:')) return context.draw.once(expression, () => partOf(expression.slice(5), context) ?? '');
  const [, kind = expression, size] = /^([a-z]+):(\d+)$/.exec(expression) ?? [];
  if (size !== undefined) {
    const length = Number(size);
    switch (kind) {
      case 'hex':
        return context.draw.hex(length);
      case 'digits':
        return context.draw.digits(length);
      case 'lower':
        return context.draw.lower(length);
      case 'upper':
        return context.draw.upper(length);
      case 'mixed':
        return context.draw.mixed(length);
      default:
        throw new Error(`unknown template ${expression}`);
    }
  }
  switch (kind) {
    case 'uuid':
      return context.draw.uuid();
    case 'ordinal':
      return String(context.ordinal);
    case 'octet':
      return String(1 + Math.floor(context.draw.fraction() * 254));
    case 'account':
      return context.account;
    case 'region':
      return context.region;
    case 'partition':
      return 'aws';
    case 'now':
      return new Date(context.at).toISOString();
    default:
      return namedValue(expression, context);
  }
}

function namedValue(expression: string, context: TemplateContext): string | null {
  const [names = '', from, to = ''] = expression.split('~');
  for (const name of names.replace('>', '').split('|')) {
    const value = name === 'uuid' ? context.draw.uuid() : context.lookup(name);
    if (value !== null) {
      const last = names.startsWith('>') ? value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1) : value;
      return from === undefined ? last : last.replace(from, to.replace('@account', context.account));
    }
  }
  return null;
}

/** The literal text before the first hole that is not a place: what every filled template of a place begins with. */
export function prefixOf(template: Template, place: { readonly account: string; readonly region: string }): string {
  const placed = template.replace(/\{(account|region|partition)\}/g, (_, name: string) =>
    name === 'account' ? place.account : name === 'region' ? place.region : 'aws',
  );
  const first = placed.indexOf('{');
  return first < 0 ? placed : placed.slice(0, first);
}

/** What every filled template looks like. */
export function expressionOf(template: Template): RegExp {
  const source = template.replace(/\{([^{}]+)\}|[^{}]+/g, (part: string, expression: string | undefined) => {
    if (expression === undefined) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const [, kind = expression, size] = /^(?:same:)?([a-z]+):(\d+)$/.exec(expression) ?? [];
    if (size !== undefined) return `${classes[kind] ?? '.'}{${size}}`;
    return kinds[kind] ?? '.+';
  });
  return new RegExp(`^${source}$`);
}

const classes: Readonly<Record<string, string>> = {
  hex: '[0-9a-f]',
  digits: '[0-9]',
  lower: '[a-z0-9]',
  upper: '[A-Z0-9]',
  mixed: '[A-Za-z0-9]',
};

const kinds: Readonly<Record<string, string>> = {
  uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  octet: '[0-9]+',
  ordinal: '[0-9]+',
  account: '[0-9]{12}',
  partition: 'aws[a-z-]*',
  region: '[a-z]+(?:-[a-z]+)+-[0-9]',
};
