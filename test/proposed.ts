import type { Result } from '../src/kernel/result.ts';
import type { ResponseOf } from '../src/model/operations.ts';

export type Proposed = Extract<ResponseOf<'ask'>, { readonly kind: 'proposal' }>;

/** What an intent came to, where that has to be a plan. */
export function proposed(asked: Result<ResponseOf<'ask'>>): Proposed {
  if (asked.ok && asked.value.kind === 'proposal') return asked.value;
  throw new Error(`no plan but ${JSON.stringify(asked.ok ? asked.value : asked.problems)}`);
}
