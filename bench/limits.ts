/** What the bench promises, and whether it was held. */
const limits: { readonly what: string; readonly held: boolean; readonly figure: string }[] = [];

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function limit(what: string, held: boolean, figure: string): void {
  limits.push({ what, held, figure });
}

/** Says of every limit whether it was held; true when all were. */
export function sayLimits(): boolean {
  for (const { what, held, figure } of limits) say(`${held ? 'held  ' : 'MISSED'}  ${what}: ${figure}`);
  return limits.every(({ held }) => held);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function figures(values: readonly number[]): string {
  return values.map((value) => value.toFixed(2)).join(', ');
}
