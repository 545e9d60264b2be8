import { dataLost, onWhoseWord } from '../../engine/consent.ts';
import type { Json } from '../../kernel/json.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { segmentsOf, valueAt } from '../../kernel/pointer.ts';
import { shellWord } from '../../model/aws-cli.ts';
import { letsIn } from '../../model/lets-in.ts';
import type { Change, Difference, ResourceChange, UnitChange } from '../../model/plan.ts';
import { memberName } from '../../model/property-name.ts';
import { hidingAt } from '../../model/secret-place.ts';
import { createdParts } from './created-parts.ts';
import { memberLines } from './member-lines.ts';
import { type LeafChange, leafChanges, leavesOf } from './property-leaves.ts';
import { renderValue } from './render-value.ts';
import { type Text, t } from './text.ts';

/** What there is to say of a change, the weightiest first. */
export interface ChangeParts {
  /** Never left out: what goes and what is lost with it, what of something that stands is changed, what lets somebody in, what runs unchecked. */
  readonly always: readonly Text[];
  /** As many as there is room for. */
  readonly rest: readonly Text[];
}

const valueColumns = 48;
/** What is changed is what the yes is to: only a text that is far longer than a line is cut. */
const changedColumns = 400;
const digestShown = 12;

/** `full` shows every value whole, and the tags by which ownership is known. */
export function partsOf(change: Change, full: boolean): ChangeParts {
  const columns = full ? Number.POSITIVE_INFINITY : valueColumns;
  return change.kind === 'unit' ? unitParts(change, columns) : resourceParts(change, full, columns);
}

/** What is said of a change that changes nothing: the engine's note, or the reason where it is not that all is as wished. */
export function whyUnchanged({ note, reason }: Change): string | null {
  if (reason === 'retained') return `${note ?? 'kept: it is retained'}; how it is let go: docs/how-to/undo.md`;
  if (note !== undefined) return note;
  switch (reason) {
    case 'already-gone':
      return 'already gone';
    case 'renamed':
      return 'kept: another node holds it now';
    case 'never-seen':
      return 'struck from our records: no look can tell whether it is there';
    case 'shared':
      return 'stays: another deployment has it, too';
    default:
      return null;
  }
}

function resourceParts(change: ResourceChange, full: boolean, columns: number): ChangeParts {
  const why = [...(change.note === undefined ? [] : [t`${change.note}`]), ...reasonOf(change)];
  const differences = change.differences.map((difference) => asWritten(change, difference)).flatMap(leafChanges);
  const lettingIn = (each: LeafChange) => each.after !== undefined && letsIn(change.type, each.path, each.after, change.at.account);
  const whole = Number.POSITIVE_INFINITY;
  const changed = (each: LeafChange) => changeText(each, lettingIn(each) ? whole : Math.max(columns, changedColumns));
  switch (change.action) {
    case 'create': {
      const created = createdParts(change, full, columns);
      return { always: created.lettingIn, rest: [...why, ...created.others] };
    }
    case 'adopt':
      return {
        always: [
          t`takes over ${change.identifier === null ? 'what is there' : plainName(change.identifier)} (${change.note === undefined ? 'found by its tags, ' : ''}not in the records as ${change.node})`,
          ...why,
          ...differences.filter(lettingIn).map((each) => changeText(each, whole)),
        ],
        rest: differences.filter((each) => !lettingIn(each)).map((each) => changeText(each, columns)),
      };
    case 'update':
      return { always: [...why, ...riskOf(change), ...wordOf(change), ...differences.map(changed)], rest: [] };
    case 'replace': {
      const forcing = differences.filter(({ forcesReplace }) => forcesReplace).map((each) => t`${changed(each)} ${t`forces it`.styled('red')}`);
      const others = differences.filter(({ forcesReplace }) => !forcesReplace).map(changed);
      return {
        always: [t`destroys and recreates ${identifierOf(change)}`.styled('red'), ...riskOf(change), ...ownershipOf(change), ...why, ...forcing, ...others],
        rest: [],
      };
    }
    case 'delete':
      return { always: [t`deletes ${identifierOf(change)}`.styled('red'), ...riskOf(change), ...ownershipOf(change), ...why], rest: [] };
    case 'run':
    case 'none':
      return { always: [], rest: why };
    default:
      return change.action satisfies never;
  }
}

/** All of it is always shown: nothing else tells what a unit does. */
function unitParts(change: UnitChange, columns: number): ChangeParts {
  const note = change.note === undefined ? [] : [t`${change.note}`];
  if (change.action !== 'run') return { always: note, rest: [] };
  const outputs = Object.keys(change.outputs);
  const account = change.at.cloud === 'aws' ? change.at.account : '';
  const parts = [
    ...(change.members === undefined
      ? [t`its calls are not checked one by one`.styled('yellow')]
      : [t`says that it changes ${count(change.members.length)}, and waits for a person where it would change anything else`]),
    ...memberLines(change.members ?? []).map((line) => line.styled('yellow')),
    ...(change.repeatable ? [] : [t`not repeatable: it is not run again by itself`.styled('yellow')]),
    ...(change.hosts === undefined ? [] : [t`calls ${change.hosts.join(', ')}, and is not held to that`.styled('yellow')]),
    ...note,
    ...(change.reason === 'new' ? [] : [t`runs again`]),
    t`source ${change.source.slice(0, columns === valueColumns ? digestShown : change.source.length)}`,
    ...leavesOf(change.inputs ?? {}).map(
      ({ name, path, value }) => t`${name}=${renderValue(value, letsIn('', path, value, account) ? Number.POSITIVE_INFINITY : columns)}`,
    ),
    ...(outputs.length === 0 ? [] : [t`gives ${outputs.map(memberName).join(', ')}`]),
  ];
  return { always: parts, rest: [] };
}

/** Of what no read returns a difference holds digests: what is written is in the wish, and is told but where people keep secrets. */
function asWritten({ after }: ResourceChange, difference: Difference): Difference {
  if (!difference.sensitive) return difference;
  const { before: _, after: __, ...rest } = difference;
  const wish = hidingAt(segmentsOf(difference.path)) === 'secret' ? undefined : valueAt(after ?? {}, difference.path);
  return wish === undefined ? rest : { ...rest, after: wish };
}

function identifierOf({ identifier }: ResourceChange): string {
  return identifier === null ? '' : plainName(identifier);
}

function count(members: number): string {
  return members === 1 ? 'one thing' : `${members === 0 ? 'no' : members} things`;
}

/** How what is left as it is differs; why nothing is done about it is said once, with the way to put it back. */
function leftText({ name, before, after, sensitive }: LeafChange, columns: number): Text {
  const told = sensitive ? t`${name} (sensitive) is not as asked` : t`${name} asked ${renderValue(after, columns)}, ${thereIs(before, columns)}`;
  return told.styled('yellow');
}

function changeText({ name, before, after, sensitive, deviates }: LeafChange, columns: number): Text {
  if (sensitive && deviates) return t`${name} was written earlier and is asked for no more; no read returns it, and it stays: deviation`.styled('yellow');
  if (sensitive) return after === undefined ? t`${name} (sensitive) changes` : t`${name} (no read returns it) → ${renderValue(after, columns)}`;
  if (deviates) return deviationText(name, after, before, columns).styled('yellow');
  return t`${name} ${renderValue(before, columns)} → ${renderValue(after, columns)}`;
}

/** That what is there is not what was asked, and nothing is done about it. */
export function deviationText(name: string, asked: Json | undefined, found: Json | undefined, columns: number): Text {
  return t`${name} asked ${renderValue(asked, columns)}, ${thereIs(found, columns)}: deviation`;
}

function thereIs(found: Json | undefined, columns: number): Text {
  return found === undefined ? t`no read shows it` : t`there is ${renderValue(found, columns)}`;
}

/** How the live resource of a change that does nothing is not as asked, and what of that is accepted. */
export function deviationsOf(change: ResourceChange, full: boolean): Text[] {
  const columns = full ? Number.POSITIVE_INFINITY : valueColumns;
  if (change.reason === 'left') return change.differences.flatMap((each) => leafChanges(asWritten(change, each)).map((one) => leftText(one, columns)));
  return change.differences.flatMap((difference) =>
    leafChanges(asWritten(change, difference)).map(({ name, before, after, sensitive, ...rest }) =>
      isAccepted(change, difference)
        ? t`accepts ${name}: ${sensitive ? t`what was written earlier stays` : t`asked ${renderValue(after, columns)}, ${thereIs(before, columns)}`}`.styled(
            'cyan',
          )
        : changeText({ name, before, after, sensitive, ...rest }, columns),
    ),
  );
}

/** Whether the plan takes what is there at a difference for what was asked. */
export function isAccepted({ accepts = [] }: ResourceChange, { path }: Difference): boolean {
  return accepts.some((place) => path === place || path.startsWith(`${place}/`));
}

/** What can be done about what deviates, where no plan does anything by itself, or this one does not. */
export function choicesFor(change: ResourceChange, deployment: string): Text {
  if (change.reason === 'left') return t`${change.note ?? ''}`.styled('dim');
  const open = change.differences.filter((difference) => !isAccepted(change, difference));
  const [only] = open;
  const place = open.length === 1 && only !== undefined ? `${change.node}${only.path}` : change.node;
  const command = t`asbuilt ask --deployment ${deployment}`;
  const anew = open.some(({ fixed }) => fixed === true);
  const stays = open.some(isDropped);
  const others = stays
    ? t`make it anew: --replace ${shellWord(change.node)}; or ask for a value in its place`
    : anew
      ? t`make it anew: --replace ${shellWord(change.node)}; or ask for a new deployment`
      : t`or ask for what is there`;
  return t`let it be so: ${command} --accept ${shellWord(place)}; ${others}`.styled('dim');
}

/** Whether it is what was written, is asked for no more, and no read returns. */
function isDropped({ sensitive, deviates, after }: Difference): boolean {
  return sensitive && deviates === true && after === undefined;
}

function riskOf(change: ResourceChange): Text[] {
  const { risk, finalSnapshot } = change;
  if (risk === 'irreversible') return [t`${dataLost(finalSnapshot)}`.styled('red')];
  return risk === 'lossy' ? [t`cannot be taken back entirely`.styled('yellow')] : [];
}

/** What is destroyed should be ours beyond doubt; where it is not, that is said. */
function ownershipOf(change: ResourceChange): Text[] {
  return change.ownership === 'tags-lost' ? [t`it no longer carries our tags`.styled('yellow')] : wordOf(change);
}

function wordOf(change: ResourceChange): Text[] {
  const word = change.ownership === null ? null : onWhoseWord(change);
  return word === null ? [] : [t`${word}`.styled('red')];
}

/** Why, where the action does not say it. */
function reasonOf({ reason, note }: ResourceChange): Text[] {
  switch (reason) {
    case 'live-moved':
      return [t`changed from outside`.styled('yellow')];
    case 'both':
      return [t`changed from outside, and the wish changed too`.styled('yellow')];
    case 'tags-lost':
      return [t`its tags were taken off`.styled('yellow')];
    case 'named':
      return [t`asked for by name`];
    case 'deviation':
      return [t`is not as asked, and stays so`.styled('yellow')];
    case 'gone':
      return note === undefined ? [t`deleted from outside`.styled('yellow')] : [];
    case 'new':
    case 'doubtful':
    case 'wish-changed':
    case 'not-wanted':
    case 'found-by-tags':
    case 'as-wished':
    case 'retained':
    case 'renamed':
    case 'retain-changed':
    case 'already-gone':
    case 'never-seen':
    case 'shared':
    case 'left':
      return [];
    default:
      return reason satisfies never;
  }
}
