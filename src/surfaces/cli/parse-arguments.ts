import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { nearest } from '../../kernel/nearest.ts';
import { type CommandName, type CommandSpec, commandTable, type FlagSpec, globalFlags } from './command-table.ts';
import { placeForm } from './place-form.ts';

/** A parsed line. `topic` is a command's name, the first word of several, or null for everything. */
export type Line =
  | {
      readonly kind: 'command';
      readonly name: CommandName;
      readonly values: Readonly<Record<string, unknown>>;
      readonly json: boolean;
      readonly input: boolean;
    }
  | { readonly kind: 'help'; readonly topic: string | null; readonly json: boolean }
  | { readonly kind: 'mistake'; readonly problems: readonly Diagnostic[]; readonly json: boolean };

const names = Object.keys(commandTable) as CommandName[];
/** Those that may be proposed for a mistyped word. */
const harmless = names.filter((name) => (commandTable[name] as CommandSpec).destructive !== true);

/** Understands a command line, the program's own name aside, or says what is wrong with it and what was probably meant. */
export function parseArguments(argv: readonly string[]): Line {
  const end = argv.indexOf('--');
  const json = (end === -1 ? argv : argv.slice(0, end)).includes('--json');
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', topic: null, json };
  if (first === '--version') return parseCommand('version', argv.slice(1), json);
  if (first === 'help') return parseHelp(argv.slice(1), json);
  if (first.startsWith('-')) return mistake(json, `the command comes before its flags, and ${JSON.stringify(first)} is none`, 'asbuilt help');
  const two = `${first} ${argv[1] ?? ''}`;
  if (isCommand(two)) return parseCommand(two, argv.slice(2), json);
  if (isCommand(first)) return parseCommand(first, argv.slice(1), json);
  return parseGroup(first, argv[1], json);
}

/** `asbuilt runs`, `asbuilt runs --help`, `asbuilt runs shwo`, `asbuilt rnus`. */
function parseGroup(first: string, second: string | undefined, json: boolean): Line {
  const members = names.filter((name) => name.startsWith(`${first} `));
  if (members.length === 0) {
    const firsts = new Set([...harmless.map((name) => name.split(' ')[0] ?? name), 'help']);
    const likely = nearest(second === undefined ? first : `${first} ${second}`, harmless, 1)[0] ?? nearest(first, firsts, 1)[0];
    return mistake(json, `there is no command ${JSON.stringify(first)}`, likely === undefined ? 'asbuilt help' : `did you mean: asbuilt ${likely}?`);
  }
  if (second === '--help' || second === '-h') return { kind: 'help', topic: first, json };
  const rest = members.map((name) => name.slice(first.length + 1));
  const given = second === undefined || second.startsWith('-') ? null : second;
  const proposed = harmless.flatMap((name) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));
  const likely = given === null ? undefined : nearest(given, proposed, 1)[0];
  if (likely !== undefined) return mistake(json, `there is no command "${first} ${given}"`, `did you mean: asbuilt ${first} ${likely}?`);
  return mistake(json, given === null ? `${first} needs one of ${rest.join(', ')}` : `there is no command "${first} ${given}"`, `asbuilt help ${first}`);
}

function parseHelp(words: readonly string[], json: boolean): Line {
  const topic = words.filter((word) => !word.startsWith('-')).join(' ');
  if (topic === '') return { kind: 'help', topic: null, json };
  if (names.some((name) => name === topic || name.startsWith(`${topic} `))) return { kind: 'help', topic, json };
  const likely = nearest(topic, names, 1)[0];
  return mistake(json, `there is no command ${JSON.stringify(topic)}`, likely === undefined ? 'asbuilt help' : `did you mean: asbuilt help ${likely}?`);
}

function parseCommand(name: CommandName, words: readonly string[], json: boolean): Line {
  const spec: CommandSpec = commandTable[name];
  const flags: Readonly<Record<string, FlagSpec>> = { ...spec.flags, ...globalFlags };
  const values: Record<string, unknown> = {};
  const places = Object.keys(spec.positionals);
  const given: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      given.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      given.push(word);
      continue;
    }
    const long = word === '-h' ? '--help' : word;
    const [flag, inline] = splitFlag(long);
    const of = long.startsWith('--') && Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (of === undefined)
      return unknownFlag(
        name,
        word,
        Object.keys(flags).filter((known) => flags[known]?.destructive !== true),
        json,
      );
    if (of.kind === 'switch') {
      if (inline !== undefined) return mistake(json, `--${flag} takes no value`, `asbuilt help ${name}`, `--${flag}`);
      values[flag] = true;
      continue;
    }
    const text = inline ?? words[index + 1];
    if (text === undefined || (inline === undefined && text.startsWith('--')))
      return mistake(json, `--${flag} needs a value`, `--${flag} ${of.value ?? 'VALUE'}`, `--${flag}`);
    if (inline === undefined) index++;
    const value = flagValue(of, text);
    if (value === undefined) return mistake(json, `${JSON.stringify(text)} is not ${expected[of.kind]}`, `--${flag} ${of.value ?? 'VALUE'}`, `--${flag}`);
    if (of.kind === 'list') values[flag] = [...((values[flag] as string[] | undefined) ?? []), value];
    else if (values[flag] !== undefined) return mistake(json, `--${flag} is given twice`, 'give it once', `--${flag}`);
    else values[flag] = value;
  }
  if (values['help'] === true) return { kind: 'help', topic: name, json };
  const last = places.at(-1);
  const many = last !== undefined && spec.positionals[last]?.many === true;
  if (given.length > places.length && !many) return tooMany(name, given, places.length, json);
  for (const [index, place] of places.entries()) {
    if (given[index] === undefined && spec.positionals[place]?.optional !== true)
      return mistake(json, `${name} needs ${spec.positionals[place]?.summary ?? place}`, usageOf(name), `<${place}>`);
    values[place] = many && place === last ? given.slice(index) : (given[index] ?? null);
  }
  for (const [flag, of] of Object.entries(spec.flags)) {
    if (of.required === true && String(values[flag] ?? '').trim() === '') {
      return mistake(json, `${name} needs --${flag}: ${of.summary}`, `${usageOf(name)} --${flag} ${of.value ?? 'VALUE'}`, `--${flag}`);
    }
    values[flag] ??= of.kind === 'switch' ? false : of.kind === 'list' ? [] : null;
  }
  return { kind: 'command', name, values, json, input: values['no-input'] !== true };
}

const expected = {
  text: 'a text',
  port: 'a port from 0 to 65535',
  factor: 'a number above 0, or infinity',
  count: 'a whole number from 1',
  list: 'a text',
} as const;

function flagValue(flag: FlagSpec, text: string): string | number | undefined {
  if (flag.kind === 'text' || flag.kind === 'list') return text;
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (flag.kind === 'port') return Number.isInteger(number) && number <= 65_535 ? number : undefined;
  if (flag.kind === 'count') return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
  if (/^infinity$/i.test(text)) return Number.POSITIVE_INFINITY;
  return Number.isFinite(number) && number > 0 ? number : undefined;
}

function splitFlag(word: string): [flag: string, inline: string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word.slice(2), undefined] : [word.slice(2, at), word.slice(at + 1)];
}

function unknownFlag(name: CommandName, word: string, flags: readonly string[], json: boolean): Line {
  const likely = nearest(word.replace(/^-+|=.*$/g, ''), flags, 1)[0];
  return mistake(json, `${name} has no flag ${JSON.stringify(word)}`, likely === undefined ? `asbuilt help ${name}` : `did you mean --${likely}?`, word);
}

function tooMany(name: CommandName, given: readonly string[], places: number, json: boolean): Line {
  const surplus = given
    .slice(places)
    .map((word) => JSON.stringify(word))
    .join(' ');
  const sentence = name === 'ask' || name === 'start';
  return mistake(
    json,
    sentence ? 'the sentence must be quoted' : `${name} does not take ${surplus}`,
    sentence ? `asbuilt ${name} "${given.join(' ')}"` : usageOf(name),
  );
}

/** `asbuilt reject <id> --why TEXT`, without the flags that may be left out. */
function usageOf(name: CommandName): string {
  const spec: CommandSpec = commandTable[name];
  return ['asbuilt', name, ...Object.entries(spec.positionals).map(([place, of]) => placeForm(place, of))].join(' ');
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

function mistake(json: boolean, message: string, fix: string, at?: string): Line {
  return { kind: 'mistake', json, problems: [problem('USAGE', message, fix, at === undefined ? {} : { at })] };
}
