import type { Shape } from '../../model/resource-type.ts';
import { samplePattern } from '../../model/sample-pattern.ts';
import { matchPattern } from '../../model/schema-pattern.ts';
import type { Draw } from './draw.ts';

/** The longest name that is made up, whatever the type would allow. */
const longest = 63;

/** A name for what was given none: `bucket-4f1k…`, within what the property's length and pattern allow. */
export function physicalName(kind: string, shape: Shape | undefined, draw: Draw): string {
  const tail = draw.lower(12);
  if (shape?.kind !== 'string') return `${kind.toLowerCase()}-${tail}`;
  const { maxLength = longest, pattern } = shape;
  if (shape.enum?.[0] !== undefined) return shape.enum[0];
  const most = Math.min(maxLength, longest);
  const stem = kind.toLowerCase().slice(0, Math.max(1, most - 13));
  const forms = [`${stem}-${tail}`, `${stem}_${tail}`, `${stem}${tail}`].map((form) => form.slice(0, most));
  const usual = forms[0] ?? tail;
  if (pattern === undefined) return usual;
  return forms.find((form) => matchPattern(pattern, form) !== 'mismatch') ?? samplePattern(pattern, draw) ?? usual;
}
