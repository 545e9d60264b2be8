import type { z } from 'zod';

/** What is wrong, and where. */
export interface PlacedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of what is neither of two forms, the issues of the form that it fits best: the one with the fewest. Of a key that cannot be one, why. */
export function innermost(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): PlacedIssue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((errors) => errors.flatMap((inner) => innermost(inner, path)));
    branches.sort((a, b) => a.length - b.length);
    return branches[0] ?? [{ path, message: issue.message }];
  }
  if (issue.code === 'invalid_key') return issue.issues.flatMap((inner) => innermost(inner, path));
  return [{ path, message: issue.message }];
}
