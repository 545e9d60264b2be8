import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { AwsCall } from '../model/call.ts';

declare const permitBrand: unique symbol;

/**
 * The right to send the signed calls of one step of one run, for a short time. Only a check of the run's approval gives one (`src/engine/issue-permit.ts`), so
 * code that sends without an approval does not compile.
 */
export interface Permit {
  readonly [permitBrand]: true;
  readonly run: string;
  readonly step: string;
  /** The idempotency token of the attempt. */
  readonly token: string;
  /**
   * Asked right before each writing call, with the call as it is before it is encoded; null lets it go. PERMIT_ENDED when the time is over or the approval was
   * withdrawn, CALL_UNSIGNED when it is not one of the step's signed calls, or not in their order.
   */
  admit(call: AwsCall): Promise<Diagnostic | null>;
  /** Why nothing may be done any more, or null. Asked while a unit runs, since its calls are not seen singly. */
  ended(): Promise<Diagnostic | null>;
}
