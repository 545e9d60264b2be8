import { valueAt, withValueAt } from '../../kernel/pointer.ts';
import type { ResolveContext } from '../resolve.ts';
import type { Bare, Edge } from '../understood.ts';
import type { Thing } from './find-things.ts';
import { readCalled } from './read-properties.ts';
import { scheduleIn } from './read-schedule.ts';
import { scheduleOf } from './special-values.ts';

/** What was read of a text so far, and is added to. */
interface ReadSoFar {
  readonly bares: Bare[];
  readonly covered: { readonly start: number; readonly end: number }[];
}

type Placed = { readonly thing: Thing; readonly at: string };

/** Reads what may stand anywhere in a text: what only one of its things can be called by, and when something runs. Gives the edges to what is called by then. */
export function readWhole(text: string, things: readonly Placed[], read: ReadSoFar, context: ResolveContext): readonly Edge[] {
  giveOnlyOnes(text, things, read, context);
  nameInZone(read);
  return calledInTime(text, things, read, context);
}

/** A record of one word is called after the zone that is asked for with it: "www" in example.com is www.example.com. */
function nameInZone({ bares }: ReadSoFar): void {
  const [zone, other] = bares.filter(({ type }) => type === 'AWS::Route53::HostedZone');
  const domain = zone?.properties['Name'] ?? zone?.names?.names[0];
  if (other !== undefined || typeof domain !== 'string') return;
  for (const [index, bare] of bares.entries()) {
    const [name, more] = bare.names?.names ?? [];
    if (bare.type !== 'AWS::Route53::RecordSet' || name === undefined || more !== undefined || name.includes('.') || bare.properties['Name'] !== undefined)
      continue;
    const told = { words: bare.names?.words ?? name, at: bare.names?.at ?? bare.at, pointer: '/Name' };
    bares[index] = { ...bare, properties: { ...bare.properties, Name: `${name}.${domain.replace(/\.$/u, '')}` }, told: [...bare.told, told] };
  }
}

/** "Use an Ubuntu image" is said of the one thing that has an image. */
function giveOnlyOnes(text: string, things: readonly Placed[], { bares, covered }: ReadSoFar, { types, knowledge }: ResolveContext): void {
  const called = bares.flatMap((bare, index) => {
    const type = things.some(({ at }) => at === bare.at) ? types.type(bare.type) : null;
    return type?.ok === true ? readCalled(type.value, text, 0, knowledge).map((one) => ({ ...one, index })) : [];
  });
  for (const one of called) {
    const bare = bares[one.index];
    const rivals = called.filter(({ start, end, index }) => index !== one.index && start < one.end && one.start < end);
    if (bare === undefined || rivals.length > 0) continue;
    const before = valueAt(bare.properties, one.pointer);
    // What leads to a value that is read says no more: "Use AMI lookup for an Ubuntu image".
    if (before === one.value) covered.push(one);
    if (before !== undefined || covered.some(({ start, end }) => start < one.end && one.start < end)) continue;
    const told = { words: text.slice(one.start, one.end), at: `intent:${one.start + 1}`, pointer: one.pointer };
    bares[one.index] = { ...bare, properties: withValueAt(bare.properties, one.pointer, one.value), told: [...bare.told, told] };
    covered.push(one);
  }
}

/** What runs when a time comes, and is called by nothing that is named, is called by a rule of its own. */
function calledInTime(text: string, things: readonly Placed[], { bares, covered }: ReadSoFar, { types, knowledge }: ResolveContext): readonly Edge[] {
  const when = scheduleIn(text);
  const timed = things.some(({ thing: { type } }) => {
    const known = types.type(type);
    return known.ok && scheduleOf(known.value) !== null;
  });
  const [called, ...others] = things.filter(({ thing: { type, count } }) => callable.has(type) && (count ?? 1) === 1);
  const relation = knowledge.relations.findIndex(({ relation: { from, to } }) => from === rule && to === called?.thing.type);
  if (when === null || timed || called === undefined || others.length > 0 || relation < 0) return [];
  const said = { words: text.slice(when.start, when.end), at: `intent:${when.start + 1}` };
  covered.push(when);
  const properties = { ScheduleExpression: when.value };
  const told = [{ ...said, pointer: '/ScheduleExpression' }];
  bares.push({ ...said, type: rule, noun: 'rule', count: 1, points: 'other', names: null, properties, each: [], told });
  return [{ relation, from: said.at, to: called.at, words: said.words }];
}

const rule = 'AWS::Events::Rule';
/** What a rule can call with nothing more said of it. */
const callable: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::StepFunctions::StateMachine',
  'AWS::CodeBuild::Project',
  'AWS::CodePipeline::Pipeline',
]);
