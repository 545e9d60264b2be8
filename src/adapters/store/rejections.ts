import type { Prepared } from './prepared-statements.ts';

/**
 * The plans that a person rejected, with the reasons, as the audit log has it: the table of plans says the same, but a row there can be changed and nobody would notice,
 * while an entry of the log cannot.
 */
export function rejections(prepared: Prepared): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // The condition is that of the index.
  for (const { body } of prepared(`SELECT body FROM audit WHERE instr(body, '"kind":"plan.rejected"') > 0`).all()) {
    const entry = parsed(String(body));
    if (entry?.kind === 'plan.rejected' && typeof entry.subject === 'string') found.set(entry.subject, String(entry.data?.why ?? ''));
  }
  return found;
}

interface Entry {
  readonly kind?: unknown;
  readonly subject?: unknown;
  readonly data?: { readonly why?: unknown };
}

/** Null for what is no JSON: `verifyAudit` is who says so. */
function parsed(body: string): Entry | null {
  try {
    return JSON.parse(body) as Entry | null;
  } catch {
    return null;
  }
}
