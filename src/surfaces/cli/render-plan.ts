import { lossesOf } from '../../engine/consent.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { changesNothing } from '../../model/changes-nothing.ts';
import { knownOnlyInRun } from '../../model/known-only-in-run.ts';
import { placeText } from '../../model/place-text.ts';
import type { Action, Change, Plan } from '../../model/plan.ts';
import { formatExpiry, formatSeconds } from './format-time.ts';
import { packed } from './packed.ts';
import { accepts, actionSigns, type ChangeView, deviates, renderChanges } from './render-changes.ts';
import { isSimulated, simulatedMark, targetText } from './render-targets.ts';
import { renderValue } from './render-value.ts';
import { labelled } from './session.ts';
import { joined, type Text, t } from './text.ts';

export interface PlanView extends ChangeView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly state: 'open' | 'approved' | 'rejected' | 'applied';
  /** The command itself goes on with the plan: no next one is named. */
  readonly goesOn?: boolean;
}

const evidenceShown = 12;
const othersShown = 5;
const obstaclesShown = 12;
const envelopeColumns = 100;

/** A plan for a person: what would change where, how it was understood, what was not looked at, and the next command. */
export function renderPlan(plan: Plan, view: PlanView): Text[] {
  const lines = told(plan, view);
  const cut = lines.some((line) => /…|(?:\+|and )\d+ more/.test(line.render(false)));
  return [...lines, ...(cut && !view.full ? [labelled('Shortened', t`whole: asbuilt plans show ${plan.id} --full`)] : []), ...next(plan, view)];
}

function told(plan: Plan, view: PlanView): Text[] {
  const changes = renderChanges(plan, view);
  return [
    ...header(plan, view),
    ...asked(plan),
    ...targets(plan),
    ...(plan.engines.length === 0
      ? []
      : [
          labelled(
            'Runs with',
            t`${plan.engines.map(({ engine, version, loose }) => `${engine} ${version}${loose === true ? ' (not kept from the files and the network of this machine)' : ''}`).join(', ')}`,
          ),
        ]),
    ...(plan.follows === null ? [] : [labelled('Follows', t`${plan.follows}, which left this undone`)]),
    t``,
    ...changes,
    ...(changes.length === 0 ? [] : [t``]),
    ...summary(plan, view),
    ...waits(plan),
    ...undone(plan, view),
    ...obstacles(plan, view),
    labelled('Impact', impact(plan, view.full)),
    ...coverage(plan, view.full),
    labelled('Policy', policy(plan)),
    ...toName(plan, view.full),
    ...warnings(plan, view.full),
    ...understood(plan, view.full),
  ];
}

/** How many changes of each action a plan really holds, counted anew: its own summary is for programs. */
export function countActions(changes: readonly Change[]): Readonly<Record<Action, number>> {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, none: 0 };
  for (const { action } of changes) counts[action]++;
  return counts;
}

function header(plan: Plan, view: PlanView): Text[] {
  const [only] = plan.targets;
  const one = plan.targets.length === 1 && only !== undefined;
  const regions = one ? placesAt(plan, only.alias) : [];
  const where = one ? `${only.name}${regions.length === 0 ? '' : `/${regions.join(',')}`}` : `${plan.targets.length} targets`;
  const parts = [
    t`Plan ${t`${plan.id}`.styled('bold')}  ${t`${plan.deployment}`.styled('bold')} → ${where}`,
    ...simulatedMark(isSimulated(plan.targets)),
    view.state === 'open' || view.state === 'approved' ? t`${formatExpiry(Date.parse(plan.expiresAt), view.now)}` : t`${view.state}`,
  ];
  return packed(view.state === 'approved' ? [...parts, t`approved`.styled('green')] : parts, '   ', view.columns);
}

/** What was asked. What an AI agent had a hand in is in nobody's memory: its kinds of things are counted beside its words, which are quoted. */
function asked({ agent, intent, changes }: Plan): Text[] {
  if (agent === undefined) return [labelled('Asked', t`${intent}`)];
  const kinds = Map.groupBy(
    changes.filter(({ action }) => action !== 'none'),
    (change) => (change.kind === 'unit' ? `${change.engine} code` : change.type),
  );
  const counted = [...kinds].map(([kind, of]) => (of.length === 1 ? kind : `${of.length} × ${kind}`));
  return [
    labelled('Asked', t`${t`with an AI agent’s hand in it`.styled('yellow')}: ${JSON.stringify(intent)}`),
    ...(counted.length === 0 ? [] : [labelled('', t`which comes to ${counted.join(', ')}`)]),
  ];
}

/** Where the plan works, and as whom: the account of one target, or each of several on a line of its own. */
function targets(plan: Plan): Text[] {
  const whole = isSimulated(plan.targets);
  return plan.targets.map((target) => {
    const { identity, definition, simulated } = target;
    // An address is not AWS: whoever answers there says who we are.
    const through = definition.endpoint.kind === 'url' ? t` through ${definition.endpoint.url}` : t``;
    if (plan.targets.length === 1) return labelled('Account', t`${identity.account} as ${identity.arn}${through}`);
    const places = placesAt(plan, target.alias);
    const where = t`${definition.account}${places.length === 0 ? '' : `/${places.join(',')}`} as ${identity.arn}${through}`;
    return labelled('Target', joined([t`${targetText(target).styled('bold')}  ${where}`, ...simulatedMark(simulated && !whole)], '   '));
  });
}

/** The regions, or clusters with their namespaces, in which the plan's nodes at a target are. */
function placesAt(plan: Plan, alias: string): string[] {
  const here = plan.changes.filter(({ at }) => at.target === alias);
  return [...new Set(here.map(({ at }) => (at.cloud === 'aws' ? at.region : placeText(at))))].sort();
}

/** What its run will wait for, and what a failed step does to the rest. */
function waits(plan: Plan): Text[] {
  const lines = plan.steps.flatMap(({ node, gate }) => {
    if (gate === undefined) return [];
    const what =
      gate.kind === 'person'
        ? t`a person answers ${JSON.stringify(gate.ask)}`
        : t`${gate.node}.${plainName(gate.attribute)} is ${renderValue(gate.equals, envelopeColumns)}`;
    return [t`${node} until ${what}`];
  });
  const stops = plan.onFailure === 'stop' ? [labelled('On failure', t`nothing else begins`)] : [];
  return [...lines.map((line, index) => labelled(index === 0 ? 'Waits' : '', line)), ...stops];
}

/** What of the wish this plan does not come to, and what cannot be planned before an earlier step. */
function undone(plan: Plan, view: PlanView): Text[] {
  const shown = view.full ? plan.deferred : plan.deferred.slice(0, othersShown);
  const more = plan.deferred.length - shown.length;
  const planned = new Set(plan.changes.map(({ node }) => node));
  const lines = shown.map(({ node, because, envelope }, index) => {
    // What stands among the changes has said there what it may do.
    const within = planned.has(node) && !view.full ? t`` : t`; then within ${renderValue(envelope, view.full ? Number.POSITIVE_INFINITY : envelopeColumns)}`;
    return labelled(index === 0 ? 'Deferred' : '', t`${node}: ${because}${within}`.styled('yellow'));
  });
  return [
    ...lines,
    ...(more > 0 ? [labelled('', t`and ${more} more, with --full`.styled('dim'))] : []),
    ...(plan.complete ? [] : [labelled('Incomplete', t`a part of what was asked for is left undone; ask the same again afterwards`.styled('yellow'))]),
  ];
}

/** What is known to stand in the way, and what can be done about it. */
function obstacles({ obstacles: all = [] }: Plan, { full }: PlanView): Text[] {
  const shown = full ? all : all.slice(0, obstaclesShown);
  const lines = shown.map(({ message, fix }, index) => labelled(index === 0 ? 'Obstacles' : '', t`${t`${message}`.styled('red')}; ${fix}`));
  return all.length > shown.length ? [...lines, labelled('', t`and ${all.length - shown.length} more, with --full`.styled('dim'))] : lines;
}

function summary(plan: Plan, { columns }: PlanView): Text[] {
  const counts = countActions(plan.changes);
  if (plan.keeps === true)
    return [
      t`${t`Nothing that stands changes;`.styled('bold')} its run keeps for later plans how ${plan.deployment} is run; what of it is otherwise stands below.`,
    ];
  if (changesNothing(plan)) return [t`${t`No changes.`.styled('bold')} ${asAsked(plan)}`];
  const actions = (Object.keys(actionSigns) as (keyof typeof actionSigns)[]).filter((action) => (action !== 'adopt' && action !== 'run') || counts[action] > 0);
  const counted = actions.map((action) => {
    const text = t`${actionSigns[action].sign} ${counts[action]} ${action}`;
    return counts[action] === 0 ? text : text.styled(actionSigns[action].style);
  });
  const { seconds, cost } = plan.estimate;
  const left = plan.changes.filter(({ reason }) => reason === 'left').length;
  const deviating = plan.changes.filter((change) => deviates(change) && change.reason !== 'left').length;
  const accepted = plan.changes.filter(accepts).length;
  return packed(
    [
      ...counted,
      t`${counts.none} unchanged`,
      ...(accepted === 0 ? [] : [t`${accepted} of them accepted as ${accepted === 1 ? 'it is' : 'they are'}`.styled('cyan')]),
      ...(left === 0 ? [] : [t`${left} of them not as applied, and left so`.styled('yellow')]),
      ...(deviating === 0 ? [] : [t`${deviating} of them ${deviating === 1 ? 'deviates' : 'deviate'}`.styled('yellow')]),
      t`about ${formatSeconds(seconds.p50)}, 9 in 10 within ${formatSeconds(seconds.p90)} (est.)`,
      cost === null ? t`cost not estimated` : t`$${cost}/month (est.)`,
    ],
    '   ',
    columns,
  );
}

/** Of a plan that changes nothing. */
function asAsked(plan: Plan): string {
  const left = plan.changes.filter(({ reason }) => reason === 'left').length;
  const units = plan.changes.filter(({ kind, reason }) => kind === 'unit' && reason !== 'left').length;
  const deviating = plan.changes.filter((change) => deviates(change) && change.reason !== 'left').length;
  const resources = plan.changes.length - units - deviating - left;
  const parts = [
    ...(left > 0 ? [`${left} ${left === 1 ? 'is' : 'are'} not as applied, and left so`] : []),
    ...(deviating > 0 ? [`${deviating} ${deviating === 1 ? 'resource deviates' : 'resources deviate'} from what was asked`] : []),
    ...(resources > 0 || (units === 0 && deviating === 0 && left === 0)
      ? [`${resources} ${resources === 1 ? 'resource was read and is' : 'resources were read and are'} as asked`]
      : []),
    ...(units > 0 ? [`${units} ${units === 1 ? 'unit has' : 'units have'} run as asked`] : []),
  ];
  return `${parts.join('; ')}.`;
}

function impact(plan: Plan, full: boolean): Text {
  if (plan.impact.length > 0) {
    const shown = plan.impact
      .slice(0, full ? plan.impact.length : othersShown)
      .map(({ node, type, identifier, because }) => t`${node} (${type} ${plainName(identifier)}): ${because}`);
    const more = plan.impact.length - shown.length;
    return t`${plan.impact.length} that ${plan.impact.length === 1 ? 'depends' : 'depend'} on what is touched, and ${plan.impact.length === 1 ? 'stays' : 'stay'}: ${joined(shown, '; ')}${more > 0 ? ` and ${more} more` : ''}`.styled(
      'yellow',
    );
  }
  const does = new Set(plan.changes.map(({ action }) => action));
  const silent = plan.changes.some((change) => change.kind === 'unit' && change.action === 'run' && change.members === undefined);
  if (does.has('run') && !silent) return t`What units say they change is told with them; nothing else that Asbuilt knows of depends on the rest.`;
  if (silent) return t`What a unit touches is not known before it runs; nothing else that Asbuilt knows of depends on the rest.`;
  const touches = [...does].some((action) => action !== 'create' && action !== 'none');
  return touches ? t`Nothing else that Asbuilt knows of depends on what is touched.` : t`No existing resource is affected.`;
}

/** What a yes has to name; why is said at each change, and asked with it. */
function toName(plan: Plan, full: boolean): Text[] {
  const names = lossesOf(plan).map(({ node }) => node);
  const shown = full ? names : names.slice(0, obstaclesShown);
  const more = names.length - shown.length;
  return names.length === 0
    ? []
    : [labelled('By name', t`${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}: a yes names ${names.length === 1 ? 'it' : 'each'}`.styled('yellow'))];
}

function coverage(plan: Plan, full: boolean): Text[] {
  const { read, unread } = plan.coverage;
  const resources = read.reduce((sum, each) => sum + each.resources, 0);
  const types = new Set(read.map(({ type }) => type)).size;
  const lines = [labelled('Read', t`${resources} live ${resources === 1 ? 'resource' : 'resources'} of ${types} ${types === 1 ? 'type' : 'types'}`)];
  const shown = full ? unread : unread.slice(0, othersShown);
  if (shown.length === 0) return lines;
  const more = unread.length - shown.length;
  const parts = shown.map(({ scope, reason }) => t`${scope} (${reason})`);
  return [...lines, labelled('Not read', t`${joined(parts, '; ')}${more > 0 ? ` and ${more} more` : ''}`.styled('yellow'))];
}

function policy({ verdict }: Plan): Text {
  const of = (decision: 'allow' | 'approval' | 'deny') => verdict.reasons.filter((reason) => reason.decision === decision);
  const rules = (reasons: readonly { readonly rule: string }[]) =>
    [...Map.groupBy(reasons, ({ rule }) => rule)].map(([rule, of]) => (of.length === 1 ? rule : `${of.length} × ${rule}`)).join(', ');
  const [allowed, approval, denied] = [of('allow'), of('approval'), of('deny')];
  const parts = allowed.length === 0 ? [] : [t`${allowed.length} passed`];
  if (approval.length > 0) parts.push(t`${approval.length} ${approval.length === 1 ? 'needs' : 'need'} approval: ${rules(approval)}`.styled('yellow'));
  if (denied.length > 0)
    parts.push(
      t`${denied.length} denied: ${denied.map(({ rule, message, at }) => `${rule}${at === undefined ? '' : ` at ${at}`} (${message})`).join('; ')}`.styled(
        'red',
      ),
    );
  else if (verdict.decision === 'deny') parts.push(t`denied`.styled('red'));
  if (parts.length === 0) parts.push(t`no rule speaks of this`);
  return t`${joined(parts, ' · ')}   ${t`version ${verdict.policyVersion}`.styled('dim')}`;
}

/** Rules whose reason is said with the change itself. */
const saidAbove: ReadonlySet<string> = new Set(['irreversible', 'unproven']);
/** Rules about who gets in, and what only the run will know: each node is named, however many there are. */
const neverShort: ReadonlySet<string> = new Set([
  knownOnlyInRun,
  'public-bucket',
  'open-to-everyone',
  'open-to-every-address',
  'other-account',
  'administrator',
  'secret-in-the-open',
]);

/** What the rules that ask for an approval say of single nodes, who gets in first. That every change needs one is no news. */
function warnings({ verdict }: Plan, full: boolean): Text[] {
  const single = verdict.reasons.filter(({ rule, decision, at }) => decision === 'approval' && at !== undefined && !saidAbove.has(rule));
  const whole = single.filter(({ rule }) => neverShort.has(rule));
  const others = single.filter(({ rule }) => !neverShort.has(rule));
  const few = full ? others : others.slice(0, othersShown);
  const more = others.length - few.length;
  const lines = [...[...Map.groupBy(whole, ({ rule }) => rule).values()].flatMap(ofOneRule), ...few.map(({ message }) => t`${message}`)];
  return [...lines, ...(more > 0 ? [t`and ${more} more`] : [])].map((line) => labelled('', line.styled('yellow')));
}

/** Many nodes of one rule share a line that names them all. */
function ofOneRule(reasons: Plan['verdict']['reasons']): Text[] {
  const [first] = reasons;
  if (first === undefined || first.rule === knownOnlyInRun || reasons.length <= othersShown) return reasons.map(({ message }) => t`${message}`);
  return [
    t`${first.message}; the same of ${reasons
      .slice(1)
      .map(({ at }) => at ?? '')
      .join(', ')}`,
  ];
}

/** What each part of the words came to. Which entry says so is for whoever looks closer. */
function understood(plan: Plan, full: boolean): Text[] {
  const said = [...Map.groupBy(plan.evidence, ({ words }) => words)];
  const shown = full ? said : said.slice(0, evidenceShown);
  const more = said.slice(shown.length).flatMap(([, of]) => of).length;
  const lines = shown.map(([words, of], index) => {
    const effects = of.map(({ effect, entry }) => t`${effect}${full ? t`  ${entry}`.styled('dim') : ''}`);
    return labelled(index === 0 ? 'Understood' : '', t`${words === 'default' ? t`by default` : t`${JSON.stringify(words)}`}: ${joined(effects, '; ')}`);
  });
  return more > 0 ? [...lines, labelled('', t`and ${more} more, with --full`.styled('dim'))] : lines;
}

function next(plan: Plan, view: PlanView): Text[] {
  if (view.goesOn === true || changesNothing(plan) || view.state === 'rejected' || view.state === 'applied') return [];
  if (plan.verdict.decision === 'deny') return [t`Policy forbids this plan; it cannot be approved.`.styled('red')];
  if (Date.parse(plan.expiresAt) <= view.now) return [t`${t`Next:`.styled('dim')} ask again for a fresh plan`];
  return [t`${t`Next:`.styled('dim')} asbuilt ${view.state === 'approved' ? 'apply' : 'approve'} ${plan.id}`];
}
