import { type Lexicon, type LexiconPhrase, serviceOf, type TypeSense } from './lexicon.ts';
import type { Word } from './read-words.ts';
import { wordsOfName } from './words-of-name.ts';

/** A stretch of words that names a resource type, or a service alone. `end` is exclusive; both count words. */
export interface Named {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly plural: boolean;
  /** Only the service is named: "with Lambda". */
  readonly service: boolean;
  /** Other types that the words mean as well as this one. */
  readonly rivals: readonly string[];
}

interface Spot {
  readonly start: number;
  readonly end: number;
  readonly phrase: LexiconPhrase;
}

/** What the words of a text name, from left to right, the longest phrase first; which of several meanings a phrase has is told by the services that are named around it. */
export function findMentions(words: readonly Word[], lexicon: Lexicon): Named[] {
  const spots = spotsOf(words, lexicon);
  const services = spots.flatMap((spot) => [
    ...[...spot.phrase.services].flatMap(([service, by]) => (by === 'told' || isBrand(words[spot.start - 1]) ? [{ service, spot }] : [])),
    ...spot.phrase.senses.flatMap(({ service, by }) => (by === 'told' || by === 'full' ? [{ service, spot }] : [])),
  ]);
  const found: Named[] = [];
  for (const spot of spots) {
    const named = meantBy(spot, words, services, lexicon, found);
    if (named !== null) found.push(named);
  }
  const whole = withOwnEnds(ofCluster(found, words, lexicon), words).filter((named) => !isPartOfName(words, named));
  return whole.filter((named, index, found) => {
    const next = found[index + 1];
    // "EC2 IP Address Manager": the service stands before the name of one of its things.
    if (next?.start === named.end && words[named.end - 1]?.token.raw !== words[next.start]?.token.raw && lexicon.serviceAlone(phraseText(words, named)))
      return false;
    if (!named.service) return !isMass(words, named);
    const alike = found.filter((other) => !other.service && serviceOf(other.type) === serviceOf(named.type));
    // "Load Balancing, a target group": a service that stands by itself in a list is asked for beside its other things.
    return alike.length === 0 || (standsAlone(words, named) && !alike.some(({ type }) => type === named.type));
  });
}

/** "An Aurora cluster with two instances": those of a cluster are of its own service, where that has a type for them. */
function ofCluster(found: readonly Named[], words: readonly Word[], lexicon: Lexicon): Named[] {
  return found.map((named, index) => {
    const before = found[index - 1];
    const own = before?.type.replace(/Cluster$/u, 'Instance') ?? '';
    const between = before === undefined ? [] : words.slice(before.end, named.start).map(({ text }) => text);
    const isItsOwn = named.end === named.start + 1 && words[named.start]?.stem === 'instance' && own !== before?.type && lexicon.isType(own);
    return isItsOwn &&
      between.some((word) => word === 'with' || word === 'of' || word === 'having') &&
      words[named.start]?.sentence === words[before?.start ?? 0]?.sentence
      ? { ...named, type: own }
      : named;
  });
}

/** "RDS database instance": what a thing's own type ends in is no other thing. */
function withOwnEnds(found: readonly Named[], words: readonly Word[]): Named[] {
  const joined: Named[] = [];
  for (const named of found) {
    const before = joined.at(-1);
    const last = wordsOfName(before?.type ?? '').at(-1);
    const isEnd =
      before !== undefined &&
      before.end === named.start &&
      named.end === named.start + 1 &&
      words[named.start]?.stem === last &&
      words[before.end - 1]?.stem !== last;
    if (isEnd) joined[joined.length - 1] = { ...before, end: named.end, plural: named.plural, service: false };
    else joined.push(named);
  }
  return joined;
}

/** `legacy_role` is what something is called, and no role; `aws_lb_listener_rule` is what Terraform calls a kind of things. */
function isPartOfName(words: readonly Word[], { start, end }: Named): boolean {
  const isOne = (word: Word | undefined, other: Word | undefined): boolean => word !== undefined && word.token === other?.token;
  const isCut = isOne(words[start], words[start - 1]) || isOne(words[end - 1], words[end]);
  return isCut && words[start]?.token.text.startsWith('aws_') !== true;
}

function phraseText(words: readonly Word[], { start, end }: Named): string {
  return words
    .slice(start, end)
    .map(({ stem }) => stem)
    .join(' ');
}

function standsAlone(words: readonly Word[], { end }: Named): boolean {
  const next = words[end];
  return next === undefined || next.token.kind === 'comma' || next.token.kind === 'stop' || next.text === 'and';
}

/** "permissions" is what somebody may do, "a permission" a resource. */
function isMass(words: readonly Word[], { end, plural }: Named): boolean {
  return plural && words[end - 1]?.stem === 'permission';
}

function spotsOf(words: readonly Word[], lexicon: Lexicon): Spot[] {
  const spots: Spot[] = [];
  for (let at = 0; at < words.length; ) {
    const phrase = phraseAt(words, at, lexicon);
    if (phrase !== null) spots.push({ start: at, end: at + phrase.words.length, phrase });
    at += phrase?.words.length ?? 1;
  }
  return spots;
}

function phraseAt(words: readonly Word[], at: number, lexicon: Lexicon): LexiconPhrase | null {
  const first = words[at];
  if (first?.token.kind !== 'word') return null;
  const written = first.token.written;
  if (lexicon.isType(written)) return { words: [first.stem], senses: [{ type: written, service: '', by: 'full' }], services: new Map() };
  return (
    lexicon
      .startingWith(first.stem)
      .find((phrase) => phrase.words.every((stem, index) => words[at + index]?.stem === stem && words[at + index]?.token.kind === 'word')) ?? null
  );
}

/** How much a phrase says by itself. One word that many things are called says little, however it is known. */
function weightOf({ by }: TypeSense, { words, senses }: LexiconPhrase): number {
  if (by === 'full') return 4;
  if (by === 'common') return -1;
  if (by === 'told') return words.length > 1 ? 4 : 2.2;
  return by === 'name' && senses.length === 1 ? 2 : 1;
}

/** Below this a phrase is a word like any other. */
const enough = 2;

function meantBy(
  spot: Spot,
  words: readonly Word[],
  services: readonly { service: string; spot: Spot }[],
  lexicon: Lexicon,
  before: readonly Named[],
): Named | null {
  const { start, end, phrase } = spot;
  const here = words[start]?.sentence;
  const near = (service: string): number => {
    const others = services.filter((one) => one.service === service && one.spot !== spot);
    if (others.some((one) => one.spot.end === start || (one.spot.end === start - 1 && words[start - 1]?.token.kind === 'word'))) return 3.5;
    if (others.some((one) => words[one.spot.start]?.sentence === here)) return 1.5;
    return others.length > 0 ? 1 : 0;
  };
  // "A Timestream database and tables": of a word that is known of another service, the service that is named.
  const told = phrase.senses.find(({ by }) => by === 'told');
  const ofNamedService = ({ by, service }: TypeSense): number =>
    by === 'common' && told !== undefined && near(told.service) === 0 && near(service) > 0 && services.some((one) => one.service === service) ? 2 : 0;
  const ranked = phrase.senses
    .map((sense) => ({
      sense,
      score:
        weightOf(sense, phrase) +
        (isNamedThing(words, spot) || (sense.by === 'weak' && isAskedFirst(words, spot)) ? 1.5 : 0) +
        near(sense.service) +
        ofNamedService(sense) +
        (before.some(({ type }) => type === sense.type) ? 1 : 0),
    }))
    .sort((a, b) => b.score - a.score);
  const [best] = ranked;
  const plural = words[end - 1]?.text !== words[end - 1]?.stem;
  if (best !== undefined && best.score >= enough) {
    const rivals = ranked
      .slice(1)
      .filter(({ score }) => score === best.score)
      .map(({ sense }) => sense.type);
    return { start, end, type: best.sense.type, plural, service: false, rivals };
  }
  for (const [service, by] of phrase.services) {
    const main = lexicon.mainOf(service);
    if (main !== null && (by === 'told' || isBrand(words[start - 1]))) return { start, end, type: main, plural: false, service: true, rivals: [] };
  }
  return null;
}

/** "A python function named resize" speaks of a thing, be its word one of many meanings; "for a user named bob" says who has one. */
function isNamedThing(words: readonly Word[], { start, end, phrase }: Spot): boolean {
  if (phrase.words.length > 1 || !/^(?:named|called)$/.test(words[end]?.text ?? '')) return false;
  const before = words.slice(Math.max(0, start - 4), start).map(({ text }) => text);
  return /(?:^|[^\w ] ?|\b(?:and|plus|create|make|add|need|want|build|deploy) )(?:an?|another)(?: [\w-]+){0,2}$/.test(before.join(' '));
}

/** "A function that runs nightly", "create a function": what a text begins with is what it asks for, unless a word behind it makes another thing of it. */
function isAskedFirst(words: readonly Word[], { start, end, phrase }: Spot): boolean {
  const before = words.slice(0, start).map(({ text }) => text);
  const next = words[end];
  const goesOn =
    next === undefined ||
    next.token.kind !== 'word' ||
    /^(?:with|that|which|in|and|plus|triggered|called|invoked|using|to|written|behind|subscribed|for|on)$/.test(next.text);
  return (
    goesOn &&
    phrase.words.length === 1 &&
    /^(?:(?:please|create|make|add|build|deploy|set up|i|we|need|want|give me) )*(?:an?|another)(?: [\w.-]+){0,2}$/.test(before.join(' '))
  );
}

function isBrand(word: Word | undefined): boolean {
  return word?.text === 'aws' || word?.text === 'amazon';
}

/** Types that the words of a text hint at, where they name none: by phrases of up to three words. */
export function hintsIn(words: readonly Word[], lexicon: Lexicon): readonly { readonly type: string; readonly at: number }[] {
  const found: { type: string; at: number }[] = [];
  words.forEach((_, at) => {
    for (const length of [3, 2, 1]) {
      const stems = words
        .slice(at, at + length)
        .map(({ stem }) => stem)
        .join(' ');
      for (const type of lexicon.hintsAt(stems)) if (!found.some((one) => one.type === type)) found.push({ type, at });
    }
  });
  return found;
}
