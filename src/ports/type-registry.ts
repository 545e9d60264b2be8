import type { Result } from '../kernel/result.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** What is known of AWS resource types. Synchronous: the data is local; types are parsed when first asked for. */
export interface TypeRegistry {
  /** The type, or TYPE_UNKNOWN with the nearest names. */
  type(name: string): Result<ResourceType>;
  /** Every known type name, sorted. */
  names(): readonly string[];
  /** Region names of the AWS partition, sorted. */
  regions(): readonly string[];
}
