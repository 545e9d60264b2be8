/** Small words of other languages, by language. Two of one in a text, and it is not written in English. */
const words: Readonly<Record<string, ReadonlySet<string>>> = {
  German: new Set([
    'der',
    'die',
    'das',
    'ein',
    'eine',
    'einen',
    'einem',
    'und',
    'mit',
    'für',
    'erstelle',
    'erstellen',
    'lege',
    'bitte',
    'ich',
    'brauche',
    'privaten',
    'verschlüsselten',
    'ohne',
    'mache',
    'im',
  ]),
  French: new Set(['le', 'la', 'les', 'un', 'une', 'des', 'et', 'avec', 'pour', 'dans', 'créer', 'crée', 'créez', 'besoin', 'je', 'nous', 'sans', 'chiffré']),
  Spanish: new Set(['el', 'los', 'las', 'un', 'una', 'y', 'con', 'para', 'en', 'crear', 'crea', 'necesito', 'quiero', 'sin', 'cifrado']),
  Portuguese: new Set(['o', 'os', 'um', 'uma', 'e', 'com', 'para', 'em', 'criar', 'crie', 'preciso', 'quero', 'sem']),
  Italian: new Set(['il', 'lo', 'gli', 'un', 'una', 'e', 'con', 'per', 'nel', 'crea', 'creare', 'voglio', 'senza']),
  Dutch: new Set(['de', 'het', 'een', 'en', 'met', 'voor', 'maak', 'ik', 'wil', 'zonder']),
};

/** The language that a text is written in, where that is certainly not English; null otherwise. */
export function otherLanguage(text: string): string | null {
  const letters = [...text].filter((letter) => /\p{L}/u.test(letter));
  if (letters.length > 0 && letters.filter((letter) => !/\p{Script=Latin}/u.test(letter)).length > letters.length / 3) return 'another script';
  const said = text.toLowerCase().split(/[^\p{L}]+/u);
  const counts = Object.entries(words).map(([language, own]) => ({ language, count: new Set(said.filter((word) => own.has(word))).size }));
  const [most] = counts.sort((a, b) => b.count - a.count);
  return most !== undefined && most.count >= 2 ? most.language : null;
}
