import type { Refusal } from './refusal.ts';
import { type XmlValue, xmlText } from './xml.ts';

/** An HTTP reply, complete. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which of AWS's protocols a service speaks, and how it names things in it. */
export type Protocol =
  | { readonly kind: 'json'; readonly namespace: string; readonly version: '1.0' | '1.1' }
  | { readonly kind: 'query'; readonly xmlns: string }
  | { readonly kind: 'ec2'; readonly xmlns: string }
  | { readonly kind: 'rest-xml'; readonly xmlns: string };

const xmlType = 'text/xml;charset=utf-8';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function jsonReply(protocol: Protocol & { readonly kind: 'json' }, body: unknown): Reply {
  return { status: 200, type: jsonType(protocol), body: JSON.stringify(body) };
}

function jsonType(protocol: Protocol & { readonly kind: 'json' }): string {
  return `application/x-amz-json-${protocol.version}`;
}

/** A result under the name that its operation gives it. */
export function restXmlReply(protocol: Protocol & { readonly kind: 'rest-xml' }, name: string, result: Readonly<Record<string, XmlValue>>): Reply {
  return { status: 200, type: 'application/xml', body: `${declaration}${xmlText(name, result, ` xmlns="${protocol.xmlns}"`)}` };
}

export function queryReply(
  protocol: Protocol & { readonly kind: 'query' | 'ec2' },
  operation: string,
  result: Readonly<Record<string, XmlValue>>,
  requestId: string,
): Reply {
  const attributes = ` xmlns="${protocol.xmlns}"`;
  const content = protocol.kind === 'ec2' ? { requestId, ...result } : { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return { status: 200, type: xmlType, body: xmlText(`${operation}Response`, content, attributes) };
}

export function refusalReply(protocol: Protocol, refusal: Refusal, requestId: string): Reply {
  const reply = refusalBody(protocol, refusal, requestId);
  return refusal.headers === undefined ? reply : { ...reply, headers: refusal.headers };
}

function refusalBody(protocol: Protocol, { code, message, status }: Refusal, requestId: string): Reply {
  switch (protocol.kind) {
    case 'json':
      // The modelled exceptions carry `Message`, the framework's own (ValidationException, signature errors) `message`.
      return { status, type: jsonType(protocol), body: JSON.stringify({ __type: `${protocol.namespace}#${code}`, message, Message: message }) };
    case 'query': {
      const fault = status < 500 ? 'Sender' : 'Receiver';
      return {
        status,
        type: xmlType,
        body: xmlText('ErrorResponse', { Error: { Type: fault, Code: code, Message: message }, RequestId: requestId }, ` xmlns="${protocol.xmlns}"`),
      };
    }
    case 'ec2':
      return {
        status,
        type: xmlType,
        body: `${declaration}${xmlText('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId })}`,
      };
    case 'rest-xml':
      return { status, type: 'application/xml', body: `${declaration}${xmlText('Error', { Code: code, Message: message, RequestId: requestId })}` };
    default:
      return protocol satisfies never;
  }
}
