/** `0.4 s`, `12 s`, `3 min`, `2 h 5 min`: rounded to what matters to somebody who waits. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `expires in 30 min`, `expired 2 h ago`; both instants in milliseconds since the epoch. */
export function formatExpiry(expiresAt: number, now: number): string {
  const seconds = (expiresAt - now) / 1000;
  return seconds > 0 ? `expires in ${formatSeconds(seconds)}` : `expired ${formatSeconds(-seconds)} ago`;
}

/** `2026-01-31 14:05:09Z`, from an instant as the engine writes it. */
export function formatInstant(instant: string): string {
  return instant.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}
