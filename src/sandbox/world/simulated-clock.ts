/**
 * The sandbox's time: the real clock, moved forward by hand. Only durations run at `speed` (simulated seconds per real
 * second); expiries run at the pace of the clock and are reached by advancing it.
 */
export class SimulatedClock {
  readonly #wall: () => number;
  #offset: number;
  #speed: number;

  constructor(wall: () => number, offset: number, speed: number) {
    this.#wall = wall;
    this.#offset = offset;
    this.#speed = speed;
  }

  /** Milliseconds since the epoch, moved forward by what was advanced. */
  now(): number {
    return this.#wall() + this.#offset;
  }

  /** The real clock: what clients sign with. */
  wall(): number {
    return this.#wall();
  }

  get offset(): number {
    return this.#offset;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = speed;
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /** Milliseconds of this clock that so many simulated seconds take. */
  lasting(seconds: number): number {
    return (seconds * 1000) / this.#speed;
  }
}
