import { isJsonObject } from '../kernel/json.ts';

/** Of which types a value may be that is not known yet: whatever stood in a list or an object would have been seen by nobody. */
const types = ['string', 'number', 'integer', 'boolean'] as const;
const mostSources = 50;

/**
 * In the place of a value that a unit computes from inputs which do not exist yet: of which type it will be, and from which of them, as in `net.NetId`. Apart from the schemas, for those who show it without
 * loading them.
 */
export interface UnknownLeaf {
  readonly $unknown: { readonly type: (typeof types)[number]; readonly from: readonly string[] };
}

/** Whether a value stands for one that is not known yet. */
export function isUnknownLeaf(value: unknown): value is UnknownLeaf {
  const unknown = isJsonObject(value) && Object.keys(value).length === 1 ? value['$unknown'] : undefined;
  if (!isJsonObject(unknown) || Object.keys(unknown).length !== 2) return false;
  const { type, from } = unknown as { readonly type?: unknown; readonly from?: unknown };
  const isList = Array.isArray(from) && from.length > 0 && from.length <= mostSources && from.every((one) => typeof one === 'string');
  return isList && types.some((one) => one === type);
}
