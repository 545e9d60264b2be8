/** The spoken words of a name in camel case: `DBSubnetGroup` → db subnet group, `RestApi` → rest api. */
export function wordsOfName(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '');
}

/** A word as it is looked up: without the ending of a plural, so that both numbers are one. Not a word of English, only the same for the same noun. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|[^aeo]us)es$/.test(word) && !word.endsWith('caches')) return word.slice(0, -2);
  if (word.endsWith('iases')) return word.slice(0, -3);
  if (/[^sui]s$/.test(word)) return word.slice(0, -1);
  return word;
}
