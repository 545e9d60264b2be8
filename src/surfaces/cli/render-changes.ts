import { segmentsOf } from '../../kernel/pointer.ts';
import type { Action, Change } from '../../model/plan.ts';
import { formatSeconds } from './format-time.ts';
import { type Leaf, type LeafChange, leafChanges, leavesOf } from './property-leaves.ts';
import { renderValue } from './render-value.ts';
import { joined, type Style, type Text, t } from './text.ts';

type Changed = Exclude<Action, 'none'>;

/** How each action is drawn, in the order of the summary. */
export const actionSigns: { readonly [A in Changed]: { readonly sign: string; readonly style: Style } } = {
  create: { sign: '+', style: 'green' },
  update: { sign: '~', style: 'yellow' },
  replace: { sign: '-/+', style: 'red' },
  delete: { sign: '-', style: 'red' },
  adopt: { sign: '=', style: 'cyan' },
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
  readonly parts: readonly Text[];
}

const valueColumns = 48;
const namesShown = 3;

/**
 * One line per changed resource, with what changes; identical changes share a line. What deletes or replaces is never put
 * together: each resource that goes is named. Unchanged resources are left out, but for those with
 * something to note; with `full` all follow.
 */
export function renderChanges(changes: readonly Change[], view: ChangeView): Text[] {
  const places = new Set(changes.map(({ target }) => `${target.account}/${target.region}`));
  const groups = grouped(changes, view);
  const labels = groups.map((group) => labelOf(group, places.size > 1));
  const nameColumn = widest(
    labels.map(({ names }) => names),
    32,
  );
  const typeColumn = widest(
    labels.map(({ type }) => type),
    44,
  );
  const lines = groups.flatMap((group, index) => {
    const { names, type } = labels[index] ?? { names: t``, type: t`` };
    const { sign, style } = actionSigns[group.action];
    const named = t`${t`${sign}`.styled(style).padded(3)} ${names.styled('bold').padded(nameColumn)}  ${type}`;
    if (view.full) return [named, ...group.parts.map((part) => t`      ${part}`), ...group.changes.flatMap(detailOf)];
    const head = named.padded(4 + nameColumn + 2 + typeColumn);
    return [t`${head}  ${fitted(group.parts, view.columns - head.width - 2)}`];
  });
  const unchanged = changes.filter(({ action, note }) => action === 'none' && (view.full || note !== undefined));
  return [...lines, ...unchanged.map(({ node, type, note }) => t`    ${node}  ${type}  unchanged${note === undefined ? '' : `: ${note}`}`.styled('dim'))];
}

function widest(texts: readonly Text[], most: number): number {
  return texts.reduce((widest, { width }) => Math.min(most, Math.max(widest, width)), 0);
}

function grouped(changes: readonly Change[], view: ChangeView): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, change] of changes.entries()) {
    const { action } = change;
    if (action === 'none') continue;
    const parts = partsOf(change, view);
    const together = !view.full && action !== 'delete' && action !== 'replace';
    // An update is the same whatever it is made on; what is created is the same only if it is of one type.
    const type = action === 'update' ? '' : change.type;
    const key = together ? JSON.stringify([action, type, change.risk, change.at, change.note, contentOf(change)]) : String(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { action, changes: [change], parts });
    else group.changes.push(change);
  }
  return [...groups.values()];
}

/** What makes two changes of one action the same, in full: what is shown of it may be cut. */
function contentOf(change: Change): unknown {
  return change.action === 'create'
    ? shownLeaves(change, false).map(({ name, value }) => [name, value])
    : [change.action === 'adopt' ? change.identifier : null, change.differences];
}

function labelOf({ changes }: Group, withPlace: boolean): { readonly names: Text; readonly type: Text } {
  const [first] = changes;
  if (first === undefined) return { names: t``, type: t`` };
  const more = changes.length - namesShown;
  const names = joined(
    changes.slice(0, namesShown).map(({ node }) => t`${node}`),
    ', ',
  );
  const oneType = changes.every(({ type }) => type === first.type);
  const type = t`${changes.length === 1 ? '' : `${changes.length} × `}${oneType ? first.type : 'resources'}`;
  return {
    names: more > 0 ? t`${names} and ${more} more` : names,
    type: withPlace ? t`${type} in ${first.target.account}/${first.target.region}` : type,
  };
}

/** What there is to say of a change, the weightiest first; in `full` without regard for width. */
function partsOf(change: Change, view: ChangeView): Text[] {
  const parts = actionParts(change, view, view.full ? Number.POSITIVE_INFINITY : valueColumns);
  return change.note === undefined ? parts : [t`${change.note}`, ...parts];
}

function actionParts(change: Change, view: ChangeView, columns: number): Text[] {
  switch (change.action) {
    case 'create':
      return created(change, view, columns);
    case 'adopt':
      return [t`takes over ${change.identifier ?? 'what is there'}`, ...differencesOf(change).map((each) => changeText(each, columns))];
    case 'update':
      return [...riskOf(change), ...differencesOf(change).map((each) => changeText(each, columns))];
    case 'replace': {
      const differences = differencesOf(change);
      const forcing = differences.filter(({ forcesReplace }) => forcesReplace).map((each) => t`${changeText(each, columns)} ${t`forces it`.styled('red')}`);
      const others = differences.filter(({ forcesReplace }) => !forcesReplace).map((each) => changeText(each, columns));
      return [t`destroys and recreates ${change.identifier ?? ''}`.styled('red'), ...riskOf(change), ...forcing, ...others];
    }
    case 'delete':
      return [t`deletes ${change.identifier ?? ''}`.styled('red'), ...riskOf(change)];
    case 'none':
      return [];
    default:
      return change.action satisfies never;
  }
}

function created(change: Change, view: ChangeView, columns: number): Text[] {
  const hidden = change.differences.filter(({ sensitive }) => sensitive).map(({ path }) => segmentsOf(path));
  return shownLeaves(change, view.full).map(({ name, path, value }) => {
    const secret = hidden.some(
      (segments) => segments.every((segment, index) => path[index] === segment) || path.every((segment, index) => segments[index] === segment),
    );
    return t`${name}=${secret ? t`(sensitive)` : renderValue(value, columns)}`;
  });
}

/** The values that are asked for; the tags by which ownership is known are left out unless everything is to be seen. */
function shownLeaves({ after }: Change, full: boolean): Leaf[] {
  return leavesOf(after ?? {}).filter(({ name }) => full || !name.startsWith('tag asbuilt:'));
}

function differencesOf(change: Change): LeafChange[] {
  return change.differences.flatMap(leafChanges);
}

function changeText({ name, before, after, sensitive }: LeafChange, columns: number): Text {
  if (sensitive) return t`${name} (sensitive) changes`;
  return t`${name} ${renderValue(before, columns)} → ${renderValue(after, columns)}`;
}

function riskOf({ risk }: Change): Text[] {
  if (risk === 'irreversible') return [t`its data is lost`.styled('red')];
  return risk === 'lossy' ? [t`cannot be taken back entirely`.styled('yellow')] : [];
}

function detailOf({ identifier, action, estimate, retain }: Change): Text[] {
  const facts = [
    ...(identifier !== null && action === 'update' ? [t`identifier ${identifier}`] : []),
    t`about ${formatSeconds(estimate.p50)} (est.)`,
    ...(retain ? [t`kept on removal`] : []),
  ];
  return [t`      ${joined(facts, ' · ')}`.styled('dim')];
}

/** As many parts as the width takes, but always the first, if need be cut, and how many are left out. */
function fitted(parts: readonly Text[], width: number): Text {
  const columns = Math.max(40, width);
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
