import { problem } from '../../kernel/diagnostic.ts';
import { canonicalJson, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DesiredNode } from '../../model/desired.ts';
import type { DeploymentName, NodeAddress } from '../../model/names.ts';
import type { Binding, Observed } from '../../model/observed.ts';
import type { Plan, PlanBody } from '../../model/plan.ts';
import type { ResourceType, Shape } from '../../model/resource-type.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { PlanningInput } from '../planning-input.ts';
import { readAttribute } from '../read-attribute.ts';
import { resolveReferences } from '../resolve-references.ts';
import { applyPatch } from './ideal-cloud.ts';

export const place = { account: '111111111111', region: 'us-east-1' };
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
  arn: 'arn:${Partition}:toy:::store/${StoreName}',
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

const types = new Map([net, store, link].map((type) => [type.name, type]));

export function typeOf(name: string): Result<ResourceType> {
  const type = types.get(name);
  return type === undefined ? fail(problem('TYPE_UNKNOWN', `no type ${name}`, 'use another')) : ok(type);
}

export function wanted(node: string, type: ResourceType, properties: JsonObject, more: Partial<DesiredNode> = {}): DesiredNode {
  return { node: node as NodeAddress, type: type.name, target: place, properties, dependsOn: [], retain: false, ...more };
}

export const from = (node: string, attribute: string) => ({ $from: { node, attribute } });

/** A provider with a memory, and the records of what was applied to it. Refuses what a provider refuses. */
export class ToyCloud {
  readonly live = new Map<string, { readonly type: ResourceType; properties: JsonObject }>();
  readonly bindings = new Map<string, Binding>();
  readonly log: string[] = [];
  #made = 0;

  /** Everything `planDeployment` asks for, read from here. */
  input(desired: readonly DesiredNode[], more: Partial<PlanningInput> = {}): PlanningInput {
    const observed = new Map<string, Observed>();
    for (const node of new Set([...desired.map((wish) => wish.node as string), ...this.bindings.keys()])) observed.set(node, this.observe(node));
    return {
      deployment,
      target: 'toy',
      identity: { account: place.account, arn: 'arn:aws:iam::111111111111:user/test', userId: 'AIDATEST' },
      simulated: true,
      intent: 'a shop',
      evidence: [{ words: 'shop', entry: 'pattern/shop@1.0.0', effect: 'adds a shop' }],
      desired,
      observed,
      bindings: this.bindings,
      allBindings: [...this.bindings.values()],
      typeOf,
      durations: () => [],
      coverage: { read: [{ type: net.name, ...place, resources: 1 }], unread: [{ scope: 'eu-west-1', reason: 'not a region of the target' }] },
      calls: (mutation) => [{ service: 'toy', operation: mutation.op, input: mutation as unknown as JsonObject, target: mutation.place, effect: 'write' }],
      checks: [],
      judge: () => ({ decision: 'approval', policyVersion: 'test', reasons: [] }),
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-01T00:30:00.000Z',
      ...more,
    };
  }

  observe(node: string): Observed {
    const binding = this.bindings.get(node);
    const found = binding === undefined ? undefined : this.live.get(binding.identifier);
    return binding === undefined || found === undefined
      ? { kind: 'absent' }
      : { kind: 'live', identifier: binding.identifier, properties: found.properties, owned: true };
  }

  /** Executes the steps one by one in the plan's order, checking that whatever a step waits for is done and that its fingerprint holds. */
  apply(plan: PlanBody | Plan): void {
    const changes = new Map(plan.changes.map((change) => [change.node as string, change]));
    const done = new Set<string>();
    for (const step of plan.steps) {
      for (const before of step.after) if (!done.has(before)) throw new Error(`${step.id} runs before ${before}`);
      const change = changes.get(step.node);
      const type = typeOf(change?.type ?? '');
      if (change === undefined || !type.ok) throw new Error(`${step.id} has no change`);
      const current = change.identifier === null ? undefined : this.live.get(change.identifier);
      const untouched = step.op !== 'create' || change.action === 'create';
      if (untouched && fingerprintOf(change, type.value, current?.properties ?? null) !== change.basis) throw new Error(`${step.id} is stale`);
      if (step.op === 'create') this.#create(step.node, type.value, this.#resolved(change.after ?? {}), change.retain);
      if (step.op === 'delete') this.#delete(step.node, change.identifier as string);
      if (step.op === 'update')
        this.#update(step.node, change.identifier as string, this.#resolved(change.patch as unknown as Json), this.#resolved(change.after ?? {}));
      this.log.push(`${step.op} ${step.id}`);
      done.add(step.id);
    }
  }

  #resolved<T extends Json>(value: T): T {
    const { value: resolved, unresolved } = resolveReferences(value, (node, attribute) => {
      const seen = this.observe(node);
      const type = typeOf(this.bindings.get(node)?.type ?? '');
      return seen.kind === 'live' && type.ok ? readAttribute(type.value, seen.identifier, seen.properties, attribute) : undefined;
    });
    if (unresolved.length > 0) throw new Error(`unresolved: ${canonicalJson(unresolved)}`);
    return resolved;
  }

  #create(node: string, type: ResourceType, properties: JsonObject, retain: boolean): void {
    const given = type.identifier.map((name) => properties[name]).find((name) => typeof name === 'string');
    const identifier = typeof given === 'string' ? given : `${type.name.split('::').at(-1)?.toLowerCase()}-0${this.#made++}abcdef`;
    if (this.live.has(identifier)) throw new Error(`${identifier} exists`);
    const named = type.identifier[0] as string;
    const short = type.name.split('::').at(-1)?.toLowerCase();
    this.live.set(identifier, { type, properties: { ...properties, [named]: identifier, Arn: `arn:aws:toy:::${short}/${identifier}` } });
    this.bindings.set(node, {
      deployment,
      node: node as NodeAddress,
      type: type.name,
      target: place,
      identifier,
      applied: properties,
      writeOnlyDigests: {},
      retain,
    });
  }

  #update(node: string, identifier: string, patch: Json, after: JsonObject): void {
    const current = this.live.get(identifier);
    if (current === undefined) throw new Error(`${identifier} is not there`);
    current.properties = applyPatch(current.properties, patch as unknown as Plan['changes'][number]['patch']);
    this.bindings.set(node, { ...(this.bindings.get(node) as Binding), applied: after });
  }

  #delete(node: string, identifier: string): void {
    const current = this.live.get(identifier);
    if (current === undefined) throw new Error(`${identifier} is not there`);
    for (const [other, { type, properties }] of this.live) {
      if (other === identifier) continue;
      const asked = Object.entries(properties).filter(([name]) => Object.hasOwn(type.properties, name));
      // A store may be swapped under a net or link that is only changed to follow it; nothing else may lose what it refers to.
      if (asked.some(([, value]) => value === current.properties['Arn'] || value === identifier)) throw new Error(`${other} depends on ${identifier}`);
    }
    this.live.delete(identifier);
    if (this.bindings.get(node)?.identifier === identifier) this.bindings.delete(node);
  }
}
