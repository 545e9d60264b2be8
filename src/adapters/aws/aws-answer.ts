import { isJsonObject } from '../../kernel/json.ts';
import { deepestNesting, nestsTooDeep } from '../../kernel/nesting.ts';

/** A request, and what came back, as far as it takes to tell who answered. Header names are in lower case. */
export interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
interface Told {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** AWS names every answer; nobody else does. (S3, "Common response headers"; Smithy, AWS protocols.) */
const marks = ['x-amz-request-id', 'x-amzn-requestid', 'x-amz-id-2'];
/** Where a page says that it is one: after an XML declaration, a comment, a document type. */
const longestPrologue = 1_000;

/**
 * Why an answer cannot be AWS's, or null. A proxy, a captive portal or a load balancer answers with statuses that mean something else when AWS says them,
 * so a status counts only on an answer that shows whose it is:
 * - an error names a code in one of AWS's forms, and where others write codes in the same form, carries a request id. S3 gives one with every refusal of a GET too, so that an empty 404 is not "no such bucket";
 * - an answer to HEAD has no body by design: it carries AWS's request id;
 * - a success to a REST request, or one without a body, carries the request id, and what was asked for is not empty;
 * - nothing of AWS's is a web page, or JSON without a bottom.
 */
export function strangeness(request: Asked, answer: Told): string | null {
  const { statusCode, headers, body } = answer;
  const unmarked = isMarked(headers) ? null : 'it carries no request id of AWS’s';
  if (request.method === 'HEAD') return unmarked;
  const text = body.toString('utf8').trim();
  if (/^[{[]/.test(text) && nestsTooDeep(text)) return `it is nested more than ${deepestNesting} levels deep`;
  if (statusCode < 200 || statusCode >= 300) {
    if (text.startsWith('<') ? namesCode(text, answer) : codeOf(headers, parsed(text)) !== null) return null;
    return text === '' ? 'it is an error without a body' : 'it is an error without a code of AWS’s';
  }
  if (text.startsWith('<') && /<!doctype\s+html|<html[\s>]/i.test(text.slice(0, longestPrologue))) return 'it is a web page';
  const target = request.headers['x-amz-target'];
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (text !== '') return target === undefined && !form ? unmarked : null;
  const asksForSomething = request.method === 'GET' || form || /\.(?:Get|List|Describe)[A-Za-z]*$/.test(target ?? '');
  return asksForSomething ? 'it is empty' : unmarked;
}

function isMarked(headers: Told['headers']): boolean {
  return marks.some((name) => headers[name] !== undefined);
}

/**
 * XML of S3, the query protocol or EC2: a code in an `Error`. Other storage services write a 404 in the same form, so that one counts only with a request id, which
 * each of AWS's repeats in the body.
 */
function namesCode(text: string, { statusCode, headers }: Told): boolean {
  if (headers['x-amzn-errortype'] !== undefined) return true;
  if (!/^(?:<\?xml[^>]*>\s*)?<(?:Error|ErrorResponse|Response)[\s>]/.test(text) || !/<Code>[^<\s][^<]*<\/Code>/.test(text)) return false;
  return statusCode !== 404 || isMarked(headers) || /<RequestI[dD]>[^<]/.test(text);
}

/**
 * The code that an error in one of the JSON protocols names, as it stands there; null where it is not AWS's. The header and `__type` are AWS's own. A `code` is what
 * gateways write too, so that it counts only in an answer that carries AWS's request id.
 */
export function codeOf(headers: Told['headers'], body: unknown): string | null {
  const own = isJsonObject(body) ? [body['__type'], ...(isMarked(headers) ? [body['code'], body['Code']] : [])] : [];
  const code = [headers['x-amzn-errortype'], ...own].find((name) => typeof name === 'string' && name !== '');
  return typeof code === 'string' ? code : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
