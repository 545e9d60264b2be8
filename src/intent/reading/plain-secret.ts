/** What stands in a recorded text for a secret that somebody wrote into it. */
export const withheld = '(withheld)';

const secretWord = `(?:pass(?:word|phrase|wd)?|secret|token|api[-_ ]?key|credential|private[-_ ]?key)`;
const given = new RegExp(
  String.raw`(\b[\w./-]*${secretWord}[\w./-]*\b[^.;\n]{0,60}?\b(?:set to|with (?:the )?value(?: of)?|value(?: of)?|equal to|holding)\s+|\b[\w./-]*${secretWord}[\w./-]*\s*[=:]\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;]+)`,
  'giu',
);

/** A text without the values of passwords, tokens and keys that it gives in plain words: they are to stand in no record, plan or log. */
export function withoutSecrets(text: string): string {
  return text.replace(given, (_, before: string) => `${before}${withheld}`);
}
