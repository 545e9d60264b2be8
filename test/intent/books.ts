import { type CameTo, comeTo } from '../../src/engine/come-to.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import { parseIntent } from '../../src/intent/parse-intent.ts';
import { ruleResolver } from '../../src/intent/rule-resolver.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { Intent } from '../../src/model/intent.ts';
import { nodeAddress } from '../../src/model/names.ts';
import type { Binding, ResourceBinding } from '../../src/model/observed.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer } from '../../src/model/question.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { Write } from '../../src/ports/store.ts';
import { account, context, knowledge, types } from './real-context.ts';

export const elsewhere: NamedTarget = { ...context.target, name: 'other', regions: ['us-east-1', 'eu-west-1'] };
export const here: NamedTarget = { ...context.target, regions: ['us-east-1', 'eu-west-1'] };
const targets = [here, elsewhere];

/** The books of an engine in which everything that is asked for is made at once. */
export class Books {
  bindings: Binding[] = [];
  readonly deployments = new Map<string, Record<string, string>>();
  readonly drafts = new Map<string, Proposal>();
  readonly #ports: EnginePorts;

  constructor() {
    const store = {
      allBindings: async () => this.bindings,
      deployments: async () => [...this.deployments].map(([name, where]) => ({ name, targets: where, intent: '' })),
      draft: async (deployment: string) => this.drafts.get(deployment) ?? null,
      resolutionOf: async () => null,
      commit: async (_: readonly Write[]) => {},
      runs: async () => [],
      steps: async () => [],
    };
    const found = (type: string) => this.bindings.flatMap((binding) => (binding.kind === 'resource' && binding.type === type ? [binding] : []));
    const cloud = {
      list: async (_: NamedTarget, type: string) => ok(found(type).map(({ identifier }) => ({ identifier, properties: null }))),
      read: async (_: NamedTarget, { type, identifier }: { type: string; identifier: string }) => {
        const live = found(type).find((binding) => binding.identifier === identifier);
        return ok(live === undefined ? { kind: 'absent' as const } : { kind: 'live' as const, properties: live.applied });
      },
    };
    this.#ports = { cloud, resolver: ruleResolver, knowledge, types, store, targets: () => targets, defaultTarget: here.name } as unknown as EnginePorts;
  }

  say(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Result<CameTo>> {
    const read = typeof said === 'string' ? parseIntent(said) : ok(said);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const intent = read.value;
    const at = target ?? here;
    return comeTo({ intent, answers, targets: new Map([[at.name, at]]), placed: target !== null }, this.#ports);
  }

  async propose(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Proposal> {
    const came = await this.say(said, answers, target);
    if (!came.ok || came.value.kind !== 'proposal') throw new Error(`${JSON.stringify(said)}: ${JSON.stringify(came)}`);
    return came.value.proposal;
  }

  async make(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Proposal> {
    const made = await this.propose(said, answers, target);
    const main = target?.name ?? here.name;
    const resources = made.resources.map(({ said: _, ...resource }) => ({ ...resource, at: resource.at ?? { target: main, region: made.region } }));
    this.drafts.set(made.deployment, { ...made, resources, evidence: [] });
    this.deployments.set(made.deployment, this.deployments.get(made.deployment) ?? { [main]: main });
    this.bindings = [
      ...this.bindings.filter(({ deployment }) => deployment !== made.deployment),
      ...resources.map((resource): ResourceBinding => {
        const rule = knowledge.naming.get(resource.type)?.rule;
        const name = rule?.property === undefined ? undefined : resource.properties[rule.property];
        return {
          kind: 'resource',
          deployment: made.deployment,
          node: resource.node,
          type: resource.type,
          at: { target: resource.at.target ?? main, cloud: 'aws', account, region: resource.at.region ?? made.region },
          identifier: typeof name === 'string' ? name : `${resource.node}-id`,
          creation: null,
          applied: resource.properties,
          echo: {},
          deviations: [],
          writeOnlyDigests: {},
          retain: resource.retain,
          outputs: {},
        };
      }),
    ];
    return { ...made, resources };
  }

  /** The records are lost and rebuilt: what is there is known by its tags, and nothing says what was asked of it. What `untagged` names is found below what it hangs on. */
  loseRecords(untagged: (binding: ResourceBinding) => boolean = () => false): void {
    this.drafts.clear();
    this.bindings = this.bindings.flatMap((binding) => {
      if (binding.kind !== 'resource') return [];
      const { identifier, at, node } = binding;
      const [owner] = node.split('_policy');
      const found = untagged(binding);
      const rebuilt = { seenIn: [at.region], ...(found ? { under: nodeAddress.parse(owner) } : { named: identifier }) };
      return [{ ...binding, node: found ? nodeAddress.parse(`${owner}.policy_1a2b3c4d`) : node, applied: {}, rebuilt }];
    });
  }

  /** What is asked of a deployment, by node. */
  standing(deployment: string): Readonly<Record<string, unknown>> {
    return byNode(this.drafts.get(deployment));
  }
}

export function byNode(draft: Proposal | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries((draft?.resources ?? []).map(({ node, said: _, of: __, slots: ___, ...resource }) => [node, resource]));
}
