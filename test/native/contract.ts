import { digestOf } from '../../src/kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import type { Difference, PatchOp } from '../../src/model/plan.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { type Applied, diffProperties } from '../../src/plan/diff-properties.ts';
import { withUnchangedWriteOnly } from '../../src/plan/write-only.ts';
import type { Cloud, Mutation, Submission } from '../../src/ports/cloud.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import { type Asked, sending } from '../sending.ts';
import type { Sample } from './samples.ts';

/** What is checked of every type, in this order. */
export const checks = [
  'create',
  'list',
  'read back',
  'plan empty',
  'repeat',
  'not taken over',
  'adopt',
  'changes',
  'outside change',
  'replace',
  'delete',
  'outside delete',
] as const;
export type Check = (typeof checks)[number];

/** `-` where the type has nothing to check, else what went wrong, or that nothing did. */
export type Outcome = 'ok' | '-' | { readonly wrong: string };
export type Row = Readonly<Record<Check, Outcome>>;

export interface Subject {
  readonly cloud: Cloud;
  readonly target: NamedTarget;
  readonly registry: TypeRegistry;
  /** An emulator whose known differences are left out. */
  readonly moto: boolean;
}

const place = { account: '123456789012', region: 'us-east-1' };

/** Takes one sample through its whole life and says of every check how it went; a check that cannot start is told as not reached. */
export async function lifeOf(subject: Subject, sample: Sample, name: string): Promise<Row> {
  const row = new Map<Check, Outcome>();
  const attempt = async (check: Check, action: () => Promise<'-' | undefined>) => {
    try {
      row.set(check, (await action()) ?? 'ok');
    } catch (error) {
      row.set(check, { wrong: error instanceof Error ? error.message : String(error) });
    }
  };
  const life = new Life(subject, sample, name);
  await attempt('create', () => life.create());
  if (row.get('create') === 'ok') {
    await attempt('list', () => life.listed());
    await attempt('read back', () => life.readBack());
    await attempt('plan empty', () => life.planEmpty());
    await attempt('repeat', () => life.repeat());
    await attempt('not taken over', () => life.notTakenOver());
    await attempt('adopt', () => life.adopt());
    await attempt('changes', () => life.changeEach());
    await attempt('outside change', () => life.changedOutside());
    await attempt('replace', () => life.replace());
    await attempt('delete', () => life.delete());
    await attempt('outside delete', () => life.deletedOutside());
  }
  return Object.fromEntries(checks.map((check) => [check, row.get(check) ?? { wrong: 'not reached' }])) as Row;
}

class Life {
  readonly #subject: Subject;
  readonly #sample: Sample;
  readonly #name: string;
  readonly #needed: Record<string, JsonObject> = {};
  #desired: JsonObject = {};
  #applied: JsonObject = {};
  #identifier = '';
  #serial = 0;

  constructor(subject: Subject, sample: Sample, name: string) {
    this.#subject = subject;
    this.#sample = sample;
    this.#name = name;
  }

  async create() {
    for (const [alias, need] of Object.entries(this.#sample.needs ?? {})) {
      const identifier = await this.#made(need.type, this.#filled(need.properties, `${this.#name}-${alias}`));
      this.#needed[alias] = await this.#live(need.type, identifier);
    }
    this.#desired = this.#filled(this.#sample.properties, this.#name);
    this.#identifier = await this.#made(this.#sample.type, this.#desired);
    this.#applied = this.#desired;
    return undefined;
  }

  async listed() {
    const parent = Object.fromEntries((this.#sample.listedUnder ?? []).map((name) => [name, this.#desired[name] ?? null]));
    const listed = await this.#subject.cloud.list(this.#subject.target, this.#sample.type, place, this.#sample.listedUnder === undefined ? undefined : parent);
    if (!listed.ok) {
      if (listed.problems[0]?.code === 'CLOUD_UNSUPPORTED') return '-';
      throw new Error(`${listed.problems[0]?.message} (${listed.problems[0]?.cause})`);
    }
    equal(listed.value.filter(({ identifier }) => identifier === this.#identifier).length, 1, 'times it is listed');
    return undefined;
  }

  async readBack() {
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences } = diffProperties(this.#type(this.#sample.type), this.#desired, live, this.#known());
    equal(
      differences.map(({ path }) => path),
      [],
      'differs from what was asked',
    );
    return undefined;
  }

  async planEmpty() {
    equal(await this.#differences(), [], 'a second plan');
    return undefined;
  }

  /** The same create again with the same token, as after a lost reply, makes no second one. */
  async repeat() {
    this.#serial--;
    const again = await this.#end(await this.#submit({ op: 'create', type: this.#sample.type, place, properties: this.#desired }));
    const there = again.status === 'failed' && again.exists === true ? again.identifier : again.status === 'done' ? again.identifier : undefined;
    if (again.status !== 'done' && there === undefined) throw new Error(`${again.status}: ${'problem' in again ? problemText(again) : ''}`);
    if (there !== undefined && there !== null) equal(there, this.#identifier, 'the repeat made');
    return undefined;
  }

  /** A create by somebody who has sent nothing before does not come to what stands here: it is refused, or makes another. */
  async notTakenOver() {
    const properties = JSON.parse(JSON.stringify(this.#desired).replaceAll('"contract"', '"another"')) as JsonObject;
    const other = await this.#end(await this.#submit({ op: 'create', type: this.#sample.type, place, properties }));
    if (other.status !== 'done' || other.identifier === null) return undefined;
    if (other.identifier === this.#identifier) throw new Error('it was taken for what was made');
    await this.#done({ op: 'delete', type: this.#sample.type, place, identifier: other.identifier }, 'deleting the other');
    return undefined;
  }

  async adopt() {
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences } = diffProperties(this.#type(this.#sample.type), this.#desired, live, null);
    equal(
      differences.map(({ path }) => path),
      [],
      'adopting would write',
    );
    return undefined;
  }

  async changeEach() {
    const changes = this.#changes();
    if (changes.length === 0) return '-';
    for (const [property, template] of changes) await this.#change(property, this.#filled(template, this.#name));
    return undefined;
  }

  #changes(): [string, Json][] {
    return Object.entries(this.#sample.changes).filter(([property]) => !this.#subject.moto || this.#sample.notOnMoto?.[property] === undefined);
  }

  async #change(property: string, value: Json) {
    const next = { ...this.#desired, [property]: value };
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences, patch } = diffProperties(this.#type(this.#sample.type), next, live, this.#known());
    equal([...new Set(differences.map(({ path }) => path.split('/')[1]))], [property], `the plan for ${property} shows`);
    if (differences.some(({ forcesReplace }) => forcesReplace)) throw new Error(`${property} is planned as a replacement`);
    const update = this.#update(next, live, differences, patch);
    // One facet, one call: what does not change is not sent again.
    if (this.#subject.target.target.dialect === 'native') {
      const calls = this.#subject.cloud.calls(this.#subject.target, update).map(({ operation }) => operation);
      equal(calls.length, this.#sample.callsOf?.[property] ?? 1, `changing ${property} by ${calls.join(', ')}: calls`);
    }
    await this.#done(update, `changing ${property}`);
    this.#desired = next;
    this.#applied = next;
    equal(await this.#differences(), [], `after changing ${property} a second plan`);
  }

  /** Somebody sets the first property back behind our back: exactly that shows, and putting it right works. */
  async changedOutside() {
    const readable = this.#changes()
      .map(([property]) => property)
      .filter((property) => property in this.#sample.properties && this.#sample.hidden?.includes(property) !== true);
    const [property] = readable;
    if (property === undefined) return '-';
    const mine = this.#desired;
    const theirs = { ...mine, [property]: this.#filled(this.#sample.properties[property] as Json, this.#name) };
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences, patch } = diffProperties(this.#type(this.#sample.type), theirs, live, this.#known());
    await this.#done(this.#update(theirs, live, differences, patch), `setting ${property} back`);
    equal([...new Set((await this.#differences()).map((path) => path.split('/')[1]))], [property], 'the plan after a change from outside shows');
    await this.#repair(mine);
    equal(await this.#differences(), [], 'after putting it right a second plan');
    return undefined;
  }

  async #repair(desired: JsonObject) {
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences, patch } = diffProperties(this.#type(this.#sample.type), desired, live, this.#known());
    await this.#done(this.#update(desired, live, differences, patch), 'putting it right');
  }

  #update(desired: JsonObject, live: JsonObject, differences: readonly Difference[], patch: readonly PatchOp[]): Mutation {
    const known = withUnchangedWriteOnly(this.#type(this.#sample.type), live, desired, differences);
    return { op: 'update', type: this.#sample.type, place, identifier: this.#identifier, patch, desired, live: known };
  }

  async replace() {
    if (this.#sample.replace === undefined) return '-';
    const next = { ...this.#desired, ...this.#filled(this.#sample.replace, this.#name) };
    const live = await this.#live(this.#sample.type, this.#identifier);
    const { differences } = diffProperties(this.#type(this.#sample.type), next, live, this.#known());
    if (!differences.some(({ forcesReplace }) => forcesReplace))
      throw new Error(`the plan shows no replacement but ${JSON.stringify(differences.map(({ path }) => path))}`);
    // Names that both would hold at once have to go first; the order is the plan's to choose, here it is always the safe one.
    await this.#unprotected();
    await this.#done({ op: 'delete', type: this.#sample.type, place, identifier: this.#identifier }, 'deleting the old one');
    this.#desired = { ...this.#filled(this.#sample.properties, this.#name), ...this.#filled(this.#sample.replace, this.#name) };
    this.#applied = this.#desired;
    this.#identifier = await this.#made(this.#sample.type, this.#desired);
    equal(await this.#differences(), [], 'after the replacement a second plan');
    return undefined;
  }

  async delete() {
    await this.#unprotected();
    await this.#done({ op: 'delete', type: this.#sample.type, place, identifier: this.#identifier }, 'the delete');
    return undefined;
  }

  async deletedOutside() {
    const read = await this.#subject.cloud.read(this.#subject.target, { type: this.#sample.type, place, identifier: this.#identifier });
    if (!read.ok) throw new Error(read.problems[0]?.message);
    equal(read.value.kind, 'absent', 'after the delete it reads');
    const again = await this.#end(await this.#submit({ op: 'delete', type: this.#sample.type, place, identifier: this.#identifier }));
    if (again.status !== 'failed' || again.problem.code !== 'CLOUD_NOT_FOUND')
      throw new Error(`deleting it again: ${again.status} ${'problem' in again ? again.problem.code : ''}`);
    return undefined;
  }

  /** Protection against deletion is taken away first, as a person would have to. */
  async #unprotected() {
    for (const property of ['DeletionProtectionEnabled', 'DeletionProtection']) {
      if (this.#desired[property] === true) await this.#change(property, false);
    }
  }

  async #differences(): Promise<string[]> {
    const live = await this.#live(this.#sample.type, this.#identifier);
    return diffProperties(this.#type(this.#sample.type), this.#desired, live, this.#known()).differences.map(({ path }) => path);
  }

  #known(): Applied {
    const digests = this.#type(this.#sample.type).writeOnly.flatMap((pointer) => {
      const value = pointer
        .slice(1)
        .split('/')
        .reduce<Json | undefined>((inner, part) => (isJsonObject(inner) ? inner[part] : undefined), this.#applied);
      return value === undefined ? [] : [[pointer, digestOf(value)] as const];
    });
    return { properties: this.#applied, writeOnlyDigests: Object.fromEntries(digests) };
  }

  #type(name: string) {
    const type = this.#subject.registry.type(name);
    if (!type.ok) throw new Error(type.problems[0]?.message);
    return type.value;
  }

  async #live(type: string, identifier: string): Promise<JsonObject> {
    const read = await this.#subject.cloud.read(this.#subject.target, { type, place, identifier });
    if (!read.ok) throw new Error(`${type} ${identifier} cannot be read: ${read.problems[0]?.cause ?? read.problems[0]?.message}`);
    if (read.value.kind === 'absent') throw new Error(`${type} ${identifier} reads as absent`);
    return read.value.properties;
  }

  async #made(type: string, properties: JsonObject): Promise<string> {
    const made = await this.#end(await this.#submit({ op: 'create', type, place, properties }));
    if (made.status !== 'done' || made.identifier === null) throw new Error(`creating ${type}: ${made.status} ${problemText(made)}`);
    return made.identifier;
  }

  async #done(mutation: Asked, what: string): Promise<void> {
    const ended = await this.#end(await this.#submit(mutation));
    if (ended.status !== 'done') throw new Error(`${what}: ${ended.status} ${problemText(ended)}`);
  }

  #submit(mutation: Asked): Promise<Submission> {
    return sending(this.#subject.cloud).submit(this.#subject.target, mutation, digestOf(`${this.#name}-${this.#serial++}`));
  }

  async #end(submission: Submission): Promise<Submission> {
    return submission.status === 'pending'
      ? sending(this.#subject.cloud).settle(this.#subject.target, JSON.parse(JSON.stringify(submission.handle)) as JsonObject, 30_000, 1)
      : submission;
  }

  #filled<T extends Json>(template: T, name: string): T {
    return filled(template, name, this.#needed);
  }
}

/** A sample's template with the names of this life in it. */
export function filled<T extends Json>(template: T, name: string, needed: Readonly<Record<string, JsonObject>>): T {
  if (typeof template === 'string')
    return template.replace(/\$\{([a-z]+)(?:\.([A-Za-z]+))?\}/g, (_, alias: string, attribute: string | undefined) =>
      attribute === undefined ? name : String(needed[alias]?.[attribute]),
    ) as T;
  if (Array.isArray(template)) return template.map((item: Json) => filled(item, name, needed)) as unknown as T;
  if (isJsonObject(template)) return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, name, needed)])) as T;
  return template;
}

function problemText(submission: Submission): string {
  return 'problem' in submission ? `${submission.problem.code} ${submission.problem.message} (${submission.problem.cause ?? ''})` : '';
}

function equal(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
