import type { Draw } from './draw.ts';

/**
 * A text with `{…}` in it:
 * - `{hex:17}`, `{digits:9}`, `{lower:10}`, `{upper:13}`, `{mixed:9}`, `{uuid}` are drawn;
 * - `{octet}` is a number from 1 to 254, `{ordinal}` the number of this version of something;
 * - `{account}`, `{region}`, `{partition}`, `{now}` (ISO 8601) are where and when;
 * - anything else is the value of that property or attribute, or of the first of `{A|B}` that has one.
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
  const [kind = '', size] = expression.split(':');
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
      for (const name of kind.split('|')) {
        const value = context.lookup(name);
        if (value !== null) return value;
      }
      return null;
  }
}

/** The literal text before the first hole that is not a place: what every filled template of a place begins with. */
export function prefixOf(template: Template, place: { readonly account: string; readonly region: string }): string {
  const placed = template.replace(/\{(account|region|partition)\}/g, (_, name: string) =>
    name === 'account' ? place.account : name === 'region' ? place.region : 'aws',
  );
  const first = placed.indexOf('{');
  return first < 0 ? placed : placed.slice(0, first);
}
