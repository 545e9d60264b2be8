import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Code, codes } from '../src/kernel/codes.ts';
import { type CommandName, type CommandSpec, commandTable, globalFlags } from '../src/surfaces/cli/command-table.ts';
import { placeForm } from '../src/surfaces/cli/place-form.ts';
import { flagForm, usageLine } from '../src/surfaces/cli/render-help.ts';

export const cliReferencePath = join(import.meta.dirname, '..', 'docs', 'reference', 'cli.md');

const exitMeanings: readonly (readonly [exit: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'an error'],
  [2, 'the command line or an input is wrong, or the run was cancelled'],
  [4, 'not authenticated'],
  [5, 'an approval, or the answer to a question, is needed'],
  [6, 'denied by policy'],
  [7, 'partly done'],
  [130, 'left by Ctrl-C; what was begun goes on in the engine'],
];

/** The command line's reference, made from the tables that the parser, the help and the exit codes are made from. */
export function cliReference(): string {
  const names = Object.keys(commandTable) as CommandName[];
  return `${[
    '# Command line',
    '<!-- Made by scripts/build-cli-reference.ts from src/surfaces/cli/command-table.ts and src/kernel/codes.ts. -->',
    '`asbuilt <command> [arguments] [flags]`. A flag’s value follows it or is joined to it with `=`; `--` ends the flags.',
    ['Every command takes:', ...rows(Object.entries(globalFlags).map(([flag, of]) => [`\`${flagForm(flag, of)}\``, of.summary]))].join('\n\n'),
    '`NO_COLOR` turns colour off, and `ASBUILT_HOME` names the data folder. Problems go to stderr as `error CODE at place: message` with cause and fix; with `--json` they go to stdout as `{"problems": [{code, message, at?, cause?, fix, retryable}]}`.',
    '## Commands',
    ...names.map(section),
    '## Exit codes',
    ...rows(exitMeanings.map(([exit, meaning]) => [`${exit}`, [meaning, codesOf(exit)].filter((text) => text !== '').join('; ')])),
    'A command that follows a run exits with the run’s code: 0 when it succeeded, 2 when it was cancelled, 7 when some steps are done and others are not or may not be, otherwise the code of its cause.',
    '## Problems',
    ...rows((Object.keys(codes) as Code[]).map((code) => [`\`${code}\``, `${codes[code].meaning}${codes[code].retryable ? ' (worth retrying)' : ''}`])),
  ].join('\n\n')}\n`;
}

function section(name: CommandName): string {
  const spec: CommandSpec = commandTable[name];
  const places = Object.entries(spec.positionals).map(([place, of]) => [`\`${placeForm(place, of)}\``, of.summary] as const);
  const flags = Object.entries(spec.flags).map(([flag, of]) => [`\`${flagForm(flag, of)}\``, of.summary] as const);
  return [`### ${name}`, `\`asbuilt ${usageLine(name)}\``, `${sentence(spec.summary)}`, ...(spec.detail ?? []), ...rows([...places, ...flags])].join('\n\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function rows(cells: readonly (readonly [string, string])[]): string[] {
  return cells.length === 0 ? [] : [cells.map(([left, right]) => `- ${left}: ${right}`).join('\n')];
}

function codesOf(exit: number): string {
  if (exit === 1) return '';
  return (Object.keys(codes) as Code[])
    .filter((code) => codes[code].exit === exit)
    .map((code) => `\`${code}\``)
    .join(', ');
}

if (import.meta.main) {
  mkdirSync(dirname(cliReferencePath), { recursive: true });
  writeFileSync(cliReferencePath, cliReference());
}
