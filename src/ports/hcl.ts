import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';

/** Reads HCL, the language of Terraform and OpenTofu. Nothing of it is evaluated. */
export interface Hcl {
  /** HCL's own JSON form of a file: blocks as lists below their labels, what is no literal as `${…}`. ARTIFACT_INVALID at `path:line` where it cannot be read. */
  parse(path: string, text: string): Promise<Result<JsonObject>>;
}
