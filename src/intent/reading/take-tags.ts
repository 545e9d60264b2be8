import type { Said } from '../understood.ts';

/** A tag that a text asks for. */
export interface TagSaid extends Said {
  readonly key: string;
  readonly value: string;
  /** It is said of everything. */
  readonly ofAll: boolean;
}

const word = String.raw`(?:"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60|“[^”\n]*”|[\w@./+-]*[\w@/+])`;
const key = String.raw`(?:"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60|“[^”\n]*”|[\w@./+:-]*[\w@/+])`;
const pair = String.raw`${key}\s*(?:=>|=|:)\s*${word}`;
const pairs = String.raw`${pair}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)${pair})*`;
const led = String.raw`(?:\b(?:with|by|having|and|the|a|an|as|it|them|of)\s+)*`;
/** The end of a word, so that "as" does not begin "aspect". */
const ends = String.raw`(?![\w@./+-])`;
const forms: readonly RegExp[] = [
  // tagged team=core and env=prod; with the tags {team: core}
  new RegExp(
    String.raw`${led}\btag(?:s|ged|ging)?\b(?:\s+(?:(?:with|as|of|it|them|all|everything)${ends}|=))*\s*:?\s*[{(]?\s*(?<pairs>${pairs})\s*[})]?`,
    'giu',
  ),
  // with a tag team of value core; tag key "team" with the value "core"
  new RegExp(
    String.raw`${led}\btag(?:ged)?\s+(?:(?:with|key|the|named|called)\s+)*(?<key>${key})\s*,?\s+(?:and|with|of|set to|to|has|having)?\s*(?:a|the|its)?\s*value\s*(?:(?:of|set to|is)${ends}|=|:)?\s*(?<value>${word})`,
    'giu',
  ),
  // with the Name tag "pike"; name tag of "pike"
  new RegExp(
    String.raw`${led}(?<key>"?\bname"?)\s+tag\s*(?:of|set to|=|:|is|as|with(?: the)? value(?: of)?)?\s*(?<value>"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60|“[^”\n]*”)`,
    'giu',
  ),
  // tag name of value "pike"; with tag name "pike"
  new RegExp(
    String.raw`${led}\btags?\s*(?:with|,|=|:)?\s*(?:a\s+)?(?<key>"?\bname"?)\s*(?:of|set to|=|:|is|as|to|of value)?\s*(?:value\s*)?(?<value>"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60|“[^”\n]*”)`,
    'giu',
  ),
];

/** The tags that a text asks for, and the text with blanks in their place, so that everything else stands where it stood. */
export function takeTags(text: string): { readonly rest: string; readonly tags: readonly TagSaid[] } {
  const tags: TagSaid[] = [];
  let rest = text;
  for (const form of forms) {
    rest = rest.replace(form, (...found) => {
      const [whole] = found as [string];
      const groups = found.at(-1) as Record<string, string | undefined>;
      const at = `intent:${(found.at(-3) as number) + 1}`;
      const said = { words: whole.trim(), at, ofAll: /\b(?:all|everything|them)\b/iu.test(whole) };
      for (const [one, value] of pairsIn(groups)) tags.push({ ...said, key: one.toLowerCase() === 'name' ? 'Name' : one, value });
      return ' '.repeat(whole.length);
    });
  }
  return { rest, tags };
}

function pairsIn(groups: Record<string, string | undefined>): (readonly [string, string])[] {
  if (groups['pairs'] === undefined) return [[bare(groups['key'] ?? ''), bare(groups['value'] ?? '')]];
  return [...groups['pairs'].matchAll(new RegExp(pair, 'giu'))].map(([whole]) => {
    const split = new RegExp(`^(${key})\\s*(?:=>|=|:)\\s*(${word})$`, 'iu').exec(whole);
    return [bare(split?.[1] ?? ''), bare(split?.[2] ?? '')] as const;
  });
}

function bare(text: string): string {
  return text.replace(/^["'`“]|["'`”]$/gu, '');
}
