import type { NamedTarget } from '../model/target.ts';
import { statusAt } from './find-sandbox.ts';

/** How many times faster than AWS a target's operations are now: what the data folder's sandbox says of its speed, 1 of anything else. */
export async function paceOf({ instance, target }: NamedTarget): Promise<number> {
  if (instance === undefined || target.endpoint === undefined) return 1;
  const status = await statusAt(target.endpoint);
  if (status === null || status.instance !== instance) return 1;
  return status.speed === 'infinity' ? Number.POSITIVE_INFINITY : status.speed;
}
