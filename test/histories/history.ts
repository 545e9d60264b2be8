import { lossesOf } from '../../src/engine/consent.ts';
import type { DeploymentName } from '../../src/model/names.ts';
import type { Action, Plan } from '../../src/model/plan.ts';
import { proposed } from '../proposed.ts';
import { carryOut } from './carry-out.ts';
import { differenceFrom, unexplained } from './check-run.ts';
import { type Deployment, newDeployment } from './deployment.ts';
import { Drafter, type Wish } from './draft.ts';
import { intentOf } from './draft-resolver.ts';
import { checkPlan, expectedActions } from './expected-plan.ts';
import { HistoryFailure } from './history-failure.ts';
import { interfere, isPlain, makeLookAlike, type Work } from './interference.ts';
import { kinds } from './kinds.ts';
import { Scene, type Stage } from './scene.ts';
import { keyOf, ownerOf, type Snapshot } from './snapshot.ts';
import { drawUnit, expectedUnit, unitInputsNow, unitNode, unitOver, unitSources } from './unit-wish.ts';

/** One random history: deployments applied, varied, disturbed and removed, with the sandbox's own listing as the judge after every step. */
export class History {
  readonly #seed: number;
  readonly #scene: Scene;
  readonly #drafter: Drafter;
  readonly #deployments: Deployment[] = [];

  constructor(seed: number, stage: Stage) {
    this.#seed = seed;
    this.#scene = new Scene(seed, stage);
    this.#drafter = new Drafter(this.#scene.random, `h${seed}`, stage.ground.aliases.length > 1);
  }

  /** Throws a HistoryFailure with the story when anything is not as it must be. */
  async play(): Promise<void> {
    const { random } = this.#scene;
    const count = random.chance(0.3) ? 2 : 1;
    for (let index = 0; index < count; index++) {
      const draft = this.#drafter.first();
      this.#deployments.push(newDeployment(`h${this.#seed}_${'ab'[index]}`, draft, random.chance(0.4) ? drawUnit(random, draft) : null));
    }
    for (let moves = random.between(2, 5); moves > 0; moves--) {
      const deployment = random.pick(this.#deployments);
      const move = random.weighted({ apply: 6, together: 1, outside: 2, destroy: 1, reject: 0.5, taken: 1, turned: 1 });
      if (move === 'apply') await this.#change(deployment);
      else if (move === 'together') await this.#together();
      else if (move === 'outside') await this.#outside();
      else if (move === 'reject') await this.#rejected(deployment);
      else if (move === 'taken') await this.#taken(deployment);
      else if (move === 'turned') await this.#turned(deployment);
      else await this.#remove(deployment, true);
    }
    for (const deployment of this.#deployments) await this.#settle(deployment);
    for (const deployment of this.#deployments) await this.#end(deployment);
    const left = [...(await this.#scene.truth()).keys()].filter((key) => !this.#scene.isForeign(key));
    this.#scene.must(left.map((key) => `${key} is left when every deployment is removed`));
    await this.#scene.clearAll();
  }

  /** What happened so far, line by line. */
  get story(): readonly string[] {
    return this.#scene.story;
  }

  /** An error as a failure of this history, with the story so far. */
  failureOf(error: unknown): HistoryFailure {
    if (error instanceof HistoryFailure) return error;
    return new HistoryFailure(this.#seed, this.story, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }

  /** Applies a variation of what is wanted, or the same again, under a disturbance. */
  async #change(deployment: Deployment): Promise<void> {
    if (deployment.made && this.#scene.random.chance(0.85)) this.#vary(deployment);
    const plan = await this.#plan(deployment);
    if (plan !== null) await carryOut(this.#scene, this.#deployments, [{ deployment, plan }], true);
  }

  #vary(deployment: Deployment): void {
    const { random } = this.#scene;
    deployment.draft = this.#drafter.variation(deployment.draft);
    if (deployment.unit === null) return;
    deployment.unit = random.chance(0.3) ? drawUnit(random, deployment.draft) : unitOver(deployment.unit, deployment.draft);
  }

  async #remove(deployment: Deployment, disturbed: boolean): Promise<void> {
    if (!deployment.made) return;
    const plan = await this.#removal(deployment);
    this.#checkPlan(deployment, plan, await this.#scene.truth());
    if (plan.steps.length > 0) await carryOut(this.#scene, this.#deployments, [{ deployment, plan }], disturbed);
  }

  async #removal(deployment: Deployment): Promise<Plan> {
    this.#scene.tell(`destroy ${deployment.name}`);
    deployment.draft = new Map();
    deployment.unit = null;
    const planned = await this.#scene.stage.handle.engine.destroy({ deployment: deployment.name as DeploymentName });
    return this.#scene.valueOf(planned, `destroy ${deployment.name}`);
  }

  /** Two runs at the same time. */
  async #together(): Promise<void> {
    const works: Work[] = [];
    for (const deployment of this.#deployments) {
      if (deployment.made) this.#vary(deployment);
      const plan = await this.#plan(deployment);
      if (plan !== null) works.push({ deployment, plan });
    }
    if (works.length > 0) await carryOut(this.#scene, this.#deployments, works, this.#scene.random.chance(0.5));
  }

  #ask(deployment: Deployment) {
    const { ground, handle, effects } = this.#scene.stage;
    const { name, draft, unit } = deployment;
    const intent = intentOf({ deployment: name, target: ground.named['main'] ?? '', draft, unit, effects });
    return handle.engine.ask({ intent, targets: ground.named, sources: unitSources });
  }

  /** The plan for the draft; null when it has nothing to do. */
  async #plan(deployment: Deployment): Promise<Plan | null> {
    const { draft, name, unit } = deployment;
    this.#scene.tell(`ask ${name}: ${[...draft.keys(), ...(unit === null ? [] : [unitNode])].join(' ') || 'nothing'}`);
    if (draft.size === 0) return null;
    const asked = await this.#ask(deployment);
    this.#scene.valueOf(asked, `ask ${name}`);
    const { plan } = proposed(asked);
    const changes = plan.changes.filter((change) => change.action !== 'none').map((change) => `${change.action} ${change.node}`);
    this.#scene.tell(`${plan.id}: ${changes.join(', ') || 'no changes'}`);
    this.#checkPlan(deployment, plan, await this.#scene.truth());
    return plan.steps.length === 0 ? null : plan;
  }

  #checkPlan(deployment: Deployment, plan: Plan, truth: Snapshot): void {
    const { draft, former, books, name, certain, unit, ran } = deployment;
    deployment.leftovers = new Set([...deployment.leftovers].filter((key) => truth.has(key)));
    const expected = expectedActions(draft, former, books, truth, name);
    const queue: ReadonlySet<Action | 'absent'> = expected.get(unit?.queue ?? '') ?? new Set();
    const now = unit === null ? null : unitInputsNow(unit, name, this.#scene.stage.effects, books, truth);
    expected.set(unitNode, expectedUnit({ unit, ran, now }, queue));
    if (certain) this.#scene.must(checkPlan(plan, expected, deployment.leftovers, truth));
  }

  /** Somebody else interferes between two plans. What the engine cannot know as its own any more is planned for by nobody, and left alone. */
  async #outside(): Promise<void> {
    const interference = await interfere(this.#scene, this.#deployments, []);
    if (interference?.estranged !== true) return;
    const { deployment, node, moved } = interference;
    const before = await this.#scene.truth();
    if (deployment.draft.has(node)) {
      this.#scene.unplanned(await this.#ask(deployment), ['OWNERSHIP_UNPROVEN'], `ask for ${node}, which is not known as ours any more`);
    } else {
      const plan = await this.#removal(deployment);
      const touched = plan.changes.filter(
        (change) => change.kind === 'resource' && change.action !== 'none' && keyOf(change.type, change.identifier ?? '') === moved.key,
      );
      // What has lost its tags, and nothing proves to be another, goes by a yes that names it alone.
      const named = new Set(lossesOf(plan).map((loss) => loss.node as string));
      const wrong = touched.filter(
        (change) => !(change.kind === 'resource' && change.ownership === 'untagged' && change.action === 'delete' && named.has(change.node)),
      );
      this.#scene.must(wrong.map(({ action }) => `the plan would ${action} ${moved.key}, which is not known as ours any more`));
    }
    this.#scene.must(unexplained(before, await this.#scene.truth(), []));
    await interference.undo();
  }

  /** A name that somebody else has taken cannot be planned for, and what they made is left alone. With our tags on it, it may be taken over, which a person approves. */
  async #taken(deployment: Deployment): Promise<void> {
    const scene = this.#scene;
    const wish = [...deployment.draft.values()].find((one) => isPlain(one) && !deployment.books.has(one.node));
    if (wish === undefined || !deployment.certain) return;
    const copied = scene.random.chance(0.5);
    const key = await makeLookAlike(scene, deployment, wish, copied);
    if (copied) {
      deployment.certain = false;
      scene.release(key);
      const plan = await this.#plan(deployment);
      const change = plan?.changes.find(({ node }) => node === wish.node);
      if (plan === null || change?.action !== 'adopt') throw new Error(`${wish.node} is planned as ${change?.action}, not to be taken over`);
      await carryOut(scene, this.#deployments, [{ deployment, plan }], false);
      return;
    }
    const before = await scene.truth();
    scene.unplanned(await this.#ask(deployment), ['OWNERSHIP_UNPROVEN'], 'ask for a name that is taken');
    scene.must(unexplained(before, await scene.truth(), []));
    await scene.clear(key);
  }

  /** A node that is to be of another type, or at another target, while its resource is there: nothing is planned, nothing is forgotten, and what is there stays. */
  async #turned(deployment: Deployment): Promise<void> {
    const scene = this.#scene;
    const before = await scene.truth();
    const held = [...deployment.draft.values()].filter(({ node }) => {
      const place = deployment.books.get(node);
      return place !== undefined && before.has(keyOf(place.type, place.identifier));
    });
    if (held.length === 0 || !deployment.certain) return;
    const wish = scene.random.pick(held);
    const elsewhere = scene.stage.ground.aliases.length > 1 && scene.random.chance(0.5);
    const other = scene.random.pick((['queue', 'topic', 'logs', 'key'] as const).filter((kind) => kind !== wish.kind));
    const turned: Wish = elsewhere
      ? { ...wish, at: wish.at === 'main' ? 'second' : 'main' }
      : { ...wish, kind: other, fixed: {}, settings: kinds[other].settings(scene.random), refs: {}, promised: false };
    scene.tell(`ask for ${wish.node} ${elsewhere ? `at ${turned.at}` : `as a ${other}`}`);
    // What refers to it might not fit what it is to be: that is refused too, and is another matter.
    const draft = new Map([...deployment.draft].filter(([node, { refs }]) => node === wish.node || !Object.values(refs).includes(wish.node)));
    draft.set(wish.node, turned);
    scene.unplanned(await this.#ask({ ...deployment, draft, unit: null }), ['GRAPH_CONFLICT'], `ask for ${wish.node} as something else`);
    scene.must(unexplained(before, await scene.truth(), []));
  }

  /** A plan that is rejected can be neither approved nor applied, and changes nothing. */
  async #rejected(deployment: Deployment): Promise<void> {
    const scene = this.#scene;
    const { engine, approve } = scene.stage.handle;
    const plan = await this.#plan(deployment);
    if (plan === null) return;
    const before = await scene.truth();
    scene.tell(`reject ${plan.id}`);
    scene.valueOf(await engine.reject({ id: plan.id, why: 'the history says so' }), 'reject');
    const approval = scene.valueOf(await approve(plan), 'sign');
    scene.refused(await engine.approve({ id: plan.id, approval }), ['PLAN_REJECTED'], 'approve a rejected plan');
    scene.refused(await engine.apply({ id: plan.id }), ['PLAN_REJECTED', 'APPROVAL_NEEDED'], 'apply a rejected plan');
    scene.must(unexplained(before, await scene.truth(), []));
  }

  /** Without any disturbance the draft becomes true, and asking again finds nothing to do. */
  async #settle(deployment: Deployment): Promise<void> {
    const scene = this.#scene;
    if (deployment.unit !== null) deployment.unit = { ...deployment.unit, fails: false };
    for (let tries = 0; ; tries++) {
      const plan = await this.#plan(deployment);
      if (plan === null) break;
      // What is found by its tags is taken over first, and changed by the plan after that.
      if (tries === 3) scene.must([`${deployment.name} is not settled after three undisturbed runs`]);
      await carryOut(scene, this.#deployments, [{ deployment, plan }], false);
    }
    if (deployment.draft.size === 0) return;
    const truth = await scene.truth();
    const problems: string[] = [];
    for (const wish of deployment.draft.values()) {
      const wrong = differenceFrom(wish, deployment.books, truth, deployment.name);
      if (wrong !== null) problems.push(`${deployment.name}.${wish.node} is settled, but ${wrong}`);
    }
    const held = new Set([...deployment.books.values()].map((place) => keyOf(place.type, place.identifier)));
    for (const [key, resource] of truth)
      if (ownerOf(resource)?.deployment === deployment.name && !held.has(key))
        problems.push(`${key} says it belongs to ${deployment.name}, which does not know it`);
    scene.must(problems);
  }

  async #end(deployment: Deployment): Promise<void> {
    for (let tries = 0; tries < 2; tries++) await this.#remove(deployment, false);
  }
}
