/** How fast a sandbox works, beside AWS. */
export function speedText(speed: number | 'infinity'): string {
  if (speed === 'infinity') return 'operations end at once';
  if (speed === 1) return 'as slow as AWS itself (--speed 20: 20 times as fast)';
  return speed > 1 ? `${speed} times as fast as AWS` : `${Number((1 / speed).toFixed(1))} times as slow as AWS`;
}
