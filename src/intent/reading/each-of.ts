import type { JsonObject } from '../../kernel/json.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';
import { type Literal, literalsOf, textOf } from './read-values.ts';

/** The pieces of a thing as stretches without a gap. */
export function runsOf(thing: Thing, pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  let last = -2;
  // What names it once more stands within what is said: "windows server 2022".
  for (const index of [...thing.before, ...thing.after, ...thing.heads.slice(1)].sort((a, b) => a - b)) {
    const piece = pieces[index] as Piece;
    if (index === last + 1) runs.at(-1)?.push(piece);
    else runs.push([piece]);
    last = index;
  }
  return runs;
}

/** The values of a kind that are said of a thing; of several things without any, as many as there are of them behind them in their sentence: "two subnets in the VPC with the blocks …". */
export function listOf(thing: Thing, kind: 'cidr' | 'zone', pieces: readonly Piece[], text: string, knowledge: KnowledgeBase): readonly Literal[] {
  const among = (runs: readonly (readonly Piece[])[]) =>
    runs.flatMap((run) => literalsOf(textOf(run, text), run[0]?.start ?? 0, knowledge).filter((literal) => literal.kind === kind));
  const own = among(runsOf(thing, pieces));
  const [head = 0] = thing.heads;
  if (own.length > 0 || (thing.count ?? 0) < 2) return own;
  const behind = among([pieces.filter(({ sentence }, index) => index > head && sentence === pieces[head]?.sentence)]);
  return behind.length === thing.count ? behind : own;
}

/** As many blocks of addresses or zones as there are things are one for each. With the pieces that say them. */
export function eachOf(
  thing: Thing,
  type: ResourceType,
  pieces: readonly Piece[],
  text: string,
  knowledge: KnowledgeBase,
): { readonly each: readonly JsonObject[]; readonly pieces: readonly number[] } {
  const lists = (['cidr', 'zone'] as const).flatMap((kind) => {
    const property = kind === 'cidr' ? 'CidrBlock' : 'AvailabilityZone';
    const values = listOf(thing, kind, pieces, text, knowledge);
    return type.properties[property] === undefined || values.length < 2 || values.length !== (thing.count ?? values.length) ? [] : [{ property, values }];
  });
  const said = lists.flatMap(({ values }) => values);
  const each = Array.from(
    { length: Math.max(0, ...lists.map(({ values }) => values.length)) },
    (_, index) =>
      Object.fromEntries(lists.flatMap(({ property, values }) => (values[index] === undefined ? [] : [[property, values[index].text]]))) as JsonObject,
  );
  return { each, pieces: pieces.flatMap((piece, index) => (said.some(({ start, end }) => piece.start < end && piece.end > start) ? [index] : [])) };
}
