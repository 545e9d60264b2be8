import type { Result } from '../../src/kernel/result.ts';
import type { DeploymentName } from '../../src/model/names.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import { proposed } from '../proposed.ts';
import { type Books, type Checked, checkRun, differenceFrom, unexplained } from './check-run.ts';
import { type Disturbance, drawDisturbance } from './disturbance.ts';
import { type Draft, Drafter, propertiesOf, type Wish } from './draft.ts';
import { intentOf } from './draft-resolver.ts';
import type { EngineHandle } from './engine-handle.ts';
import { checkPlan, expectedActions, type Former } from './expected-plan.ts';
import { HistoryFailure, wordsOf } from './history-failure.ts';
import { kinds } from './kinds.ts';
import { checkStale, type Moved, movedBetween } from './moved-world.ts';
import type { Outside } from './outside.ts';
import { Random } from './random.ts';
import type { SandboxControl } from './sandbox-control.ts';
import { keyOf, ownerOf, type Snapshot } from './snapshot.ts';

/** Milliseconds within which a run ends by itself, whatever was done to it. */
const PATIENCE = 30_000;

/** Where a history plays: an account that is its own while it lasts. */
export interface Stage {
  readonly handle: EngineHandle;
  readonly sandbox: SandboxControl;
  readonly outside: Outside;
  readonly target: string;
  readonly region: string;
}

/** What is known of one deployment, without having read any of the engine's records. */
interface Deployment {
  readonly name: string;
  draft: Draft;
  former: Former;
  books: Books;
  /** Keys of what was replaced and is still there. */
  leftovers: ReadonlySet<string>;
  /** False once an outcome was left open: then what a plan should say is not known for certain. */
  certain: boolean;
  /** Whether the engine knows it: a deployment begins with its first run. */
  made: boolean;
}

interface Work {
  readonly deployment: Deployment;
  readonly plan: Plan;
}

/** One random history: deployments applied, varied, disturbed and removed, with the sandbox's own listing as the judge after every step. */
export class History {
  readonly #seed: number;
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #drafter: Drafter;
  readonly #story: string[] = [];
  readonly #deployments: Deployment[] = [];
  /** Keys of what was made from outside and belongs to nobody here. */
  readonly #foreign = new Set<string>();

  constructor(seed: number, stage: Stage) {
    this.#seed = seed;
    this.#stage = stage;
    this.#random = new Random(seed);
    this.#drafter = new Drafter(this.#random, `h${seed}`);
  }

  /** Throws a HistoryFailure with the story when anything is not as it must be. */
  async play(): Promise<void> {
    const count = this.#random.chance(0.3) ? 2 : 1;
    for (let index = 0; index < count; index++) {
      this.#deployments.push({
        name: `h${this.#seed}_${'ab'[index]}`,
        draft: this.#drafter.first(),
        former: new Map(),
        books: new Map(),
        leftovers: new Set(),
        certain: true,
        made: false,
      });
    }
    for (let moves = this.#random.between(2, 5); moves > 0; moves--) {
      const deployment = this.#random.pick(this.#deployments);
      const move = this.#random.weighted({ apply: 6, together: 1, outside: 2, destroy: 1, reject: 0.7, taken: 0.7 });
      if (move === 'apply') await this.#change(deployment);
      else if (move === 'together') await this.#together();
      else if (move === 'outside') await this.#outsideChange();
      else if (move === 'reject') await this.#rejected(deployment);
      else if (move === 'taken') await this.#taken(deployment);
      else await this.#remove(deployment, true);
    }
    for (const deployment of this.#deployments) await this.#settle(deployment);
    for (const deployment of this.#deployments) await this.#end(deployment);
    const left = [...(await this.#truth()).keys()].filter((key) => !this.#foreign.has(key));
    this.#must(left.map((key) => `${key} is left when every deployment is removed`));
    for (const key of this.#foreign) await this.#stage.outside.remove(key, await this.#truth());
  }

  /** What happened so far, line by line. */
  get story(): readonly string[] {
    return this.#story;
  }

  /** An error as a failure of this history, with the story so far. */
  failureOf(error: unknown): HistoryFailure {
    if (error instanceof HistoryFailure) return error;
    return new HistoryFailure(this.#seed, this.#story, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }

  /** Applies a variation of what is wanted, or the same again, under a disturbance. */
  async #change(deployment: Deployment): Promise<void> {
    if (deployment.made && this.#random.chance(0.85)) deployment.draft = this.#drafter.variation(deployment.draft);
    const plan = await this.#plan(deployment);
    if (plan !== null) await this.#carryOut([{ deployment, plan }], true);
  }

  async #remove(deployment: Deployment, disturbed: boolean): Promise<void> {
    if (!deployment.made) return;
    this.#tell(`destroy ${deployment.name}`);
    deployment.draft = new Map();
    const planned = await this.#stage.handle.engine.destroy({ deployment: deployment.name as DeploymentName });
    const plan = this.#valueOf(planned, `destroy ${deployment.name}`);
    this.#checkPlan(deployment, plan, await this.#truth());
    if (plan.steps.length > 0) await this.#carryOut([{ deployment, plan }], disturbed);
  }

  /** Two runs at the same time. */
  async #together(): Promise<void> {
    const works: Work[] = [];
    for (const deployment of this.#deployments) {
      if (deployment.made) deployment.draft = this.#drafter.variation(deployment.draft);
      const plan = await this.#plan(deployment);
      if (plan !== null) works.push({ deployment, plan });
    }
    if (works.length > 0) await this.#carryOut(works, this.#random.chance(0.5));
  }

  /** The plan for the draft; null when it has nothing to do. */
  async #plan(deployment: Deployment): Promise<Plan | null> {
    const { target, region, handle } = this.#stage;
    this.#tell(`ask ${deployment.name}: ${[...deployment.draft.keys()].join(' ') || 'nothing'}`);
    if (deployment.draft.size === 0) return null;
    const asked = await handle.engine.ask({ intent: intentOf(deployment.name, target, region, deployment.draft), targets: { main: target } });
    this.#valueOf(asked, `ask ${deployment.name}`);
    const { plan } = proposed(asked);
    this.#tell(
      `${plan.id}: ${
        plan.changes
          .filter((change) => change.action !== 'none')
          .map((change) => `${change.action} ${change.node}`)
          .join(', ') || 'no changes'
      }`,
    );
    this.#checkPlan(deployment, plan, await this.#truth());
    return plan.steps.length === 0 ? null : plan;
  }

  #checkPlan(deployment: Deployment, plan: Plan, truth: Snapshot): void {
    const { draft, former, books, name, certain } = deployment;
    deployment.leftovers = new Set([...deployment.leftovers].filter((key) => truth.has(key)));
    const expected = expectedActions(draft, former, books, truth, name);
    if (certain) this.#must(checkPlan(plan, expected, deployment.leftovers, truth));
  }

  /** Approves and applies plans, at the same time when there are several; resumes a run that did not succeed now and then. */
  async #carryOut(works: readonly Work[], disturbed: boolean): Promise<void> {
    const { engine, kill } = this.#stage.handle;
    const plans = works.map(({ plan }) => plan);
    const disturbance: Disturbance = disturbed ? drawDisturbance(this.#random, kill !== null, plans) : { kind: 'none' };
    for (const { plan } of works) await this.#approve(plan);
    const stale = disturbance.kind === 'stale' ? await this.#outsideChange(works) : null;
    const foreign = disturbance.kind === 'foreign' ? await this.#foreignIn(works) : null;
    let before = await this.#truth();
    await disturbance.begin?.(this.#stage);
    this.#tell(`apply ${plans.map((plan) => plan.id).join(' and ')}${disturbance.kind === 'none' ? '' : ` with ${disturbance.words}`}`);
    const watch = disturbance.watch?.(this.#stage, plans);
    const begun = await Promise.all(
      works.map(async (work) => ({ work, run: await this.#begun(await engine.apply({ id: work.plan.id }).catch(lost), work.plan, disturbance) })),
    );
    if (watch !== undefined) this.#tell(await watch);
    for (const { work, run } of begun) work.deployment.made ||= run !== null;
    let open = begun.flatMap(({ work, run }) => (run === null ? [] : [{ work, run, settled: new Set<string>() }]));
    for (let round = 0; ; round++) {
      const ended = await Promise.all(open.map(async (one) => ({ ...one, report: await this.#ended(one.run) })));
      await disturbance.end?.(this.#stage);
      const after = await this.#truth();
      const checked = ended.map((one) => ({ ...one, checked: this.#checkReport(one.work.deployment, one.report, one.settled, disturbance, before, after) }));
      const problems = checked.flatMap((one) => one.checked.problems);
      problems.push(
        ...unexplained(
          before,
          after,
          checked.map((one) => one.checked),
        ),
      );
      for (const { work, report } of ended) {
        if (stale !== null && round === 0) problems.push(...checkStale({ plan: work.plan, ...work.deployment }, report, stale));
      }
      this.#must(problems);
      for (const { work, report, checked: result } of checked) this.#close(work.deployment, report, result);
      before = after;
      const resumable = checked.filter(
        ({ report }) => (report.status === 'failed' || report.status === 'cancelled') && round === 0 && this.#random.chance(0.6),
      );
      if (resumable.length === 0) break;
      for (const { run } of resumable) {
        this.#tell(`resume ${run}`);
        this.#valueOf(await engine.resume({ id: run }), `resume ${run}`);
      }
      open = resumable.map(({ work, run, report }) => ({
        work,
        run,
        settled: new Set(report.nodes.filter((step) => step.status === 'done').map((step) => step.step)),
      }));
    }
    for (const { work, run } of begun) {
      if (run !== null && this.#random.chance(0.2))
        this.#refused(await engine.apply({ id: work.plan.id }), ['APPROVAL_USED'], `apply ${work.plan.id} a second time`);
    }
    if (foreign !== null) {
      this.#foreign.delete(foreign);
      this.#must(before.has(foreign) ? [] : [`${foreign}, which is somebody else's, is gone`]);
      await this.#stage.outside.remove(foreign, await this.#truth());
    }
  }

  #checkReport(deployment: Deployment, report: Run, settled: ReadonlySet<string>, disturbance: Disturbance, before: Snapshot, after: Snapshot): Checked {
    this.#tell(
      `${report.id} ${report.status}: ${report.nodes.map((step) => `${step.step} ${step.status}`).join(', ')}${report.cause === undefined ? '' : ` (${report.cause.code})`}`,
    );
    const { name, draft, former, books, leftovers } = deployment;
    return checkRun(
      {
        deployment: name,
        draft,
        former,
        report,
        books,
        leftovers,
        settled,
        mayBeUnknown: disturbance.mayBeUnknown === true,
        mayLie: disturbance.mayLie === true,
      },
      before,
      after,
    );
  }

  #close(deployment: Deployment, report: Run, checked: Checked): void {
    deployment.books = checked.books;
    deployment.leftovers = checked.leftovers;
    const former = new Map(deployment.former);
    for (const step of report.nodes) {
      const wish = deployment.draft.get(step.node);
      if (step.status === 'done' && wish !== undefined && step.op !== 'delete') former.set(step.node, wish);
      if (step.status === 'done' && wish === undefined) former.delete(step.node);
    }
    deployment.former = report.status === 'succeeded' ? new Map(deployment.draft) : former;
    deployment.certain = report.status === 'succeeded';
  }

  async #approve(plan: Plan): Promise<void> {
    const approval = this.#valueOf(await this.#stage.handle.approve(plan), `sign ${plan.id}`);
    this.#valueOf(await this.#stage.handle.engine.approve({ id: plan.id, approval }), `approve ${plan.id}`);
  }

  /** The run of a plan that was applied; null when a fault kept it from beginning. When the engine died before it answered, the run may not have begun: then it is applied again. */
  async #begun(applied: Result<{ readonly run: string }> | null, plan: Plan, disturbance: Disturbance): Promise<string | null> {
    if (applied !== null) {
      const [refusal] = applied.ok ? [] : applied.problems;
      if (refusal?.code.startsWith('CLOUD_') === true && (disturbance.kind === 'fault' || disturbance.kind === 'outage')) {
        this.#tell(`the run of ${plan.id} could not begin: ${wordsOf(refusal)}`);
        return null;
      }
      return this.#valueOf(applied, `apply ${plan.id}`).run;
    }
    const { engine } = this.#stage.handle;
    const runs = this.#valueOf(await engine.runs({}), 'runs').runs;
    const known = runs.find((run) => run.plan === plan.id);
    return known === undefined ? this.#valueOf(await engine.apply({ id: plan.id }), `apply ${plan.id} again`).run : known.id;
  }

  /** The report of a run once it has ended by itself. */
  async #ended(run: string): Promise<Run> {
    const deadline = performance.now() + PATIENCE;
    for (let wait = 5; ; wait = Math.min(wait * 1.5, 200)) {
      const shown = await this.#stage.handle.engine.run({ id: run }).catch(lost);
      if (shown !== null) {
        const report = this.#valueOf(shown, `run ${run}`);
        if (report.endedAt !== null) return report;
        if (performance.now() > deadline)
          this.#must([
            `${run} has not ended within ${PATIENCE / 1000} s: ${report.status}, ${report.nodes.map((step) => `${step.step} ${step.status}`).join(', ')}`,
          ]);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Somebody else changes or deletes something of ours, straight at the sandbox: rather something that the given plans want to change. Null when nothing moved. */
  async #outsideChange(works: readonly Work[] = []): Promise<Moved | null> {
    const all = this.#deployments.flatMap((deployment) => [...deployment.former.values()].map((wish) => ({ deployment, wish })));
    const concerned = new Set(works.flatMap(({ plan }) => plan.steps.flatMap((step) => (step.op === 'create' ? [] : [`${plan.deployment}.${step.node}`]))));
    const aimed = all.filter(({ deployment, wish }) => concerned.has(`${deployment.name}.${wish.node}`));
    const held = aimed.length > 0 && this.#random.chance(0.8) ? aimed : all;
    if (held.length === 0) return null;
    const { deployment, wish } = this.#random.pick(held);
    const place = deployment.books.get(wish.node);
    if (place === undefined) return null;
    const key = keyOf(place.type, place.identifier);
    const before = await this.#truth();
    if (!before.has(key)) return null;
    const settings = kinds[wish.kind].settings(this.#random);
    const remove = this.#random.chance(0.3) || Object.keys(settings).length === 0;
    const said = remove ? await this.#stage.outside.remove(key, before) : await this.#stage.outside.change(key, before, settings);
    this.#tell(`outside: ${deployment.name}.${wish.node} ${said}`);
    return movedBetween(before, await this.#truth(), key);
  }

  /** Somebody else takes a name that a plan is about to use; null when it uses none that can be taken. */
  async #foreignIn(works: readonly Work[]): Promise<string | null> {
    for (const { deployment, plan } of works) {
      for (const step of plan.steps) {
        const wish = deployment.draft.get(step.node);
        if (step.op === 'create' && wish !== undefined && isPlain(wish)) return this.#makeForeign(wish);
      }
    }
    return null;
  }

  async #makeForeign(wish: Wish): Promise<string> {
    const key = await this.#stage.outside.make(kinds[wish.kind].type, propertiesOf(wish));
    this.#foreign.add(key);
    this.#tell(`outside: somebody else makes ${key}`);
    return key;
  }

  /** A name that somebody else has taken cannot be planned for, and what they made is left alone. */
  async #taken(deployment: Deployment): Promise<void> {
    const wish = [...deployment.draft.values()].find((one) => isPlain(one) && !deployment.books.has(one.node));
    if (wish === undefined || !deployment.certain) return;
    const { target, region, handle } = this.#stage;
    const key = await this.#makeForeign(wish);
    const before = await this.#truth();
    this.#refused(
      await handle.engine.ask({ intent: intentOf(deployment.name, target, region, deployment.draft), targets: { main: target } }),
      ['OWNERSHIP_UNPROVEN'],
      'ask for a name that is taken',
    );
    this.#must(unexplained(before, await this.#truth(), []));
    await this.#stage.outside.remove(key, await this.#truth());
    this.#foreign.delete(key);
  }

  /** A plan that is rejected can be neither approved nor applied, and changes nothing. */
  async #rejected(deployment: Deployment): Promise<void> {
    const { engine } = this.#stage.handle;
    const plan = await this.#plan(deployment);
    if (plan === null) return;
    const before = await this.#truth();
    this.#tell(`reject ${plan.id}`);
    this.#valueOf(await engine.reject({ id: plan.id, why: 'the history says so' }), 'reject');
    const approval = this.#valueOf(await this.#stage.handle.approve(plan), 'sign');
    this.#refused(await engine.approve({ id: plan.id, approval }), ['PLAN_REJECTED'], 'approve a rejected plan');
    this.#refused(await engine.apply({ id: plan.id }), ['PLAN_REJECTED', 'APPROVAL_NEEDED'], 'apply a rejected plan');
    this.#must(unexplained(before, await this.#truth(), []));
  }

  /** Without any disturbance the draft becomes true, and asking again finds nothing to do. */
  async #settle(deployment: Deployment): Promise<void> {
    for (let tries = 0; ; tries++) {
      const plan = await this.#plan(deployment);
      if (plan === null) break;
      if (tries === 2) this.#must([`${deployment.name} is not settled after two undisturbed runs`]);
      await this.#carryOut([{ deployment, plan }], false);
    }
    if (deployment.draft.size === 0) return;
    const truth = await this.#truth();
    const problems: string[] = [];
    for (const wish of deployment.draft.values()) {
      const wrong = differenceFrom(wish, deployment.books, truth, deployment.name);
      if (wrong !== null) problems.push(`${deployment.name}.${wish.node} is settled, but ${wrong}`);
    }
    const held = new Set([...deployment.books.values()].map((place) => keyOf(place.type, place.identifier)));
    for (const [key, resource] of truth)
      if (ownerOf(resource)?.deployment === deployment.name && !held.has(key))
        problems.push(`${key} says it belongs to ${deployment.name}, which does not know it`);
    this.#must(problems);
  }

  async #end(deployment: Deployment): Promise<void> {
    for (let tries = 0; tries < 2; tries++) await this.#remove(deployment, false);
  }

  async #truth(): Promise<Snapshot> {
    return this.#stage.sandbox.snapshot();
  }

  #tell(line: string): void {
    this.#story.push(line);
  }

  #must(problems: readonly string[]): void {
    if (problems.length > 0) throw new HistoryFailure(this.#seed, this.#story, problems);
  }

  #valueOf<T>(result: Result<T>, what: string): T {
    if (result.ok) return result.value;
    throw new HistoryFailure(
      this.#seed,
      this.#story,
      result.problems.map((one) => `${what}: ${wordsOf(one)}`),
    );
  }

  #refused(result: Result<unknown>, codes: readonly string[], what: string): void {
    const code = result.ok ? 'nothing' : result.problems[0]?.code;
    if (code === undefined || !codes.includes(code)) this.#must([`${what} was answered with ${code}, not ${codes.join(' or ')}`]);
  }
}

/** Whether a resource is named, and refers to nothing. */
function isPlain(wish: Wish): boolean {
  return kinds[wish.kind].named && Object.keys(kinds[wish.kind].refs).length === 0;
}

/** An engine that was killed does not answer. */
function lost(): null {
  return null;
}
