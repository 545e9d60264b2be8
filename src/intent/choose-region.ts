import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Intent } from '../model/intent.ts';
import { quote } from './not-understood.ts';
import type { Said } from './understood.ts';

/** A region with the words that ask for it; `default` where none do. */
export interface ChosenRegion {
  readonly region: string;
  readonly words: string;
  /** Where it is said; null where it is the target's own. */
  readonly said: Said | null;
}

/** The region an intent means: its field, or its words, or the target's first region. REGION_UNKNOWN, or CONTROL_CONFLICT where field and words differ. */
export function chooseRegion(
  intent: Intent,
  said: (Said & { readonly region: string }) | null,
  target: { readonly name: string; readonly regions: readonly string[] },
  regions: readonly string[],
): Result<ChosenRegion> {
  const field = intent.region?.trim().toLowerCase();
  if (field !== undefined && said !== null && field !== said.region) {
    return fail(
      problem('CONTROL_CONFLICT', `region is ${quote(field)}, but the text says ${quote(said.words)} (${said.region})`, 'name one region', { at: said.at }),
    );
  }
  const region = field ?? said?.region ?? target.regions[0];
  if (region === undefined)
    return fail(problem('REGION_UNKNOWN', `target ${target.name} has no default region`, 'name the region in the intent', { at: 'region' }));
  if (!regions.includes(region)) {
    const near = nearest(region, regions);
    const fix = near.length === 0 ? 'name a region such as us-east-1' : `did you mean ${near.join(' or ')}?`;
    return fail(problem('REGION_UNKNOWN', `there is no region ${quote(region)}`, fix, { at: field === undefined ? (said?.at ?? 'region') : 'region' }));
  }
  if (field !== undefined) return ok({ region, words: `region ${field}`, said: { words: field, at: 'region' } });
  return ok({ region, words: said?.words ?? 'default', said });
}
