/** What stands in a recorded text for a secret that somebody wrote into it. */
export const withheld = '(withheld)';

const secretWord = `(?:pass(?:word|phrase|wd)?|secret|token|api[-_ ]?key|credential|private[-_ ]?key)`;
const value = String.raw`("[^"\n]*"|'[^'\n]*'|[^\s,;]+)`;
const given = new RegExp(
  String.raw`(\b[\w./-]*${secretWord}[\w./-]*\b[^.;\n]{0,60}?\b(?:set to|with (?:the )?value(?: of)?|value(?: of)?|equal to|holding)\s+|\b[\w./-]*${secretWord}[\w./-]*\s*[=:]\s*)${value}`,
  'giu',
);

/** "with password swordfish": right behind a password that something is given, what is no word of what passwords have and go through is one. */
const spoken = new RegExp(
  String.raw`(\b(?:with|using|and|whose|has|have|having|set|its|give\s+it)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}?(?:pass(?:word|phrase|wd|code)|pwd)s?\s+(?:(?:of|is|to|as|like)\s+)?)(?!\()${value}`,
  'giu',
);
const ofPasswords =
  /^(?:and|or|for|from|in|into|on|by|at|of|to|that|which|with|without|is|are|be|not|no|must|should|can|named|called|polic(?:y|ies)|resets?|changes?|length|age|hash(?:es)?|history|reuse|strength|manager|vault|stores?|secrets?|rules?|fields?|expir(?:y|es)|login|logins|auth|access|\w+(?:tion|ment|ing|ed|ity|ness|ance|ence|less))[.!?]?$/iu;

/** What variables of a program hold is told to nobody: their names say too little of what it is. */
const environment = /\b(?:environment|env)(?:\s+(?:variables?|vars?))?\b[^.;\n]*/giu;
const variable = new RegExp(String.raw`(\b[A-Za-z_]\w*\s*=\s*)${value}`, 'gu');

/** A text without the values of passwords, tokens, keys and variables that it gives in plain words: they are to stand in no record, plan, log, question or refusal. */
export function withoutSecrets(text: string): string {
  return text
    .replace(given, (_, before: string) => `${before}${withheld}`)
    .replace(spoken, (whole, before: string, said: string) => (ofPasswords.test(said) || said === withheld ? whole : `${before}${withheld}`))
    .replace(environment, (said) => said.replace(variable, (_, before: string) => `${before}${withheld}`));
}
