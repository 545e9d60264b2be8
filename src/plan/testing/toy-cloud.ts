import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { canonicalJson, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import { valueAt } from '../../kernel/pointer.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DesiredNode, DesiredResource, DesiredUnit } from '../../model/desired.ts';
import type { DeploymentName, NodeAddress } from '../../model/names.ts';
import type { Binding, Observed, ResourceBinding, UnitBinding } from '../../model/observed.ts';
import type { Change, PatchOp, Plan, PlanBody, ResourceChange, UnitChange } from '../../model/plan.ts';
import type { ResourceType, Shape } from '../../model/resource-type.ts';
import type { AwsAt } from '../../model/target.ts';
import type { PlanTarget } from '../../model/target-definition.ts';
import { unitBasis } from '../diff-unit.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { planDeployment } from '../plan-deployment.ts';
import type { PlanningInput } from '../planning-input.ts';
import { attributePointer, readAttribute } from '../read-attribute.ts';
import { resolveReferences } from '../resolve-references.ts';
import { applyPatch } from './ideal-cloud.ts';

/** The two places of the toy cloud: a target each, in accounts of their own. */
export const here: AwsAt = { target: 'main', cloud: 'aws', account: '111111111111', region: 'us-east-1' };
export const there: AwsAt = { target: 'other', cloud: 'aws', account: '222222222222', region: 'eu-west-1' };
export const deployment = 'shop' as DeploymentName;
const string: Shape = { kind: 'string' };

const common = { attributes: { Arn: { shape: string } }, definitions: {}, conditionalCreateOnly: [], writeOnly: [], source: 'schema' } as const;

/** Named by the provider: a replacement is made first. */
export const net: ResourceType = {
  ...common,
  name: 'AWS::Toy::Net',
  identifier: ['NetId'],
  properties: { Cidr: { shape: string }, Note: { shape: string } },
  attributes: { Arn: { shape: string }, NetId: { shape: string } },
  stateful: false,
  createOnly: ['/Cidr'],
  readOnly: ['/Arn', '/NetId'],
};

/** Named by whoever asks for it: the old one must go before a replacement. */
export const store: ResourceType = {
  ...common,
  name: 'AWS::Toy::Store',
  identifier: ['StoreName'],
  arn: 'arn:${Partition}:toy:${Region}:${Account}:store/${StoreName}',
  properties: { StoreName: { shape: string }, Kind: { shape: string }, Size: { shape: { kind: 'integer' } }, NetId: { shape: string } },
  stateful: true,
  createOnly: ['/StoreName', '/Kind'],
  readOnly: ['/Arn'],
};

/** Joins two others, and cannot be made to join different ones. */
export const link: ResourceType = {
  ...common,
  name: 'AWS::Toy::Link',
  identifier: ['LinkId'],
  properties: { From: { shape: string }, To: { shape: string }, Weight: { shape: { kind: 'integer' } } },
  attributes: { Arn: { shape: string }, LinkId: { shape: string } },
  stateful: false,
  createOnly: ['/From', '/To'],
  readOnly: ['/Arn', '/LinkId'],
};

/** Identified by the provider, and named by whoever asks for it: no two in a net have one name. */
export const shed: ResourceType = {
  ...common,
  name: 'AWS::Toy::Shed',
  identifier: ['ShedId'],
  properties: { ShedName: { shape: string }, NetId: { shape: string }, Kind: { shape: string } },
  attributes: { Arn: { shape: string }, ShedId: { shape: string } },
  stateful: true,
  createOnly: ['/ShedName', '/NetId', '/Kind'],
  readOnly: ['/Arn', '/ShedId'],
};

const types = new Map([net, store, link, shed].map((type) => [type.name, type]));

export function typeOf(name: string): Result<ResourceType> {
  const type = types.get(name);
  return type === undefined ? fail(problem('TYPE_UNKNOWN', `no type ${name}`, 'use another')) : ok(type);
}

export function wanted(node: string, type: ResourceType, properties: JsonObject, more: Partial<DesiredResource> = {}): DesiredResource {
  return { kind: 'resource', node: node as NodeAddress, type: type.name, at: here, properties, dependsOn: [], retain: false, ...more };
}

/** A unit that gives `Text`, made of its source and inputs, and `Deep.Text`, the same. */
export function unit(node: string, inputs: JsonObject, more: Partial<DesiredUnit> = {}): DesiredUnit {
  return {
    kind: 'unit',
    node: node as NodeAddress,
    at: here,
    engine: 'python',
    source: sourceOf('first'),
    inputs,
    outputs: { Text: { type: 'string' }, Deep: { type: 'object' } },
    repeatable: false,
    dependsOn: [],
    retain: false,
    ...more,
  };
}

/** The digest of a unit's source. */
export function sourceOf(text: string): string {
  return digestOf(text);
}

export const from = (node: string, attribute: string) => ({ $from: { node, attribute } });

/** The target at a place, AWS itself unless something else is said. */
export function targetAt({ target, account, region }: AwsAt, endpoint: PlanTarget['definition']['endpoint'] = { kind: 'aws' }): PlanTarget {
  return {
    alias: target,
    name: `toy-${target}`,
    definition: {
      cloud: 'aws',
      account,
      regions: [region],
      role: null,
      externalId: null,
      dialect: 'cloudcontrol',
      dialects: {},
      executor: 'sdk',
      endpoint,
    },
    identity: { account, arn: `arn:aws:iam::${account}:user/test`, userId: 'AIDATEST' },
    simulated: endpoint.kind === 'sandbox',
  };
}

interface Live {
  readonly type: ResourceType;
  properties: JsonObject;
}

/** A provider with a memory, and the records of what was applied to it. Refuses what a provider refuses. */
export class ToyCloud {
  /** By `keyOf`. */
  readonly live = new Map<string, Live>();
  readonly bindings = new Map<string, Binding>();
  readonly log: string[] = [];
  #made = 0;

  /** Everything `planDeployment` asks for, read from here. */
  input(desired: readonly DesiredNode[], more: Partial<PlanningInput> = {}): PlanningInput {
    const observed = new Map<string, Observed>();
    for (const node of new Set([...desired.map((wish) => wish.node as string), ...this.bindings.keys()])) observed.set(node, this.observe(node));
    return {
      deployment,
      targets: [targetAt(here), targetAt(there)],
      follows: null,
      engines: [],
      intent: 'a shop',
      evidence: [{ words: 'shop', entry: 'pattern/shop@1.0.0', effect: 'adds a shop' }],
      desired,
      observed,
      bindings: this.bindings,
      allBindings: [...this.bindings.values()],
      typeOf,
      durations: () => [],
      paceAt: () => 1,
      coverage: {
        read: [{ type: net.name, account: here.account, region: here.region, resources: 1 }],
        unread: [{ scope: 'eu-west-1', reason: 'not a region of the target' }],
      },
      calls: (target, mutation) => [
        { service: 'toy', operation: mutation.op, input: { target, ...(mutation as unknown as JsonObject) }, target: mutation.place, effect: 'write' },
      ],
      checks: [],
      judge: () => ({ decision: 'approval', policyVersion: 'test', longestRun: 3600, reasons: [] }),
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-01T00:30:00.000Z',
      ...more,
    };
  }

  /** What is live for a node: the thing itself, to be changed from outside. */
  liveOf(node: string): Live | undefined {
    const binding = this.bindings.get(node);
    return binding?.kind === 'resource' ? this.live.get(keyOf(binding.at, binding.identifier)) : undefined;
  }

  /** What the books say of a resource. */
  boundOf(node: string): ResourceBinding {
    const binding = this.bindings.get(node);
    if (binding?.kind !== 'resource') throw new Error(`${node} is no resource in the books`);
    return binding;
  }

  observe(node: string): Observed {
    const found = this.liveOf(node);
    if (found === undefined) return { kind: 'absent' };
    return { kind: 'live', identifier: this.boundOf(node).identifier, properties: found.properties, ownership: 'made', creation: { kind: 'identifier' } };
  }

  /**
   * Executes the steps one by one in the plan's order, checking that whatever a step waits for is done and that its basis holds. Of a resource it
   * sends what the step's calls say and nothing else.
   */
  apply(plan: PlanBody | Plan): void {
    const changes = new Map(plan.changes.map((change) => [change.node as string, change]));
    const done = new Set<string>();
    for (const step of plan.steps) {
      for (const before of step.after) if (!done.has(before)) throw new Error(`${step.id} runs before ${before}`);
      const change = changes.get(step.node);
      if (change === undefined) throw new Error(`${step.id} has no change`);
      if (change.kind === 'unit') this.#perform(step, change);
      else this.#send(step, change);
      this.log.push(`${step.op} ${step.id}`);
      done.add(step.id);
    }
  }

  #perform({ id, op, calls }: PlanBody['steps'][number], change: UnitChange): void {
    const binding = this.bindings.get(change.node);
    if (calls.length > 0) throw new Error(`${id} sends calls of its own`);
    if (change.basis !== (binding?.kind === 'unit' ? binding.ranWith : null)) throw new Error(`${id} is stale`);
    if (op === 'delete') this.bindings.delete(change.node);
    if (op !== 'run') return;
    const { engine, node, at, retain, source } = change;
    const ranWith = unitBasis(source, this.#resolved(change.inputs ?? {}));
    const Text = `gave ${ranWith.slice(0, 8)}`;
    this.bindings.set(node, {
      kind: 'unit',
      deployment,
      node,
      at,
      retain,
      engine,
      source,
      ranWith,
      outputs: { Text, Deep: { Text } },
      ...partlyOf(change),
    } satisfies UnitBinding);
  }

  #send({ id, op, calls }: PlanBody['steps'][number], change: ResourceChange): void {
    const type = typeOf(change.type);
    if (!type.ok) throw new Error(`${id} is of no type`);
    const current = change.identifier === null ? undefined : this.live.get(keyOf(change.at, change.identifier));
    const untouched = op !== 'create' || change.action === 'create';
    if (untouched && fingerprintOf(change, type.value, current?.properties ?? null) !== change.basis) throw new Error(`${id} is stale`);
    for (const { operation, input, target } of calls) {
      if (operation !== op || input['target'] !== change.at.target || target.account !== change.at.account) throw new Error(`${id} is sent elsewhere`);
      if (op === 'create') this.#create(change, type.value, this.#resolved(input['properties'] as JsonObject));
      if (op === 'delete') this.#delete(change, input['identifier'] as string);
      if (op === 'update') this.#update(change, input['identifier'] as string, this.#resolved(input['patch'] as Json));
    }
  }

  #resolved<T extends Json>(value: T): T {
    const { value: resolved, unresolved } = resolveReferences(value, (node, attribute) => {
      const binding = this.bindings.get(node);
      if (binding?.kind === 'unit') return valueAt(binding.outputs, attributePointer(attribute));
      const seen = this.observe(node);
      const type = typeOf(binding?.type ?? '');
      return seen.kind === 'live' && type.ok ? readAttribute(type.value, seen.identifier, seen.properties, attribute) : undefined;
    });
    if (unresolved.length > 0) throw new Error(`unresolved: ${canonicalJson(unresolved)}`);
    return resolved;
  }

  #create(change: ResourceChange, type: ResourceType, properties: JsonObject): void {
    const { node, at, retain, after } = change;
    const given = type.identifier.map((name) => properties[name]).find((name) => typeof name === 'string');
    const identifier = typeof given === 'string' ? given : `${type.name.split('::').at(-1)?.toLowerCase()}-0${this.#made++}abcdef`;
    if (this.live.has(keyOf(at, identifier))) throw new Error(`${identifier} exists`);
    const isNamesake = (other: Live) =>
      type === shed &&
      other.type === shed &&
      sameJson([other.properties['ShedName'], other.properties['NetId']] as Json, [properties['ShedName'], properties['NetId']] as Json);
    if ([...this.live.values()].some(isNamesake)) throw new Error(`the name of ${node} is taken`);
    const named = type.identifier[0] as string;
    const short = type.name.split('::').at(-1)?.toLowerCase();
    const Arn = `arn:aws:toy:${at.region}:${at.account}:${short}/${identifier}`;
    this.live.set(keyOf(at, identifier), { type, properties: { ...properties, [named]: identifier, Arn } });
    this.bindings.set(node, {
      kind: 'resource',
      deployment,
      node,
      type: type.name,
      at,
      identifier,
      creation: { kind: 'identifier' },
      applied: this.#resolved(after ?? {}),
      echo: {},
      deviations: [],
      writeOnlyDigests: {},
      outputs: { Arn },
      retain,
      ...partlyOf(change),
    });
  }

  #update(change: ResourceChange, identifier: string, patch: Json): void {
    const { node, at, after, retain } = change;
    const current = this.live.get(keyOf(at, identifier));
    if (current === undefined) throw new Error(`${identifier} is not there`);
    current.properties = applyPatch(current.properties, patch as unknown as readonly PatchOp[]);
    this.bindings.set(node, { ...this.boundOf(node), applied: this.#resolved(after ?? {}), retain, ...partlyOf(change) });
  }

  #delete({ node, at }: ResourceChange, identifier: string): void {
    const current = this.live.get(keyOf(at, identifier));
    if (current === undefined) throw new Error(`${identifier} is not there`);
    for (const [other, { type, properties }] of this.live) {
      if (other === keyOf(at, identifier)) continue;
      const asked = Object.entries(properties).filter(([name]) => Object.hasOwn(type.properties, name) && !type.identifier.includes(name));
      // A store may be swapped under a net or link that is only changed to follow it; nothing else may lose what it refers to.
      if (asked.some(([, value]) => value === current.properties['Arn'] || value === identifier)) throw new Error(`${other} depends on ${identifier}`);
    }
    this.live.delete(keyOf(at, identifier));
    const binding = this.bindings.get(node);
    if (binding?.kind === 'resource' && binding.identifier === identifier) this.bindings.delete(node);
  }
}

function partlyOf({ takes = [] }: Change): Pick<Binding, 'partly'> {
  return { partly: takes.flatMap(({ partly }) => partly ?? []) };
}

function keyOf({ target, account, region }: AwsAt, identifier: string): string {
  return `${target} ${account}/${region} ${identifier}`;
}

/** The plan of an input; throws where there is none. */
export function planned(input: PlanningInput): PlanBody {
  const result = planDeployment(input);
  if (!result.ok) throw new Error(result.problems.map((problem) => `${problem.code} ${problem.message}`).join('; '));
  return result.value;
}

/** A toy cloud to which these nodes were applied. */
export function applied(...nodes: DesiredNode[]): ToyCloud {
  const cloud = new ToyCloud();
  cloud.apply(planned(cloud.input(nodes)));
  return cloud;
}
