import type { Code } from '../../kernel/codes.ts';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { AwsCall } from '../../model/call.ts';
import type { RawFailure } from './executor.ts';

/**
 * What a failed call means, decided here and nowhere else.
 * - `throttled`, `unreachable`, `credentials`: certainly without effect; the same call may succeed later.
 * - `unknown`: it may have had its effect.
 * - `broken`: a read that brought no answer; nothing can have happened.
 */
export type FailureKind =
  | 'throttled'
  | 'conflict'
  | 'denied'
  | 'not-found'
  | 'exists'
  | 'invalid'
  | 'limit'
  | 'credentials'
  | 'unreachable'
  | 'unsupported'
  | 'unknown'
  | 'broken';

export interface Failure {
  readonly kind: FailureKind;
  /** The provider's own code, such as `BucketAlreadyOwnedByYou`; empty where there was no answer. */
  readonly code: string;
  readonly problem: Diagnostic;
  readonly retryAfterSeconds?: number;
}

/** `endpoint` is the address that a target names instead of AWS's own. */
export function classify(raw: RawFailure, call: AwsCall, endpoint?: string): Failure {
  // A garbled answer may be right the next time; what is said in AWS's own form is meant.
  if (endpoint !== undefined && lacksCloudControl(raw, call))
    return { kind: raw.origin === 'transport' ? 'broken' : 'unsupported', code: '', problem: speaksOther(endpoint, raw.message, call) };
  const code = raw.origin === 'service' ? raw.code : '';
  const kind = kindOf(raw, call);
  const more = raw.origin === 'service' && raw.retryAfterSeconds !== undefined ? { retryAfterSeconds: raw.retryAfterSeconds } : {};
  const said = told(kind, code, raw.message, call);
  const mayLack = endpoint !== undefined && kind === 'broken' && call.service === 'cloudcontrol';
  return { kind, code, problem: mayLack ? { ...said, fix: `${said.fix}; ${ifWithoutCloudControl}` } : said, ...more };
}

const ifWithoutCloudControl = 'where an emulator answers that has no Cloud Control, write dialect: native for this target in targets.yaml';

/**
 * How services say that they cannot use a role, an instance profile or a principal: it may have been made a moment ago, or may lack the trust or the permission. Source: the API
 * references of Lambda, Step Functions, CodeBuild, Pipes, Scheduler and Firehose (create calls), EC2 (RunInstances), KMS, S3 and SQS (policies that name a principal).
 */
const unusableRole =
  /cannot be assumed|unable to assume|authorized to (perform:? sts:AssumeRole|assume the)|to assume the (provided )?role|invalid IAM instance profile|invalid principal|execution role does not have permissions/i;

function told(kind: FailureKind, code: string, words: string, call: AwsCall): Diagnostic {
  const name = `${call.service}:${call.operation}`;
  const at = `${call.target.account}/${call.target.region}`;
  if (call.effect !== 'write' || (kind !== 'invalid' && kind !== 'denied') || !unusableRole.test(words)) return describe(kind, code, words, name, at);
  const fix = 'see that the role or principal that the cause names is there, trusts the service and has the permissions, then plan again';
  return problem('CLOUD_NOT_READY', `${name} was refused, since a role or principal cannot be used`, fix, {
    at,
    cause: code === '' ? words : `${code}: ${words}`,
  });
}

/**
 * Whether what answers is no Cloud Control: many emulators are none. Of a write it would be a guess that it had no effect; a garbled answer, a server's own trouble,
 * or one that is too busy, says nothing.
 */
function lacksCloudControl(raw: RawFailure, { service, effect }: AwsCall): boolean {
  if (service !== 'cloudcontrol' || effect !== 'read') return false;
  if (raw.origin === 'service') return kindOfCode(raw.code) === 'unsupported' && /^(UnknownOperation|NotImplemented|InvalidAction)/.test(raw.code);
  return raw.origin === 'transport' && raw.status !== undefined && notFoundHere.has(raw.status);
}

/** How a server says that it serves nothing of the kind at that address. */
const notFoundHere: ReadonlySet<number> = new Set([400, 404, 405]);

function speaksOther(endpoint: string, cause: string, { service, operation, target }: AwsCall): Diagnostic {
  return problem(
    'CLOUD_UNSUPPORTED',
    `${service}:${operation}: something answers at ${endpoint}, and it is not Cloud Control`,
    'write dialect: native for this target in targets.yaml: then each service is called by its own API',
    { at: `${target.account}/${target.region}`, cause },
  );
}

/** The failure that an error code stands for when it arrives inside an answer, as Cloud Control reports a handler's failure. */
export function classifyCode(code: string, message: string, call: AwsCall): Failure {
  const kind = kindOfCode(code) ?? 'unknown';
  return { kind, code, problem: told(kind, code, message, call) };
}

/** An answer that came but lacks what the operation always gives. */
export function unreadable(call: AwsCall, what: string): Failure {
  return classify({ origin: 'transport', sent: true, message: `the answer cannot be understood: ${what}` }, call);
}

/** What alone says that a resource is not there (Cloud Control API reference, "Errors" of GetResource and DeleteResource). */
const absentInCloudControl = 'ResourceNotFoundException';

function kindOf(raw: RawFailure, { service, operation, effect }: AwsCall): FailureKind {
  const lost = effect === 'write' ? 'unknown' : 'broken';
  switch (raw.origin) {
    case 'local':
      return raw.code;
    case 'transport':
      return raw.sent ? lost : 'unreachable';
    case 'service': {
      const known = kindOfCode(raw.code);
      // A server that failed proves nothing by the word it uses, but for "slower" and "not here", which are said before anything is done.
      if (raw.status !== null && raw.status >= 500 && known !== 'throttled' && raw.status !== 501) return lost;
      if (known === 'not-found' && service === 'cloudcontrol' && raw.code !== absentInCloudControl) return lost;
      if (known !== null) return known;
      if (raw.status === 429) return 'throttled';
      if (raw.status === 401) return 'credentials';
      if (raw.status === 403) return 'denied';
      // Everybody on the way answers 404. Absent is what a service says by a code that is known for it, and by the status alone only to HEAD.
      if (raw.status === 404) return operation.startsWith('Head') ? 'not-found' : lost;
      // The aws binary does not tell the status of an error that has a code.
      const refused = raw.status === null ? !serverSide.test(raw.code) : raw.status >= 400 && raw.status < 500;
      return refused ? 'invalid' : lost;
    }
    default:
      return raw satisfies never;
  }
}

/** Error codes by meaning. Sources: the service API references' "Errors" sections, and Cloud Control's HandlerErrorCode list. */
const codes: Readonly<Record<string, FailureKind>> = Object.fromEntries(
  (
    [
      [
        'throttled',
        'Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException TooManyRequests RequestLimitExceeded BandwidthLimitExceeded PriorRequestNotComplete SlowDown ProvisionedThroughputExceededException EC2ThrottledException',
      ],
      [
        'credentials',
        'ExpiredToken ExpiredTokenException RequestExpired InvalidClientTokenId UnrecognizedClientException InvalidAccessKeyId SignatureDoesNotMatch InvalidSignatureException AuthFailure TokenRefreshRequired IncompleteSignature MissingAuthenticationToken MissingAuthenticationTokenException InvalidToken InvalidCredentials InvalidCredentialsException NotAuthorized RegionDisabledException',
      ],
      [
        'denied',
        'AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedException AuthorizationError AuthorizationErrorException UnauthorizedTaggingOperation OptInRequired SubscriptionRequiredException KMSAccessDeniedException AllAccessDisabled',
      ],
      [
        'exists',
        'AlreadyExists BucketAlreadyOwnedByYou BucketAlreadyExists ResourceExistsException QueueNameExists InvalidGroup.Duplicate DuplicateLoadBalancerName DuplicateTargetGroupName DuplicateListener InvalidPermission.Duplicate InvalidKeyPair.Duplicate',
      ],
      [
        'conflict',
        'Conflict ConflictException ConcurrentOperationException ConcurrentModification ConcurrentModificationException OperationAborted ResourceConflict ResourceConflictException ResourceInUseException ResourceInUse DependencyViolation DeleteConflict DeleteConflictException IncorrectState IncorrectInstanceState ClientTokenConflictException TransactionConflictException QueueDeletedRecently AWS.SimpleQueueService.QueueDeletedRecently InvalidDBInstanceState InvalidVolume.ZoneMismatch VolumeInUse InvalidNetworkInterface.InUse InvalidIPAddress.InUse OperationInProgress',
      ],
      [
        'limit',
        'ServiceLimitExceeded ServiceLimitExceededException ServiceQuotaExceededException LimitExceeded LimitExceededException TooManyBuckets QuotaExceeded',
      ],
      [
        'unsupported',
        'UnsupportedActionException UnsupportedAction TypeNotFoundException UnsupportedOperation UnsupportedOperationException UnknownOperationException NotImplemented InvalidAction',
      ],
      [
        'invalid',
        'BucketNotEmpty NotUpdatable NotUpdatableException InvalidRequest InvalidRequestException PrivateTypeException RequestTokenNotFoundException InvalidTypeConfiguration',
      ],
      [
        'not-found',
        'NotFound NonExistentQueue AWS.SimpleQueueService.NonExistentQueue QueueDoesNotExist ServerSideEncryptionConfigurationNotFoundError ReplicationConfigurationNotFoundError',
      ],
      [
        'unknown',
        'NotStabilized NotStabilizedException GeneralServiceException ServiceInternalError ServiceInternalErrorException ServiceTimeout NetworkFailure NetworkFailureException InternalFailure HandlerInternalFailureException HandlerFailureException InternalError InternalServerError',
      ],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])),
);

/** Families of codes that services extend with their own nouns: `DBInstanceNotFound`, `InvalidVpcID.NotFound`, `NoSuchBucketPolicy`. */
const families: readonly (readonly [RegExp, FailureKind])[] = [
  [/AlreadyExists(Exception|Fault)?$|\.Duplicate$|^Duplicate/, 'exists'],
  [/NotFound(Exception|Fault|Error)?$|\.NotFound$|^NoSuch/, 'not-found'],
  [/LimitExceeded(Exception|Fault)?$|QuotaExceeded(Exception|Fault)?$/, 'limit'],
  [/Throttl/, 'throttled'],
];

/** Codes that services answer with HTTP 5xx. */
const serverSide = /^$|Internal|Unavailable|Server(Error|Exception)$|ServiceException$|ServiceFailure|Timeout/;

function kindOfCode(code: string): FailureKind | null {
  if (Object.hasOwn(codes, code)) return codes[code] ?? null;
  return families.find(([family]) => family.test(code))?.[1] ?? null;
}

const codeOfKind: Readonly<Record<FailureKind, Code>> = {
  throttled: 'CLOUD_THROTTLED',
  conflict: 'CLOUD_CONFLICT',
  exists: 'CLOUD_CONFLICT',
  denied: 'CLOUD_DENIED',
  'not-found': 'CLOUD_NOT_FOUND',
  invalid: 'CLOUD_INVALID',
  limit: 'CLOUD_LIMIT',
  credentials: 'CREDENTIALS_REFUSED',
  unreachable: 'CLOUD_UNREACHABLE',
  unsupported: 'CLOUD_UNSUPPORTED',
  unknown: 'CLOUD_UNKNOWN_OUTCOME',
  broken: 'CLOUD_UNREACHABLE',
};

function describe(kind: FailureKind, code: string, words: string, call: string, at: string): Diagnostic {
  const cause = code === '' ? words : `${code}: ${words}`;
  const build = (message: string, fix: string) => problem(codeOfKind[kind], message, fix, { at, cause });
  switch (kind) {
    case 'throttled':
      return build(`${call} was throttled for longer than it was retried`, 'try again later, or run fewer things at once in this account and region');
    case 'conflict':
      return build(
        `${call} conflicts with another operation or with something that depends on the resource`,
        'wait for the other operation, or remove what depends on the resource, then resume',
      );
    case 'exists':
      return build(`${call} found a resource of that identity already there`, 'adopt the existing resource by name, or choose another name');
    case 'denied': {
      const denial = denied(words, call);
      return build(
        `${denial.action} was denied${denial.resource === null ? '' : ` on ${denial.resource}`}`,
        `allow ${denial.action}${denial.resource === null ? '' : ` on ${denial.resource}`} for the target's role or user${denial.by === null ? '' : ` (${denial.by} denies it)`}`,
      );
    }
    case 'not-found':
      return build(`${call}: there is no such resource`, 'plan again: the resource, or one that it refers to, is gone');
    case 'invalid':
      return build(`${call} refused the request`, 'correct what the cause names, then plan again');
    case 'limit':
      return build(
        `${call} would exceed a limit of the account`,
        'raise the service quota that the cause names, or remove what is no longer needed, then resume',
      );
    case 'credentials':
      return build(
        `${call}: the credentials were not accepted`,
        'sign in again or correct the profile or role of the target; in a region that must be opted into, enable the region for the account first',
      );
    case 'unreachable':
      return build(`${call}: the endpoint cannot be reached, nothing was sent`, 'check the network and the endpoint of the target, then try again');
    case 'broken':
      return build(`${call}: no usable answer came back from a read`, 'try again; if it goes on, check what stands between here and the endpoint');
    case 'unsupported':
      return build(`${call} is not available here`, 'choose another dialect or executor for the target or for this type');
    case 'unknown':
      return build(`${call} was sent, and whether it took effect is not known`, 'resume the run: what is there is read before anything is sent again');
    default:
      return kind satisfies never;
  }
}

/** Which action on which resource, from the sentence in which AWS says so; the call itself where it does not. */
function denied(words: string, call: string): { readonly action: string; readonly resource: string | null; readonly by: string | null } {
  const told = /not authorized to perform:? (?<action>[a-z0-9-]+:[A-Za-z0-9*]+)(?: on resource:? "?(?<resource>[^\s"]+?)"?(?=[\s.,;]|$))?/.exec(words)?.groups;
  const by = /(?:because|with) (?:no (?<none>[a-z -]+ policy) allows|an explicit deny in an? (?<explicit>[a-z -]+ policy|permissions boundary))/.exec(
    words,
  )?.groups;
  return {
    action: told?.['action'] ?? call.replace(/^s3api:/, 's3:'),
    resource: told?.['resource'] ?? null,
    by: by?.['explicit'] ?? null,
  };
}
