import { plainName } from '../../kernel/plain-name.ts';
import { placeText } from '../../model/place-text.ts';
import type { Action, Change, Plan, ResourceChange } from '../../model/plan.ts';
import type { NodeAt } from '../../model/target.ts';
import { type ChangeParts, choicesFor, deviationsOf, isAccepted, partsOf, whyUnchanged } from './change-parts.ts';
import { shownLeaves } from './created-parts.ts';
import { formatSeconds } from './format-time.ts';
import { inLines } from './packed.ts';
import { joined, type Style, type Text, t } from './text.ts';

type Changed = Exclude<Action, 'none'>;

/** How each action is drawn, in the order of the summary. */
export const actionSigns: { readonly [A in Changed]: { readonly sign: string; readonly style: Style } } = {
  create: { sign: '+', style: 'green' },
  update: { sign: '~', style: 'yellow' },
  replace: { sign: '-/+', style: 'red' },
  delete: { sign: '-', style: 'red' },
  adopt: { sign: '=', style: 'cyan' },
  run: { sign: '>', style: 'yellow' },
};

export interface ChangeView {
  /** Width to fit a line into. */
  readonly columns: number;
  /** Every property on a line of its own, ownership tags included. */
  readonly full: boolean;
}

interface Group {
  readonly action: Changed;
  readonly changes: Change[];
  readonly parts: ChangeParts;
}

/** How the place of a change is said; null where all are at one place. */
type PlaceOf = (at: NodeAt) => string | null;

const namesShown = 3;
/** Narrower is no line at all. */
const leastColumns = 40;
/** What does not fit behind a name goes below it, this far in. */
const indent = t`      `;
/** Between two parts of a line. */
const gap = '  ';
/** What is created is shown whole while it is as little as a person reads; beyond that many groups each has one line. */
const groupsInFull = 12;
const linesInFull = 8;

/**
 * What changes of each node, on as many lines as that needs; only of what is made anew is left out what does not fit. Identical changes of resources share a line. What
 * deletes or replaces is never put together: each resource that goes is named.
 * What is not as asked and stays so is always told. Other unchanged nodes are left out, but for those with something to note; with `full` all follow.
 */
export function renderChanges({ changes, targets, deployment }: Pick<Plan, 'changes' | 'targets' | 'deployment'>, view: ChangeView): Text[] {
  const placeOf = placesOf(changes, targets.length > 1);
  const groups = grouped(changes, view);
  const labels = groups.map((group) => labelOf(group, placeOf));
  const nameColumn = widest(
    labels.map(({ names }) => names),
    32,
  );
  const typeColumn = widest(
    labels.map(({ type }) => type),
    changes.some(({ at }) => placeOf(at) !== null) ? 80 : 44,
  );
  const lines = groups.flatMap((group, index) => {
    const { names, type } = labels[index] ?? { names: t``, type: t`` };
    const { sign, style } = actionSigns[group.action];
    const named = t`${t`${sign}`.styled(style).padded(3)} ${names.styled('bold').padded(nameColumn)}  ${type}`;
    const most = groups.length > groupsInFull ? 1 : linesInFull;
    if (view.full) return [named, ...[...group.parts.always, ...group.parts.rest].map((part) => t`${indent}${part}`), ...group.changes.flatMap(detailOf)];
    return laid(named, 4 + nameColumn + 2 + typeColumn, group.parts, view.columns, most);
  });
  const unchanged = changes.filter((change) => change.action === 'none' && (view.full || whyUnchanged(change) !== null) && !isOtherwise(change));
  return [
    ...lines,
    ...changes.filter(isOtherwise).flatMap((change) => deviationLines(change, deployment, view, placeOf)),
    ...unchanged.map((change) => unchangedLine(change, placeOf)),
  ];
}

/** Whether nothing is changed of something that is not as asked. */
function isOtherwise(change: Change): change is ResourceChange {
  return change.kind === 'resource' && change.action === 'none' && (change.differences.length > 0 || change.reason === 'left');
}

/** Whether something of it is not as asked, or it is gone, and nobody accepts that. */
export function deviates(change: Change): change is ResourceChange {
  return isOtherwise(change) && (change.reason === 'left' || change.differences.some((difference) => !isAccepted(change, difference)));
}

/** Whether nothing of it changes but what the books say. */
export function accepts(change: Change): boolean {
  return change.kind === 'resource' && change.accepts !== undefined;
}

function deviationLines(change: ResourceChange, deployment: string, view: ChangeView, placeOf: PlaceOf): Text[] {
  const parts = deviationsOf(change, view.full);
  const sign = deviates(change) ? t`!`.styled('yellow') : t`=`.styled('cyan');
  const head = t`${sign.padded(3)} ${t`${change.node}`.styled('bold')}  ${located(change.type, placeOf(change.at))}`;
  const lines = laid(head, head.width, { always: parts, rest: [] }, view.columns, 1);
  return deviates(change) ? [...lines, t`${indent}${choicesFor(change, deployment)}`] : lines;
}

function unchangedLine(change: Change, placeOf: PlaceOf): Text {
  const why = whyUnchanged(change);
  return t`    ${change.node}  ${located(kindOf(change), placeOf(change.at))}  unchanged${why === null ? '' : `: ${why}`}`.styled(
    change.eases === undefined ? 'dim' : 'yellow',
  );
}

function placesOf(changes: readonly Change[], severalTargets: boolean): PlaceOf {
  if (severalTargets) return (at) => `${at.target} ${placeText(at)}`;
  return new Set(changes.map(({ at }) => placeText(at))).size > 1 ? placeText : () => null;
}

function kindOf(change: Change): string {
  return change.kind === 'unit' ? change.engine : change.type;
}

function located(type: string, place: string | null): Text {
  return place === null ? t`${type}` : t`${type} in ${place}`;
}

function widest(texts: readonly Text[], most: number): number {
  return texts.reduce((widest, { width }) => Math.min(most, Math.max(widest, width)), 0);
}

function grouped(changes: readonly Change[], view: ChangeView): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, change] of changes.entries()) {
    const { action } = change;
    if (action === 'none') continue;
    const key = view.full ? String(index) : (likeness(change) ?? String(index));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { action, changes: [change], parts: partsOf(change, view.full) });
    else group.changes.push(change);
  }
  return [...groups.values()];
}

/** What two changes have in common that may share a line; null for one that always has its own. */
function likeness(change: Change): string | null {
  if (change.kind === 'unit' || change.action === 'delete' || change.action === 'replace') return null;
  // An update is the same whatever it is made on; what is created is the same only if it is of one type.
  const type = change.action === 'update' ? '' : change.type;
  // In full: what is shown of it may be cut.
  const content =
    change.action === 'create'
      ? shownLeaves(change, false).map(({ name, value }) => [name, value])
      : [change.action === 'adopt' ? change.identifier : null, change.differences];
  return JSON.stringify([change.action, type, change.reason, change.risk, change.at, change.note, content]);
}

function labelOf({ changes }: Group, placeOf: PlaceOf): { readonly names: Text; readonly type: Text } {
  const [first] = changes;
  if (first === undefined) return { names: t``, type: t`` };
  const more = changes.length - namesShown;
  const names = joined(
    changes.slice(0, namesShown).map(({ node }) => t`${node}`),
    ', ',
  );
  const kind = kindOf(first);
  const counted = changes.length === 1 ? kind : `${changes.length} × ${changes.every((change) => kindOf(change) === kind) ? kind : 'resources'}`;
  return { names: more > 0 ? t`${names} and ${more} more` : names, type: located(counted, placeOf(first.at)) };
}

function detailOf(change: Change): Text[] {
  const { action, estimate, retain } = change;
  const identifier = change.kind === 'resource' && action === 'update' ? change.identifier : null;
  const facts = [
    ...(identifier === null ? [] : [t`identifier ${plainName(identifier)}`]),
    t`about ${formatSeconds(estimate.p50)} (est.)`,
    ...(retain ? [t`kept on removal`] : []),
  ];
  return [t`${indent}${joined(facts, ' · ')}`.styled('dim')];
}

/**
 * The head with its parts behind it from column `from` on, on as many lines as it takes to leave out nothing that must be said; the rest on as many as `most`, of which
 * the last says how much is left out.
 */
function laid(head: Text, from: number, { always, rest }: ChangeParts, columns: number, most: number): Text[] {
  const below = Math.max(leastColumns, columns - indent.width);
  const lines: Text[] = [];
  let line = head;
  let room = columns - from - gap.length;
  for (const part of always) {
    if (part.width > room) {
      lines.push(line);
      line = t`    `;
      room = below;
    } else if (line === head) line = head.padded(from);
    line = t`${line}  ${part}`;
    room -= part.width + 2;
  }
  if (rest.length === 0) return [...lines, line];
  const whole = rest.reduce((sum, { width }) => sum + width + 2, -2) <= room;
  if (room >= leastColumns && (whole || most === 1)) return [...lines, t`${line === head ? head.padded(from) : line}  ${fitted(rest, room)}`];
  return [...lines, line, ...paragraph(rest, below, most).map((one) => t`${indent}${one}`)];
}

/** The parts on at most so many lines, broken between words where one takes several; a word that is longer than a line is cut. */
function paragraph(parts: readonly Text[], columns: number, most: number): Text[] {
  const groups = inLines(parts, gap.length, columns, 0);
  const lines: Text[] = [];
  for (const [index, group] of groups.entries()) {
    const more = joined(group, gap)
      .wrapped(columns)
      .map((line) => line.cut(columns));
    if (lines.length + more.length > most - (index === groups.length - 1 ? 0 : 1)) return [...lines, fitted(groups.slice(index).flat(), columns)];
    lines.push(...more);
  }
  return lines;
}

/** As many parts as the width takes, but always the first, if need be cut, and how many are left out. */
function fitted(parts: readonly Text[], columns: number): Text {
  const more = (count: number) => t`+${count} more`.styled('dim');
  const reserve = 2 + more(parts.length).width;
  const kept: Text[] = [];
  let used = 0;
  for (const [index, part] of parts.entries()) {
    const room = columns - used - (index === 0 ? 0 : 2) - (index === parts.length - 1 ? 0 : reserve);
    if (index > 0 && part.width > room) return joined([...kept, more(parts.length - index)], '  ');
    const shown = part.cut(room);
    used += shown.width + (index === 0 ? 0 : 2);
    kept.push(shown);
  }
  return joined(kept, '  ');
}
