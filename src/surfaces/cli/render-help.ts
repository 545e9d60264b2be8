import { type CommandName, type CommandSpec, commandTable, type FlagSpec, globalFlags } from './command-table.ts';
import { placeForm } from './place-form.ts';
import { type Text, t } from './text.ts';

const names = Object.keys(commandTable) as CommandName[];

/** Where a summary goes on that does not fit beside its command. */
const helpIndent = 6;

/** Help for everything (null), for a group such as `runs`, or for one command. */
export function renderHelp(topic: string | null): Text[] {
  if (topic !== null && Object.hasOwn(commandTable, topic)) return commandHelp(topic as CommandName);
  const shown = topic === null ? names : names.filter((name) => name.startsWith(`${topic} `));
  const usage = shown.map((name) => usageLine(name));
  const column = Math.max(...usage.map((line) => line.length)) + 2;
  return [
    ...(topic === null ? [t`Asbuilt: intent in, verified infrastructure out.`, t``] : []),
    ...shown.map((name, index) => t`  ${t`${usage[index] ?? ''}`.padded(column)}${commandTable[name].summary}`.hanging(helpIndent)),
    t``,
    t`Every command takes ${Object.keys(globalFlags)
      .map((flag) => `--${flag}`)
      .join(', ')}. One command’s help: asbuilt help <command>`,
  ];
}

function commandHelp(name: CommandName): Text[] {
  const spec: CommandSpec = commandTable[name];
  const rows: (readonly [string, string])[] = [
    ...Object.entries(spec.positionals).map(([place, of]) => [placeForm(place, of), of.summary] as const),
    ...Object.entries({ ...spec.flags, ...globalFlags }).map(([flag, of]) => [flagForm(flag, of), of.summary] as const),
  ];
  const column = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    t`${t`asbuilt ${usageLine(name)}`.styled('bold')}`,
    t`${spec.summary}`,
    t``,
    ...rows.map(([left, right]) => t`  ${t`${left}`.padded(column)}${right}`.hanging(column + 2)),
    ...(spec.detail ?? []).flatMap((paragraph) => [t``, t`${paragraph}`.hanging(0)]),
  ];
}

/** `reject <id> [--why TEXT]`, the flags of every command aside. */
export function usageLine(name: CommandName): string {
  const spec: CommandSpec = commandTable[name];
  const places = Object.entries(spec.positionals).map(([place, of]) => placeForm(place, of));
  const flags = Object.entries(spec.flags).map(([flag, of]) =>
    of.required === true ? flagForm(flag, of) : `[${flagForm(flag, of)}]${of.kind === 'list' ? '…' : ''}`,
  );
  return [name, ...places, ...flags].join(' ');
}

/** `--port N` */
export function flagForm(flag: string, of: FlagSpec): string {
  return of.kind === 'switch' ? `--${flag}` : `--${flag} ${of.value ?? 'VALUE'}`;
}
