import type { Difference, PatchOp } from '../model/plan.ts';

/** What a comparison finds: what differs and is to be changed, the operations on the live properties that end it, and what is only told. */
export interface Findings {
  readonly differences: Difference[];
  readonly patch: PatchOp[];
  readonly deviations: Difference[];
  /** Something that cannot be changed after creation moved: the live resource may be another one than that which was made. */
  another: boolean;
  /** Something differs because the wish changed. */
  wished: boolean;
}

export function noFindings(): Findings {
  return { differences: [], patch: [], deviations: [], another: false, wished: false };
}

export function isEqual({ differences, deviations }: Findings): boolean {
  return differences.length === 0 && deviations.length === 0;
}

export function merge(found: Findings, inside: Findings): void {
  found.differences.push(...inside.differences);
  found.patch.push(...inside.patch);
  found.deviations.push(...inside.deviations);
  found.another ||= inside.another;
  found.wished ||= inside.wished;
}
