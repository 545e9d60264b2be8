/**
 * Patterns of resource schemas, made safe to run. They are written for other engines (Java, Python) and some would take
 * exponential time on a hostile value, so a pattern is used only where it means the same here and its time is bounded:
 * a value is `unchecked` when the pattern does not compile, holds syntax that JavaScript would read differently, repeats a
 * group that can match one text in several ways, or when the value is too long for the pattern's degree. The provider
 * checks every value again, so leaving one out loses an early error and nothing else.
 */
export function matchPattern(pattern: string, value: string): 'match' | 'mismatch' | 'unchecked' {
  let compiled = cache.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    cache.set(pattern, compiled);
  }
  if (compiled === null || value.length > compiled.longest) return 'unchecked';
  return compiled.expression.test(value) ? 'match' : 'mismatch';
}

/** A pattern that is needed once, as a regular expression for values of at most this length; null where it is not used, as `matchPattern` says. */
export function boundedExpression(pattern: string, length: number): RegExp | null {
  const compiled = compile(pattern);
  return compiled === null || length > compiled.longest ? null : compiled.expression;
}

interface Compiled {
  readonly expression: RegExp;
  /** In UTF-16 units. */
  readonly longest: number;
}

/** One entry per distinct pattern of the types in use, some two thousand in all. */
const cache = new Map<string, Compiled | null>();

/** Steps that one match may take: about 40 ms in the worst case, measured at 4 ns a step. */
const budget = 1e7;

function compile(pattern: string): Compiled | null {
  // Anchors \A \Z \z, POSIX classes and class intersections compile here, but to something else.
  if (pattern.length > 4096 || /\\[AZzQEGh]|\[\[:|&&|\\p\{(Graph|Alpha|Alnum|Digit|Punct|Print|ASCII)/.test(pattern)) return null;
  const expression = expressionOf(pattern) ?? expressionOf(pattern.replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1')) ?? plainExpressionOf(pattern);
  if (expression === null) return null;
  const degree = degreeOf(pattern);
  return degree === null ? null : { expression, longest: Math.floor(budget ** (1 / Math.max(degree, 1.6))) };
}

function expressionOf(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}

/** Without Unicode rules `\p{L}` would mean the letters p{L}. */
function plainExpressionOf(pattern: string): RegExp | null {
  if (/\\[pP]\{|\\x\{/.test(pattern)) return null;
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}

interface Group {
  /** It has alternatives or a part of varying length, so that one text may be matched in more than one way. */
  varies: boolean;
}

/**
 * How the time grows with the value's length: the exponent of a bound that holds when literals separate the repeated
 * parts, or null where no polynomial bounds it. Repetitions of wide classes count, as do those that follow each other
 * directly, and the search for a start where the pattern is not anchored.
 */
function degreeOf(pattern: string): number | null {
  const groups: Group[] = [{ varies: false }];
  let degree = pattern.startsWith('^') ? 0 : 1;
  let closed: Group | null = null;
  let wide = false;
  /** Repetitions in a row with no literal between them. */
  let chain = 0;
  for (const token of pattern.match(/\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[\s\S]/gu) ?? []) {
    const times = repeats(token);
    if (times !== null) {
      const group = groups.at(-1);
      if (group !== undefined && times.least !== times.most) group.varies = true;
      if (times.most > fewRepeats) {
        if (closed?.varies === true) return null;
        chain += 1;
        if (wide || closed !== null || chain > 2) degree += 1;
        else if (chain === 2) degree += 2;
      }
      closed = null;
      continue;
    }
    const outer = groups.at(-1);
    if (token === '(') {
      groups.push({ varies: false });
    } else if (token === ')') {
      closed = groups.pop() ?? null;
      const parent = groups.at(-1);
      if (closed === null || parent === undefined) return null;
      if (closed.varies) parent.varies = true;
      wide = false;
      continue;
    } else if (token === '|') {
      if (outer !== undefined) outer.varies = true;
    } else if (!token.startsWith('[') && !token.startsWith('\\') && token !== '.') {
      chain = 0;
    }
    closed = null;
    wide = token === '.' || token.startsWith('[^') || /^\\[SWDP]/.test(token);
  }
  return degree;
}

const fewRepeats = 4;

function repeats(token: string): { least: number; most: number } | null {
  if (token === '*' || token === '+') return { least: token === '*' ? 0 : 1, most: Number.POSITIVE_INFINITY };
  if (token === '?') return { least: 0, most: 1 };
  const bounds = /^\{(\d+)(,?)(\d*)\}$/.exec(token);
  if (bounds === null) return null;
  const least = Number(bounds[1]);
  if (bounds[2] === '') return { least, most: least };
  return { least, most: bounds[3] === '' ? Number.POSITIVE_INFINITY : Number(bounds[3]) };
}
