/** What stands in a recorded text for a secret that somebody wrote into it. */
export const withheld = '(withheld)';

const secretWord = `(?:pass(?:word|phrase|wd)?|secret|token|api[-_ ]?key|credential|private[-_ ]?key)`;
const value = String.raw`("[^"\n]*"|'[^'\n]*'|[^\s,;]+)`;
/** A length of time, a size or a share is no secret: a queue beside a secret has those. */
const measured = String.raw`\d+(?:\.\d+)?\s*(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?|[kmgt]i?b|bytes?|characters?|percent|%)(?![\w-])`;
const given = new RegExp(
  String.raw`(\b[\w./-]*${secretWord}[\w./-]*\b[^.;\n]{0,60}?\b(?:set to(?:\s+(?:be|the value(?: of)?))?|with (?:the )?value(?: of| is)?|value(?: of| is)?|equal to|hold(?:s|ing)|contain(?:s|ing))\s+(?!(?:the\s+value|value|of|is)\s)(?!${measured})|\b[\w./-]*${secretWord}[\w./-]*\s*[=:]\s*)${value}`,
  'giu',
);

/** "with password swordfish": right behind a password that something is given, what is no word of what passwords have and go through is one. */
const spoken = new RegExp(
  String.raw`((?:,\s*|\b(?:with|using|and|whose|has|have|having|set|its|give\s+it)\s+)(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}?\w*(?:pass(?:word|phrase|wd|code)|pwd)s?\s+(?:(?:of|is|to|as|like)\s+)?)(?!\()${value}`,
  'giu',
);
/** "the password is swordfish", "change the password of pg to swordfish", "a password that should be swordfish": whatever it is of stays. */
const stated = new RegExp(
  String.raw`(\b\w*(?:pass(?:word|phrase|wd|code)|pwd)s?\s+(?:(?:of|for|on)\s+(?:[^\s,;]+\s+){1,4}?)?(?:(?:that|which)\s+)?(?:to be|to|is to be|is|shall be|should be|must be|will be)\s+)(?!\()${value}`,
  'giu',
);
/** What a password is of, with the value behind it, which is withheld already. */
const valueBehind = /^\s+(?:\S+\s+){0,3}?(?:to|be|is)\s+\(withheld\)/u;
/** What is told of passwords by a number, and is none. */
const measure = /\b(?:length|age|history|attempts|minimum|maximum|min|max)\b/iu;
const ofPasswords =
  /^(?:and|or|for|from|in|into|on|by|at|of|to|that|which|with|without|is|are|be|not|no|must|should|can|named|called|polic(?:y|ies)|minimum|maximum|min|max|resets?|changes?|length|age|hash(?:es)?|history|reuse|strength|manager|vault|stores?|secrets?|rules?|fields?|expir(?:y|es)|login|logins|auth|access|\w+(?:tion|ment|ing|ed|ity|ness|ance|ence|less))[.!?]?$/iu;

/** Behind a tag, and before what it is set to: the key of a tag that is called so. "Env: PORT=80" has a variable behind it. */
const tagKey = String.raw`(?<!\btag(?:s|ged|ging)?\b(?:(?!\benv(?:ironment)?\b)[^.;\n])*(?=env(?:ironment)?\s*(?:=>|=|:)\s*[^\s,;=:]+(?![^\s,;])(?!\s*[=:])))`;
/** What variables of a program hold is told to nobody: their names say too little of what it is. */
const environment = new RegExp(String.raw`\b${tagKey}(?:environment|env)(?:\s+(?:variables?|vars?))?\b(?:[^.;\n]|\.(?=\S))*`, 'giu');
const variable = new RegExp(String.raw`(\b(?:[A-Za-z_]\w*\s*=\s*|[A-Z][A-Z0-9_]*(?::(?!\/\/)\s*|\s+set to\s+)))(?!\(withheld\))${value}`, 'gu');

/** A text without the values of passwords, tokens, keys and variables that it gives in plain words: they are to stand in no record, plan, log, question or refusal. */
export function withoutSecrets(text: string): string {
  return text
    .replace(given, (whole, before: string) => (measure.test(before) ? whole : `${before}${withheld}`))
    .replace(stated, (whole, before: string, said: string) => (ofPasswords.test(said) ? whole : `${before}${withheld}`))
    .replace(spoken, (whole, before: string, said: string, at: number, all: string) =>
      ofPasswords.test(said) || said === withheld || valueBehind.test(all.slice(at + whole.length)) ? whole : `${before}${withheld}`,
    )
    .replace(environment, (said) => said.replace(variable, (_, before: string) => `${before}${withheld}`));
}
