import { type CameTo, comeTo } from '../../src/engine/come-to.ts';
import type { EnginePorts } from '../../src/engine/engine-ports.ts';
import type { Published } from '../../src/engine/offer-blueprint.ts';
import { parseIntent } from '../../src/intent/parse-intent.ts';
import { ruleResolver } from '../../src/intent/rule-resolver.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { Intent } from '../../src/model/intent.ts';
import { nodeAddress } from '../../src/model/names.ts';
import type { Binding, ResourceBinding } from '../../src/model/observed.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer } from '../../src/model/question.ts';
import type { RunStep } from '../../src/model/run.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import type { RunHead, Write } from '../../src/ports/store.ts';
import { account, context, knowledge, types } from './real-context.ts';

export const elsewhere: NamedTarget = { ...context.target, name: 'other', regions: ['us-east-1', 'eu-west-1'] };
export const here: NamedTarget = { ...context.target, regions: ['us-east-1', 'eu-west-1'] };
export const third: NamedTarget = { ...here, name: 'third' };
const targets = [here, elsewhere, third];

/** The books of an engine in which everything that is asked for is made at once. */
export class Books {
  bindings: Binding[] = [];
  /** Identifiers of what somebody took away beside the books. */
  readonly gone = new Set<string>();
  /** Regions in which nothing can be listed. */
  readonly closed = new Set<string>();
  /** What is ours at every target and in no record. */
  unknown: readonly ResourceBinding[] = [];
  readonly deployments = new Map<string, Record<string, string>>();
  readonly drafts = new Map<string, Proposal>();
  /** What was run, the latest first; `made` runs what it comes to as a whole. */
  readonly runs: { readonly run: RunHead; readonly draft: Proposal; readonly steps: readonly RunStep[] }[] = [];
  /** What is published that the words may mean. */
  published: readonly Published[] = [];
  readonly #ports: EnginePorts;

  constructor() {
    const store = {
      allBindings: async () => this.bindings,
      deployments: async () => [...this.deployments].map(([name, where]) => ({ name, targets: where, intent: '' })),
      draft: async (deployment: string) => this.drafts.get(deployment) ?? null,
      resolutionOf: async () => null,
      commit: async (_: readonly Write[]) => {},
      surveys: async () => [],
      runs: async () => this.runs.map(({ run }) => run),
      liveRuns: async () => [],
      approvalOf: async () => ({ proofs: [{ by: 'ada' }] }),
      steps: async (id: string) => this.runs.find(({ run }) => run.id === id)?.steps ?? [],
      lastAsked: async (deployment: string) => this.runs.filter(({ run }) => run.deployment === deployment).slice(0, 2),
    };
    const isAt = ({ deployment, at }: ResourceBinding, { name }: NamedTarget) => (this.deployments.get(deployment)?.[at.target] ?? at.target) === name;
    const found = (type: string, target: NamedTarget) =>
      this.bindings.flatMap((binding) =>
        binding.kind === 'resource' && binding.type === type && isAt(binding, target) && !this.gone.has(binding.identifier) ? [binding] : [],
      );
    const cloud = {
      list: async (target: NamedTarget, type: string, { region }: { region: string }) =>
        this.closed.has(region)
          ? fail(problem('CLOUD_UNREACHABLE', `${region} does not answer`, 'try again later', { at: 'target' }))
          : ok(
              found(type, target)
                .filter(({ at }) => at.region === region)
                .map(({ identifier }) => ({ identifier, properties: null })),
            ),
      read: async (target: NamedTarget, { type, identifier }: { type: string; identifier: string }) => {
        const live = found(type, target).find((binding) => binding.identifier === identifier);
        return ok(live === undefined ? { kind: 'absent' as const } : { kind: 'live' as const, properties: live.applied });
      },
    };
    const tagged = async () => ok(this.unknown.map(({ deployment, node, type, identifier }) => ({ arn: identifier, tags: { deployment, node, type } })));
    this.#ports = {
      cloud,
      clock: { now: () => 0 },
      drivers: { resource: { tagged } },
      resolver: ruleResolver,
      knowledge,
      types,
      store,
      targets: () => targets,
      defaultTarget: here.name,
    } as unknown as EnginePorts;
  }

  say(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Result<CameTo>> {
    const read = typeof said === 'string' ? parseIntent(said) : ok(said);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const intent = read.value;
    const at = target ?? here;
    return comeTo({ intent, answers, targets: new Map([[at.name, at]]), placed: target !== null, published: this.published }, this.#ports);
  }

  async propose(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Proposal> {
    const came = await this.say(said, answers, target);
    if (!came.ok || came.value.kind !== 'proposal') throw new Error(`${JSON.stringify(said)}: ${JSON.stringify(came)}`);
    return came.value.proposal;
  }

  async make(said: string | Intent, answers: readonly Answer[] = [], target: NamedTarget | null = null): Promise<Proposal> {
    return this.run(await this.propose(said, answers, target), target);
  }

  /** Makes all that a proposal asks for. */
  run(made: Proposal, target: NamedTarget | null = null): Proposal {
    const main = target?.name ?? here.name;
    const resources = made.resources.map(({ said: _, endings: __, ...resource }) => ({
      ...resource,
      at: resource.at ?? { target: main, region: made.region },
    }));
    const draft: Proposal = { ...made, resources, evidence: [] };
    const before = new Set(this.bindings.filter(({ deployment }) => deployment === made.deployment).map(({ node }) => node));
    const ordinal = this.runs.length + 1;
    const steps = [
      ...resources.map(({ node }) => ({ node, op: before.has(node) ? 'update' : 'create', status: 'done' })),
      ...[...before].filter((node) => !resources.some((one) => one.node === node)).map((node) => ({ node, op: 'delete', status: 'done' })),
    ];
    const head = {
      id: `r_${ordinal}`,
      plan: `p_${ordinal}`,
      deployment: made.deployment,
      status: 'succeeded',
      startedAt: `day ${ordinal}`,
      endedAt: `day ${ordinal}`,
    };
    this.runs.unshift({ run: head as unknown as RunHead, draft, steps: steps as unknown as RunStep[] });
    this.drafts.set(made.deployment, draft);
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

  /** The last run has not made one of its nodes, and it does not stand. */
  fail(node: string): void {
    const [last, ...before] = this.runs;
    if (last === undefined) throw new Error('no run');
    const steps = last.steps.map((step): RunStep => (step.node === node ? { ...step, op: 'create', status: 'failed' } : step));
    this.runs.splice(0, this.runs.length, { ...last, run: { ...last.run, status: 'failed' }, steps }, ...before);
    this.bindings = this.bindings.filter((binding) => binding.deployment !== last.run.deployment || binding.node !== node);
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
  return Object.fromEntries((draft?.resources ?? []).map(({ node, said: _, of: __, slots: ___, endings: ____, ...resource }) => [node, resource]));
}
