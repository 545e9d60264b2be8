import { commandTable, globalFlags } from '../../src/surfaces/cli/command-table.ts';
import { parseArguments } from '../../src/surfaces/cli/parse-arguments.ts';

/** What is wrong with one command or flag that a text tells somebody to type. */
export interface Untypable {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

/** Where a command ends in a text: what joins it to another one, or to the rest of a sentence. */
const end = /[,;:)(|&`?]|\. |\.$|$/;
/** Words of the sentence around it. */
const around = /^ (?!(?:or|and|to) )\S/;
const flags = new Set([...Object.values(commandTable).flatMap((spec) => Object.keys(spec.flags)), ...Object.keys(globalFlags)]);

/**
 * The commands in a text (`asbuilt plans list`) that the command line would not take, and flags that no command has. What stands for a value (`<id>`, `${id}`,
 * `ID`) is one. Of Markdown only code is read, of TypeScript no comments; of TypeScript alone flags are read by themselves, where a fix says them.
 */
export function untypable(text: string, kind: 'ts' | 'md' | 'yaml'): Untypable[] {
  const found: Untypable[] = [];
  let fenced = false;
  text.split('\n').forEach((whole, index) => {
    if (/^\s*```/.test(whole)) fenced = !fenced;
    const pieces = kind === 'md' && !fenced ? [...whole.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '') : [whole];
    if (kind === 'ts' && /^\s*(\/\/|\/?\*)/.test(whole)) return;
    for (const piece of pieces) {
      const plain = piece.replace(/\$\{[^}]*\}/g, 'x').replace(/\s#.*$/, '');
      for (const match of plain.matchAll(/(?<![\w./@-])asbuilt (?=\S)/g)) {
        const command = commandIn(plain.slice(match.index + match[0].length), kind);
        // A document may speak of a command by its name alone.
        const why = (kind === 'md' && Object.hasOwn(commandTable, command.join(' '))) || labels.has(command.join(' ')) ? null : mistakeIn(command);
        if (why !== null) found.push({ line: index + 1, text: `asbuilt ${command.join(' ')}`, why });
      }
      const told = found.filter(({ line }) => line === index + 1).map(({ text: command }) => command);
      const stray = kind === 'ts' ? strayFlags(plain).filter((flag) => !told.some((command) => command.includes(flag))) : [];
      for (const flag of stray) found.push({ line: index + 1, text: flag, why: 'no command has that flag' });
    }
  });
  return found;
}

/** The words of the command that a text begins with; a quoted word is one, in Markdown in single quotes too. */
function commandIn(text: string, kind: 'ts' | 'md' | 'yaml'): string[] {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = (kind === 'md' ? /^(?:"[^"]*"|'[^']*')/ : /^"[^"]*"/).exec(rest)?.[0];
    const word = quoted ?? rest.slice(0, rest.search(/[\s'"]|$/));
    const cut = quoted ?? word.slice(0, word.search(end));
    if (cut !== '') words.push(quoted === undefined ? cut.replaceAll('"', '') : cut.slice(1, -1));
    rest = rest.slice(word.length);
    if (cut !== word || !around.test(rest)) return words;
    rest = rest.slice(1);
  }
}

function mistakeIn(words: readonly string[]): string | null {
  const typed = words.map((word) => (/^<.*>$/.test(word) ? 'x' : word));
  // What stands for a command's name is one.
  if (typed[0] === 'x' || (typed[0] === 'help' && typed[1] === 'x')) return null;
  const line = parseArguments(typed);
  return line.kind === 'mistake' ? (line.problems[0]?.message ?? 'it cannot be typed') : null;
}

/** Flags in the text of a problem's fix. */
function strayFlags(line: string): string[] {
  if (!/problem\(|fix|usage\(/.test(line)) return [];
  return [...line.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !flags.has(name))
    .map((name) => `--${name}`);
}

/** What begins like a command and is none: the purpose that the signed head of the audit log is labelled with. */
const labels: ReadonlySet<string> = new Set(['audit head']);
