import type { ResourceBinding } from '../model/observed.ts';
import type { Applied } from './diff-properties.ts';

/** What the books hold of what was applied. Null where they remember nothing: what was rebuilt, or adopted otherwise than as asked. */
export function appliedOf(binding: ResourceBinding | null): Applied | null {
  if (binding === null) return null;
  const { applied: properties, writeOnlyDigests, echo, deviations, settling, readBack } = binding;
  if (Object.keys(properties).length === 0 && Object.keys(writeOnlyDigests).length === 0) return null;
  return { properties, writeOnlyDigests, ...(readBack === undefined ? {} : { echo, deviations, ...(settling === undefined ? {} : { settling }) }) };
}
