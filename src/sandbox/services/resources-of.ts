import { compileType, scopeOf } from '../types/compiled-type.ts';
import type { Live } from '../world/live.ts';
import type { CallContext } from './call-context.ts';

/** The caller's resource of that type and primary identifier, if it is there. */
export function resourceOf(context: CallContext, typeName: string, identifier: string): Live | null {
  const type = context.registry.type(typeName);
  return type.ok ? context.world.live(compileType(type.value), context.caller.account, context.caller.region, identifier) : null;
}

export interface Page {
  readonly found: readonly Live[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** One page of the caller's resources of a type, in the order of their creation. `token` is the `next` of the page before. */
export function resourcesOf(
  context: CallContext,
  typeName: string,
  size: number,
  token: string | undefined,
  wanted: (live: Live) => boolean = () => true,
): Page {
  const type = context.registry.type(typeName);
  if (!type.ok) return { found: [] };
  const after = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'));
  const found: Live[] = [];
  for (const live of context.world.index.list(scopeOf(compileType(type.value), context.caller.account, context.caller.region), typeName, after)) {
    if (live.state !== 'live' || !wanted(live)) continue;
    if (found.length === size) return { found, next: Buffer.from(String(found.at(-1)?.uid)).toString('base64') };
    found.push(live);
  }
  return { found };
}
