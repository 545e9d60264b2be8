import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Action, Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import { tellEffect, toldEffects } from '../unit-effects.ts';
import type { Books } from './check-run.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** A Python unit among the nodes of a deployment. */
export interface UnitWish {
  readonly word: string;
  readonly repeatable: boolean;
  /** Whether it ends with a failure, after it has had its effect. */
  readonly fails: boolean;
  /** Seconds it takes after its effect. */
  readonly nap: number;
  /** The queue that it is told, where there is one. */
  readonly queue: string | null;
  /** The node that waits for it. */
  readonly later: string | null;
}

/** With which inputs a unit last ran to its end. */
export type UnitRan = JsonObject | null;

export const unitNode = 'unit';

/** Its effect is that an address outside is told of it; what it gives is a word of its inputs. */
const program = `${tellEffect}
import json, sys, time
given = json.load(sys.stdin)
inputs = given['inputs']
if sys.argv[1] == 'apply':
    tell_effect(inputs['effects'], json.dumps({'deployment': inputs['deployment'], 'token': given['token']}))
    time.sleep(inputs['nap'])
    if inputs['fails']:
        sys.exit(3)
    print(json.dumps({'word': inputs['word']}))
`;
const bundle: SourceBundle = { files: [{ path: 'main.py', base64: Buffer.from(program).toString('base64') }] };
export const unitSource = digestOf(bundle);
export const unitSources: Readonly<Record<string, SourceBundle>> = { [unitSource]: bundle };

export function drawUnit(random: Random, draft: Draft): UnitWish {
  const queues = [...draft.values()].filter(({ kind }) => kind === 'queue');
  const lasts = [...draft.values()].filter(({ kind }) => kind === 'parameter' || kind === 'alias' || kind === 'subscription');
  return {
    word: `word${random.between(1, 1_000)}`,
    repeatable: random.chance(0.4),
    fails: random.chance(0.15),
    nap: random.between(0, 40) / 100,
    queue: queues.length > 0 && random.chance(0.6) ? random.pick(queues).node : null,
    later: lasts.length > 0 && random.chance(0.7) ? random.pick(lasts).node : null,
  };
}

/** The same wish over another draft: nodes that are gone are forgotten. */
export function unitOver(unit: UnitWish, draft: Draft): UnitWish {
  const kept = (node: string | null): string | null => (node !== null && draft.has(node) ? node : null);
  return { ...unit, queue: kept(unit.queue), later: kept(unit.later) };
}

/** Its inputs, with `${node.Attribute}` expressions. */
export function unitInputs({ word, fails, nap, queue }: UnitWish, deployment: string, effects: string): JsonObject {
  return { effects, deployment, word, fails, nap, ...(queue === null ? {} : { arn: `\${${queue}.Arn}` }) };
}

/** Its inputs as they are now; null where the queue that it is told is not there. */
export function unitInputsNow(unit: UnitWish, deployment: string, effects: string, books: Books, truth: Snapshot): JsonObject | null {
  const inputs = unitInputs(unit, deployment, effects);
  if (unit.queue === null) return inputs;
  const place = books.get(unit.queue);
  const arn = place === undefined ? undefined : truth.get(keyOf(place.type, place.identifier))?.properties['Arn'];
  return arn === undefined ? null : { ...inputs, arn };
}

/** How often the unit of a deployment has had its effect, by token. */
export function effectsOf(address: string, deployment: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of toldEffects(address)) {
    const effect = JSON.parse(line) as { readonly deployment: string; readonly token: string };
    if (effect.deployment === deployment) times.set(effect.token, (times.get(effect.token) ?? 0) + 1);
  }
  return times;
}

/** What a plan may say of the unit. */
export function expectedUnit(
  wish: { readonly unit: UnitWish | null; readonly ran: UnitRan; readonly now: JsonObject | null },
  queueActions: ReadonlySet<Action | 'absent'>,
): ReadonlySet<Action | 'absent'> {
  const { unit, ran, now } = wish;
  if (unit === null) return new Set(ran === null ? ['absent'] : ['delete']);
  if (ran === null || now === null || JSON.stringify(ran) !== JSON.stringify(now)) return new Set(['run']);
  if (queueActions.has('create') || queueActions.has('replace')) return new Set(['run']);
  return new Set(queueActions.has('update') ? ['run', 'none'] : ['none']);
}

/**
 * Whether a report tells the truth of the unit, by its effects between two moments of one run:
 * 1. No token has had an effect twice. One that may not be repeated has had none or one in the whole run.
 * 2. `done`: it has had its effect. `skipped`: it has not.
 * 3. `failed` only where it is to fail, or where it ended so before; `unknown` only where its process was ended.
 */
export function checkUnit(
  plan: Plan,
  report: Run,
  unit: UnitWish | null,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  round: number,
): string[] {
  const problems: string[] = [];
  for (const [token, times] of after) if (times > 1) problems.push(`the unit of ${plan.deployment} had its effect ${times} times under the token ${token}`);
  const step = report.nodes.find(({ node, op }) => node === unitNode && op === 'run');
  const effects = [...after.keys()].filter((token) => !before.has(token)).length;
  const say = (text: string) => problems.push(`${plan.deployment}.${unitNode} (${step?.status ?? 'no step'}): ${text}`);
  if (step === undefined) {
    if (effects > 0) say(`it had its effect ${effects} times`);
    return problems;
  }
  if (unit?.repeatable !== true && effects > 1) say(`it may not be repeated, and had its effect ${effects} times`);
  switch (step.status) {
    case 'done':
      if (effects === 0) say('it had no effect');
      break;
    case 'skipped':
      // A later round may skip what an earlier one began.
      if (effects > 0 && round === 0) say(`it had its effect ${effects} times`);
      break;
    case 'failed':
      if (unit?.fails !== true && effects > 0) say(`it has not failed: ${step.error?.message}`);
      break;
    case 'unknown':
      say('nothing happened that would leave its end open');
      break;
    default:
      say('the run has ended, but this has not');
  }
  return problems;
}
