import type { Bare, Said } from '../understood.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';

/** What is read so far, and is changed here. */
interface Read {
  readonly bares: Bare[];
  readonly consumed: Set<number>;
  readonly covered: readonly { readonly start: number; readonly end: number }[];
  readonly unread: Said[];
}

/** Where a type of resource has rules of a network. */
const places: Readonly<Record<string, RegExp>> = {
  'AWS::EC2::SecurityGroup': /^\/SecurityGroup(?:In|E)gress$/,
  'AWS::EC2::SecurityGroupIngress': /^\/(?:IpProtocol|FromPort|ToPort|CidrIp)$/,
  'AWS::EC2::SecurityGroupEgress': /^\/(?:IpProtocol|FromPort|ToPort|CidrIp)$/,
};

/** Words beside the ports and places of a rule that only say that it is one, or of which group ("#"); what is read is blank by then. */
const ofRules =
  /\b(?:that|which|it|its|to(?=\s+(?:allow|permit|open|accept|enable|let)\b)|and|should|will|can|is|are|be|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|open(?:s|ed|ing)?|accept(?:s|ed|ing)?|enabl(?:es?|ed|ing)|expos(?:es?|ed|ing)|accessible|available|reachable|lets?|letting|in(?=\s{2,})|inbound|outbound|incoming|outgoing|ingress|egress|traffic|rules?|access|connections?|both|all|a|an|the|only|also|too|as\s+well|please|(?:on|in|of|for|to|through|via)(?:\s+(?:the|a|an|my|our))?(?=\s+#)|ensur(?:es?|ing)|mak(?:es?|ing)\s+sure)\b/giu;

/**
 * A rule that a text spells out holds only where every other word of its clause is read, too: one that is not may take the rule back or narrow who is let in. Where one is left, none of the rules is made, and the clause is
 * unread as a whole; of a negation, the negation is, which refuses the text.
 */
export function settleRules(text: string, pieces: readonly Piece[], things: readonly Thing[], read: Read): void {
  for (const [index, bare] of read.bares.entries()) {
    const place = places[bare.type];
    const said = bare.told.filter(({ pointer, because }) => place?.test(pointer) === true && because === undefined);
    const thing = things.find((one) => saidOf(one, pieces).at === bare.at);
    if (place === undefined || said.length === 0 || thing === undefined) continue;
    const clause = [...new Set(said.flatMap((one) => clauseOf(one, pieces, thing, things)))].sort((a, b) => a - b);
    const [from, to] = [pieces[clause[0] ?? 0]?.start ?? 0, pieces[clause.at(-1) ?? 0]?.end ?? 0];
    const left = leftOf(clause, text.slice(from, to), from, pieces, thing, read);
    const denied = left.flatMap((at) => (pieces[at]?.item.meaning.kind === 'negation' ? [pieces[at]] : []));
    for (const at of clause) read.consumed.add(at);
    if (left.length === 0) continue;
    const asked = denied.length > 0 ? denied : [{ words: text.slice(from, to).trim(), start: from }];
    read.unread.push(...asked.map(({ words, start }) => ({ words, at: `intent:${start + 1}` })));
    read.bares[index] = {
      ...bare,
      properties: Object.fromEntries(Object.entries(bare.properties).filter(([name]) => !place.test(`/${name}`))),
      told: bare.told.filter(({ pointer }) => !place.test(pointer)),
    };
  }
}

/** The pieces of what is said of a thing from the words ahead of its rules to the end of their sentence, or to what else is asked for. */
function clauseOf({ words, at }: Said, pieces: readonly Piece[], thing: Thing, things: readonly Thing[]): readonly number[] {
  const start = Number(at.slice('intent:'.length)) - 1;
  let first = pieces.findIndex(({ end }) => end > start);
  let last = pieces.findLastIndex((piece) => piece.start < start + words.length);
  const bounds: ReadonlySet<string> = new Set(['stop', 'comma', 'names', 'quoted', 'thing', 'having']);
  const begins = (index: number): boolean => bounds.has(pieces[index]?.item.meaning.kind ?? 'stop') || thing.heads.includes(index);
  while (first > 0 && !/^(?:that|which)\b/iu.test(pieces[first]?.words ?? '') && !begins(first - 1)) first--;
  const isOfOther = (index: number): boolean => things.some((other) => other !== thing && (other.heads.includes(index) || other.before.includes(index)));
  while (last + 1 < pieces.length && pieces[last + 1]?.item.meaning.kind !== 'stop' && !isOfOther(last + 1)) last++;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The pieces of a clause with a word that is not read and says more than that there is a rule, or of which group. */
function leftOf(clause: readonly number[], text: string, offset: number, pieces: readonly Piece[], { heads }: Thing, { consumed, covered }: Read): number[] {
  const rest = [...text];
  const blank = (span: { readonly start: number; readonly end: number }, by: string): void => {
    for (let at = Math.max(span.start - offset, 0); at < Math.min(span.end - offset, rest.length); at++) rest[at] = by;
  };
  for (const span of covered) blank(span, ' ');
  for (const at of clause) if (consumed.has(at)) blank(pieces[at] as Piece, heads.includes(at) ? '#' : ' ');
  const left = rest.join('').replace(ofRules, (words) => ' '.repeat(words.length));
  return clause.filter((at) => /[\p{L}\p{N}]/u.test(left.slice((pieces[at]?.start ?? 0) - offset, (pieces[at]?.end ?? 0) - offset)));
}
