import type { Json } from '../kernel/json.ts';
import { shellWord } from '../model/aws-cli.ts';
import type { Gate } from '../model/gate.ts';
import type { Change, Plan, Step } from '../model/plan.ts';
import type { PlanTarget } from '../model/target-definition.ts';
import { changeAt } from '../plan/change-at.ts';
import { referencesIn } from '../plan/resolve-references.ts';
import type { StepScript, VariableName } from '../ports/script.ts';
import type { PlanRecord } from '../ports/store.ts';
import type { EnginePorts } from './engine-ports.ts';
import { reachTargets } from './reach-targets.ts';
import { driverOf } from './run-context.ts';

/**
 * The plan as a POSIX shell script: run on the world that was planned against, it leaves what the run leaves, but for what only Asbuilt does. It compares nothing with
 * the live world, records nothing, and begins anew each time.
 */
export function renderScript(plan: Plan, state: PlanRecord['state'], ports: EnginePorts): string[] {
  const targets = reachTargets(plan.targets, ports.targets());
  const changes = new Map<string, Change>(plan.changes.map((change) => [change.node, change]));
  const variable = variableNames();
  const blocks = plan.steps.map((step) => {
    const whole = changes.get(step.node);
    if (step.gate !== undefined)
      return { step, title: `${step.id}: ${step.gate.kind === 'person' ? 'a person decides' : 'waits for a value'}`, script: gateScript(step.gate) };
    if (whole === undefined) throw new Error(`plan ${plan.id} has no change of ${step.node}`);
    const change = changeAt(whole, step);
    const target = targets.get(change.at.target) ?? null;
    const wanted = step.op === 'delete' ? [] : usedOf(step.node, plan);
    const script = target === null ? notThere(change.at.target) : driverOf(change, ports).script({ step, change, target, wanted, variable });
    return { step, title: titleOf(step, change), script };
  });
  const secrets = blocks.flatMap(({ script }) => script.secrets);
  return [
    '#!/bin/sh',
    ...headOf(plan, state).map(comment),
    'set -eu',
    ...secrets.flatMap(({ variable: name, of, holds }) => [comment(`${of}${holds === 'json' ? ', as JSON' : ''}`), `: "\${${name}:?}"`]),
    ...[...new Set(blocks.flatMap(({ script }) => script.functions))].flatMap((lines) => ['', ...lines]),
    ...blocks.flatMap(({ title, script }) => ['', comment(title), ...script.lines]),
  ];
}

/** A person goes on with the Enter key; a value is for whoever runs the script to look at. */
function gateScript(gate: Gate): StepScript {
  const says = gate.kind === 'person' ? gate.ask : `${gate.node}.${gate.attribute} has to be ${JSON.stringify(gate.equals)}`;
  return { lines: [`printf '%s [Enter] ' ${shellWord(says)} >&2`, 'read -r _'], functions: [], secrets: [] };
}

function headOf({ id, deployment, expiresAt, targets, steps }: Plan, state: PlanRecord['state']): string[] {
  const waits = state === 'open' || state === 'approved';
  return [
    `Plan ${id} of ${deployment}, ${waits ? `to be ${state === 'open' ? 'approved and ' : ''}applied until ${expiresAt}` : `which was ${state}`}, with the AWS CLI and nothing of Asbuilt.`,
    'It is for the world as it was planned against: nothing is compared before it is changed, nothing is recorded, and a second run begins anew.',
    ...targets.flatMap(targetLines),
    ...(steps.length === 0 ? ['It changes nothing.'] : []),
  ];
}

function targetLines({ alias, name, definition, identity, simulated }: PlanTarget): string[] {
  const called = alias === name ? name : `${alias} (${name})`;
  const place = `account ${definition.account}, ${definition.regions.join(' ')}`;
  return [
    `Target ${called}: ${place}, planned as ${identity.arn}${simulated ? ', simulated' : ''}`,
    ...(definition.role === null ? [] : [`  The role ${definition.role} has to be assumed first: its credentials are not asked for here.`]),
  ];
}

function titleOf({ id, node, op }: Step, change: Change): string {
  const what = change.kind === 'resource' ? change.type : `unit of ${change.engine}`;
  return `${id}: ${op} ${node} (${what})`;
}

/** Attributes of a node that a step takes from it. */
function usedOf(node: string, { steps, changes }: Plan): string[] {
  const inputs = changes.flatMap((change) => (change.kind === 'unit' ? [change.inputs ?? {}] : []));
  const used = referencesIn([...steps.flatMap(({ calls }) => calls.map(({ input }) => input)), ...inputs] as Json);
  return [...new Set(used.flatMap((reference) => (reference.node === node ? [reference.attribute] : [])))].sort();
}

/** Every attribute of every node has a variable of its own, named after both. */
function variableNames(): VariableName {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  return (node, attribute) => {
    const key = JSON.stringify([node, attribute]);
    const known = names.get(key);
    if (known !== undefined) return known;
    const plain = `${node}_${attribute}`.replace(/[^A-Za-z0-9]+/g, '_');
    const name = taken.has(plain) ? `${plain}_${names.size}` : plain;
    names.set(key, name);
    taken.add(name);
    return name;
  };
}

function notThere(target: string): StepScript {
  return { lines: [comment(`The sandbox of target ${target} does not run: nothing tells its address.`), 'exit 1'], functions: [], secrets: [] };
}

/** One line, whatever is in the text. */
function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, ' ')}`;
}
