/** Words that hold a sentence together and say nothing of what it is about. */
const empty: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any are as at be been before being below between both but by can could did do does doing down during each either for from ' +
    'further get gets give given gives had has have having he her here hers him his how i if in into is it its itself just let lets like make makes may me might more most must my need ' +
    'needs no nor not of off on once one only or other our ours out over own per put shall she should so some such than that the their theirs them then there these they this those ' +
    'through to too under until up us use used uses using very via want wants was we were what when where whether which while who whom whose why will with within without would you ' +
    'your yours'
  ).split(' '),
);

/**
 * The words of a text in their order, in lower case, without those that say nothing. A name in camel case gives the whole and its parts: `DBInstance` is
 * dbinstance, db, instance. Only ASCII letters and digits are words.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [token] of text.matchAll(/[A-Za-z0-9]+/g)) {
    const whole = token.toLowerCase();
    if (whole.length > 1 && !empty.has(whole)) words.push(whole);
    if (whole === token && !/\d/.test(token)) continue;
    const parts = token.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
    if (parts.length < 2) continue;
    for (const part of parts) if (part.length > 1) words.push(part.toLowerCase());
  }
  return words;
}

/** What two forms of a word have in common, so that buckets finds bucket and hosted finds hosting: endings are cut by rule, and the rest need be no word. */
export function stemOf(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/([^su])s$/, '$1');
  const cut = singular.replace(/(ations?|ions?|ings?|ed|ers?|ors?|ment|ly|e|y)$/, '');
  return cut.length >= 3 ? cut.replace(/([^aeiou])\1$/, '$1') : singular;
}
