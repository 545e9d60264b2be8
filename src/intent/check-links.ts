import type { DraftResource, Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import { nodesIn } from './closure/drafting.ts';
import { quote } from './not-understood.ts';
import type { Edge, Link, Said } from './understood.ts';

const slot = 'unread';
const leaveOut = 'leave out';

/** The drafts between which a link is looked for: what was said of them, with what belongs to it, and all that is to be there. */
interface Drafts {
  readonly said: readonly DraftResource[];
  readonly whole: readonly DraftResource[];
}

/** Looks for what each link comes to, beside edges that are known to come to nothing (`unmet`): one of its things refers to the other, or something that joins them to both. One that comes to nothing is asked about, and left out where that was answered. */
export function checkLinks(
  { links, unmet }: { readonly links: readonly Link[]; readonly unmet: readonly Edge[] },
  drafts: Drafts,
  answers: readonly Answer[],
): { readonly questions: readonly Question[]; readonly evidence: readonly Evidence[] } {
  const uses = new Map(drafts.whole.map(({ node, properties, dependsOn }) => [node as string, new Set<string>([...nodesIn(properties), ...dependsOn])]));
  const questions: Question[] = [];
  const evidence: Evidence[] = [];
  const loose = unmet.map(({ words, to }): Said => ({ words, at: to }));
  for (const { words, at, from, to, part } of links) {
    const begins = drafts.said.flatMap(({ said, of, node }) => (said !== undefined && of === undefined && from.includes(said) ? [node as string] : []));
    const ends = familyOf(to, drafts.said).filter((node) => part === null || node.startsWith(part));
    if (begins.length === 0 || ends.length === 0) continue;
    const isJoined = ([one, other]: readonly [string, string]): boolean =>
      reaches(one, other, uses) || (part === null && (reaches(other, one, uses) || [...uses.values()].some((both) => both.has(one) && both.has(other))));
    const found = begins.flatMap((one) => ends.map((other) => [one, other] as const)).find(isJoined);
    if (found !== undefined) evidence.push({ words, entry: 'references', effect: `${found[0]} has to do with ${found[1]}` });
    else loose.push({ words, at });
  }
  for (const { words, at } of loose) {
    const answer = answers.find((one) => one.at === at && one.slot === slot)?.value;
    if (answer === leaveOut) evidence.push({ words, entry: 'not used', effect: 'is left out, as was answered' });
    else questions.push(question(words, at));
  }
  return { questions, evidence };
}

/** By node, the kind of part that it is said to be in. */
export function placesOf(links: readonly Link[], said: readonly DraftResource[]): ReadonlyMap<string, string> {
  return new Map(
    links.flatMap(({ nearest, part }) =>
      part === null
        ? []
        : said.flatMap((resource) => (nearest.includes(resource.said ?? '') && resource.of === undefined ? [[resource.node, part] as const] : [])),
    ),
  );
}

/** The nodes of what is said at a place, and of what belongs to it. */
function familyOf(at: string, said: readonly DraftResource[]): string[] {
  const nodes: string[] = said.filter((resource) => resource.said === at).map(({ node }) => node);
  for (const { node, of } of said) if (of !== undefined && nodes.includes(of) && !nodes.includes(node)) nodes.push(node);
  return nodes;
}

function reaches(from: string, to: string, uses: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const open = [from];
  const seen = new Set(open);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    for (const next of uses.get(node) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

function question(words: string, at: string): Question {
  return {
    at,
    slot,
    text: `${quote(words)} comes to nothing here: what it is said of would have nothing to do with it. Is it to be left out?`,
    options: [{ letter: 'a', value: leaveOut, text: 'each is made by itself' }],
    open: false,
    default: leaveOut,
    because: null,
  };
}
