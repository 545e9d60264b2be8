import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Echo, ResourceBinding } from '../model/observed.ts';
import type { Difference } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { appliedOf } from './applied-of.ts';
import { type Applied, type Compared, diffProperties } from './diff-properties.ts';
import { echoOf } from './echo-of.ts';
import { echoAt, isDeviation } from './judge.ts';
import { listPlaceOf, overlap } from './overlap.ts';
import type { World } from './place.ts';

/** A resource of which something is to be accepted as it is. */
export interface Acceptance {
  readonly node: string;
  readonly type: ResourceType;
  readonly after: JsonObject;
  readonly live: JsonObject;
  readonly applied: Applied | null;
  readonly world: World;
  readonly found: Compared;
  /** JSON pointers; empty for all that deviates. */
  readonly asked: readonly string[];
}

export interface Accepted {
  /** Places whose live value counts as what was asked from then on; a list is accepted whole. */
  readonly accepts: readonly string[];
  /** What is otherwise than asked there. */
  readonly differences: readonly Difference[];
  /** What is otherwise elsewhere and stays told. */
  readonly left: readonly Difference[];
}

/**
 * What a plan accepts of a resource. Only what came back or moved otherwise than it was asked for can be accepted: not a new wish, which is to be carried out, nor tags
 * and what is only written, of which nothing is kept, unless it is asked for no more. INPUT_INVALID otherwise, and where something else of the resource is to be changed by the same plan.
 */
export function acceptedOf(acceptance: Acceptance): Result<Accepted> {
  const { node, type, after, live, applied, world, found, asked } = acceptance;
  const refuse = (message: string, fix: string) => fail(problem('INPUT_INVALID', message, fix, { at: node }));
  const all = [...found.differences, ...found.deviations];
  const missing = asked.find((pointer) => !all.some(({ path }) => overlap(path, pointer)));
  if (missing !== undefined) return refuse(`${missing} of ${node} is as asked, or nobody asked for it`, `leave out --accept ${node}${missing}`);
  const meant = asked.length === 0 ? found.deviations : all.filter(({ path }) => asked.some((pointer) => overlap(path, pointer)));
  if (meant.length === 0) {
    const moved = found.differences[0]?.path;
    return moved === undefined
      ? refuse(`nothing of ${node} deviates from what was asked`, `leave out --accept ${node}`)
      : refuse(`nothing of ${node} deviates, and ${moved} would be changed`, `name what is to stay as it is: --accept ${node}${moved}`);
  }
  const accepts = [...new Set(meant.map(({ path }) => listPlaceOf(path)))].sort();
  const isAccepted = ({ path }: Difference): boolean => accepts.some((place) => overlap(place, listPlaceOf(path)));
  const changed = found.differences.filter((each) => !isAccepted(each));
  if (changed.length > 0) {
    const paths = changed.map(({ path }) => path).join(', ');
    return refuse(
      `${node} is to be changed as well (${paths}), and an acceptance changes nothing but the records`,
      'first ask without --accept and apply that; what deviates then can be accepted',
    );
  }
  const wishes = applied === null ? [] : diffProperties(type, after, applied.properties, applied, world).differences.filter(isAccepted);
  const [wish] = wishes;
  if (wish !== undefined) return refuse(`the wish for ${wish.path} of ${node} is a new one: it is to be carried out`, `leave out --accept ${node}${wish.path}`);
  const kept = echoOf(type, after, live, world);
  const books = { properties: after, writeOnlyDigests: applied?.writeOnlyDigests ?? {}, ...withoutAccepted(kept, accepts) };
  const [open] = [
    ...diffProperties(type, after, live, books, world).differences,
    ...meant.filter(({ sensitive, after: asked }) => sensitive && asked !== undefined),
  ];
  if (open !== undefined)
    return refuse(
      `${open.path} of ${node} cannot be accepted: tags, and what no read shows, are not compared with a read`,
      'change the wish there, or the resource',
    );
  return ok({ accepts, differences: all.filter(isAccepted), left: found.deviations.filter((each) => !isAccepted(each)) });
}

/** An echo of which these places are no deviations. */
export function withoutAccepted(echo: Echo, accepts: readonly string[]): Echo {
  const isAccepted = (path: string): boolean => accepts.some((place) => overlap(place, path));
  return {
    ...echo,
    deviations: echo.deviations.filter((path) => !isAccepted(path)),
    kept: echo.kept.map((one) => {
      const { deviation: _, ...rest } = one;
      return isAccepted(one.path) ? rest : one;
    }),
  };
}

/** An echo in which what was accepted earlier still is, where neither wish nor read has become another since. */
export function withFormerlyAccepted(echo: Echo, wish: JsonObject, live: JsonObject, type: ResourceType, binding: ResourceBinding | null, world: World): Echo {
  const before = appliedOf(binding);
  if (before?.echo === undefined || echo.deviations.length === 0) return echo;
  const books = { echo: before.echo, deviations: before.deviations ?? [] };
  const known = echo.deviations.filter((path) => echoAt(books, path) !== undefined && !isDeviation(books, path));
  if (known.length === 0) return echo;
  const { differences, deviations } = diffProperties(type, wish, live, before, world);
  const open = [...differences, ...deviations].map(({ path }) => listPlaceOf(path));
  return withoutAccepted(
    echo,
    known.filter((path) => !open.some((place) => overlap(place, listPlaceOf(path)))),
  );
}
