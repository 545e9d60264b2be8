import type { ResourceBinding } from '../model/observed.ts';
import type { Applied } from './diff-properties.ts';

/** What the books hold of what was applied. Null where they remember nothing: what was rebuilt, or adopted otherwise than as asked. */
export function appliedOf(binding: ResourceBinding | null): Applied | null {
  if (binding === null) return null;
  const { applied: properties, writeOnlyDigests, echo, deviations, settling, aliases, readBack } = binding;
  if (Object.keys(properties).length === 0 && Object.keys(writeOnlyDigests).length === 0) return null;
  if (readBack === undefined) return { properties, writeOnlyDigests };
  return { properties, writeOnlyDigests, echo, deviations, ...(settling === undefined ? {} : { settling }), ...(aliases === undefined ? {} : { aliases }) };
}
