/** A request that AWS would refuse: the exception's name, its message and the HTTP status it travels with. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

/** HTTP status of the exceptions that are not plain 400s, from the Cloud Control and CloudFormation API references. */
const statuses: Readonly<Record<string, number>> = {
  HandlerFailureException: 502,
  HandlerInternalFailureException: 502,
  NetworkFailureException: 502,
  ServiceInternalErrorException: 502,
  ConcurrentModificationException: 500,
  InternalFailure: 500,
  InternalServerException: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
  TypeNotFoundException: 400,
  AccessDenied: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  ExpiredToken: 403,
  MissingAuthenticationToken: 403,
  AuthFailure: 401,
  InvalidAccessKeyId: 403,
  NotImplemented: 501,
  UnauthorizedOperation: 403,
};

export function refuse(code: string, message: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, message, status: statuses[code] ?? 400 } };
}
