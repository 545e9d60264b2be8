import type { EngineClient, EngineEvent, RunEvent } from '../../src/engine/engine.ts';
import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { KeyKind } from '../../src/model/approvers.ts';
import type { CatalogLine } from '../../src/model/catalog.ts';
import type { OperationName, RequestOf, ResponseOf } from '../../src/model/operations.ts';
import { placeText } from '../../src/model/place-text.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run, RunStatus, RunStep, StepStatus } from '../../src/model/run.ts';
import { foundIn, reviewedIn, shownOf } from './fake-knowledge.ts';
import { madeAt } from './sample-plan.ts';
import { lineOf, sampleVersion } from './sample-version.ts';

type PlanState = ResponseOf<'plan'>['state'];
type Show = ResponseOf<'show'>;

/** What a step of the fake ends as; done unless told. */
export type Endings = Readonly<Record<string, { readonly status: StepStatus; readonly error?: Diagnostic }>>;

export const simulatedKey = `${'S'.repeat(43)}=`;
export const realKey = `${'R'.repeat(43)}=`;

/** A line of the list of approvers; the key's id is made of the key's first letter. */
export function listed(name: string, kind: KeyKind, publicKey: string): ResponseOf<'approvers'>['approvers'][number] {
  const keyId = publicKey.charCodeAt(0).toString(16).repeat(32);
  return { name, kind, publicKey, keyId, since: '2026-01-01T00:00:00.000Z', addedBy: 'kim', firstUse: name === 'kim' };
}

/**
 * An engine in memory that keeps the rules which the command line relies on: a plan must be approved before it is applied, an
 * approval must be over its digest, a run tells its events and ends. Its cloud is the list of its plan's changes.
 */
export class FakeEngine implements EngineClient {
  readonly calls: [OperationName, unknown][] = [];
  /** What a search for lost deployments finds. */
  found: ResponseOf<'recover'> = { deployments: [], notFound: [], coverage: { read: [], unread: [] } };
  library: ResponseOf<'knowledge'> = { entries: [], problems: [] };
  /** Set to make an operation fail. */
  readonly failures = new Map<OperationName, readonly Diagnostic[]>();
  endings: Endings = {};
  /** Nothing moves on until it resolves. */
  held: Promise<void> = Promise.resolve();
  cause: Diagnostic | null = null;
  shown: Partial<Show> = {};
  /** What an intent comes to before it is answered. */
  open: Extract<ResponseOf<'ask'>, { kind: 'question' }> | null = null;
  /** What an intent comes to instead of the plan. */
  instead: ResponseOf<'ask'> | null = null;
  sandbox: ResponseOf<'health'>['sandbox'] = { endpoint: 'http://127.0.0.1:5000', accounts: ['123456789012'], instance: 'i1' };
  /** Events that listeners never get, to see what a lost stream does. */
  mute = false;
  /** What `plan` answers; another one than was shown when the engine, or who stands before it, is not honest. */
  stored: Plan;
  /** Why its plan can no longer be approved. */
  refused: Diagnostic | null = null;
  auditHead: Approval['auditHead'] = { seq: 5, hash: 'a'.repeat(64) };
  /** Lines of the shell script of its plan. */
  commands: string[] = ['set -eu', 'aws cloudcontrol create-resource --type-name AWS::S3::Bucket --region us-east-1'];
  /** What the units of its plan run. */
  sources: ResponseOf<'plan'>['sources'] = [];
  /** The step before which its run pauses, with `cause`, until it is cancelled. */
  pausesAt: string | null = null;
  /** The list of approvers. A change that is handed in is taken as it is. */
  list: ResponseOf<'approvers'> = { signed: true, approvers: [listed('kim', 'simulated', simulatedKey)] };
  /** The catalog, and what it says of any version. */
  version: ResponseOf<'catalogVersion'> = sampleVersion('web_platform', '1.0.0');
  entries: CatalogLine[] = [lineOf(this.version)];
  #wake: () => void = () => {};
  #seq = 0;
  readonly #planned: Plan;
  readonly #states = new Map<string, PlanState>();
  readonly #runs = new Map<string, Run>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  constructor(planned: Plan) {
    this.#planned = planned;
    this.stored = planned;
    this.#states.set(planned.id, 'open');
  }

  async ask(request: RequestOf<'ask'>): Promise<Result<ResponseOf<'ask'>>> {
    return this.#answer('ask', request, () => ok(this.open ?? this.instead ?? this.#proposed()));
  }

  async answer(request: RequestOf<'answer'>): Promise<Result<ResponseOf<'answer'>>> {
    return this.#answer('answer', request, () =>
      request.id === this.open?.id ? ok(this.#proposed()) : fail(problem('QUESTION_UNKNOWN', 'no such question', 'ask again', { at: request.id })),
    );
  }

  #proposed(): ResponseOf<'ask'> {
    const { deployment, evidence } = this.#planned;
    for (const done of [1, 2]) this.#emit({ kind: 'plan', phase: 'reading', deployment, done, total: 2 });
    return { kind: 'proposal', interpretation: { deployment, targets: this.#targets(), region: 'us-east-1', evidence }, plan: this.#planned };
  }

  async destroy(request: RequestOf<'destroy'>): Promise<Result<Plan>> {
    return this.#answer('destroy', request, () => ok(this.#planned));
  }

  async plans(request: RequestOf<'plans'>): Promise<Result<ResponseOf<'plans'>>> {
    const { id, deployment, createdAt, expiresAt, summary } = this.#planned;
    return this.#answer('plans', request, () => ok({ plans: [{ id, deployment, state: this.#state(id), createdAt, expiresAt, expired: false, summary }] }));
  }

  async plan(request: RequestOf<'plan'>): Promise<Result<ResponseOf<'plan'>>> {
    const commands = request.commands === undefined ? null : this.commands;
    const sources = request.sources === undefined ? null : this.sources;
    return this.#answer('plan', request, () =>
      this.#withPlan(request.id, () =>
        ok({ plan: this.stored, state: this.#state(request.id), why: null, refused: this.refused, auditHead: this.auditHead, commands, sources }),
      ),
    );
  }

  async approve(request: RequestOf<'approve'>): Promise<Result<ResponseOf<'approve'>>> {
    return this.#answer('approve', request, () =>
      this.#withPlan(request.id, (plan) => {
        if (request.approval.digest !== plan.digest) return fail(problem('APPROVAL_FOREIGN', 'the approval is for another plan', 'approve this one'));
        this.#states.set(plan.id, 'approved');
        return ok({ plan: plan.id, approver: request.approval.proofs.map(({ by }) => by).join(', '), expiresAt: plan.expiresAt });
      }),
    );
  }

  async approvers(request: RequestOf<'approvers'>): Promise<Result<ResponseOf<'approvers'>>> {
    return this.#answer('approvers', request, () => ok(this.list));
  }

  async changeApprovers(request: RequestOf<'changeApprovers'>): Promise<Result<ResponseOf<'approvers'>>> {
    return this.#answer('changeApprovers', request, () => {
      const { order } = request.change;
      const { approvers } = this.list;
      if (order.kind === 'begin') this.list = { signed: true, approvers: approvers.map(({ name, kind, publicKey }) => listed(name, kind, publicKey)) };
      else if (order.kind === 'add')
        this.list = { signed: true, approvers: [...approvers, listed(order.approver.name, order.approver.kind, order.approver.publicKey)] };
      else this.list = { signed: true, approvers: approvers.filter(({ keyId }) => keyId !== order.keyId) };
      return ok(this.list);
    });
  }

  async reject(request: RequestOf<'reject'>): Promise<Result<ResponseOf<'reject'>>> {
    return this.#answer('reject', request, () =>
      this.#withPlan(request.id, (plan) => {
        this.#states.set(plan.id, 'rejected');
        return ok({ plan: plan.id });
      }),
    );
  }

  async apply(request: RequestOf<'apply'>): Promise<Result<ResponseOf<'apply'>>> {
    return this.#answer('apply', request, () =>
      this.#withPlan(request.id, (plan) => {
        if (this.#state(plan.id) !== 'approved')
          return fail(problem('APPROVAL_NEEDED', 'the plan has no approval yet', `asbuilt approve ${plan.id}`, { at: plan.id }));
        this.#states.set(plan.id, 'applied');
        return ok({ run: this.#begin(plan) });
      }),
    );
  }

  async runs(request: RequestOf<'runs'>): Promise<Result<ResponseOf<'runs'>>> {
    return this.#answer('runs', request, () => ok({ runs: [...this.#runs.values()] }));
  }

  async run(request: RequestOf<'run'>): Promise<Result<Run>> {
    return this.#answer('run', request, () => this.#withRun(request.id, (run) => ok(structuredClone(run))));
  }

  async cancel(request: RequestOf<'cancel'>): Promise<Result<ResponseOf<'cancel'>>> {
    return this.#answer('cancel', request, () =>
      this.#withRun(request.id, (run) => {
        if (run.endedAt === null) run.status = 'cancelling';
        this.#wake();
        return ok({ run: run.id, status: run.status === 'awaiting-approval' ? 'running' : run.status });
      }),
    );
  }

  async approveDifference(request: RequestOf<'approveDifference'>): Promise<Result<ResponseOf<'approveDifference'>>> {
    return this.#answer('approveDifference', request, () => this.#withRun(request.id, (run) => ok({ run: run.id, step: request.step, approver: 'kim' })));
  }

  async refuseDifference(request: RequestOf<'refuseDifference'>): Promise<Result<ResponseOf<'refuseDifference'>>> {
    return this.#answer('refuseDifference', request, () => this.#withRun(request.id, (run) => ok({ run: run.id, step: request.step })));
  }

  async openGate(request: RequestOf<'openGate'>): Promise<Result<ResponseOf<'openGate'>>> {
    return this.#answer('openGate', request, () => this.#withRun(request.id, (run) => ok({ run: run.id, gate: request.gate })));
  }

  async resume(request: RequestOf<'resume'>): Promise<Result<ResponseOf<'resume'>>> {
    return this.#answer('resume', request, () => this.#withRun(request.id, (run) => ok({ run: run.id })));
  }

  async show(request: RequestOf<'show'>): Promise<Result<Show>> {
    const { deployment, targets, changes } = this.#planned;
    return this.#answer('show', request, () =>
      ok({
        deployment,
        targets: targets.map(({ alias, name, simulated }) => ({ alias, name, simulated, ...(simulated ? { sandbox: true as const } : {}) })),
        resources: changes.flatMap((change) => {
          if (change.kind === 'unit') return [];
          const { node, type, at } = change;
          const { target, account, region } = at;
          const live = { live: true, foreign: false, differences: [], properties: { BucketName: `${node}-1` } };
          return [{ node, type, target, account, region, identifier: `${node}-1`, ...live }];
        }),
        units: changes.flatMap((change) =>
          change.kind === 'unit' ? [{ node: change.node, engine: change.engine, place: placeText(change.at), outputs: { rows: 3 } }] : [],
        ),
        ...this.shown,
      }),
    );
  }

  async targets(request: RequestOf<'targets'>): Promise<Result<ResponseOf<'targets'>>> {
    return this.#answer('targets', request, () =>
      ok({ targets: [{ name: 'sandbox', account: '123456789012', regions: ['us-east-1'], simulated: true, usual: true }] }),
    );
  }

  async deployments(request: RequestOf<'deployments'>): Promise<Result<ResponseOf<'deployments'>>> {
    const { deployment, intent } = this.#planned;
    const consists = [{ kind: 'AWS::S3::Bucket', count: 1 }];
    const listed = { name: deployment, targets: this.#targets(), intent, blueprint: null, resources: 1, consists };
    return this.#answer('deployments', request, () => ok({ deployments: [listed] }));
  }

  async publish(request: RequestOf<'publish'>): Promise<Result<ResponseOf<'publish'>>> {
    return this.#answer('publish', request, () => ok({ published: this.entries.map((entry) => ({ ...entry, fresh: true, lock: {} })) }));
  }

  async catalog(request: RequestOf<'catalog'>): Promise<Result<ResponseOf<'catalog'>>> {
    return this.#answer('catalog', request, () => ok({ entries: [...this.entries] }));
  }

  async catalogVersion(request: RequestOf<'catalogVersion'>): Promise<Result<ResponseOf<'catalogVersion'>>> {
    return this.#answer('catalogVersion', request, () => ok(this.version));
  }

  async catalogDiff(request: RequestOf<'catalogDiff'>): Promise<Result<ResponseOf<'catalogDiff'>>> {
    const changes = [{ of: 'input' as const, what: this.version.owner, change: 'removed', breaking: true }];
    return this.#answer('catalogDiff', request, () => ok({ ...request, breaking: true, changes }));
  }

  async markVersion(request: RequestOf<'markVersion'>): Promise<Result<ResponseOf<'markVersion'>>> {
    return this.#answer('markVersion', request, () => ok({ ...(this.entries[0] as CatalogLine), status: request.as, why: request.why }));
  }

  async planBlueprint(request: RequestOf<'planBlueprint'>): Promise<Result<ResponseOf<'planBlueprint'>>> {
    return this.#answer('planBlueprint', request, () => ok(this.#planned));
  }

  async audit(request: RequestOf<'audit'>): Promise<Result<ResponseOf<'audit'>>> {
    const from = Number(request.from ?? 1);
    const entries = [1, 2, 3, 4, 5].map((seq) => ({
      seq,
      at: new Date(madeAt).toISOString(),
      kind: 'plan.made',
      actor: 'engine',
      subject: `p_${seq}`,
      data: { digest: 'd'.repeat(200), decision: 'allow', caller: { via: 'cli' } },
      previous: '0'.repeat(64),
      hash: '1'.repeat(64),
    }));
    // Pages of two, so that a reader who stops after one is noticed.
    return this.#answer('audit', request, () => ok({ entries: entries.filter(({ seq }) => seq >= from).slice(0, 2) }));
  }

  async verifyAudit(request: RequestOf<'verifyAudit'>): Promise<Result<ResponseOf<'verifyAudit'>>> {
    const at = new Date(madeAt).toISOString();
    return this.#answer('verifyAudit', request, () => ok({ entries: 5, head: 'a'.repeat(64), first: at, last: at }));
  }

  /** Its log has five entries, each with the hash of ones. */
  async compareAudit(request: RequestOf<'compareAudit'>): Promise<Result<ResponseOf<'compareAudit'>>> {
    return this.#answer('compareAudit', request, () => {
      const missing = request.entries.find(({ seq, hash }) => seq > 5 || hash !== '1'.repeat(64));
      return ok({ missing: missing?.seq ?? null });
    });
  }

  async recover(request: RequestOf<'recover'>): Promise<Result<ResponseOf<'recover'>>> {
    return this.#answer('recover', request, () => ok(this.found));
  }

  async knowledge(request: RequestOf<'knowledge'>): Promise<Result<ResponseOf<'knowledge'>>> {
    return this.#answer('knowledge', request, () => ok(this.library));
  }

  async searchKnowledge(request: RequestOf<'searchKnowledge'>): Promise<Result<ResponseOf<'searchKnowledge'>>> {
    return this.#answer('searchKnowledge', request, () => ok(foundIn(this.library)));
  }

  async showKnowledge(request: RequestOf<'showKnowledge'>): Promise<Result<ResponseOf<'showKnowledge'>>> {
    return this.#answer('showKnowledge', request, () => shownOf(this.library, request.entry));
  }

  async addKnowledge(request: RequestOf<'addKnowledge'>): Promise<Result<ResponseOf<'addKnowledge'>>> {
    return this.#answer('addKnowledge', request, () => ok({ added: this.library.entries }));
  }

  async reviewKnowledge(request: RequestOf<'reviewKnowledge'>): Promise<Result<ResponseOf<'reviewKnowledge'>>> {
    return this.#answer('reviewKnowledge', request, () => reviewedIn(this.library));
  }

  async health(request: RequestOf<'health'>): Promise<Result<ResponseOf<'health'>>> {
    return this.#answer('health', request, () =>
      ok({ version: '1', home: '/home', pid: 1, uptimeSeconds: 1, restate: true, sandbox: this.sandbox, targets: ['sandbox'] }),
    );
  }

  async *events(run: string | null, signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const waiting: EngineEvent[] = [];
    let wake = () => {};
    const listener = (event: EngineEvent) => {
      if (run === null || ('run' in event && event.run === run)) waiting.push(event);
      wake();
    };
    const aborted = () => wake();
    this.#listeners.add(listener);
    signal.addEventListener('abort', aborted);
    try {
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else {
          yield event;
          if (run !== null && event.kind === 'run' && event.status !== 'running' && event.status !== 'paused') return;
        }
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', aborted);
    }
  }

  #begin(plan: Plan): string {
    const id = `r_${plan.digest.slice(0, 12)}`;
    const nodes: RunStep[] = plan.steps.map(({ id: step, node, op }) => {
      const change = plan.changes.find((each) => each.node === node);
      if (change === undefined) throw new Error(`no change of ${node}`);
      const [type, place] = [change.kind === 'unit' ? change.engine : change.type, `${change.at.target} ${placeText(change.at)}`];
      return { step, node, op, type, place, status: 'pending', attempts: 0, identifier: null, seconds: null };
    });
    const run: Run = {
      id,
      plan: plan.id,
      deployment: plan.deployment,
      targets: plan.targets.map(({ alias, name, definition, identity, simulated }) => ({
        alias,
        name,
        account: definition.account,
        identity: identity.arn,
        simulated,
      })),
      status: 'running',
      nodes,
      startedAt: plan.createdAt,
      endedAt: null,
      seconds: null,
      verification: [],
      next: null,
    };
    this.#runs.set(id, run);
    void this.#perform(run);
    return id;
  }

  async #perform(run: Run): Promise<void> {
    await this.held;
    for (const step of run.nodes) {
      if (step.step === this.pausesAt) await this.#pause(run);
      if (run.status === 'cancelling') break;
      const ending = this.endings[step.step] ?? { status: 'done' };
      for (const status of ['running', ending.status] as const) {
        Object.assign(step, { status, attempts: 1, ...(status === ending.status && ending.error !== undefined ? { error: ending.error } : {}) });
        await new Promise((resolve) => setTimeout(resolve));
        this.#emit({ kind: 'step', run: run.id, step: structuredClone(step) });
      }
    }
    const all = run.nodes.every(({ status }) => status === 'done');
    const status: RunStatus = run.status === 'cancelling' ? 'cancelled' : all && this.cause === null ? 'succeeded' : 'failed';
    Object.assign(run, {
      status,
      endedAt: run.startedAt,
      seconds: 3,
      next: status === 'succeeded' ? null : `asbuilt runs resume ${run.id}`,
      ...(this.cause === null ? {} : { cause: this.cause }),
    });
    this.#emit({ kind: 'run', run: run.id, status });
  }

  async #pause(run: Run): Promise<void> {
    const resumed = new Promise<void>((resolve) => (this.#wake = resolve));
    Object.assign(run, { status: 'paused', next: `asbuilt runs resume ${run.id}`, ...(this.cause === null ? {} : { cause: this.cause }) });
    this.#emit({ kind: 'run', run: run.id, status: 'paused' });
    await resumed;
  }

  #targets(): Record<string, string> {
    return Object.fromEntries(this.#planned.targets.map(({ alias, name }) => [alias, name]));
  }

  #emit(told: RunEvent | Extract<EngineEvent, { kind: 'plan' }>): void {
    const event: EngineEvent = told.kind === 'plan' ? told : { ...told, seq: ++this.#seq };
    if (!this.mute) for (const listener of this.#listeners) listener(event);
  }

  #state(id: string): PlanState {
    return this.#states.get(id) ?? 'open';
  }

  #withPlan<T>(id: string, use: (plan: Plan) => Result<T>): Result<T> {
    return id === this.#planned.id ? use(this.#planned) : fail(problem('PLAN_UNKNOWN', 'no such plan', 'asbuilt plans list', { at: id }));
  }

  #withRun<T>(id: string, use: (run: Run) => Result<T>): Result<T> {
    const run = this.#runs.get(id);
    return run === undefined ? fail(problem('RUN_UNKNOWN', 'no such run', 'asbuilt runs list', { at: id })) : use(run);
  }

  async #answer<T>(name: OperationName, request: unknown, answer: () => Result<T>): Promise<Result<T>> {
    this.calls.push([name, request]);
    const problems = this.failures.get(name);
    return problems === undefined ? answer() : fail(...problems);
  }
}
