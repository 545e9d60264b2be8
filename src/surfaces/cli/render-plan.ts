import type { Action, Change, Plan } from '../../model/plan.ts';
import { formatExpiry, formatSeconds } from './format-time.ts';
import { actionSigns, type ChangeView, renderChanges } from './render-changes.ts';
import { labelled } from './session.ts';
import { joined, type Text, t } from './text.ts';

export interface PlanView extends ChangeView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly state: 'open' | 'approved' | 'rejected' | 'applied';
}

const evidenceShown = 12;
const othersShown = 5;

/** A plan for a person: what would change where, how it was understood, what was not looked at, and the next command. */
export function renderPlan(plan: Plan, view: PlanView): Text[] {
  const changes = renderChanges(plan.changes, view);
  return [
    header(plan, view),
    labelled('Asked', t`${plan.intent}`),
    labelled('Account', t`${plan.identity.account} as ${plan.identity.arn}`),
    t``,
    ...changes,
    ...(changes.length === 0 ? [] : [t``]),
    summary(plan),
    labelled('Impact', impact(plan)),
    ...coverage(plan, view.full),
    labelled('Policy', policy(plan)),
    ...understood(plan, view.full),
    ...(view.full ? commands(plan) : []),
    ...next(plan, view),
  ];
}

/** How many changes of each action a plan really holds, counted anew: its own summary is for programs. */
export function countActions(changes: readonly Change[]): Readonly<Record<Action, number>> {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, none: 0 };
  for (const { action } of changes) counts[action]++;
  return counts;
}

/** Whether applying the plan would do nothing. */
export function isEmpty(plan: Plan): boolean {
  return plan.steps.length === 0 && plan.changes.every(({ action }) => action === 'none');
}

function header(plan: Plan, view: PlanView): Text {
  const regions = [...new Set(plan.changes.map(({ target }) => target.region))].sort();
  const parts = [
    t`Plan ${t`${plan.id}`.styled('bold')}  ${t`${plan.deployment}`.styled('bold')} → ${plan.target}${regions.length === 0 ? '' : `/${regions.join(',')}`}`,
    ...(plan.simulated ? [t`simulated`.styled('cyan')] : []),
    view.state === 'open' || view.state === 'approved' ? t`${formatExpiry(Date.parse(plan.expiresAt), view.now)}` : t`${view.state}`,
  ];
  return joined(view.state === 'approved' ? [...parts, t`approved`.styled('green')] : parts, '   ');
}

function summary(plan: Plan): Text {
  const counts = countActions(plan.changes);
  if (isEmpty(plan)) {
    return t`${t`No changes.`.styled('bold')} ${counts.none} ${counts.none === 1 ? 'resource was' : 'resources were'} read and ${counts.none === 1 ? 'is' : 'are'} as asked.`;
  }
  const actions = (Object.keys(actionSigns) as (keyof typeof actionSigns)[]).filter((action) => action !== 'adopt' || counts.adopt > 0);
  const counted = actions.map((action) => {
    const text = t`${actionSigns[action].sign} ${counts[action]} ${action}`;
    return counts[action] === 0 ? text : text.styled(actionSigns[action].style);
  });
  const { seconds, cost } = plan.estimate;
  return joined(
    [
      ...counted,
      t`${counts.none} unchanged`,
      t`     about ${formatSeconds(seconds.p50)}, 9 in 10 within ${formatSeconds(seconds.p90)} (est.)`,
      cost === null ? t`cost not estimated` : t`$${cost}/month (est.)`,
    ],
    '   ',
  );
}

function impact(plan: Plan): Text {
  if (plan.impact.length > 0) {
    const shown = plan.impact.slice(0, othersShown).map(({ node, type, identifier, because }) => t`${node} (${type} ${identifier}): ${because}`);
    const more = plan.impact.length - shown.length;
    return t`${plan.impact.length} outside this plan: ${joined(shown, '; ')}${more > 0 ? ` and ${more} more` : ''}`.styled('yellow');
  }
  const touches = plan.changes.some(({ action }) => action !== 'create' && action !== 'none');
  return touches ? t`Nothing else that Asbuilt knows of depends on what is touched.` : t`No existing resource is affected.`;
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
  const rules = (reasons: readonly { readonly rule: string }[]) => reasons.map(({ rule }) => rule).join(', ');
  const [allowed, approval, denied] = [of('allow'), of('approval'), of('deny')];
  const parts = [t`${allowed.length} passed`];
  if (approval.length > 0) parts.push(t`${approval.length} ${approval.length === 1 ? 'needs' : 'need'} approval: ${rules(approval)}`.styled('yellow'));
  if (denied.length > 0)
    parts.push(
      t`${denied.length} denied: ${denied.map(({ rule, message, at }) => `${rule}${at === undefined ? '' : ` at ${at}`} (${message})`).join('; ')}`.styled(
        'red',
      ),
    );
  else if (verdict.decision === 'deny') parts.push(t`denied`.styled('red'));
  return t`${joined(parts, ' · ')}   ${t`version ${verdict.policyVersion}`.styled('dim')}`;
}

function understood(plan: Plan, full: boolean): Text[] {
  const shown = full ? plan.evidence : plan.evidence.slice(0, evidenceShown);
  const more = plan.evidence.length - shown.length;
  const lines = shown.map(({ words, entry, effect }, index) => {
    const said = words === 'default' ? t`by default` : t`"${words}"`;
    return labelled(index === 0 ? 'Understood' : '', t`${said}: ${effect}  ${t`${entry}`.styled('dim')}`);
  });
  return more > 0 ? [...lines, labelled('', t`and ${more} more, with --full`.styled('dim'))] : lines;
}

function commands(plan: Plan): Text[] {
  return plan.commands.length === 0 ? [] : [t``, t`The same with the AWS CLI:`.styled('dim'), ...plan.commands.map((command) => t`  ${command}`)];
}

function next(plan: Plan, view: PlanView): Text[] {
  if (isEmpty(plan) || view.state === 'rejected' || view.state === 'applied') return [];
  if (plan.verdict.decision === 'deny') return [t`Policy forbids this plan; it cannot be approved.`.styled('red')];
  if (Date.parse(plan.expiresAt) <= view.now) return [t`${t`Next:`.styled('dim')} ask again for a fresh plan`];
  return [t`${t`Next:`.styled('dim')} asbuilt ${view.state === 'approved' ? 'apply' : 'approve'} ${plan.id}`];
}
