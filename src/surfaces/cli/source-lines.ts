import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { escapeText } from '../../kernel/escape-text.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ToldSource } from '../../model/operations.ts';
import type { Plan } from '../../model/plan.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import { type Text, t } from './text.ts';

const mark = '  │ ';
/** Of more empty lines than these in a row it is said how many they are: they would push what follows out of sight. */
const emptyShown = 3;

/** PLAN_TAMPERED where what is told is not what the plan names: what a person sees is what runs. */
export function checkSources(plan: Plan, sources: readonly ToldSource[]): Result<null> {
  const named = new Map<string, string>(plan.changes.flatMap((change) => (change.kind === 'unit' ? [[change.node, change.source] as const] : [])));
  const other = sources.find(({ node, files }) => files !== null && digestOf(bundleOf(files)) !== named.get(node));
  if (other === undefined) return ok(null);
  return fail(
    problem('PLAN_TAMPERED', `the source of ${other.node} is not the one that ${plan.id} names`, 'make a new plan, and find out why', { at: other.node }),
  );
}

function bundleOf(files: NonNullable<ToldSource['files']>): SourceBundle {
  return { files: files.map(({ path, text, base64 }) => ({ path, base64: text === undefined ? (base64 ?? '') : Buffer.from(text).toString('base64') })) };
}

/**
 * What units run, file by file. It is text from outside: each line of it stands behind a mark, also where it is longer than the terminal is wide, so that none can pass for one of ours.
 */
export function sourceLines(sources: readonly ToldSource[], columns: number): Text[] {
  return sources.flatMap((source) => ofSource(source, columns));
}

function ofSource({ node, digest, files }: ToldSource, columns: number): Text[] {
  const head = t`${t`Source`.styled('bold')} of ${t`${node}`.styled('bold')}, ${digest.slice(0, 12)}: ${t`text from outside; it runs as it stands here`.styled('yellow')}`;
  if (files === null) return [t``, t`${head}`, t`  it is not in the records any more`.styled('red')];
  return [t``, head, ...files.flatMap((file) => ofFile(file, columns))];
}

function ofFile({ path, text, base64 = '' }: NonNullable<ToldSource['files']>[number], columns: number): Text[] {
  const bytes = text === undefined ? Buffer.from(base64, 'base64').length : Buffer.byteLength(text);
  const head = t`  ${JSON.stringify(path)}, ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (text === undefined) return [t`${head}: ${t`no text, so that it cannot be shown`.styled('yellow')}`];
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return [
    head,
    ...runsOf(lines).flatMap((run) => (isEmpty(run[0]) && run.length > emptyShown ? [t`  ${run.length} empty lines`.styled('yellow')] : run.flatMap(marked))),
  ];

  function marked(line: string): Text[] {
    return pieces(seen(line), columns - mark.length).map((piece) => t`${mark}${piece}`.whole());
  }
}

/** Lines in runs of those that are empty, and those that are not. */
function runsOf(lines: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && isEmpty(last[0]) === isEmpty(line)) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

function isEmpty(line?: string): boolean {
  return line === '';
}

/** A line with the blanks at its end to be seen: a program may read what nobody sees. */
function seen(line: string): string {
  return line.replace(/[ \t]+$/, (blanks) => blanks.replaceAll(' ', '·').replaceAll('\t', '\\t'));
}

/** A line, written out, in pieces that fit. */
function pieces(line: string, room: number): string[] {
  const written = [...escapeText(line)];
  // Some characters take two columns.
  const most = Math.max(20, /^[\x20-\x7e]*$/.test(line) ? room : Math.floor(room / 2));
  const found: string[] = [];
  for (let at = 0; at < written.length || at === 0; at += most) found.push(written.slice(at, at + most).join(''));
  return found;
}
