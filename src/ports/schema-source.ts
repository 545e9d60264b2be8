import type { Result } from '../kernel/result.ts';

/** Where CloudFormation schemas come from: an account's DescribeType, say. */
export interface SchemaSource {
  /** The text of a type's schema. TYPE_UNKNOWN, CLOUD_DENIED, CLOUD_THROTTLED or CLOUD_UNREACHABLE otherwise. */
  schema(type: string): Promise<Result<string>>;
}
