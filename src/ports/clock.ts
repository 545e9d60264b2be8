/** Time and randomness, handed in so that the pure rooms and the engine stay deterministic under test. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Randomness {
  /** Lower-case hex of that many cryptographically random bytes. */
  hex(bytes: number): string;
}
