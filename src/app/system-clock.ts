import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Randomness } from '../ports/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds) {
    await delay(milliseconds);
  },
};

export const systemRandomness: Randomness = { hex: (bytes) => randomBytes(bytes).toString('hex') };
