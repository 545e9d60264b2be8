import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { CommandSpec, FlagSpec, PositionalSpec } from './command-table.ts';

/**
 * Problems with a request, told as of what was typed: the field `as` of the request is `--name` on the line. What was not typed, and what is no field, keeps its place. `values` is what the line gave.
 */
export function asTyped(problems: readonly Diagnostic[], spec: CommandSpec, values: Readonly<Record<string, unknown>>): Diagnostic[] {
  const typed = (name: string): boolean => {
    const value = values[name];
    return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
  };
  const fieldsOf = ([name, { fills = [name] }]: [string, FlagSpec | PositionalSpec], shown: string) =>
    typed(name) ? fills.map((field) => ({ field, shown })) : [];
  const fields = [
    ...Object.entries(spec.positionals).flatMap((one) => fieldsOf(one, `<${one[0]}>`)),
    ...Object.entries(spec.flags).flatMap((one) => fieldsOf(one, `--${one[0]}`)),
  ];
  return problems.map((each) => {
    const { code, at } = each;
    const found = code !== 'INPUT_INVALID' || at === undefined ? undefined : fields.find(({ field }) => at === field || at.startsWith(`${field}.`));
    if (at === undefined || found === undefined) return each;
    return { ...each, at: [found.shown, at.slice(found.field.length + 1)].filter((part) => part !== '').join(' ') };
  });
}
