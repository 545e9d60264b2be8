import { differenceText } from '../../engine/difference-text.ts';
import { isAsking, isClosed } from '../../engine/run-report.ts';
import { codes } from '../../kernel/codes.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { shellWord } from '../../model/aws-cli.ts';
import { placeName } from '../../model/property-name.ts';
import { readAfresh } from '../../model/read-afresh.ts';
import type { Run, RunStep, StepStatus, ToldStatus } from '../../model/run.ts';
import { deviationText } from './change-parts.ts';
import { formatInstant, formatSeconds } from './format-time.ts';
import { renderProblem } from './render-problems.ts';
import { isSimulated, simulatedMark, targetText } from './render-targets.ts';
import { renderValue } from './render-value.ts';
import { labelled } from './session.ts';
import { joined, type Style, type Text, t } from './text.ts';

const stepStyles: { readonly [S in StepStatus]: Style } = {
  pending: 'dim',
  running: 'cyan',
  done: 'green',
  failed: 'red',
  skipped: 'yellow',
  unknown: 'red',
};

const namesShown = 8;
const faultsShown = 20;
const valueColumns = 80;

export function hasEnded(status: ToldStatus): boolean {
  return status !== 'running' && status !== 'cancelling' && status !== 'paused' && status !== 'awaiting-approval';
}

/** Whether nothing more happens by itself: the run has ended, or is paused and what it had begun has come to its end. */
export function isAtRest({ status, nodes }: Run): boolean {
  return hasEnded(status) || (status === 'paused' && !nodes.some((step) => step.status === 'running'));
}

export function runStyle(status: ToldStatus): Style {
  if (status === 'succeeded') return 'green';
  return hasEnded(status) ? 'red' : status === 'paused' || status === 'awaiting-approval' ? 'yellow' : 'cyan';
}

/**
 * The exit code of a run that has ended or is paused: 0 when it succeeded and all is as asked, 7 when something deviates from that, 2 when it was cancelled, 7 when some steps are done and others are
 * not, else that of its cause. One that goes on has 0: it was only looked at.
 */
export function exitCodeOfRun(run: Run): number {
  if (run.status === 'running' || run.status === 'cancelling' || run.status === 'awaiting-approval') return 0;
  if (run.status === 'succeeded') return run.nodes.some(({ kept = [] }) => kept.some(({ deviation }) => deviation === true)) ? 7 : 0;
  if (run.status === 'cancelled') return 2;
  const done = run.nodes.filter(({ status }) => status === 'done').length;
  const uncertain = run.nodes.some(({ status }) => status === 'unknown');
  if (uncertain || (done > 0 && done < run.nodes.length)) return 7;
  return codes[run.cause?.code ?? 'RUN_FAILED'].exit;
}

/** A run's report: done, failed, skipped and unknown, always all four; what was verified, the cause, and the one command that continues it. */
export function renderRun(run: Run): Text[] {
  const took = run.seconds === null ? t`begun ${formatInstant(run.startedAt)}` : t`${formatSeconds(run.seconds)}`;
  const parts = [
    t`Run ${t`${run.id}`.styled('bold')}  ${t`${run.deployment}`.styled('bold')}  ${t`${run.status}`.styled(runStyle(run.status))}`,
    ...simulatedMark(isSimulated(run.targets)),
    took,
  ];
  const of = (status: StepStatus) => run.nodes.filter((step) => step.status === status);
  const open = run.nodes.filter(({ status }) => status === 'pending' || status === 'running');
  return [
    joined(parts, '   '),
    ...targets(run),
    statusLine('done', of('done')),
    statusLine('failed', of('failed')),
    statusLine('skipped', of('skipped')),
    statusLine('unknown', of('unknown')),
    ...(open.length === 0 ? [] : [labelled(hasEnded(run.status) ? 'not begun' : 'open', t`${String(open.length).padStart(5)}  ${names(open)}`)]),
    ...run.nodes.flatMap((step) => askingLines(run.id, step)),
    ...run.nodes.flatMap(waitingLine),
    ...faults(run),
    ...retriedLines(run),
    ...keptLines(run),
    ...alikeLine(run),
    ...run.nodes.flatMap(snapshotLine),
    ...struckLines(run),
    ...verified(run),
    ...(run.cause === undefined || run.status === 'succeeded' || isToldOfStep(run, run.cause)
      ? []
      : renderProblem(run.cause, t`cause`.styled(run.status === 'paused' ? 'yellow' : 'red'))),
    ...next(run),
  ];
}

/** Whether it must be said of each step where it is. A gate is nowhere. */
export function isSpread({ nodes }: Run): boolean {
  return new Set(nodes.flatMap(({ place }) => (place === '' ? [] : [place]))).size > 1;
}

function whereIn(spread: boolean, place: string): string {
  return spread && place !== '' ? ` in ${place}` : '';
}

/** A step as one line, for logs: `done     create orders  AWS::SQS::Queue  https://…  3 s`; with its place in a run that is spread over several. */
export function renderStep(step: RunStep, spread: boolean): Text {
  const { status, op, node, type, place, identifier, seconds, attempts } = step;
  const facts = [t`${op} ${t`${node}`.styled('bold')}`, t`${type}${whereIn(spread, place)}`];
  if (identifier !== null) facts.push(t`${plainName(identifier)}`);
  if (seconds !== null) facts.push(t`${formatSeconds(seconds)}`);
  if (attempts > 1) facts.push(t`attempt ${attempts}`);
  // What went wrong, and what to do about it, stands in the report, which follows.
  if (step.error !== undefined) facts.push(t`${step.error.code}`.styled('red'));
  return t`${t`${status}`.styled(stepStyles[status]).padded(8)} ${joined(facts, '  ')}`;
}

function statusLine(status: 'done' | 'failed' | 'skipped' | 'unknown', steps: readonly RunStep[]): Text {
  const count = t`${String(steps.length).padStart(5)}`;
  if (steps.length === 0) return labelled(status, count);
  // Of a unit nobody knows how it ended; of a resource, whether it is there.
  const doubt = steps.every(({ op }) => op === 'run') ? 'may have run' : 'may exist in the cloud';
  const warning = status === 'unknown' ? t` (${doubt})`.styled('red') : '';
  return labelled(status, t`${count.styled(stepStyles[status])}  ${names(steps)}${warning}`);
}

function names(steps: readonly RunStep[]): Text {
  const shown = steps.slice(0, namesShown).map(({ step }) => t`${step}`);
  const more = steps.length - shown.length;
  return more > 0 ? t`${joined(shown, ', ')} and ${more} more` : joined(shown, ', ');
}

function faultyOf(run: Run) {
  const spread = isSpread(run);
  return run.nodes.flatMap(({ step, place, status, error }) =>
    error !== undefined && (status === 'failed' || status === 'unknown') ? [{ at: `${step}${whereIn(spread, place)}`, status, error }] : [],
  );
}

/** Whether the report has said the run's cause as that of a step. */
function isToldOfStep(run: Run, { code, message }: NonNullable<Run['cause']>): boolean {
  return faultyOf(run)
    .slice(0, faultsShown)
    .some(({ error }) => error.code === code && error.message === message);
}

function faults(run: Run): Text[] {
  const faulty = faultyOf(run);
  const lines = faulty.slice(0, faultsShown).flatMap(({ at, status, error }) => renderProblem({ ...error, at }, t`${status}`.styled('red')));
  const more = faulty.length - faultsShown;
  return more > 0 ? [...lines, t`and ${more} more: asbuilt runs show ${run.id} --json`] : lines;
}

/** Why a step does not get on just now, and what helps. */
export function waitingLine({ step, waiting }: RunStep): Text[] {
  return waiting === undefined ? [] : [t`${t`waits`.styled('yellow')}      ${step}: ${waiting.code}: ${waiting.message}  →  ${waiting.fix}`];
}

/** What a step waits for a person to say: that a gate may be passed, or yes or no to what it would change that was not approved; and how that is said. */
export function askingLines(id: string, step: RunStep): Text[] {
  if (isClosed(step))
    return [t`${t`waits`.styled('yellow')}      ${t`${step.step}`.styled('bold')}: ${step.ask ?? ''}  →  asbuilt runs open ${id} ${shellWord(step.step)}`];
  if (!isAsking(step) || step.difference === undefined) return [];
  const { differences } = step.difference;
  const more = differences.length - faultsShown;
  return [
    t`${t`waits`.styled('yellow')}      ${t`${step.step}`.styled('bold')} would change what was not approved:`,
    ...differences.slice(0, faultsShown).map((one) => t`             ${differenceText(one)}`.styled('yellow')),
    ...(more > 0 ? [t`             and ${more} more: asbuilt runs show ${id} --json`] : []),
    t`           let it: asbuilt runs approve ${id} ${shellWord(step.step)}, or end it: asbuilt runs refuse ${id} ${shellWord(step.step)} --why TEXT`,
  ];
}

/** What was done at last, and what it was waited for. */
function retriedLines(run: Run): Text[] {
  const waited = run.nodes.filter(({ status, retried }) => status === 'done' && retried !== undefined);
  const shown = waited
    .slice(0, faultsShown)
    .map(({ step, attempts, retried }) => t`${t`retried`.styled('dim')}    ${step}: ${attempts} attempts; ${retried?.cause ?? retried?.message ?? ''}`);
  return waited.length > faultsShown ? [...shown, t`and ${waited.length - faultsShown} more: asbuilt runs show ${run.id} --json`] : shown;
}

/** What creations without an answer are taken to have made. */
function alikeLine({ nodes }: Run): Text[] {
  const found = nodes.filter(({ alike }) => alike === true);
  const why = 'a creation without an answer found something that is as asked, and nothing proves that this run made it';
  return found.length === 0 ? [] : [t`${t`unproven`.styled('yellow')}   ${names(found)}: ${why}`];
}

/** What a deletion left behind: nothing else will tell of it. */
function snapshotLine({ step, status, finalSnapshot }: RunStep): Text[] {
  if (finalSnapshot === undefined || (status !== 'done' && status !== 'unknown')) return [];
  return [t`${t`kept`.styled('dim')}       ${step}: final snapshot ${finalSnapshot}, which stays and costs until somebody deletes it`];
}

/** What came back otherwise than it was asked for: what deviates first. */
function keptLines(run: Run): Text[] {
  const all = run.nodes.flatMap(({ step, node, kept = [] }) => kept.map((one) => ({ step, node, ...one })));
  const line = ({ step, path, asked, found, deviation, settling }: (typeof all)[number]): Text => {
    const name = placeName(path);
    if (deviation === true) {
      const still = settling === true ? ', and may still settle' : '';
      return t`${t`deviates`.styled('yellow')}   ${step}: ${deviationText(name, asked, found, valueColumns)}${still}`;
    }
    return t`${t`kept`.styled('dim')}       ${step}: ${name} asked ${renderValue(asked, valueColumns)}, ${found === undefined ? 'no read shows it' : t`kept as ${renderValue(found, valueColumns)}`}`;
  };
  const sorted = [...all.filter(({ deviation }) => deviation === true), ...all.filter(({ deviation }) => deviation !== true)];
  const more = sorted.length - faultsShown;
  const [first] = sorted.filter(({ deviation }) => deviation === true);
  const accept =
    first === undefined
      ? []
      : [t`           let it be so: asbuilt ask --deployment ${run.deployment} --accept ${shellWord(`${first.node}${first.path}`)}`.styled('dim')];
  return [...sorted.slice(0, faultsShown).map(line), ...(more > 0 ? [t`and ${more} more: asbuilt runs show ${run.id} --json`] : []), ...accept];
}

/** What was taken from our records, and why: nothing was sent for it, so that no step tells of it. */
function struckLines({ id, status, verification }: Run): Text[] {
  const struck = status === 'succeeded' ? verification.filter((one) => one.struck === true) : [];
  const lines = struck.slice(0, faultsShown).map(({ node, check }) => t`${t`struck`.styled('dim')}     ${node}: ${check}`);
  return struck.length > faultsShown ? [...lines, t`and ${struck.length - faultsShown} more: asbuilt runs show ${id} --json`] : lines;
}

function verified(run: Run): Text[] {
  const total = run.verification.length;
  if (total === 0) {
    const read = readAfresh(run);
    if (read === 0 || !hasEnded(run.status)) return [];
    return [labelled('verified', t`${read} ${read === 1 ? 'step' : 'steps'} by a fresh read of what was asked, when each had ended; no control promises more`)];
  }
  const failed = run.verification.filter(({ passed }) => !passed);
  const count = t`${total - failed.length} of ${total} checks passed, from a fresh read`;
  return [
    labelled('verified', failed.length === 0 ? count.styled('green') : count.styled('red')),
    ...failed.slice(0, faultsShown).map(({ node, check, found }) => t`  ${t`failed`.styled('red')} ${node}: ${check}, found ${renderValue(found, 80)}`),
  ];
}

/** Where it works and as whom, as it was approved. */
function targets(run: Run): Text[] {
  const whole = isSimulated(run.targets);
  return run.targets.map((target) => {
    const who = t`${target.account} as ${target.identity}`;
    if (run.targets.length === 1) return labelled('Account', who);
    return labelled('Target', joined([t`${targetText(target).styled('bold')}  ${who}`, ...simulatedMark(target.simulated && !whole)], '   '));
  });
}

function next(run: Run): Text[] {
  const word = t`Next:`.styled('dim');
  if (run.status === 'paused') return [t`${word} ${run.next ?? `asbuilt runs resume ${run.id}`}    stop it: asbuilt runs cancel ${run.id}`];
  if (run.next !== null) return [t`${word} ${run.next}`];
  return hasEnded(run.status) ? [] : [t`${word} asbuilt runs watch ${run.id}`];
}
