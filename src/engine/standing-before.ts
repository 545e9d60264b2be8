import { problem } from '../kernel/diagnostic.ts';
import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { plainName } from '../kernel/plain-name.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type DeploymentName, deploymentName } from '../model/names.ts';
import type { RequestOf } from '../model/operations.ts';
import type { Evidence } from '../model/proposal.ts';
import { openPlan } from '../plan/seal-plan.ts';
import { type AskedWith, toldInput } from './carried-inputs.ts';
import { unknownDeployment } from './destroy.ts';
import type { EnginePorts } from './engine-ports.ts';
import { standingTargets } from './find-target.ts';

type Request = RequestOf<'planBlueprint'>;

/** What stands of the deployment that is planned: where it is, and what it was last asked with. */
export interface Before extends AskedWith {
  readonly deployment: DeploymentName;
  readonly targets: Readonly<Record<string, string>>;
  readonly region: string | undefined;
  /** The version that it follows of the blueprint that is planned. */
  readonly follows: string | undefined;
  /** How many of its resources and units are there. */
  readonly standing: number;
  /** It stands, was not removed, and nothing tells what it was asked with. */
  readonly lost: boolean;
}

/** That what is planned is no new deployment, and which of its inputs are others than before. */
export function standsAlready({ deployment, targets, inputs, standing }: Before, now: JsonObject, asked: JsonObject): Evidence[] {
  if (standing === 0) return [];
  const words = deployment as string;
  const entry = `deployment/${deployment}`;
  const kept = Object.entries(inputs).filter(([name, was]) => Object.hasOwn(asked, name) && now[name] !== undefined && !sameJson(was, now[name] as Json));
  return [
    {
      words,
      entry,
      effect: `stands at ${Object.values(targets).join(', ')} (${standing} ${standing === 1 ? 'part' : 'parts'}), and is what this plan changes; a new one has another name`,
    },
    ...kept.map(([name, was]) => ({
      words,
      entry,
      effect: `has ${plainName(name)} ${toldInput(name, was)} now, and gets ${toldInput(name, now[name] as Json)}`,
    })),
  ];
}

/** Whether the last run of a deployment took it away: the plan of a removal asks for nothing, and what it kept stands. */
async function wasRemoved(deployment: string, store: EnginePorts['store']): Promise<boolean> {
  const [last] = await store.lastAsked(deployment);
  const record = last === undefined ? null : await store.plan(last.run.plan);
  const opened = record === null ? null : openPlan(record.bytes);
  if (opened?.ok !== true) return false;
  const { changes } = opened.value.plan;
  return changes.some(({ action }) => action === 'delete') && changes.every(({ action }) => action === 'delete' || action === 'none');
}

/** The deployment that is named, which stands; or a new one, which is taken for that of its name where one stands that follows the same blueprint. */
export async function standingBefore({ name, as, deployment }: Request, ports: EnginePorts): Promise<Result<Before>> {
  const { store } = ports;
  if (as !== undefined && deployment !== undefined && as !== deployment)
    return fail(
      problem('INPUT_INVALID', `${as} and ${deployment} are two deployments`, 'name the one that stands with --deployment, or a new one with --name', {
        at: 'deployment',
      }),
    );
  const wanted = deployment ?? as ?? name;
  const parsed = deploymentName.safeParse(wanted);
  if (!parsed.success)
    return fail(
      problem('INPUT_INVALID', `${JSON.stringify(wanted)} cannot be the name of a deployment`, 'use lower-case letters, digits and _', { at: 'name' }),
    );
  const record = (await store.deployments()).find((one) => one.name === wanted);
  const bindings = await store.bindings(wanted);
  const stands = bindings.length > 0;
  if (deployment !== undefined && (record === undefined || !stands)) return fail(await unknownDeployment(deployment, ports));
  if (record === undefined || !stands)
    return ok({ deployment: parsed.data, targets: {}, region: undefined, follows: undefined, inputs: {}, given: {}, by: {}, standing: 0, lost: false });
  const draft = await store.draft(wanted);
  const followed = draft?.blueprint;
  const removed = draft === null && (await wasRemoved(wanted, store));
  if (deployment === undefined && followed?.name !== name) {
    const free = removed ? 'kept some of it when it was removed' : 'follows no blueprint';
    const what = `and ${followed === undefined ? free : `follows ${followed.name}@${followed.version}`}`;
    return fail(
      problem(
        'GRAPH_CONFLICT',
        `a deployment ${wanted} stands, ${what}`,
        `call the new one otherwise with --name, or take that one there: --deployment ${wanted}`,
        { at: 'name' },
      ),
    );
  }
  const regions = new Set(bindings.flatMap(({ at }) => (at.cloud === 'aws' ? [at.region] : [])));
  const [only] = regions.size === 1 ? regions : [];
  const follows = followed?.name === name ? followed.version : undefined;
  const askedWith = { inputs: followed?.inputs ?? {}, given: followed?.given ?? (followed === undefined ? {} : null), by: followed?.by ?? {} };
  return ok({
    deployment: parsed.data,
    targets: await standingTargets(wanted, { store }),
    region: draft?.region ?? only,
    follows,
    ...askedWith,
    standing: bindings.length,
    lost: draft === null && !removed,
  });
}
