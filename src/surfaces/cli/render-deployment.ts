import type { Json, JsonObject } from '../../kernel/json.ts';
import { plainName } from '../../kernel/plain-name.ts';
import { type CliTarget, renderCommand, shellWord } from '../../model/aws-cli.ts';
import type { ResponseOf } from '../../model/operations.ts';
import type { Difference } from '../../model/plan.ts';
import { putBackCommand } from '../../model/put-back.ts';
import { sandboxCredentials } from '../../model/sandbox-credentials.ts';
import { deviationText } from './change-parts.ts';
import { packed } from './packed.ts';
import { isOwnership, leafChanges, leavesOf } from './property-leaves.ts';
import { isSimulated, simulatedMark, targetText } from './render-targets.ts';
import { renderValue } from './render-value.ts';
import { joined, type Text, t } from './text.ts';

const valueColumns = 60;

/**
 * What a fresh read found of a deployment, each resource with what of it is not as it was applied and its live properties, and how to look at it without us. `endpoint` is the sandbox's.
 */
export function renderDeployment(shown: ResponseOf<'show'>, endpoint: string | null, columns: number): Text[] {
  const { deployment, targets, resources, units, unfinished } = shown;
  const whole = isSimulated(targets);
  const several = targets.length > 1;
  const live = resources.filter((resource) => resource.live).length;
  const moved = resources.filter(({ differences }) => (differences ?? []).length > 0).length;
  const where = targets.map((target) => joined([targetText(target), ...simulatedMark(target.simulated && !whole)], ' '));
  const head = [
    t`${t`${deployment}`.styled('bold')} → ${joined(where, ', ')}`,
    ...simulatedMark(whole),
    t`${live} of ${resources.length} resources live, from a fresh read`,
    ...(moved === 0 ? [] : [t`${moved} ${moved === 1 ? 'is' : 'are'} not as applied`.styled('yellow')]),
  ];
  const first = resources.find(({ live, native }) => live && native !== true);
  const target = targets.find(({ alias }) => alias === first?.target);
  return [
    ...packed(head, '   ', columns),
    ...resources.flatMap((resource) => renderResource(resource, several)),
    ...units.flatMap(renderUnit),
    ...(unfinished === undefined ? [] : renderUnfinished(unfinished)),
    ...waysOn(shown),
    ...(first === undefined
      ? []
      : [t``, t`Look at it with the AWS CLI:`.styled('dim'), t`  ${readCommand(first, target?.sandbox === true, reachOf(target, endpoint))}`.whole()]),
  ];
}

/** That there is less than was asked for, and where that is told. */
function renderUnfinished({ run, status, unmade }: NonNullable<ResponseOf<'show'>['unfinished']>): Text[] {
  const what = unmade.length === 0 ? t`` : t`; asked for and not made: ${unmade.join(', ')}`;
  return [t``, t`Its last run, ${run}, is ${status}${what}`.styled('yellow'), t`  asbuilt runs show ${run}`.whole()];
}

type Resource = ResponseOf<'show'>['resources'][number];
type Unit = ResponseOf<'show'>['units'][number];

const unanswered = t`not known: its creation had no answer, no look finds it, and it may still come to light`.styled('yellow');
const unclaimed =
  t`not known: its creation had no answer, and what is there of that name does not say whose it is; to take it over, ask for the same again`.styled('yellow');

const unprovenText: Readonly<Record<NonNullable<Resource['unproven']>, Text>> = {
  disputed: t`live; it carries the tags of something else by now, and whether it is still the one that we made cannot be proved`.styled('yellow'),
  untagged: t`live; our tags are gone from it, and whether it is still the one that we made cannot be proved`.styled('yellow'),
  alike: t`live; found when its creation had no answer, and not proved to be ours`.styled('yellow'),
};

function renderResource(resource: Resource, several: boolean): Text[] {
  const { node, type, target, account, region, identifier, live, foreign, doubtful, incomplete, unproven, properties, differences } = resource;
  const missing =
    doubtful === true ? (foreign ? unclaimed : unanswered) : (foreign ? t`missing: what is there now is somebody else’s` : t`missing`).styled('red');
  const found = !live
    ? missing
    : doubtful === true
      ? t`live, and not in the records yet: its creation had no answer`.styled('yellow')
      : unproven !== undefined
        ? unprovenText[unproven]
        : incomplete === true
          ? t`live, and its creation was never completed`.styled('yellow')
          : t`live`.styled('green');
  const leaves = live ? leavesOf((properties ?? {}) as JsonObject).filter((leaf) => !isOwnership(leaf)) : [];
  return [
    t``,
    t`${t`${node}`.styled('bold')}  ${type}  ${plainName(identifier)}  ${several ? `${target} ` : ''}${account}/${region}  ${found}`,
    ...(live ? notAsApplied(differences, incomplete === true) : []),
    ...leaves.map(({ name, value }) => t`  ${name}: ${renderValue(value, valueColumns)}`),
  ];
}

/** What can be done about what differs: it is nobody's to choose but the person's. */
function waysOn({ deployment, resources }: ResponseOf<'show'>): Text[] {
  const doubted = resources.filter(isInDoubt);
  const [accepts] = resources
    .filter(isSettled)
    .map(acceptable)
    .filter((places) => places.length > 0);
  const gone = resources.filter(({ live, foreign, doubtful }) => !live && !foreign && doubtful !== true);
  const otherwise = resources.filter((one) => one.live && isSettled(one) && (one.differences ?? []).length > 0);
  const [first, ...others] = [...gone, ...otherwise];
  const back =
    first === undefined
      ? []
      : [
          t``,
          t`Put back as it was asked for:`.styled('dim'),
          t`  ${putBackCommand(deployment, first.node)}`.whole(),
          ...(others.length === 0
            ? []
            : [
                t`${doubted.length === 0 ? 'All of it:' : 'All of it, once that is settled:'}`.styled('dim'),
                t`  ${putBackCommand(deployment, deployment)}`.whole(),
              ]),
        ];
  const compared = resources.some(({ live }) => live)
    ? [t``, t`Only what was asked for is compared; other settings are listed as they are.`.styled('dim')]
    : [];
  const toTake = doubted.flatMap(({ node, identifier }) => [
    t``,
    t`Where ${node} is yours, this takes it over:`.styled('dim'),
    t`  asbuilt ask --deployment ${deployment} --adopt ${shellWord(`${node}=${identifier}`)}`.whole(),
  ]);
  const half = resources.some(({ incomplete }) => incomplete === true)
    ? [t``, t`What was never completed is completed by a plan: ask for the same again.`.styled('dim')]
    : [];
  if (accepts === undefined) return [...toTake, ...half, ...compared, ...back];
  return [
    ...toTake,
    ...half,
    ...compared,
    ...back,
    t`To let it be so:`.styled('dim'),
    t`  asbuilt ask --deployment ${deployment} ${accepts.map((place) => `--accept ${shellWord(place)}`).join(' ')}`.whole(),
  ];
}

function isInDoubt({ unproven }: Resource): boolean {
  return unproven === 'untagged' || unproven === 'disputed';
}

/** Whether what differs can be put back, or let be, without anything before that. */
function isSettled(resource: Resource): boolean {
  return resource.incomplete !== true && !isInDoubt(resource);
}

/** The places of a resource that can be let be, all of them: nothing of it may be changed with that, which tags always are. What no read shows is not accepted. */
function acceptable({ node, differences }: Resource): string[] {
  const leaves = (differences ?? []).flatMap((difference) => leafChanges(difference as Difference));
  if (leaves.some(({ name }) => name.startsWith('tag '))) return [];
  return (differences ?? []).flatMap(({ path, sensitive, after }) => (sensitive && after !== undefined ? [] : [`${node}${path}`]));
}

/** What differs from what was applied, a line for each value; that nothing can be compared is said, too. */
function notAsApplied(differences: Resource['differences'], incomplete: boolean): Text[] {
  if (differences === null) return [t`  What was applied to it is not in the records: there is nothing to compare it with.`.styled('dim')];
  return differences.flatMap((difference) =>
    leafChanges(difference as Difference).map(({ name, before, after, sensitive, deviates }) => {
      if (sensitive) return t`  not as applied: ${name} (sensitive)`.styled('yellow');
      if (deviates) return t`  ${deviationText(name, after, before, valueColumns)}`.styled('yellow');
      if (incomplete)
        return t`  never completed: ${name} was asked to be ${renderValue(after, valueColumns)}, is ${renderValue(before, valueColumns)}`.styled('yellow');
      return t`  changed from outside: ${name} was ${renderValue(after, valueColumns)}, is ${renderValue(before, valueColumns)}`.styled('yellow');
    }),
  );
}

/** What a unit gave when it last ran: nothing live is read for it. */
function renderUnit({ node, engine, place, outputs, mayHaveRun }: Unit): Text[] {
  return [
    t``,
    mayHaveRun === undefined
      ? t`${t`${node}`.styled('bold')}  ${engine}  ${place}  as it last ran`
      : t`${t`${node}`.styled('bold')}  ${engine}  ${place}  ${t`may have run`.styled('yellow')}: run ${mayHaveRun} began it, and nobody knows what it did`,
    ...leavesOf(outputs as Json).map(({ name, value }) => t`  ${name}: ${renderValue(value, valueColumns)}`),
  ];
}

/** How the AWS CLI reaches a target; `sandbox` is where the sandbox listens, for those that do not say where they are themselves. */
function reachOf(target: ResponseOf<'show'>['targets'][number] | undefined, sandbox: string | null): CliTarget {
  const endpoint = target?.endpoint ?? (target?.simulated === true ? sandbox : null);
  return { ...(endpoint === null ? {} : { endpoint }), ...(target?.profile === undefined ? {} : { profile: target.profile }) };
}

/** A line for a POSIX shell. A sandbox's credentials open nothing else and are no secret. */
function readCommand({ type, account, region, identifier }: Resource, sandbox: boolean, at: CliTarget): string {
  const call = {
    service: 'cloudcontrol',
    operation: 'GetResource',
    input: { TypeName: type, Identifier: identifier },
    target: { account, region },
    effect: 'read' as const,
  };
  const command = renderCommand(call, at);
  if (!sandbox) return command;
  const { accessKeyId, secretAccessKey } = sandboxCredentials(account);
  return `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} ${command}`;
}
