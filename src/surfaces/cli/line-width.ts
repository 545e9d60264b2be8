import type { Session } from './session.ts';

/** The width lines are fitted into: the terminal's, or that of a wide page where there is none. */
export function lineWidth({ io }: Session): number {
  return io.columns > 0 ? Math.max(60, io.columns) : 160;
}
