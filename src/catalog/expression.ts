import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { longestAddress } from '../model/names.ts';
import { secretSource } from '../model/secret.ts';
import { type Argument, type Call, functionNames, parseCall } from './parse-call.ts';

/** A reference to another node's attribute, property or output: `${network.VpcId}`, `${web.Endpoint.Address}`, `${subnets["a"].SubnetId}`, `${migrate.rows}`. */
export interface Reference {
  readonly node: string;
  /** With dots where it is nested. */
  readonly attribute: string;
  /** As written, for messages. */
  readonly written: string;
}

/**
 * `${secret('db_password')}`: a secret, by the name that `secretSource` reads; `${secret('secretsmanager:*#password', login.Id)}` is one of which a part of the name exists only after a
 * step, and stands in the place of the `*`.
 */
export interface SecretPiece {
  readonly secret: string;
  readonly of?: Reference;
  /** As written, for messages. */
  readonly written: string;
}

/** A text in pieces: plain text, references, calls and secrets, adjacent texts together. A text without them is one plain piece (or none). */
export type Pieces = readonly (string | Reference | Call<Reference> | SecretPiece)[];

const index = String.raw`\[(?:0|[1-9]\d*|"[^"\\]*")\]`;
const secret = /^secret\(\s*(?:'([^']*)'|"([^"]*)")\s*(?:,([^,]*))?\)$/;
const reference = new RegExp(String.raw`^[a-z][a-z0-9_]*(?:${index})?(?:\.[A-Za-z][A-Za-z0-9_]*(?:${index})?)*\.[A-Za-z][A-Za-z0-9_]*$`);

/** What pieces refer to, their calls and the names of their secrets too. */
export function referencesOf(pieces: Pieces): readonly Reference[] {
  const walk = (piece: Pieces[number] | Argument<Reference>): readonly Reference[] => {
    if (typeof piece !== 'object') return [];
    if (Array.isArray(piece)) return (piece as readonly Argument<Reference>[]).flatMap(walk);
    if ('args' in piece) return piece.args.flatMap(walk);
    if ('secret' in piece) return piece.of === undefined ? [] : [piece.of];
    return [piece as Reference];
  };
  return pieces.flatMap(walk);
}

/**
 * Reads the `${…}` of a text: references, calls of functions on them, and secrets. `$${` stands for a plain `${`, so that `$${aws:username}` in an IAM policy is text; `${"$"}` is
 * a `$` before a reference.
 * EXPRESSION_INVALID at `at` for anything else, and for a `${` without end. Both a node's address and an attribute may hold dots: the longest
 * address that `isNode` knows is the node; where it knows none, everything before the first part that begins with a capital, or else before the last part.
 */
export function parseExpression(text: string, at: string, isNode: (address: string) => boolean = () => false): Result<Pieces> {
  const pieces: (string | Reference | Call<Reference> | SecretPiece)[] = [];
  const read = (path: string, written: string): Reference | null => (reference.test(path) ? { ...split(path, isNode), written: `\${${written}}` } : null);
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
    const close = closing(text, open + 2);
    const inside = close < 0 ? text.slice(open + 2) : text.slice(open + 2, close);
    const named = secret.exec(inside.trim());
    const name = named?.[1] ?? named?.[2];
    const of = named?.[3] === undefined ? undefined : read(named[3].trim(), named[3].trim());
    if (close >= 0 && name !== undefined && (of === null || !isSecretName(name, of !== undefined))) return fail(noSecret(name, at));
    const piece =
      close < 0
        ? null
        : name !== undefined
          ? { secret: name, written: `\${${inside}}`, ...(of === undefined || of === null ? {} : { of }) }
          : (read(inside.trim(), inside) ?? parseCall(inside, (path) => read(path, path)));
    if (piece === null) return fail(invalid(inside, close < 0, at));
    index = close + 1;
    if (typeof piece === 'string') {
      plain += piece;
      continue;
    }
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push(piece);
  }
  if (plain !== '' || pieces.length === 0) pieces.push(plain);
  return ok(pieces);
}

/** With `*` for what another node tells, where it does. */
function isSecretName(name: string, told: boolean): boolean {
  return told ? name.split('*').length === 2 && secretSource(name.replace('*', 'id')) !== null : secretSource(name) !== null;
}

/** Where the brace closes; one within a quoted key or text does not. */
function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (quoted && text[at] === '\\') at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '}' && !quoted) return at;
  }
  return -1;
}

function split(path: string, isNode: (address: string) => boolean): { readonly node: string; readonly attribute: string } {
  const dots = dotsOf(path);
  const known = dots.findLast((dot) => dot <= longestAddress && isNode(path.slice(0, dot)));
  const cut = known ?? dots.find((dot) => /[A-Z]/.test(path[dot + 1] ?? '')) ?? dots.at(-1) ?? path.length;
  return { node: path.slice(0, cut), attribute: path.slice(cut + 1) };
}

/** Where a node's address may end: at every dot but those within a quoted key. */
function dotsOf(path: string): number[] {
  const dots: number[] = [];
  let quoted = false;
  for (let at = 0; at < path.length; at++) {
    if (path[at] === '"') quoted = !quoted;
    else if (path[at] === '.' && !quoted) dots.push(at);
  }
  return dots;
}

function invalid(inside: string, unclosed: boolean, at: string) {
  const shown = inside.length > 60 ? `${inside.slice(0, 60)}…` : inside;
  const message = unclosed ? `\${${shown} has no closing brace` : `\${${shown}} is neither a reference to a node's attribute nor a secret`;
  const called = /^\s*([a-z]\w*)\(/.test(inside) ? `; the functions are ${functionNames.join(', ')}` : '';
  return problem('EXPRESSION_INVALID', message, `write \${node.Attribute}, \${secret('name')}, or $\${ for a plain \${${called}`, { at });
}

function noSecret(name: string, at: string) {
  const fix = "write secret('name') for a file of this installation (letters, digits, _ and -), secret('ssm:/path') or secret('secretsmanager:id#member')";
  return problem('EXPRESSION_INVALID', `${JSON.stringify(name.slice(0, 60))} is not what a secret is called`, fix, { at });
}
