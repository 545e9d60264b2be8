import { matchPattern } from './schema-pattern.ts';

/** Where the characters come from: the same draws give the same text. */
export interface Draws {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** So many lower-case letters and digits. */
  lower(length: number): string;
}

/** Characters tried for a class, the plainest first. */
const alphabets = ['abcdefghijklmnopqrstuvwxyz0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '-_./:@+= '];
const usualRepeats = 10;

/**
 * A text that matches a schema's pattern and looks like an id; null for patterns it cannot follow (look-around, back references)
 * and when what it made does not match after all.
 */
export function samplePattern(pattern: string, draw: Draws): string | null {
  const sampler = new Sampler(pattern, draw);
  const text = sampler.sample();
  return text !== null && text !== '' && matchPattern(pattern, text) === 'match' ? text : null;
}

/** An ARN of the place that matches a pattern such as `^arn:(aws|aws-cn):grafana:[a-z0-9-]+:[0-9]{12}:/workspaces/g-[0-9a-f]{10}$`. */
export function sampleArn(pattern: string, place: { readonly account: string; readonly region: string }, draw: Draws): string | null {
  const [, partition, service = '', region = '', account = '', ...resource] = outerParts(pattern);
  if (partition === undefined || resource.length === 0) return null;
  const sampled = [service, resource.join(':')].map((part) => new Sampler(part, draw).sample());
  const [serviceName, resourceName] = sampled;
  if (typeof serviceName !== 'string' || typeof resourceName !== 'string') return null;
  const arn = ['arn', 'aws', serviceName, region === '' ? '' : place.region, account === '' ? '' : place.account, resourceName].join(':');
  return matchPattern(pattern, arn) === 'match' ? arn : null;
}

/** The pattern split at the colons that stand in no group or class. */
function outerParts(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const token of pattern.replace(/^\^\(?(?=arn:)/, '').match(/\\.|\[(?:\\.|[^\]\\])*\]|[\s\S]/g) ?? []) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ':' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

class Sampler {
  readonly #tokens: readonly string[];
  readonly #draw: Draws;
  #at = 0;
  #failed = false;

  constructor(pattern: string, draw: Draws) {
    this.#tokens = pattern.match(/\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\(\?:|\(\?[=!<]|[\s\S]/g) ?? [];
    this.#draw = draw;
  }

  sample(): string | null {
    const text = this.#alternatives();
    return this.#failed || this.#at < this.#tokens.length ? null : text;
  }

  /** The last of several alternatives: the first ones are often a special word. */
  #alternatives(): string {
    let text = this.#sequence();
    while (this.#tokens[this.#at] === '|') {
      this.#at++;
      text = this.#sequence();
    }
    return text;
  }

  #sequence(): string {
    let text = '';
    for (let token = this.#tokens[this.#at]; token !== undefined && token !== '|' && token !== ')' && !this.#failed; token = this.#tokens[this.#at]) {
      const start = this.#at;
      const first = this.#atom(token);
      const times = this.#times(token);
      const end = this.#at;
      if (times > 0) text += first;
      for (let count = 1; count < times; count++) {
        this.#at = start;
        text += this.#atom(token);
      }
      this.#at = end;
    }
    return text;
  }

  #atom(token: string): string {
    this.#at++;
    if (token === '(' || token === '(?:') {
      const text = this.#alternatives();
      if (this.#tokens[this.#at] === ')') this.#at++;
      else this.#failed = true;
      return text;
    }
    if (token.startsWith('(?')) this.#failed = true;
    if (token === '^' || token === '$' || token === '\\b') return '';
    if (token === '.') return this.#draw.lower(1);
    if (token.startsWith('[') || /^\\[dDwWsSpP]/.test(token)) return this.#oneOf(token);
    return token.startsWith('\\') ? token.slice(1) : token;
  }

  #oneOf(token: string): string {
    const test = classTest(token);
    for (const alphabet of alphabets) {
      const allowed = [...alphabet].filter((character) => test?.test(character));
      if (allowed.length > 0) return allowed[Math.floor(this.#draw.fraction() * allowed.length)] ?? '';
    }
    this.#failed = true;
    return '';
  }

  #times(atom: string): number {
    const token = this.#tokens[this.#at] ?? '';
    const bounds = /^\{(\d+)(,?)(\d*)\}$/.exec(token);
    const simple = token === '?' || token === '*' || token === '+';
    if (bounds === null && !simple) return 1;
    this.#at++;
    if (this.#tokens[this.#at] === '?') this.#at++;
    if (bounds === null) return token === '+' ? (atom.startsWith('(') ? 1 : usualRepeats) : 0;
    const least = Number(bounds[1]);
    if (bounds[2] === '' || atom.startsWith('(')) return least;
    const most = bounds[3] === '' ? Number.POSITIVE_INFINITY : Number(bounds[3]);
    return Math.min(most, Math.max(least, usualRepeats));
  }
}

function classTest(token: string): RegExp | null {
  try {
    return new RegExp(`^${token}$`, 'u');
  } catch {
    try {
      return new RegExp(`^${token}$`);
    } catch {
      return null;
    }
  }
}
