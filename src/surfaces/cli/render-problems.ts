import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { type Text, t } from './text.ts';

/** A diagnostic as it is kept in a run, where an absent part may be undefined. */
type Told = { readonly [K in keyof Diagnostic]: Diagnostic[K] | undefined } & Pick<Diagnostic, 'code' | 'message' | 'fix'>;

/** `error CODE at place: message`, with the cause and the fix below it. */
export function renderProblems(problems: readonly Diagnostic[]): Text[] {
  return problems.flatMap((each) => renderProblem(each, t`error`.styled('red')));
}

export function renderProblem(each: Told, word: Text): Text[] {
  const lines = [t`${word} ${t`${each.code}`.styled('bold')}${each.at === undefined ? '' : t` at ${each.at}`}: ${each.message}`];
  if (each.cause !== undefined) lines.push(t`  ${t`cause`.styled('dim')}  ${each.cause}`.hanging(9));
  lines.push(t`  ${t`fix`.styled('dim')}    ${each.fix}`.hanging(9));
  return lines;
}
