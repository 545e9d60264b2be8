import type { Act, Subject } from '../intent/reading/read-act.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { entryRef } from '../knowledge/knowledge-base.ts';
import type { ControlEntry } from '../model/knowledge.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Library } from './read-books.ts';

/** What a question comes to. Nothing is planned, and what was not looked at is said. */
export interface AnswerTo {
  readonly kind: 'answer';
  readonly text: string;
  readonly rows: readonly JsonObject[];
  readonly coverage: Coverage;
}

type Question = Extract<Act, { readonly kind: 'question' }>;

const nothingRead: Coverage = { read: [], unread: [] };
/** So many resources are read one by one for what a question says of them. */
const mostRead = 50;
const regionsNamed = 4;

/** Answers from what is live at the target, from the knowledge base, or from the books. */
export async function answerQuestion({ about, subject }: Question, target: NamedTarget, library: Library, ports: EnginePorts): Promise<Result<AnswerTo>> {
  switch (about) {
    case 'live':
      return fromLive(subject, target, ports);
    case 'knowledge':
      return ok(fromKnowledge(subject, ports));
    case 'history':
      return ok(await fromBooks(subject, library, ports));
    case 'impact':
      return ok(await fromImpact(subject, target, library, ports));
    default:
      return about satisfies never;
  }
}

async function fromLive({ types, controls, names, words }: Subject, target: NamedTarget, ports: EnginePorts): Promise<Result<AnswerTo>> {
  const rows: JsonObject[] = [];
  const read: Coverage['read'] = [];
  const unread: Coverage['unread'] = [];
  let cause: Diagnostic | undefined;
  if (types.length === 0)
    return ok({
      kind: 'answer',
      text: `Nothing is known to look for in "${words}". What stands is listed by: asbuilt deployments`,
      rows,
      coverage: nothingRead,
    });
  for (const region of target.regions) {
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
      }
      if (meant.length > mostRead) unread.push({ scope, reason: `only the first ${mostRead} of ${meant.length} were looked at` });
    }
  }
  // Where nothing was read nothing is known, and least of all that there is none.
  if (read.length === 0 && cause !== undefined) return fail(cause);
  const said = controls.map((control) => control.words).join(', ');
  const kinds = types.map((type) => type.replace('AWS::', '').replace('::', ' ')).join(', ');
  const text = `${rows.length === 0 ? 'None' : rows.length} at ${target.name} (${regionsText(target.regions)}): ${kinds}${names.length === 0 ? '' : ` named ${names.join(' or ')}`}${said === '' ? '' : `, ${said}`}`;
  return ok({ kind: 'answer', text, rows, coverage: { read, unread } });
}

/** Some have dozens; which could not be listed is in the coverage. */
function regionsText(regions: readonly string[]): string {
  return regions.length <= regionsNamed ? regions.join(', ') : `looked in ${regions.length} regions`;
}

/** Whether an identifier is one of the names, or ends in one, as an ARN does. Without names any is. */
function isCalled(identifier: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => identifier === name || identifier.endsWith(`/${name}`) || identifier.endsWith(`:${name}`));
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

function fromKnowledge({ types, controls, words }: Subject, { knowledge, types: registry }: EnginePorts): AnswerTo {
  const rows: JsonObject[] = [];
  for (const type of types) {
    for (const { control } of controls) {
      const entry = knowledge.controls.get(control);
      const effect = entry?.types[type] ?? entry?.types['*'];
      if (entry === undefined) continue;
      const told = effect === undefined ? 'has no meaning for it' : 'refused' in effect ? effect.refused : effect.effect.replaceAll('{node}', 'it');
      rows.push({ type, entry: entryRef(entry), says: told, possible: effect !== undefined && !('refused' in effect) });
    }
    const pattern = [...knowledge.patterns.values()].find((one) => one.type === type);
    if (controls.length > 0) continue;
    for (const [name, slot] of Object.entries(pattern?.slots ?? {}))
      rows.push({
        type,
        entry: pattern === undefined ? '' : entryRef(pattern),
        says: `${name}: ${slot.description}${slot.default === undefined ? '' : `, ${slot.default} unless said`}`,
        required: slot.required,
      });
    const known = registry.type(type);
    if (pattern === undefined && known.ok)
      for (const [name, property] of Object.entries(known.value.properties))
        rows.push({ type, entry: `type/${type}`, says: name, required: property.required === true });
  }
  const controlled = rows.filter((row) => 'possible' in row);
  const text =
    rows.length === 0
      ? `The knowledge base says nothing of "${words}". What it holds is in docs/reference/knowledge-format.md`
      : controlled.length > 0
        ? `${controlled.every((row) => row['possible'] === true) ? 'Yes' : 'No'}: ${controlled.map((row) => `${row['entry']}: ${row['says']}`).join('; ')}`
        : 'No rule here demands it. What can be said of it, and what has to be:';
  return { kind: 'answer', text, rows, coverage: nothingRead };
}

async function fromBooks({ types, names, words }: Subject, { bindings }: Library, { store }: EnginePorts): Promise<AnswerTo> {
  if (/\brun\b|\bplan\b|\bchange\b|\bdeployment\b/i.test(words)) {
    const [last] = await store.runs(1);
    if (last === undefined) return { kind: 'answer', text: 'Nothing was run yet.', rows: [], coverage: nothingRead };
    const steps = (await store.steps(last.id)).filter(({ status }) => status === 'failed' || status === 'unknown');
    const rows = steps.map(({ node, status, error }) => ({ run: last.id, node, status, ...(error === undefined ? {} : { why: error.message }) }));
    const text = `The last run, ${last.id} of ${last.deployment}, is ${last.status}${rows.length === 0 ? ', and none of its steps failed' : `; ${rows.length} of its steps failed`}. All of it: asbuilt runs show ${last.id}`;
    return { kind: 'answer', text, rows, coverage: nothingRead };
  }
  // The books tell what was made, and not who may do what, nor why.
  if (/^(?:why|when|who|whose|how)\b/i.test(words) || types.length === 0) {
    const text = `The books do not answer "${words.slice(0, 200)}". What was done: asbuilt runs list; who did it, and when: asbuilt audit list`;
    return { kind: 'answer', text, rows: [], coverage: nothingRead };
  }
  const rows = [...bindings.values()]
    .flat()
    .flatMap((binding) =>
      binding.kind === 'resource' && types.includes(binding.type) && isCalled(binding.identifier, names)
        ? [{ deployment: binding.deployment as string, node: binding.node as string, type: binding.type as string, identifier: binding.identifier }]
        : [],
    );
  return {
    kind: 'answer',
    text: `${rows.length === 0 ? 'No: the books hold none' : `Yes: the books hold ${rows.length}`}. What was done is in: asbuilt runs list`,
    rows,
    coverage: nothingRead,
  };
}

async function fromImpact({ identifiers, types, words }: Subject, target: NamedTarget, { bindings }: Library, { store }: EnginePorts): Promise<AnswerTo> {
  const all = [...bindings.values()].flat().flatMap((binding) => (binding.kind === 'resource' ? [binding] : []));
  const meant = all.filter(
    ({ identifier, type }) => identifiers.includes(identifier) || (identifiers.length === 0 && types.includes(type) && words.includes(identifier)),
  );
  const unread = [{ scope: `what is not in the books of ${target.name}`, reason: 'only what Asbuilt made was looked through' }];
  if (meant.length === 0) {
    const what = identifiers[0] ?? 'what is meant';
    return {
      kind: 'answer',
      text: `${what} was not found: it is not among the ${all.length} resources of ${bindings.size} deployments in the books`,
      rows: [],
      coverage: { read: [], unread },
    };
  }
  const rows: JsonObject[] = [];
  for (const { deployment, node } of meant) {
    const draft = await store.draft(deployment);
    for (const other of draft?.resources ?? [])
      if (other.node !== node && (JSON.stringify(other.properties).includes(`\${${node}.`) || other.dependsOn.includes(node)))
        rows.push({ deployment, node: other.node, type: other.type, because: `refers to ${node}` });
  }
  return { kind: 'answer', text: `${rows.length === 0 ? 'Nothing' : rows.length} in the books depends on it`, rows, coverage: { read: [], unread } };
}
