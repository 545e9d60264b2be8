import { editDistance } from '../kernel/nearest.ts';

/**
 * The type names that a wrong one may have meant, best first, at most `most`. Understands a name without its namespace or
 * service ("S3::Buckets", "bucket"), other separators ("aws_s3_bucket", "s3 bucket") and typing errors; of equally near
 * names the shortest is first.
 */
export function nearestTypes(wrong: string, names: readonly string[], most = 3): string[] {
  const words = wrong
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const known = words.length > 1 && words[0] === 'aws' ? words.slice(1) : words;
  const whole = known.join('').slice(0, 128);
  if (whole === '') return [];
  const [service = '', ...rest] = known;
  const resource = rest.join('');
  const limit = Math.max(2, Math.floor(whole.length / 3));
  const scored: { name: string; cost: number }[] = [];
  for (const name of names) {
    const [, theirService = '', theirResource = ''] = name.toLowerCase().split('::');
    const alternatives = [wordCost(whole, theirResource, limit), wordCost(whole, theirService + theirResource, limit)];
    if (resource !== '') alternatives.push(wordCost(service, theirService, limit) + wordCost(resource, theirResource, limit));
    const cost = Math.min(...alternatives);
    if (cost <= limit) scored.push({ name, cost });
  }
  scored.sort((a, b) => a.cost - b.cost || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return scored.slice(0, most).map((entry) => entry.name);
}

/** Nought for the same word, at most one for a word that contains it, else the number of typing errors; above `limit` when there are more. */
function wordCost(word: string, other: string, limit: number): number {
  if (word === other) return 0;
  if (word.length >= 4 && (other.startsWith(word) || other.endsWith(word))) return 0.5;
  if (word.length >= 4 && other.includes(word)) return 1;
  if (Math.abs(word.length - other.length) > limit) return limit + 1;
  return editDistance(word, other, limit);
}
