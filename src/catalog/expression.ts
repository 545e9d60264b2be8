import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';

/** A reference to another node's attribute or property: `${network.VpcId}`, `${web.Endpoint.Address}`. */
export interface Reference {
  readonly node: string;
  /** With dots where it is nested. */
  readonly attribute: string;
  /** As written, for messages. */
  readonly written: string;
}

/** A text in pieces: plain text and references, adjacent texts together. A text without references is one plain piece (or none). */
export type Pieces = readonly (string | Reference)[];

const reference = /^([a-z][a-z0-9_]*)\.([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*)$/;

/**
 * Reads the `${…}` of a text. `$${` stands for a plain `${`, so that `$${aws:username}` in an IAM policy is text.
 * EXPRESSION_INVALID at `at` for anything else than a reference, and for a `${` without end.
 */
export function parseExpression(text: string, at: string): Result<Pieces> {
  const pieces: (string | Reference)[] = [];
  let plain = '';
  let index = 0;
  while (index < text.length) {
    const open = text.indexOf('${', index);
    if (open < 0) {
      plain += text.slice(index);
      break;
    }
    if (open > index && text[open - 1] === '$') {
      plain += `${text.slice(index, open - 1)}\${`;
      index = open + 2;
      continue;
    }
    plain += text.slice(index, open);
    const close = text.indexOf('}', open);
    const inside = close < 0 ? text.slice(open + 2) : text.slice(open + 2, close);
    const match = close < 0 ? null : reference.exec(inside.trim());
    if (match?.[1] === undefined || match[2] === undefined) return fail(invalid(inside, close < 0, at));
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push({ node: match[1], attribute: match[2], written: `\${${inside}}` });
    index = close + 1;
  }
  if (plain !== '' || pieces.length === 0) pieces.push(plain);
  return ok(pieces);
}

function invalid(inside: string, unclosed: boolean, at: string) {
  const shown = inside.length > 60 ? `${inside.slice(0, 60)}…` : inside;
  const message = unclosed ? `\${${shown} has no closing brace` : `\${${shown}} is not a reference to a node's attribute`;
  return problem('EXPRESSION_INVALID', message, 'write ${node.Attribute}, or $${ for a plain ${', { at });
}
