import type { Subject } from '../intent/reading/read-question.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { ControlEntry } from '../model/knowledge.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { isCalled, nothingRead } from './answer-from-books.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';

/** So many resources are read one by one for what a question says of them. */
const mostRead = 50;
const regionsNamed = 4;

/** What is live of some types at some targets; `others` of what was looked at are not as the controls say. */
export async function fromLive(
  { types, controls, names, words }: Subject,
  targets: readonly NamedTarget[],
  ports: EnginePorts,
  called?: string,
): Promise<Result<{ readonly answer: AnswerTo; readonly others: readonly string[] }>> {
  const rows: JsonObject[] = [];
  const read: Coverage['read'] = [];
  const unread: Coverage['unread'] = [];
  let cause: Diagnostic | undefined;
  const others: string[] = [];
  if (types.length === 0)
    return ok({
      answer: {
        kind: 'answer',
        text: `Nothing is known to look for in "${words}". What stands is listed by: asbuilt deployments`,
        rows,
        coverage: nothingRead,
      },
      others,
    });
  let [unnamed, beyondAll] = [0, 0];
  for (const [target, region] of targets.flatMap((one) => one.regions.map((region) => [one, region] as const))) {
    const place = { account: target.target.account, region };
    for (const type of types) {
      const scope = `${type} in ${region} of ${place.account}`;
      const listed = await ports.cloud.list(target, type, place);
      if (!listed.ok) {
        cause ??= listed.problems[0];
        unread.push({ scope, reason: listed.problems[0]?.message ?? 'it could not be listed' });
        continue;
      }
      read.push({ type, account: place.account, region, resources: listed.value.length });
      const meant = listed.value.filter(({ identifier }) => isCalled(identifier, names));
      for (const { identifier } of meant.slice(0, mostRead)) {
        const held = controls.length === 0 ? true : await holds(type, identifier, place, controls, target, ports);
        if (held === null) unread.push({ scope: `${type} ${identifier}`, reason: 'it could not be read, or nothing tells it' });
        else if (held) rows.push({ account: place.account, region, type, identifier });
        else others.push(identifier);
      }
      const beyond = Math.max(0, meant.length - mostRead);
      // What is asked for by its type alone is there, be it named in the answer or not.
      if (controls.length === 0) unnamed += beyond;
      beyondAll += beyond;
      if (beyond > 0) unread.push({ scope, reason: `only the first ${mostRead} of ${meant.length} ${controls.length === 0 ? 'are named' : 'were looked at'}` });
    }
  }
  // Where nothing was read nothing is known, and least of all that there is none.
  if (read.length === 0 && cause !== undefined) return fail(cause);
  const said = controls.map((control) => control.words).join(', ');
  const kinds = types.map((type) => type.replace('AWS::', '').replace('::', ' ')).join(', ');
  // What could not be looked at is no "none".
  const none = unread.length === 0 ? 'None' : `None was found among what could be looked at`;
  const where = targets.map(({ name, regions }) => `${name} (${regionsText(regions)})`).join(' and ');
  const many = `${beyondAll > unnamed ? 'At least ' : ''}${rows.length + unnamed}`;
  const text = `${rows.length === 0 ? none : many} at ${where}: ${kinds}${names.length === 0 ? '' : ` named ${called ?? names.join(' or ')}`}${said === '' ? '' : `, ${said}`}`;
  return ok({ answer: { kind: 'answer', text, rows, coverage: { read, unread } }, others });
}

/** Some have dozens; which could not be listed is in the coverage. */
function regionsText(regions: readonly string[]): string {
  return regions.length <= regionsNamed ? regions.join(', ') : `looked in ${regions.length} regions`;
}

/** Whether a live resource is as all the controls say; null where that cannot be told. */
async function holds(
  type: string,
  identifier: string,
  place: { readonly account: string; readonly region: string },
  controls: Subject['controls'],
  target: NamedTarget,
  ports: EnginePorts,
): Promise<boolean | null> {
  const live = await ports.cloud.read(target, { type, place, identifier });
  if (!live.ok || live.value.kind !== 'live') return null;
  const { properties } = live.value;
  const told = controls.map(({ control, positive }) => {
    const held = controlHolds(ports.knowledge.controls.get(control), type, properties, ports.knowledge);
    return held === null ? null : held === positive;
  });
  return told.includes(null) ? null : told.every((one) => one === true);
}

function controlHolds(control: ControlEntry | undefined, type: string, properties: JsonObject, knowledge: KnowledgeBase): boolean | null {
  const checks = checksOf(control, type);
  if (checks.length > 0)
    return checks.every(({ pointer, equals, exists }) =>
      exists === undefined ? JSON.stringify(valueAt(properties, pointer)) === JSON.stringify(equals) : (valueAt(properties, pointer) !== undefined) === exists,
    );
  const opposite = control?.opposite === undefined ? undefined : knowledge.controls.get(control.opposite);
  if (opposite === undefined || checksOf(opposite, type).length === 0) return null;
  const other = controlHolds({ ...opposite, opposite: undefined } as ControlEntry, type, properties, knowledge);
  return other === null ? null : !other;
}

function checksOf(control: ControlEntry | undefined, type: string) {
  const effect = control?.types[type];
  return effect === undefined || 'refused' in effect ? [] : effect.checks;
}
