import { placeNamed } from '../intent/reading/read-act.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { CatalogLine } from '../model/catalog.ts';
import type { Plan } from '../model/plan.ts';
import type { Answer, Question } from '../model/question.ts';
import type { NamedTarget } from '../model/target.ts';
import { rankedFor, visibleLines } from './catalog.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { planBlueprint } from './plan-blueprint.ts';

/** So much of what a text says has to be covered by what a blueprint is called and told to be. */
const enough = 0.5;
/** So much where nothing else is known to make of the text. */
const enoughAlone = 0.2;
const most = 3;
const place = { at: 'intent:1', slot: 'blueprint' };
const draft = 'draft';

/** A blueprint that a text may mean; `score` says how much of the text it covers, between 0 and 1. */
export interface Published {
  readonly line: CatalogLine;
  readonly score: number;
}

/** The blueprints of the catalog that a text may mean, the best first; none where nothing is published that the caller sees. */
export async function blueprintsFor({ intent }: Pick<Asked, 'intent'>, caller: Caller, ports: EnginePorts): Promise<readonly Published[]> {
  if (intent.deployment !== undefined || ports.resolver.mentions === undefined) return [];
  const lines = (await visibleLines(caller, ports)).filter(({ kind }) => kind === 'Blueprint');
  if (lines.length === 0) return [];
  return (await rankedFor(intent.intent, lines, ports)).filter(({ score }) => score >= enoughAlone).slice(0, most);
}

/**
 * Whether what is published is wanted, before anything is drafted; null where that was answered, or nothing is offered. `alone`: the words mean nothing else, so that there is no other way, and less of
 * them has to be covered.
 */
export function offerOf(published: readonly Published[], answers: readonly Answer[], alone = false): Question | null {
  const lines = published.flatMap(({ line, score }) => (alone || score >= enough ? [line] : []));
  if (lines.length === 0 || answers.some(({ at, slot }) => at === place.at && slot === place.slot)) return null;
  const values = lines.map(({ name, version, description, owner }) => ({ value: `${name}@${version}`, text: `${description} (published by ${owner})` }));
  const options = alone ? values : [...values, { value: draft, text: 'a draft of what the words say, which nobody has published' }];
  return {
    ...place,
    text: 'The catalog has a blueprint for this. Is it to be planned?',
    options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
    open: false,
    default: options[0]?.value ?? draft,
    because: null,
  };
}

/** The plan of the blueprint that was chosen, in the region that the words name; null where none was. Its inputs are the parameters of the intent; what it needs beside them is a failure that names it. */
export async function planChosen(
  { intent, answers }: Asked,
  targets: ReadonlyMap<string, NamedTarget>,
  caller: Caller,
  ports: EnginePorts,
): Promise<Result<{ readonly plan: Plan; readonly region: string }> | null> {
  const chosen = answers.find(({ at, slot }) => at === place.at && slot === place.slot)?.value;
  if (chosen === undefined || chosen === draft) return null;
  const [name = '', version = ''] = chosen.split('@');
  const region = intent.region ?? placeNamed(intent.intent, ports.knowledge, ports.types.regions()) ?? undefined;
  const planned = await planBlueprint(
    {
      name,
      version,
      targets: Object.fromEntries([...targets].map(([alias, target]) => [alias, target.name])),
      inputs: intent.params ?? {},
      ...(region === undefined ? {} : { region }),
      ...(intent.name === undefined ? {} : { as: intent.name }),
    },
    caller,
    ports,
  );
  const [main] = targets.values();
  if (planned.ok) return ok({ plan: planned.value, region: region ?? main?.regions[0] ?? '' });
  const missing = `give what it needs with: asbuilt plan ${chosen} --input NAME=VALUE`;
  return {
    ok: false,
    problems: planned.problems.map((problem) => (problem.code === 'INPUT_INVALID' ? { ...problem, fix: `${problem.fix}; ${missing}` } : problem)),
  };
}
