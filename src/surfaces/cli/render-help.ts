import { type CommandName, type CommandSpec, commandTable, type FlagSpec, globalFlags } from './command-table.ts';
import { placeForm } from './place-form.ts';
import { type Text, t } from './text.ts';

const names = Object.keys(commandTable) as CommandName[];

/** Help for everything (null), for a group such as `runs`, or for one command. */
export function renderHelp(topic: string | null): Text[] {
  if (topic !== null && Object.hasOwn(commandTable, topic)) return commandHelp(topic as CommandName);
  const shown = topic === null ? names : names.filter((name) => name.startsWith(`${topic} `));
  const forms = shown.map(commandForm);
  const column = Math.max(...forms.map((form) => form.length)) + 2;
  return [
    ...(topic === null ? [t`Asbuilt: intent in, verified infrastructure out.`, t``] : []),
    ...shown.map((name, index) => t`  ${t`${forms[index] ?? ''}`.padded(column)}${commandTable[name].summary}`.hanging(column + 2)),
    t``,
    t`Every command takes ${Object.keys(globalFlags)
      .map((flag) => `--${flag}`)
      .join(', ')}; what else one takes, and what it does, is told by: asbuilt help <command>`.hanging(0),
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

/** `reject <id>` */
function commandForm(name: CommandName): string {
  const spec: CommandSpec = commandTable[name];
  return [name, ...Object.entries(spec.positionals).map(([place, of]) => placeForm(place, of))].join(' ');
}

/** `reject <id> [--why TEXT]`, the flags of every command aside. */
export function usageLine(name: CommandName): string {
  const spec: CommandSpec = commandTable[name];
  const flags = Object.entries(spec.flags).map(([flag, of]) =>
    of.required === true ? flagForm(flag, of) : `[${flagForm(flag, of)}]${of.kind === 'list' ? '…' : ''}`,
  );
  return [commandForm(name), ...flags].join(' ');
}

/** `--port N` */
export function flagForm(flag: string, of: FlagSpec): string {
  return of.kind === 'switch' ? `--${flag}` : `--${flag} ${of.value ?? 'VALUE'}`;
}
