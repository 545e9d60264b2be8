import type { ResolveContext } from '../resolve.ts';
import { readChange } from './read-change.ts';
import type { Amount } from './read-order.ts';
import { type Question, readQuestion } from './read-question.ts';
import { standingPhrase } from './standing-phrase.ts';

/** What somebody who writes a text wants with it. */
export type Act =
  /** `text` is what is wished in words that say how things are to be, where it was put as an order to change something (`change`). */
  | { readonly kind: 'wish'; readonly text: string; readonly change: boolean; readonly amounts: readonly Amount[] }
  /** It wants another name for something that stands. */
  | { readonly kind: 'rename'; readonly words: string; readonly type: string; readonly name: string }
  | Question
  /** It says what may never be, or always has to be, of all there is. */
  | { readonly kind: 'rule'; readonly words: string; readonly at: string }
  /** It says how things are. `wish` is the same text as something that is wanted. */
  | { readonly kind: 'statement'; readonly words: string; readonly wish: string }
  /** It takes something away: `what` is what the rest of the text says. */
  | { readonly kind: 'removal'; readonly words: string; readonly what: string }
  /** It takes the last change back: of what is named so, null for whatever was changed last. */
  | { readonly kind: 'undo'; readonly words: string; readonly of: string | null }
  /** It wants something to be as it was last asked for: what is named so, null for whatever it is said beside. */
  | { readonly kind: 'put-back'; readonly words: string; readonly of: string | null }
  /** It wants what stands once more: `of` is its name, null for whatever there is; `region` where that is said. */
  | { readonly kind: 'copy'; readonly words: string; readonly of: string | null; readonly region: string | null };

const asksFor =
  /^(?:(?:hey|hello|hi|please|ok|so)[\s,]+)*(?:can|could|would|will)\s+(?:you|i|we)\s+(?:please\s+)?(?:have|get|create|make|build|set|give|add|deploy|provision|launch|spin)\b/i;
const interrogative =
  /^(?:is|are|was|were|does|do|did|must|may|might|has|have|had|can|could|should|shall|would|will|what|which|why|when|where|who|whose|how)\b/i;
/** What no wish begins with: a question also without its mark. */
const asksAnyway =
  /^(?:is|are|was|were|does|did|has|had|which|who|whose|why|what(?!\s+(?:i|we)\b)|how(?!\s+about\b)|(?:do|have)\s+(?:i|we|you|they|the|my|our|all|any|some))\b/iu;
const looks = /^(?:list|show|describe|find|search|count|explain|tell me)\b/i;

/** The act of a text: what comes first tells it, or a question mark. Only what is certain is not a wish. */
export function readAct(text: string, context: ResolveContext): Act {
  const words = text.trim();
  const first = words.split(/(?<=[.!?;])\s+/u)[0] ?? words;
  const undo = undoOf(words);
  if (undo !== null) return undo;
  const back = puttingBack.exec(words);
  if (back !== null) return { kind: 'put-back', words, of: named(back.slice(1).find((part) => part !== undefined) ?? '') };
  const copy = copyOf(words, context);
  if (copy !== null) return copy;
  const change = readChange(words, context);
  if (change !== null) return change.kind === 'change' ? { kind: 'wish', text: change.wish, change: true, amounts: change.amounts } : change;
  const removal = /^(?:please\s+)?(?:delete|remove|destroy|tear down|decommission|get rid of|terminate|drop)\s+(.+)$/isu.exec(words);
  if (removal?.[1] !== undefined && !/^(?:objects|items|files|versions)\b/i.test(removal[1]))
    return { kind: 'removal', words, what: standingIn(removal[1], context) };
  if (
    !asksFor.test(words) &&
    ((interrogative.test(first) && /\?\s*$/u.test(words)) || (asksAnyway.test(words) && first === words) || (looks.test(first) && !/\bcreate\b/i.test(first)))
  ) {
    return readQuestion(words, first, context);
  }
  const rule =
    /^(?:there\s+(?:should|must|may|shall)\s+(?:be\s+no|not\s+be|never\s+be)|no\s+\w+\s+(?:may|should|must|shall|can)\b|(?:nobody|no one)\b|never\s+(?:allow|permit)|every\s+\w+\s+(?:must|should|has to)\b)/iu.exec(
      words,
    );
  if (rule !== null) return { kind: 'rule', words: rule[0], at: 'intent:1' };
  const having = /^(?:we|i)\s+(?:already\s+)?(?:have|own|run|use)\s+(an?\s+.+)$/isu.exec(words);
  if (having?.[1] !== undefined && !/[.;]\s+\S/u.test(words.replace(/[.!]\s*$/u, ''))) return { kind: 'statement', words, wish: having[1] };
  const being = /^(an?\s+[\w\s-]{2,40}?)\s+(?:is|are)\s+(?!to\b)([\w-]+)\s*[.!]?$/iu.exec(words);
  if (being !== null && !/\b(?:that|which|it|and)\s*$/iu.test(being[1] ?? '')) return { kind: 'statement', words, wish: `${being[1]} that is ${being[2]}` };
  // What may be done with a thing says what it is for: a role that can be assumed by EC2.
  const possible = /\b(that|which)\s+(?:can|could|may|might)\s+be\b(?!\s+(?:assumed|accessed|reached|invoked|called|used|read|resolved)\b)/iu;
  if (possible.test(words)) return { kind: 'statement', words, wish: words.replace(possible, '$1 is') };
  return { kind: 'wish', text, change: false, amounts: [] };
}

/** What is to go, each thing that stands said so that it can only be that. */
function standingIn(what: string, context: ResolveContext): string {
  const parts = what.replace(/[.!]+$/u, '').split(/(\s*,\s*(?:and\s+)?|\s+and\s+)/iu);
  return parts.map((part, index) => (index % 2 === 1 ? part : (standingPhrase(part, context)?.said ?? part))).join('');
}

const lastChange = String.raw`(?:(?:the|my|our|your)\s+)?(?:(?:very\s+)?(?:last|latest|previous|most\s+recent)\s+(?:change|plan|run|apply|update|thing)|(?:last|latest)\s+one)`;
const undoing = new RegExp(
  String.raw`^(?:please\s+)?(?:(?:undo|revert|reverse|roll\s*back|take\s+back)(?:\s+(?:that|this|it|${lastChange}))?|(?:take|roll)\s+(?:that|this|it|${lastChange})\s+back)(?:\s+(?:of|to|on|in|for)\s+(?:(?:the\s+)?deployment\s+|the\s+)?["'\x60]?([\w./-]*\w)["'\x60]?)?(?:\s+please)?[.!]?$`,
  'iu',
);

/** "Undo that", "roll back the last change of shop", and nothing besides: what else a text says may mean another change. */
function undoOf(words: string): Act | null {
  const found = undoing.exec(words);
  return found === null ? null : { kind: 'undo', words, of: found[1] ?? null };
}

const puttingBack =
  /^(?:please\s+)?(?:put\s+back\s+(\S.*?)|put\s+(\S.*?)\s+back(?:\s+(?:as|to\s+(?:how|what))\s+(?:it|they)\s+(?:was|were))?|repair\s+(\S.*?))(?:\s+please)?[.!]?$/isu;

/** What "it" and "everything" are is not in the words. */
function named(what: string): string | null {
  return /^(?:it|that|this|everything|(?:it\s+)?all(?:\s+of\s+it)?|the\s+(?:whole\s+)?deployment)$/iu.test(what) ? null : what;
}

/** "Same as prod but in eu-west-1", "one more like reports", "expand the queue jobs to Asia-Pacific". */
function copyOf(words: string, context: ResolveContext): Act | null {
  const same = /^(?:the\s+)?(?:exact(?:ly)?\s+)?(?:the\s+)?same\s+(?:as|like)\s+(.+?)(?:\s+(?:but\s+)?(?:in|into|to)\b.*)?[.!]?$/iu.exec(words);
  const like = /^(?:one more|another|a second|a new)\s+[\w\s-]+?\s+(?:just\s+)?like\s+(.+?)[.!]?$/iu.exec(words);
  const expand = /^(?:we\s+(?:need|want)\s+to\s+)?(?:expand|extend|replicate|copy)\s+(?:(.+?)\s+)??(?:to|into)\s+.+$/isu.exec(words);
  if (same === null && like === null && expand === null) return null;
  const said = same?.[1] ?? like?.[1] ?? expand?.[1] ?? null;
  const of = said === null ? null : calledIn(said, context);
  const region = placeNamed(words, context.knowledge, context.types.regions());
  return (said !== null && of === null) || (expand !== null && region === null) ? null : { kind: 'copy', words, of, region };
}

/** The name that words point with: by itself, or beside what is called so. */
function calledIn(said: string, context: ResolveContext): string | null {
  return /^(?:the\s+)?["'`]?([\w./-]+)["'`]?$/iu.exec(said)?.[1] ?? standingPhrase(said, context)?.name ?? null;
}

/** The region that a text names, by itself or by a place that stands for one; null where it names none. */
export function placeNamed(words: string, { phrases, places }: ResolveContext['knowledge'], regions: readonly string[]): string | null {
  const lower = words.toLowerCase();
  const named = lower.match(/\b[a-z]{2}(?:-[a-z]+)+-\d+\b/gu)?.find((word) => regions.includes(word));
  if (named !== undefined) return named;
  const parts = lower.split(/[\s-]+/u);
  for (const [at, part] of parts.entries())
    for (const phrase of phrases.startingWith(part.replace(/[.,!?]$/u, '')))
      if (phrase.meaning.kind === 'region' && phrase.parts.every((one, step) => one === parts[at + step]?.replace(/[.,!?]$/u, '')))
        return phrase.meaning.region;
  for (const [place, region] of places) if (lower.replaceAll('-', ' ').includes(place)) return region;
  return null;
}
