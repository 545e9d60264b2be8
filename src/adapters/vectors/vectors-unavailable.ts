import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** What a client of a store does; whatever it throws is told as VECTORS_UNAVAILABLE, with the client's own words for the cause. */
export async function fromStore<T>(store: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    const cause = (error instanceof Error ? error.message : String(error)).trim().slice(0, 500);
    const fix = 'look at vectors in settings.yaml, and whether the store runs; the search goes on by words alone';
    return fail(problem('VECTORS_UNAVAILABLE', `${store} did not do what it was asked`, fix, { at: 'vectors', ...(cause === '' ? {} : { cause }) }));
  }
}

/** Items in portions that a store takes at once. */
export function* portions<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}
