import type { Answer } from '../wire/refusal.ts';
import type { CallContext } from './call-context.ts';

/** A read of a service's own API about resources of one type; null: of any. */
export interface ReadOperation<Input, Output> {
  readonly type: string | null;
  /** The primary identifier of the one that is asked for; null when it asks for all, or names none. */
  named(input: Input): string | null;
  answer(context: CallContext, input: Input): Answer<Output>;
}
