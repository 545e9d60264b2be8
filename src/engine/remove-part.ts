import { standingPhrase } from '../intent/reading/standing-phrase.ts';
import type { Refusal, ResolveContext } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { PartWord } from '../knowledge/phrase-table.ts';
import type { TypedCompanion } from '../model/knowledge.ts';
import type { DeploymentName } from '../model/names.ts';
import type { DraftResource } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Library, standingOf, thingsIn } from './read-books.ts';

/** A counted part of something that stands, with all that is made for the part of that number; and its owner as it is asked for without it. */
export interface FoundPart {
  readonly deployment: DeploymentName;
  readonly gone: readonly string[];
  readonly owner: DraftResource;
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/**
 * What "the second private subnet of net" is: the parts of a pattern are counted, so only the last of several can go. Null for words that name no such part; a refusal for one that cannot go, or is
 * not there.
 */
export async function findPart(what: string, context: ResolveContext, library: Library, ports: EnginePorts): Promise<Result<FoundPart | Refusal> | null> {
  const { parts } = context.knowledge.phrases;
  const said = /^(?:(the|an?|one)\s+)?(?:(\w+)\s+)?(\w+\s+\w+)\s+(?:of|from|in)\s+(.+?)[.!]?$/isu.exec(what.trim());
  const [, article = '', which, called = '', thing = ''] = said ?? [];
  // "A private subnet" is any, and so the last; which of several "the private subnet" is nobody said.
  const isAny = which === undefined && /^(?:an?|one)$/iu.test(article);
  const ordinal = which ?? 'last';
  const part = parts.find(({ adjective, noun }) => called.toLowerCase() === `${adjective} ${noun}`);
  const standing = part === undefined ? null : standingPhrase(thing, context);
  const place = ordinals.indexOf(ordinal.toLowerCase());
  if (part === undefined || standing === null || (place < 0 && ordinal.toLowerCase() !== 'last')) return null;
  const pattern = context.knowledge.patterns.get(part.pattern);
  if (pattern?.type !== standing.type) return null;
  const named = await thingsIn(library, new Set([standing.type]), null, ports);
  const [owner, rival] = named.filter(({ type, names }) => type === standing.type && names.includes(standing.name));
  if (owner === undefined || rival !== undefined) return null;
  const draft = await standingOf(owner.deployment, library, ports);
  if (!draft.ok) return draft;
  const { resources } = draft.value.draft;
  const asked = resources.find(({ node }) => node === owner.node);
  const count = Number(asked?.slots?.[part.slot] ?? 0);
  const number = place < 0 ? count : place + 1;
  if (asked === undefined || number !== count || count < 2 || (which === undefined && !isAny)) return ok(staysThere(part, standing.name, count));
  const made = Object.values(pattern.resources).filter((one): one is TypedCompanion => 'type' in one && one.repeat === part.slot);
  const gone = resources.filter(({ node, type, of }) => of === owner.node && made.some((one) => one.type === type && isNumbered(node, one, number)));
  return ok({ deployment: owner.deployment, gone: gone.map(({ node }) => node), owner: { ...asked, slots: { ...asked.slots, [part.slot]: count - 1 } } });
}

function isNumbered(node: string, { node: template = '' }: TypedCompanion, number: number): boolean {
  return node.startsWith(template.split('{')[0] ?? '') && node.endsWith(`_${number}`);
}

function staysThere({ adjective, noun }: PartWord, name: string, count: number): Refusal {
  const [message, fix] =
    count < 2
      ? [`${name} has ${count === 0 ? 'no' : 'one'} ${adjective} ${noun}, and what is made with it is not taken apart`, 'see what stands: asbuilt deployments']
      : [
          `${name} has ${count} ${adjective} ${noun}s, which are counted: only the last can go`,
          `say: remove the ${ordinals[count - 1]} ${adjective} ${noun} of ${name}`,
        ];
  return { kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] };
}
