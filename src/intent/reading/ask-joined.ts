import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Answer, Question } from '../../model/question.ts';
import { quote } from '../not-understood.ts';
import type { Bare, Edge, Said, Use } from '../understood.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';

const slot = 'joined';
const notJoined = 'nothing';

/** What a text says of its things so far, and where. */
interface ReadSoFar {
  readonly things: readonly Thing[];
  readonly pieces: readonly Piece[];
  readonly bares: readonly Bare[];
  readonly edges: readonly Edge[];
  readonly uses: readonly Use[];
}

/** What asking how things belong together came to. `unread` are words that join a thing to one that it cannot be joined to. */
export interface AskedJoined {
  readonly edges: readonly Edge[];
  readonly questions: readonly Question[];
  readonly unread: readonly Said[];
}

/**
 * Asks what a thing is to another that is spoken of with it, where a relation between them says what it is (which metric of the queue an alarm watches), and no word says which: taken by default, it would have to
 * do with something else. Where nothing that is named beside it can be joined to it, that it has to do with none of them is asked too.
 */
export function askJoined({ things, pieces, bares, edges, uses }: ReadSoFar, knowledge: KnowledgeBase, answers: readonly Answer[]): AskedJoined {
  const made: { edges: Edge[]; questions: Question[]; unread: Said[] } = { edges: [], questions: [], unread: [] };
  for (const bare of bares) {
    // What stands has to do with what it was made for.
    if (bare.points === 'standing') continue;
    const from = things.find((thing) => saidOf(thing, pieces).at === bare.at);
    const ways = knowledge.relations.flatMap((known, index) => (says(known.relation, bare, knowledge) ? [{ relation: known.relation, index }] : []));
    if (from === undefined || ways.length === 0 || edges.some((edge) => edge.from === bare.at && ways.some(({ index }) => index === edge.relation))) continue;
    const isJoined = (other: string): boolean => [...edges, ...uses].some((one) => [one.from, one.to].includes(other) && [one.from, one.to].includes(bare.at));
    const beside = things.filter(
      (thing) =>
        thing !== from &&
        !isJoined(saidOf(thing, pieces).at) &&
        thing.heads.some((head) => from.heads.some((own) => pieces[head]?.sentence === pieces[own]?.sentence)),
    );
    const open = beside.flatMap((to) =>
      ways.filter(({ relation }) => relation.to === to.type).map(({ relation, index }) => ({ relation, index, to: saidOf(to, pieces) })),
    );
    const [first] = open;
    if (first === undefined) {
      const unread = beside.flatMap((to) => linked(from, to, pieces, knowledge));
      made.unread.push(...unread);
      // What may be about things of several kinds is about nothing by itself.
      const isAbout = new Set(ways.map(({ relation }) => relation.to)).size > 1;
      const isAnswered = answers.some((one) => one.at === bare.at && one.slot === slot);
      if (isAbout && beside.length > 0 && unread.length === 0 && !isAnswered) made.questions.push(question(bare, []));
      continue;
    }
    const keyOf = ({ relation, to }: (typeof open)[number]): string => `${relation.words[0]} of ${to.words}`;
    const answer = answers.find((one) => one.at === bare.at && one.slot === slot)?.value;
    if (answer === undefined)
      made.questions.push(
        question(
          bare,
          open.map((one) => [keyOf(one), told(one.relation.effect, bare, one.to)]),
        ),
      );
    const chosen = open.find((one) => keyOf(one) === answer);
    if (chosen !== undefined) made.edges.push({ relation: chosen.index, from: bare.at, to: chosen.to.at, words: bare.words });
  }
  return made;
}

/** Whether a relation says by a word of its own what its beginning is, where a default would say something else. */
function says({ from, words, resources, properties }: KnowledgeBase['relations'][number]['relation'], bare: Bare, { closure }: KnowledgeBase): boolean {
  const sets = Object.keys(properties);
  const byDefault = new Set((closure.types.get(from) ?? []).flatMap(({ rule }) => Object.keys(rule.properties)));
  const isOpen = from === bare.type && words.length > 0 && Object.keys(resources).length === 0 && sets.some((name) => byDefault.has(name));
  return isOpen && sets.every((name) => bare.properties[name] === undefined);
}

/** The words that say that one is for the other: "for the load balancer". */
function linked(from: Thing, to: Thing, pieces: readonly Piece[], { relations }: KnowledgeBase): Said[] {
  if (relations.some(({ relation }) => relation.from === from.type && relation.to === to.type)) return [];
  return to.heads.flatMap((head) => {
    let at = head - 1;
    while (['definite', 'existing', 'article', 'qualifier'].includes(pieces[at]?.item.meaning.kind ?? '')) at--;
    const link = pieces[at];
    if (link === undefined || link.named !== null || !/^(?:for|of|on|watching|monitoring)$/iu.test(link.words)) return [];
    return [
      {
        words: pieces
          .slice(at, head + 1)
          .map(({ words }) => words)
          .join(' '),
        at: `intent:${link.start + 1}`,
      },
    ];
  });
}

function told(effect: string, from: Said, to: Said): string {
  return effect.replaceAll('{from}', () => quote(from.words)).replaceAll('{to}', () => quote(to.words));
}

function question(from: Bare, ways: readonly (readonly [value: string, text: string])[]): Question {
  const options = [...ways, [notJoined, 'has to do with none of what is named beside it'] as const];
  return {
    at: from.at,
    slot,
    text: `What ${quote(from.words)} has to do with what is named beside it is not said. What is it to be?`,
    options: options.map(([value, text], index) => ({ letter: String.fromCharCode(97 + index), value, text })),
    open: false,
    default: ways[0]?.[0] ?? notJoined,
    because: null,
  };
}
