import { plainName } from '../kernel/plain-name.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { GateNode } from '../model/gate.ts';
import type { NamedAsks } from '../model/named-asks.ts';
import type { DeploymentName, EngineName, NodeAddress } from '../model/names.ts';
import type { Binding } from '../model/observed.ts';
import type { Plan, PlanBody } from '../model/plan.ts';
import type { Ending, Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import { backToFormers } from '../plan/back-to-former.ts';
import { readNamed } from '../plan/named.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import type { PlanningInput } from '../plan/planning-input.ts';
import { sealPlan } from '../plan/seal-plan.ts';
import { judge } from '../policy/judge.ts';
import { type Alignment, alignBooks } from './align-books.ts';
import { bindFound, planned, writesOfFound } from './bind-found.ts';
import { booksGap, withGap } from './books-gap.ts';
import { type ChosenFor, choicesIn, sendsChosen } from './choices-in.ts';
import { crossedNames } from './crossed-names.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { foreseeUnits } from './foresee.ts';
import { runningBeside } from './held-elsewhere.ts';
import { keyAliasesAt } from './key-aliases.ts';
import { withKept } from './let-go.ts';
import { letOthersIn } from './let-others-in.ts';
import { observe } from './observe.ts';
import { formerReaches, reachOfTarget } from './places.ts';
import { tooMuchToRead } from './readable-consent.ts';
import { scheduledDeletions } from './scheduled-deletions.ts';
import { sealerFor } from './seal-wish.ts';
import { settleDoubts } from './settle-doubts.ts';
import { settleEndings } from './settle-endings.ts';
import { signedTargets } from './signed-targets.ts';
import type { SentSource } from './source-for.ts';
import { underWay } from './under-way.ts';
import { unreadInBooks } from './unread-in-books.ts';

/** Milliseconds during which a plan may be approved and its run begin. */
const planLife = 30 * 60_000;

export interface PlanOrder {
  readonly deployment: DeploymentName;
  /** By alias. */
  readonly targets: ReadonlyMap<string, NamedTarget>;
  readonly intent: string;
  /** The AI agent that had a hand in it, by its words, its values or this call; null where all of it is people's. */
  readonly agent: string | null;
  /** The AI agent whose values stand in it from an earlier plan: it has a hand in this one where a change sends one of them. */
  readonly formerly?: string | null;
  readonly evidence: PlanBody['evidence'];
  readonly blueprint?: PlanBody['blueprint'];
  readonly desired: readonly DesiredNode[];
  readonly gates?: readonly GateNode[];
  /** Which of them did not stand so before. */
  readonly gatesAnew?: ReadonlySet<string>;
  readonly onFailure?: PlanBody['onFailure'];
  readonly checks: PlanBody['checks'];
  /** By node, where an AI agent chose, and what decides that the node is there: see `DraftResource`. */
  readonly chosen?: ReadonlyMap<NodeAddress, ChosenFor>;
  /** By node, what is taken out of it where what is live has it. */
  readonly endings?: ReadonlyMap<NodeAddress, readonly Ending[]>;
  /** Whether the books keep otherwise from then on how the deployment is run, also where nothing changes. */
  readonly keeps?: boolean;
  /** What of other deployments' exports stands in it. */
  readonly imports?: Plan['imports'];
  /** What is asked for by the names of its nodes. */
  readonly named?: NamedAsks;
  /** See `PlanningInput.about`. */
  readonly about?: ReadonlySet<string> | undefined;
  /** Kept with the plan: what its units run. */
  readonly sources: readonly SentSource[];
  /** All that is asked of the deployment, as a later change is laid over it; null where nothing is. */
  readonly draft: Proposal | null;
}

/** Observes, diffs, orders, judges and seals: the plan that takes a deployment from what is live to what is desired. It is stored and in the audit log when it is answered. */
export async function planFor(asked: PlanOrder, caller: Caller, ports: EnginePorts): Promise<Result<Plan>> {
  const { deployment, targets } = asked;
  const named = readNamed(asked.named ?? {}, asked.desired);
  if (!named.ok) return named;
  const signed = await signedTargets(targets, ports);
  if (!signed.ok) return signed;
  // Before the books are read: what is written meanwhile makes the plan stale.
  const before = await ports.store.booksDigest(deployment);
  const stored = await ports.store.bindings(deployment);
  const bindings = alignBooks(stored, await alignmentTo(asked, ports));
  const gap = await booksGap(deployment, targets, asked.desired.length === 0, ports);
  const sealer = await sealerFor(asked.desired, targets, caller, ports);
  if (!sealer.ok) return sealer;
  const { seal } = sealer.value;
  const seen = await observe(deployment, targets, asked.desired, planned(bindings, asked.desired), seal, ports, named.value.adopts);
  if (!seen.ok) return seen;
  const crossed = await crossedNames(deployment, asked.desired, bindings, seen.value.observed, named.value, ports);
  if (crossed.length > 0) return fail(...crossed);
  const found = bindFound(deployment, asked.desired, bindings, seen.value.observed, ports);
  const known = settleDoubts(found.books, found.observed, ports.clock.now(), new Set(asked.desired.map(({ node }) => node)));
  const ended = settleEndings(asked, known.observed, known.books);
  if (!ended.ok) return ended;
  const { order } = ended.value;
  const { desired } = order;
  const kept = new Set(desired.map(({ node }) => node));
  const undone = bindings.filter((binding) => binding.kind === 'unit' && binding.undo === true && !kept.has(binding.node));
  const engines = await ports.engines([...new Set([...desired, ...undone].flatMap((node) => (node.kind === 'unit' ? [node.engine] : [])))]);
  if (!engines.ok) return engines;
  const scheduled = await scheduledDeletions(desired, known, targets, ports);
  const aliases = await keyAliasesAt(desired, known.books, targets, ports);
  const history = await historyOf(desired, bindings, ports);
  const beside = await underWay(deployment, ports);
  const paces = new Map(await Promise.all([...targets].map(async ([alias, target]) => [alias, await ports.pace(target)] as const)));
  await letOthersIn();
  const createdAt = ports.clock.now();
  const input: PlanningInput = {
    deployment,
    targets: signed.value,
    follows: null,
    engines: engines.value,
    intent: order.intent,
    evidence: [...namedBy(order), ...order.evidence],
    blueprint: order.blueprint,
    desired,
    named: named.value,
    about: order.about,
    gates: order.gates ?? [],
    ...(order.agent === null ? {} : { gatesAnew: order.gatesAnew ?? new Set() }),
    onFailure: order.onFailure,
    observed: known.observed,
    doubted: new Set(known.unseen.keys()),
    bindings: new Map(ended.value.books.map((binding) => [binding.node, binding])),
    seal,
    aliasesAt: aliases.at,
    keyed: (text) => ports.secrets.keyed(text),
    ...(caller.agent === null ? {} : { guessed: true as const }),
    typeOf: (name) => ports.types.type(name),
    paceAt: (alias) => paces.get(alias) ?? 1,
    durations: (type, op) => history.get(`${type} ${op}`) ?? [],
    // Before the records, in which what a run has done meanwhile stands.
    running: await runningBeside(deployment, ports),
    allBindings: await ports.store.allBindings(deployment),
    coverage: {
      ...seen.value.coverage,
      unread: [
        ...gap.unread,
        ...beside,
        ...sealer.value.unread,
        ...unreadInBooks(desired, bindings, found.books, known.unseen),
        ...scheduled.unread,
        ...aliases.unread,
        ...seen.value.coverage.unread,
      ],
    },
    calls: (alias, mutation) => ports.cloud.calls(targetNamed(targets, alias), mutation),
    scheduled: scheduled.obstacles,
    cannot: (alias, mutation) => ports.cloud.cannot(targetNamed(targets, alias), mutation),
    restsOn: (alias, type, properties) => ports.cloud.restsOn(targetNamed(targets, alias), type, properties),
    checks: order.checks,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(createdAt + planLife).toISOString(),
    judge: (body) => judge(body),
  };
  const made = planDeployment(backToFormers(input, new Map(bindings.map((binding) => [binding.node, binding]))));
  if (!made.ok) return fail(...made.problems.map((one) => withGap(one, gap)));
  const chosen = order.chosen ?? new Map<NodeAddress, ChosenFor>();
  const agent = order.agent ?? (sendsChosen(made.value.changes, chosen) ? (order.formerly ?? null) : null);
  const told = await foreseeUnits(made.value, order.sources, agent, ports);
  if (!told.ok) return told;
  const judged: PlanBody = told.value === made.value ? made.value : { ...told.value, verdict: judge(told.value) };
  const body = withKept(judged, order.keeps === true);
  await letOthersIn();
  // What a wish says of things that nothing on them says is a person's to say.
  const renamed = bindings.filter((binding, index) => binding !== stored[index]);
  const bound = caller.may.has('decide') ? writesOfFound(order, renamed, found.writes, caller, ports) : [];
  if (bound.length > 0) await ports.store.commit(bound);
  const books = bound.length > 0 ? await ports.store.booksDigest(deployment) : before;
  const choices = choicesIn(body.changes, chosen, (name) => ports.types.type(name));
  const unreadable = tooMuchToRead({ ...body, choices, agent: agent ?? undefined });
  if (unreadable !== null) return fail(unreadable);
  const { plan, bytes } = sealPlan({
    ...body,
    complete: body.complete && beside.length === 0,
    books,
    blind: ports.random.hex(32),
    ...(agent === null ? {} : { agent }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(order.imports === undefined ? {} : { imports: order.imports }),
  });
  await ports.store.commit([
    { kind: 'plan', plan, bytes },
    ...order.sources,
    ...(order.draft === null ? [] : [{ kind: 'draft', plan: plan.id, draft: order.draft } as const]),
    ...gap.writes,
    {
      kind: 'audit',
      event: {
        at: now(ports),
        kind: 'plan.made',
        actor: caller.principal,
        subject: plan.id,
        data: {
          deployment,
          digest: plan.digest,
          identities: plan.targets.map(({ alias, identity }) => ({ target: alias, identity: identity.arn })),
          decision: plan.verdict.decision,
          read: plan.coverage.read,
          caller: callerRecord(caller),
        },
      },
    },
  ]);
  return ok(plan);
}

/** What an agent asked for by name is said first, in the plan that is signed. */
function namedBy({ agent, named = {} }: PlanOrder): PlanBody['evidence'] {
  if (agent === null) return [];
  const { accept = [], replace = [], adopt = {} } = named;
  const asks = [
    ...accept.map((place) => ({ words: place, entry: 'named/accept', effect: 'is to stay as it is' })),
    ...replace.map((node) => ({ words: node as string, entry: 'named/replace', effect: 'is to be made anew' })),
    ...Object.entries(adopt).map(([node, identifier]) => ({ words: node, entry: 'named/adopt', effect: `is to take over ${plainName(identifier)}` })),
  ];
  return asks.map((ask) => ({ ...ask, effect: `${ask.effect}, asked for by an AI agent: is it what you want?` }));
}

/** What puts the books into the words of the order: its aliases, and its regions where what was rebuilt has none. */
async function alignmentTo({ deployment, targets, desired }: PlanOrder, ports: EnginePorts): Promise<Alignment> {
  return {
    before: await formerReaches(deployment, ports),
    now: new Map([...targets].map(([alias, target]) => [alias, reachOfTarget(target)])),
    wanted: new Map(desired.map(({ node, at }) => [node, at])),
  };
}

function targetNamed(targets: ReadonlyMap<string, NamedTarget>, alias: string): NamedTarget {
  const target = targets.get(alias);
  if (target === undefined) throw new TypeError(`a node is planned at ${alias}, which is no target of the deployment`);
  return target;
}

async function historyOf(desired: readonly DesiredNode[], bindings: readonly Binding[], ports: EnginePorts): Promise<ReadonlyMap<string, readonly number[]>> {
  const history = new Map<string, readonly number[]>();
  const kinds = [...desired, ...bindings].map((node): string | EngineName => (node.kind === 'resource' ? node.type : node.engine));
  for (const kind of new Set(kinds)) {
    for (const op of ['create', 'update', 'delete', 'run'] as const) history.set(`${kind} ${op}`, await ports.store.durations(kind, op));
  }
  return history;
}
