import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import { readSignature, type SignatureCheck, type SignedRequest, timestampOf } from '../wire/signature.ts';
import type { Principal, Principals } from './principals.ts';

export interface Caller {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  readonly service: string;
}

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How far a client's clock may be off, as AWS documents it. */
const skew = 5 * 60_000;

type Cause = 'missing' | 'malformed' | 'unknown' | 'expired' | 'signature';
type Names = Readonly<Record<Cause, string>>;

/** Each family of protocols has its own names for the same refusals. */
const names: Readonly<Record<'json' | 'query' | 'ec2' | 'rest-xml', Names>> = {
  json: {
    missing: 'MissingAuthenticationTokenException',
    malformed: 'IncompleteSignatureException',
    unknown: 'UnrecognizedClientException',
    expired: 'ExpiredTokenException',
    signature: 'InvalidSignatureException',
  },
  query: {
    missing: 'MissingAuthenticationToken',
    malformed: 'IncompleteSignature',
    unknown: 'InvalidClientTokenId',
    expired: 'ExpiredToken',
    signature: 'SignatureDoesNotMatch',
  },
  ec2: { missing: 'AuthFailure', malformed: 'AuthFailure', unknown: 'AuthFailure', expired: 'RequestExpired', signature: 'AuthFailure' },
  'rest-xml': {
    missing: 'AccessDenied',
    malformed: 'AuthorizationHeaderMalformed',
    unknown: 'InvalidAccessKeyId',
    expired: 'ExpiredToken',
    signature: 'SignatureDoesNotMatch',
  },
};

export interface AuthenticationClock {
  /** The sandbox's clock, by which session tokens expire. */
  readonly now: number;
  /** The real clock, by which clients sign. */
  readonly wall: number;
}

/** Who calls, by the request's Signature Version 4, or the refusal AWS would give. */
export function authenticate(
  request: RawRequest,
  family: 'json' | 'query' | 'ec2' | 'rest-xml',
  principals: Principals,
  signatures: SignatureCheck,
  clock: AuthenticationClock,
): Answer<Caller> {
  const code = names[family];
  const signed = readSignature(request.headers);
  if (signed === null) {
    return request.headers.authorization === undefined
      ? refuse(code.missing, 'Request is missing Authentication Token')
      : refuse(code.malformed, 'Authorization header requires an AWS4-HMAC-SHA256 Credential, SignedHeaders and Signature, and X-Amz-Date must be given.');
  }
  const recognition = principals.recognise(signed.accessKeyId, signed.sessionToken, clock.now);
  if (recognition.kind === 'unknown') return refuse(code.unknown, 'The security token included in the request is invalid.');
  const late = lateness(signed, clock.wall);
  if (late !== null) return refuse(code.signature, late);
  if (!signatures.matches(request, signed, recognition.secret)) {
    return refuse(
      code.signature,
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  if (recognition.kind === 'expired') return refuse(code.expired, 'The security token included in the request is expired');
  const { principal } = recognition;
  return answer({ principal, account: principal.account, region: signed.region, service: signed.service });
}

function lateness(signed: SignedRequest, wall: number): string | null {
  const at = timestampOf(signed.timestamp);
  if (Number.isNaN(at) || !signed.timestamp.startsWith(signed.date))
    return 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP';
  if (at < wall - skew) return `Signature expired: ${signed.timestamp} is now earlier than ${stamp(wall - skew)} (${stamp(wall)} - 5 min.)`;
  if (at > wall + skew) return `Signature not yet current: ${signed.timestamp} is still later than ${stamp(wall + skew)} (${stamp(wall)} + 5 min.)`;
  return null;
}

function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
