import { deletionProtection, neverWhileReferenced } from '../../model/deletion-facts.ts';
import { blockedMessages, blockedOtherwise, blockingPairs, evenWhileReferenced, removedWith, toleratedPairs } from '../tables/deletion-rules.ts';
import type { Reference } from '../types/references.ts';
import { plainArn } from '../types/references.ts';
import type { Ending, Live } from './live.ts';
import type { ResourceIndex } from './resource-index.ts';

/** What a deletion meets: something in its way, or what goes with it. */
export type Dependents = { readonly kind: 'blocked'; readonly ending: Ending } | { readonly kind: 'free'; readonly removed: readonly Live[] };

/** Decides a deletion by the rules of `deletion-rules.ts`; what is removed along is looked at in turn. */
export function dependentsOf(index: ResourceIndex, live: Live): Dependents {
  const protection = deletionProtection[live.type];
  if (protection !== undefined && live.properties[protection.property] === protection.on)
    return { kind: 'blocked', ending: failure('InvalidRequest', protection.message) };
  const removed = new Map<number, Live>();
  const open = [live];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const { live: holder, mentions } of holdersOf(index, current)) {
      if (holder.uid === live.uid || removed.has(holder.uid)) continue;
      if (mentions.some((mention) => goesWith(current, holder, mention))) {
        removed.set(holder.uid, holder);
        open.push(holder);
      } else if (mentions.some((mention) => blocks(current, holder, mention))) return { kind: 'blocked', ending: blockedEnding(current, holder) };
    }
  }
  return { kind: 'free', removed: [...removed.values()] };
}

function holdersOf(index: ResourceIndex, live: Live): { readonly live: Live; readonly mentions: readonly Reference[] }[] {
  const values = new Set([live.identifier, plainArn(live.arn)]);
  for (const value of Object.values(live.properties)) if (typeof value === 'string' && value.length <= 2048) values.add(plainArn(value));
  return [...values].flatMap((value) => index.mentioning(live, value));
}

function goesWith(target: Live, holder: Live, mention: Reference): boolean {
  const types = removedWith[target.type] ?? [];
  const [, property = ''] = mention.pointer.split('/');
  return types.includes(holder.type) || types.includes(`${holder.type}/${property}`);
}

function blocks(target: Live, holder: Live, mention: Reference): boolean {
  const pair = `${target.type} < ${holder.type}`;
  if (toleratedPairs.has(pair)) return false;
  if (blockingPairs.has(pair) || neverWhileReferenced.has(target.type)) return true;
  if (evenWhileReferenced.has(target.type)) return false;
  return mention.fixed && serviceOf(target.type) === serviceOf(holder.type);
}

function serviceOf(type: string): string {
  return type.split('::')[1] ?? '';
}

function blockedEnding(target: Live, holder: Live): Ending {
  const { code, message } = blockedMessages[target.type] ?? blockedOtherwise;
  const text = message.replace('{id}', target.identifier).replace('{by}', `${holder.type} ${holder.identifier}`);
  return failure(code, `${text} (Service: ${serviceOf(target.type)}, Status Code: 400)`);
}

function failure(code: string, message: string): Ending {
  return { kind: 'failure', code, message, effect: 'none' };
}
