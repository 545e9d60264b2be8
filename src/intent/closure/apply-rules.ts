import { isJsonObject, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../../kernel/pointer.ts';
import type { Ruled } from '../../knowledge/closure-rules.ts';
import type { Along, AskedValue, ClosureRule } from '../../model/closure-rules.ts';
import { leavesOf } from '../chosen-places.ts';
import { answered, type Closing, explain, placeOf } from './closing.ts';
import type { Part, Referent } from './drafting.ts';
import { nodesIn } from './drafting.ts';
import { escaped, fillRule, type RuleScope } from './fill-rule.ts';
import { addCompanion, findNeed } from './find-need.ts';
import { ownValues } from './network.ts';

/** Gives a part what the closure rules of its type, and of what it was made as, say. What was said of it stays. */
export function applyRules(closing: Closing, part: Part): void {
  const { closure } = closing.context.knowledge;
  const own = part.made === null ? undefined : closure.parts.get(part.made);
  if (own !== undefined) applyRule(closing, part, { entry: own.entry, rule: { ...own.rule, because: own.rule.because } });
  for (const ruled of closure.types.get(part.type.name) ?? []) {
    if (ruled.rule.when === undefined || holds(ruled.rule.when, part.properties)) applyRule(closing, part, ruled);
  }
}

/** Whether the properties have, at each pointer, one of the values; null is nothing there, `*` anything. */
export function holds(when: Readonly<Record<string, readonly Json[]>>, properties: JsonObject): boolean {
  return Object.entries(when).every(([pointer, values]) => {
    const found = valueAt(properties, pointer);
    return values.some((value) => (value === null ? found === undefined : value === '*' ? found !== undefined : sameJson(value, found)));
  });
}

function applyRule(closing: Closing, part: Part, { rule, entry }: Ruled<Omit<ClosureRule, 'ask' | 'when'> & { ask?: AskedValue | undefined }>): void {
  const locals = new Map<string, readonly Referent[]>();
  const values: Record<string, string> = ownValues(closing, part);
  const scope: RuleScope = { context: closing.context, self: part, locals, values };
  if (rule.ask !== undefined && valueAt(part.properties, rule.ask.property) === undefined) ask(closing, part, rule.ask, entry, scope);
  if (!addsTo(rule.properties, part.properties) && Object.keys(rule.along).length === 0) return;
  for (const [name, need] of Object.entries(rule.needs)) {
    if (!isUsed(name, rule.properties, part.properties) && !JSON.stringify(rule.along).includes(`\${${name}.`)) continue;
    const found = findNeed(closing, part, { need, slot: name, because: rule.because, entry, properties: fillRule(need.properties, scope) });
    if (found === null) return;
    locals.set(name, found);
  }
  // Needs may have moved what is free: a VPC that was made has a block of its own.
  Object.assign(values, ownValues(closing, part));
  lay(closing, part, fillUsed(rule.properties, part.properties, scope), entry, rule.because);
  for (const [name, along] of Object.entries(rule.along)) bring(closing, part, name, along, entry, locals, scope);
}

/** A need of which only values serve that are there already is none. */
function isUsed(name: string, template: JsonObject, there: JsonObject): boolean {
  return Object.entries(template).some(([key, value]) => {
    const below = there[key];
    if (below !== undefined && !(isJsonObject(value) && isJsonObject(below))) return false;
    return isJsonObject(value) && isJsonObject(below) ? isUsed(name, value, below) : JSON.stringify(value).includes(`\${${name}.`);
  });
}

function addsTo(template: JsonObject, there: JsonObject): boolean {
  return Object.entries(template).some(([key, value]) => {
    const below = there[key];
    return below === undefined || (isJsonObject(value) && isJsonObject(below) && addsTo(value, below));
  });
}

/** Fills in only what will be laid: what speaks of needs that nobody has is left out. */
function fillUsed(template: JsonObject, there: JsonObject, scope: RuleScope): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template)) {
    const below = there[key];
    if (below === undefined) out[key] = fillRule({ value }, scope)['value'] ?? null;
    else if (isJsonObject(value) && isJsonObject(below)) out[key] = fillUsed(value, below, scope);
  }
  return out;
}

function lay(closing: Closing, part: Part, added: JsonObject, entry: string, because: string): void {
  const given: string[] = [];
  part.properties = beneath(added, part.properties, '', given);
  closing.drafting.notice(part);
  if (given.length > 0) explain(closing, part, entry, `gives {node} ${given.join(', ')}: ${because}`);
}

function beneath(below: JsonObject, above: JsonObject, at: string, given: string[]): JsonObject {
  const out: Record<string, Json> = { ...above };
  for (const [key, value] of Object.entries(below)) {
    const there = above[key];
    if (there === undefined) {
      out[key] = value;
      given.push(`${at}${key}`);
    } else if (isJsonObject(there) && isJsonObject(value)) {
      out[key] = beneath(value, there, `${at}${key}/`, given);
    }
  }
  return out;
}

/** Brings a resource along, unless one of its type refers to the part already. */
function bring(closing: Closing, part: Part, name: string, along: Along, entry: string, locals: Map<string, readonly Referent[]>, scope: RuleScope): void {
  const { drafting } = closing;
  const there = drafting
    .of(along.type)
    .filter((other) => other !== part && (along.shared || drafting.uses(other.node).has(part.node) || (binds(along) && isUnbound(closing, other, part))));
  const [first] = there;
  if (first !== undefined) {
    locals.set(name, [first]);
    return;
  }
  const owner = part.node.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '');
  const wanted = along.node?.replaceAll('{owner}', owner) ?? (along.shared ? name : `${owner}_${name}`);
  const companion = addCompanion(closing, part, { node: wanted, type: along.type, properties: {}, only: along.shared ? null : part, made: null });
  if (companion === null) return;
  locals.set(name, [companion]);
  companion.properties = fillRule(along.properties, scope);
  drafting.notice(companion);
  if (along.first) drafting.use(part.node, companion.node);
  explain(closing, companion, entry, `adds {node} (${along.type}): ${along.because.replaceAll('{node}', part.node)}`);
  closing.queue.push(companion);
}

/** Whether what comes along refers to something, which one that was said can be made to do in its place; what is only called after the part cannot. */
function binds({ properties }: Along): boolean {
  return /\$\{(?!place\.)\w+\./u.test(JSON.stringify(properties));
}

/** One that was said and refers to nothing of the part's type yet: it will be bound to it. */
function isUnbound(closing: Closing, other: Part, part: Part): boolean {
  if (other.owner !== null || closing.drafting.of(part.type.name).length > 1) return false;
  return !nodesIn(other.properties).some((node) => closing.drafting.at(node)?.type.name === part.type.name);
}

function ask(closing: Closing, part: Part, asked: AskedValue, entry: string, scope: RuleScope): void {
  const slot = `${part.node}.${segmentsOf(asked.property).join('.')}`;
  const answer = answered(closing, part, slot);
  const value = answer?.value ?? asked.default;
  // Of what comes along, and of a plain value, it is one of the values that are asked for together.
  const together = asked.because === undefined && (asked.properties === undefined || part.owner !== null);
  if (together)
    closing.open.push({
      part,
      pointer: asked.property,
      what: asked.question.replaceAll('{node}', part.node),
      options: asked.options.map(({ value }) => value),
    });
  else if (answer === null) {
    closing.questions.push({
      at: placeOf(part),
      slot,
      text: asked.question.replaceAll('{node}', part.node),
      options: asked.options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
      open: true,
      default: asked.default,
      because: asked.because ?? null,
    });
  }
  const filled = { ...scope, values: { ...scope.values, answer: value } };
  const properties = asked.properties === undefined ? valueUnder(asked.property, escaped(value)) : fillRule(asked.properties, filled);
  if (answer?.by !== undefined) for (const { path } of leavesOf(properties, [])) part.chosen.add(pointerOf(path));
  if (together) part.properties = beneath(properties, part.properties, '', []);
  else lay(closing, part, properties, entry, answer === null ? 'it is asked' : `as was answered: ${answer.value}`);
}

function valueUnder(pointer: string, value: Json): JsonObject {
  const [first = '', ...rest] = segmentsOf(pointer);
  return { [first]: rest.length === 0 ? value : valueUnder(`/${rest.join('/')}`, value) };
}
