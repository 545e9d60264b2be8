/**
 * The part of JSONata in which CloudFormation's `propertyTransform` is written: paths, literals, operators, conditions, blocks and calls. There are
 * no lambdas and no loops in it, so an evaluation takes no more steps than the expression has parts. Anything else is not understood: null.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly when: Expression; readonly then: Expression; readonly otherwise: Expression | null }
  | { readonly kind: 'block'; readonly steps: readonly { readonly name: string | null; readonly value: Expression }[] };

/** No published expression comes near it. */
const longest = 8_192;
/** How deep parts may lie in each other. */
const deepest = 64;

/** The alternatives of a transform, divided by `$OR`; those that are not understood are left out. */
export function parseTransform(text: string): readonly Expression[] {
  if (text.length > longest) return [];
  return text.split(/\s+\$OR\s+/).flatMap((part) => {
    try {
      return [new Parser(tokensOf(part)).whole()];
    } catch (error) {
      if (error instanceof NotUnderstood) return [];
      throw error;
    }
  });
}

class NotUnderstood extends Error {}

interface Token {
  readonly kind: 'string' | 'number' | 'name' | 'variable' | 'pattern' | 'sign';
  readonly text: string;
}

const lexis =
  /\s+|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|(\d+(?:\.\d+)?)|\$([A-Za-z_]\w*)|([A-Za-z_]\w*)|(:=|!=|<=|>=|~>|\.\.|[-+*/%&=<>?:;,.()[\]{}|$])/y;
const patternLiteral = /\/((?:[^/\\\n]|\\.)+)\//y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    // After a value a slash divides; anywhere else it begins a pattern.
    const previous = tokens.at(-1);
    const afterValue = previous !== undefined && (previous.kind !== 'sign' || previous.text === ')' || previous.text === ']');
    patternLiteral.lastIndex = at;
    const pattern = !afterValue && text[at] === '/' ? patternLiteral.exec(text) : null;
    if (pattern !== null) {
      tokens.push({ kind: 'pattern', text: pattern[1] as string });
      at = patternLiteral.lastIndex;
      continue;
    }
    lexis.lastIndex = at;
    const found = lexis.exec(text);
    if (found === null) throw new NotUnderstood();
    at = lexis.lastIndex;
    const [, double, single, number, variable, name, sign] = found;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'string', text: unescaped(quoted) });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (variable !== undefined) tokens.push({ kind: 'variable', text: variable });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, what: string) =>
    what.length === 5 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : (named[what] ?? what),
  );
}

/** Operators by how strongly they bind, the weakest first. */
const levels: readonly (readonly string[])[] = [['or'], ['and'], ['=', '!=', '<', '>', '<=', '>=', 'in'], ['&'], ['+', '-'], ['*', '/', '%']];

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#expression();
    if (this.#at < this.#tokens.length) throw new NotUnderstood();
    return expression;
  }

  #expression(): Expression {
    if (++this.#depth > deepest) throw new NotUnderstood();
    const when = this.#operation(0);
    let result = when;
    if (this.#take('?')) {
      const then = this.#expression();
      result = { kind: 'choice', when, then, otherwise: this.#take(':') ? this.#expression() : null };
    }
    this.#depth--;
    return result;
  }

  #operation(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#postfix();
    let left = this.#operation(level + 1);
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || (token.kind !== 'sign' && token.kind !== 'name') || !operators.includes(token.text)) return left;
      this.#at++;
      left = { kind: 'binary', operator: token.text, left, right: this.#operation(level + 1) };
    }
  }

  #postfix(): Expression {
    let value = this.#primary();
    for (;;) {
      if (this.#take('.')) value = { kind: 'member', of: value, name: this.#next('name').text };
      else if (this.#take('[')) {
        value = { kind: 'item', of: value, index: this.#expression() };
        this.#need(']');
      } else return value;
    }
  }

  #primary(): Expression {
    const token = this.#next();
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: token.text };
      case 'number':
        return { kind: 'literal', value: Number(token.text) };
      case 'pattern':
        return { kind: 'pattern', source: token.text };
      case 'variable':
        return this.#take('(') ? { kind: 'call', name: token.text, given: this.#list(')') } : { kind: 'variable', name: token.text };
      case 'name':
        if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' };
        if (token.text === 'null') return { kind: 'literal', value: null };
        return { kind: 'member', of: { kind: 'context' }, name: token.text };
      case 'sign':
        return this.#signed(token.text);
      default:
        return token.kind satisfies never;
    }
  }

  #signed(sign: string): Expression {
    switch (sign) {
      case '$':
        return { kind: 'context' };
      case '-':
        return { kind: 'literal', value: -Number(this.#next('number').text) };
      case '[':
        return { kind: 'list', items: this.#list(']') };
      case '{':
        return { kind: 'object', members: this.#members() };
      case '(':
        return this.#block();
      default:
        throw new NotUnderstood();
    }
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#take(end)) return items;
    do items.push(this.#expression());
    while (this.#take(','));
    this.#need(end);
    return items;
  }

  #members(): (readonly [Expression, Expression])[] {
    const members: (readonly [Expression, Expression])[] = [];
    if (this.#take('}')) return members;
    do {
      const key = this.#operation(0);
      this.#need(':');
      members.push([key, this.#expression()]);
    } while (this.#take(','));
    this.#need('}');
    return members;
  }

  #block(): Expression {
    const steps: { name: string | null; value: Expression }[] = [];
    while (!this.#take(')')) {
      const [token, sign] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]];
      const assigned = token?.kind === 'variable' && sign?.text === ':=';
      if (assigned) this.#at += 2;
      steps.push({ name: assigned ? token.text : null, value: this.#expression() });
      if (!this.#take(';') && this.#tokens[this.#at]?.text !== ')') throw new NotUnderstood();
    }
    return { kind: 'block', steps };
  }

  #next(kind?: Token['kind']): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined || (kind !== undefined && token.kind !== kind)) throw new NotUnderstood();
    return token;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at++;
    return true;
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new NotUnderstood();
  }
}
