import type { JsonObject } from '../../kernel/json.ts';

/** A resource that exists, is being made, or is being removed. */
export interface Live {
  /** Ascends with the order of creation; also the random-looking parts of identifiers come from it. */
  readonly uid: number;
  readonly account: string;
  /** Where it was made. For a type of a global service it is seen from every region. */
  readonly region: string;
  readonly type: string;
  readonly identifier: string;
  readonly arn: string;
  /** Everything known of it, write-only properties included. */
  readonly properties: JsonObject;
  readonly state: 'creating' | 'live';
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export type Verb = 'CREATE' | 'UPDATE' | 'DELETE';
export type OperationStatus = 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'CANCEL_IN_PROGRESS' | 'CANCEL_COMPLETE';

/** How an operation will end when its time has come. A failure may leave its effect behind, as a resource that did not stabilise does. */
export type Ending =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string; readonly effect: 'none' | 'applied' };

/** One asynchronous resource request. */
export interface Operation {
  readonly number: number;
  readonly token: string;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly verb: Verb;
  /** The resource, null when the request failed before there was one. */
  readonly uid: number | null;
  readonly identifier: string | null;
  /** Whether the identifier is told before the operation has succeeded, which AWS does when the caller chose it. */
  readonly identifierKnown: boolean;
  readonly clientToken: string | null;
  /** Digest of what was asked, to tell a repetition from another request under the same client token. */
  readonly digest: string;
  readonly acceptedAt: number;
  readonly dueAt: number;
  readonly ending: Ending;
  /** For an update, the properties that it leaves. */
  readonly next: JsonObject | null;
  readonly status: OperationStatus;
  readonly eventAt: number;
}

export function isOpen(operation: Operation): boolean {
  return operation.status === 'IN_PROGRESS' || operation.status === 'CANCEL_IN_PROGRESS';
}
