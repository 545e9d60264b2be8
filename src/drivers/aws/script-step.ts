import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, segmentsOf } from '../../kernel/pointer.ts';
import { shellWord } from '../../model/aws-cli.ts';
import type { ResourceChange } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { isSecretText, namesOf } from '../../model/secret.ts';
import { placeOf } from '../../model/target.ts';
import { type Marks, marksBelow, marksOf } from '../../plan/marks.ts';
import { sendable } from '../../plan/readable.ts';
import { isReference } from '../../plan/resolve-references.ts';
import type { Cloud } from '../../ports/cloud.ts';
import type { ScriptOrder, ScriptSecret, StepScript } from '../../ports/script.ts';
import { mutationOf } from './mutation-of.ts';

/** A step on a resource as a part of a script. What the type never shows, or a difference calls sensitive, is left for the reader to set. */
export function scriptStep(order: ScriptOrder, type: ResourceType, cloud: Cloud): StepScript {
  const { step, target, wanted, variable } = order;
  const change = order.change as ResourceChange;
  const { op } = step;
  if (op === 'adopt' || op === 'run' || op === 'gate') return { lines: ['# It is there already: nothing is sent.'], functions: [], secrets: [] };
  const hidden = new Hidden(change, type);
  const wish = op === 'delete' ? {} : (sendable(hidden.properties, marksOf(type)) as JsonObject);
  const mutation = mutationOf(step, change, type, { wish, patch: hidden.patch });
  const cannot = step.calls.length === 0 ? cloud.cannot(target, mutation) : null;
  if (cannot !== null) {
    const because = `${step.node} is not in the script: ${cannot.message}. What can be done: ${cannot.fix}`;
    return { lines: [`printf '%s\\n' ${shellWord(because)} >&2`, 'exit 1'], functions: [], secrets: [] };
  }
  const calls = op === 'delete' || hidden.secrets.length === 0 ? step.calls : cloud.calls(target, mutation);
  // What is shown is what was signed, or nothing.
  if (canonicalJson(hidden.revealed(calls as unknown as Json)) !== canonicalJson(step.calls)) {
    const lines = ["echo 'this step holds values that are not shown, and is not in the script' >&2", 'exit 1'];
    return { lines, functions: [], secrets: [] };
  }
  return cloud.script(target, {
    node: step.node,
    op,
    type: change.type,
    place: placeOf(change.at),
    identifier: op === 'create' ? null : change.identifier,
    identity: type.identifier,
    properties: wish,
    calls,
    secrets: hidden.secrets,
    wanted,
    variable,
  });
}

/** What a change asks for with a `$secret` in the place of each value that is not to be shown, and the way back. */
class Hidden {
  readonly properties: JsonObject;
  readonly patch: ResourceChange['patch'];
  readonly #node: string;
  readonly #sensitive: readonly string[];
  readonly #byPlace = new Map<string, ScriptSecret>();
  readonly #values = new Map<string, Json>();

  constructor(change: ResourceChange, type: ResourceType) {
    this.#node = change.node;
    this.#sensitive = change.differences.filter(({ sensitive }) => sensitive).map(({ path }) => path);
    const marks = marksOf(type);
    this.properties = this.#hide(change.after ?? {}, marks, []) as JsonObject;
    this.patch = change.patch.map((operation) => {
      if (operation.op === 'remove') return operation;
      const segments = segmentsOf(operation.path);
      const path = segments.map((_, index) => segments.slice(0, index + 1));
      const secret = path.some((outer) => this.#isSecret(marksAt(marks, outer), outer));
      return { ...operation, value: this.#hide(operation.value, marksAt(marks, segments), segments, secret) };
    });
  }

  get secrets(): ScriptSecret[] {
    return [...this.#byPlace.values()];
  }

  /** The value with its secrets in their places again. */
  revealed(value: Json): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.revealed(item));
    const secret = (value as JsonObject)['$secret'];
    if (typeof secret === 'string') return this.#values.get(secret) ?? null;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.revealed(member)]));
  }

  #hide(value: Json, marks: Marks, path: readonly string[], within = false): Json {
    if (isSecretText(value)) return this.#secret(value, path);
    const secret = within || this.#isSecret(marks, path);
    if (value === null || (isJsonObject(value) && isReference(value))) return value;
    if (Array.isArray(value)) {
      return (value as readonly Json[]).map((item, index) => this.#hide(item, marksBelow(marks, String(index)), [...path, String(index)], secret));
    }
    if (isJsonObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#hide(member, marksBelow(marks, name), [...path, name], secret)]));
    }
    return secret ? this.#secret(value, path) : value;
  }

  #isSecret(marks: Marks, path: readonly string[]): boolean {
    return marks.writeOnly || this.#sensitive.includes(pointerOf(path));
  }

  #secret(value: Json, path: readonly string[]): Json {
    const pointer = pointerOf(path);
    const known = this.#byPlace.get(pointer);
    const variable = known?.variable ?? this.#variable(path);
    if (known === undefined) {
      const text = typeof value === 'string' || isSecretText(value);
      this.#byPlace.set(pointer, { variable, of: `${pointer} of ${this.#node}${from(value)}`, holds: text ? 'text' : 'json' });
      this.#values.set(variable, value);
    }
    return { $secret: variable };
  }

  #variable(path: readonly string[]): string {
    const words = [this.#node, ...path].map((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
    const name = `SECRET_${words.join('_')}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
    return this.#values.has(name) ? `${name}_${this.#values.size}` : name;
  }
}

function from(value: Json): string {
  if (!isSecretText(value)) return '';
  const names = namesOf(value);
  const [only] = value.$secret;
  return value.$secret.length === 1 && typeof only === 'object' ? `: secret ${names.join()}` : `: a text with secret ${names.join(' and ')} in it`;
}

function marksAt(marks: Marks, segments: readonly string[]): Marks {
  return segments.reduce(marksBelow, marks);
}
