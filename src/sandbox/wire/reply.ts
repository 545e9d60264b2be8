import type { Refusal } from './refusal.ts';
import { type XmlValue, xmlText } from './xml.ts';

/** An HTTP reply, complete. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Which of AWS's protocols a service speaks, and how it names things in it. */
export type Protocol =
  | { readonly kind: 'json'; readonly namespace: string }
  | { readonly kind: 'query'; readonly xmlns: string }
  | { readonly kind: 'ec2'; readonly xmlns: string };

const jsonType = 'application/x-amz-json-1.0';
const xmlType = 'text/xml;charset=utf-8';

export function jsonReply(body: unknown): Reply {
  return { status: 200, type: jsonType, body: JSON.stringify(body) };
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
  const { code, message, status } = refusal;
  switch (protocol.kind) {
    case 'json':
      // The modelled exceptions carry `Message`, the framework's own (ValidationException, signature errors) `message`.
      return { status, type: jsonType, body: JSON.stringify({ __type: `${protocol.namespace}#${code}`, message, Message: message }) };
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
        body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlText('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId })}`,
      };
    default:
      return protocol satisfies never;
  }
}
