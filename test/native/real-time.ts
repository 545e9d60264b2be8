import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Randomness } from '../../src/ports/clock.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds) {
    await setTimeout(milliseconds);
  },
};

export const realRandom: Randomness = { hex: (bytes) => randomBytes(bytes).toString('hex') };
