import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ApproverKey, ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { approvalVerifier } from '../../src/adapters/keys/verifier.ts';
import { storeOn } from '../../src/adapters/store/sqlite-store.ts';
import { migrateStore } from '../../src/adapters/store/store-schema.ts';
import { embeddedIndex } from '../../src/adapters/vectors/embedded-index.ts';
import { awsDriver } from '../../src/drivers/aws/aws-driver.ts';
import { type ProcedurePorts, procedureEngine } from '../../src/drivers/units/procedure-engine.ts';
import { pythonEngine } from '../../src/drivers/units/python-engine.ts';
import { unitDriver } from '../../src/drivers/units/unit-driver.ts';
import type { UnitEngine } from '../../src/drivers/units/unit-engine.ts';
import { lossesOf, unnamedLoss } from '../../src/engine/consent.ts';
import { carryOn, createEngine } from '../../src/engine/create-engine.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import { type EnginePorts, usualPatience } from '../../src/engine/engine-ports.ts';
import { localEvents } from '../../src/engine/event-stream.ts';
import { createRunProgram } from '../../src/engine/run-program.ts';
import { Waits } from '../../src/engine/waits.ts';
import type { Resolver } from '../../src/intent/resolve.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { AgreementBody } from '../../src/model/agreement.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { KeyKind } from '../../src/model/approvers.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Gate } from '../../src/model/gate.ts';
import type { NamedAsks } from '../../src/model/named-asks.ts';
import type { Plan, PlanBody } from '../../src/model/plan.ts';
import { type Ending, proposal } from '../../src/model/proposal.ts';
import type { ApproverList } from '../../src/model/replay-approvers.ts';
import type { Run } from '../../src/model/run.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import { type NamedTarget, target } from '../../src/model/target.ts';
import type { PhaseQuestion } from '../../src/ports/foresight.ts';
import type { RunProgram } from '../../src/ports/journal.ts';
import type { HeadSigner } from '../../src/ports/signer.ts';
import type { Store } from '../../src/ports/store.ts';
import { asCaller } from '../as-caller.ts';
import { folderSecrets } from '../secrets/folder-secrets.ts';
import { FakeProcesses } from './fake-processes.ts';
import { ManualClock, noRandomness } from './manual-clock.ts';
import { type Deaths, Scheduler } from './scheduler.ts';
import { ScriptedCloud } from './scripted-cloud.ts';
import { toyTypes } from './toy-types.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-stage-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const approver = keyOf('approver');
const stranger = keyOf('stranger');
const verifier = approvalVerifier(folder);
const headKeys = generateKeyPairSync('ed25519');
const signer: HeadSigner = {
  sign: (text) => sign(null, Buffer.from(text), headKeys.privateKey).toString('base64'),
  verify: (text, signature) => verify(null, Buffer.from(text), headKeys.publicKey, Buffer.from(signature, 'base64')),
};
const person: Caller = { principal: 'ada', via: 'cli', agent: null, may: new Set(['read', 'plan', 'decide', 'run']) };

/** Says in its parameters what is wanted: these cases are about what happens after an intent was understood. */
const draftResolver: Resolver = { deterministic: true, resolve: async (intent) => ok(proposal.parse(intent.params?.['proposal'])) };

export interface DraftNode {
  readonly type?: 'Box' | 'Net' | 'Rule' | 'Label' | 'Hall' | 'Seal';
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly dependsOn?: readonly string[];
  readonly retain?: boolean;
  readonly at?: { readonly target?: string; readonly region?: string };
  readonly checks?: readonly { readonly control: string; readonly pointer: string; readonly equals?: unknown; readonly exists?: boolean }[];
  readonly endings?: readonly Ending[];
  /** Set for a gate. */
  readonly gate?: Gate;
  /** Set for a unit; one with a procedure is of engine aws-cli. */
  readonly unit?: {
    readonly inputs?: object;
    readonly outputs?: object;
    readonly repeatable?: boolean;
    readonly undo?: true;
    readonly foresees?: true;
    readonly source?: string;
    readonly procedure?: string;
  };
}

/** What is wanted, by node. A resource's name is its node's, unless its properties say another. */
export type Draft = Readonly<Record<string, DraftNode>>;

/** An engine whole but for its surroundings: the real use cases, run program, drivers, store and check of approvals, over a scripted cloud, clock, runtime and person. */
/** What exit codes of a call stand for on the stage. */
const callFailures: Readonly<Record<number, 'none' | 'missing' | 'unknown'>> = { 2: 'none', 3: 'missing', 4: 'unknown' };

export class Stage {
  readonly clock = new ManualClock();
  readonly cloud = new ScriptedCloud(this.clock);
  readonly processes = new FakeProcesses(this.clock);
  readonly store: Store;
  readonly ports: EnginePorts;
  readonly durable: Scheduler;
  readonly engine: EngineClient;
  targets: NamedTarget[] = [targetNamed('main', '111111111111'), targetNamed('other', '222222222222')];
  engineDigest = 'e'.repeat(64);
  /** What units were asked, and what they answer: nothing, unless told. */
  readonly asked: PhaseQuestion[] = [];
  foresees: (question: PhaseQuestion) => Result<string> = () => ok('{"members":[]}');
  /** Of which deployment the plans that follow are. */
  deployment = 'shop';
  /** What the plans that follow say of a failed step. */
  onFailure: 'continue' | 'stop' = 'continue';
  trusted: 'approver' | 'nobody' = 'approver';
  /** What the approver's key counts for. */
  keyKind: KeyKind = 'real';
  /** What a failed call of the AWS CLI is said to mean. */
  readonly callFailure: ProcedurePorts['failure'] = (_, code, errors) => ({
    kind: callFailures[code] ?? 'refused',
    problem: problem('CLOUD_INVALID', errors, 'look'),
  });
  /** The records as somebody reaches them who can write the data folder. */
  readonly database = new DatabaseSync(':memory:');

  constructor(deaths?: Deaths) {
    const migrated = migrateStore(this.database, 'memory');
    if (!migrated.ok) throw new Error(migrated.problems[0]?.message);
    const events = localEvents();
    this.store = granted(storeOn(this.database, true, { path: 'memory', clock: this.clock, signer, onEvent: (event) => events.emit(event) }));
    const secrets = folderSecrets('/nowhere', this.clock);
    const source = (digest: string) => this.store.source(digest);
    const driverOf = (engine: UnitEngine) => unitDriver({ engine, processes: this.processes, clock: this.clock, source, secrets });
    this.ports = {
      cloud: this.cloud,
      secrets,
      store: this.store,
      types: toyTypes,
      resolver: draftResolver,
      keeper: null as unknown as EnginePorts['keeper'],
      retrieval: () => {
        throw new Error('nothing is searched on this stage');
      },
      vectors: embeddedIndex(),
      knowledge: { naming: new Map(), controls: new Map() } as unknown as EnginePorts['knowledge'],
      clock: this.clock,
      random: noRandomness,
      events,
      waits: new Waits(),
      verifier: { ...verifier, stored: async () => ok(this.trusted === 'nobody' ? { kind: 'none' } : { kind: 'signed', list: this.#list }) },
      drivers: {
        resource: awsDriver({ cloud: this.cloud, types: toyTypes, clock: this.clock, secrets }),
        python: driverOf(pythonEngine(async () => ok({ path: '/usr/bin/python3', roots: [] }))),
        'aws-cli': driverOf(
          procedureEngine({
            source,
            binary: async () => ok({ path: '/usr/bin/aws', roots: [] }),
            session: async () => ok({ AWS_ACCESS_KEY_ID: 'test' }),
            failure: this.callFailure,
          }),
        ),
      },
      foresight: {
        ask: async (question) => {
          this.asked.push(question);
          return this.foresees(question);
        },
      },
      engines: async (names) => ok(names.map((engine): PlanBody['engines'][number] => ({ engine, version: '3.12.0', digest: this.engineDigest }))),
      targets: () => this.targets,
      targetFaults: () => [],
      defaultTarget: null,
      pace: async () => 1,
      patience: usualPatience,
    };
    this.durable = new Scheduler(() => this.newProgram(), deaths);
    this.engine = this.engineFor(person.may);
  }

  /** As it would be after its changes, of which the log of this stage tells nothing. */
  get #list(): ApproverList {
    return { approvers: [{ name: 'ada', publicKey: approver.publicKey, kind: this.keyKind }], changes: [], head: '' };
  }

  /** The engine as somebody reaches it who may do that. */
  engineFor(may: Caller['may'], agent: string | null = null): EngineClient {
    return asCaller(
      createEngine(this.ports, this.durable, async () => ({}) as never),
      { ...person, may, agent },
    );
  }

  /** What the runtime calls back, as a new process has it: with nothing in memory. */
  newProgram(): RunProgram {
    return createRunProgram(this.ports);
  }

  /** The plan for what is wanted. */
  async plan(draft: Draft, named: NamedAsks = {}): Promise<Plan> {
    const answer = granted(await this.tryPlan(draft, named));
    if (answer.kind !== 'proposal') throw new Error(JSON.stringify(answer));
    return answer.plan;
  }

  async tryPlan(draft: Draft, asks: NamedAsks = {}) {
    const nodes = Object.entries(draft);
    const gates = nodes.flatMap(([node, { gate, dependsOn = [] }]) => (gate === undefined ? [] : [{ node, dependsOn, gate }]));
    const resources = nodes.flatMap(([node, { type, properties, unit, gate, ...more }]) =>
      unit === undefined && gate === undefined ? [{ node, type: `AWS::Toy::${type ?? 'Box'}`, properties: { Name: node, ...properties }, ...more }] : [],
    );
    const units = nodes.flatMap(([node, { unit, dependsOn, retain }]) =>
      unit === undefined
        ? []
        : [
            {
              node,
              engine: unit.procedure === undefined ? 'python' : 'aws-cli',
              source: digestOf(sourceOf(unit)),
              inputs: unit.inputs ?? {},
              outputs: unit.outputs ?? {},
              repeatable: unit.repeatable ?? false,
              ...(unit.undo === undefined ? {} : { undo: unit.undo }),
              ...(unit.foresees === undefined ? {} : { foresees: unit.foresees }),
              ...(dependsOn === undefined ? {} : { dependsOn }),
              ...(retain === undefined ? {} : { retain }),
            },
          ],
    );
    const named = [...new Set(['main', ...nodes.flatMap(([, { at }]) => (at?.target === undefined ? [] : [at.target]))])];
    return this.engine.ask({
      intent: {
        intent: 'a case',
        ...asks,
        params: {
          proposal: {
            kind: 'draft',
            deployment: this.deployment,
            target: 'main',
            region: 'us-east-1',
            resources,
            units,
            gates,
            onFailure: this.onFailure,
            evidence: [],
          },
        },
      } as never,
      targets: Object.fromEntries(named.map((name) => [name, name])),
      sources: Object.fromEntries(nodes.flatMap(([, { unit }]) => (unit === undefined ? [] : [[digestOf(sourceOf(unit)), sourceOf(unit)]]))),
    });
  }

  /** A person's yes to a plan, or what somebody else made to look like one. */
  async sign(
    plan: Plan,
    by: 'approver' | 'stranger' = 'approver',
    more: { readonly expiryMinutes?: number; readonly nonce?: string; readonly consents?: readonly string[] } = {},
  ): Promise<Approval> {
    const terms = {
      approver: 'ada',
      now: this.clock.now(),
      nonce: randomBytes(16).toString('hex'),
      auditHead: await this.store.auditHead(),
      consents: lossesOf(plan).map(({ node }) => node),
      ...more,
    };
    return granted((by === 'approver' ? approver : stranger).sign(plan, terms));
  }

  /** A person's yes to what a step would change now, or what somebody else made to look like one. */
  async agree(run: string, step: string, by: 'approver' | 'stranger' = 'approver', other: Partial<AgreementBody> = {}) {
    const report = await this.report(run);
    const { plan } = granted(await this.engine.plan({ id: report.plan }));
    const { answer = '0'.repeat(64), members = [] } = report.nodes.find((one) => one.step === step)?.difference ?? {};
    const { issuedAt, ...rest } = other;
    const named = unnamedLoss(run, step, members, []) === null ? {} : { consents: [step] };
    const about = { run, step, plan: plan.id, digest: plan.digest, answer, ...named, ...rest };
    const now = issuedAt === undefined ? this.clock.now() : Date.parse(issuedAt);
    const terms = { approver: 'ada', now, nonce: randomBytes(16).toString('hex'), auditHead: await this.store.auditHead() };
    const signed = (by === 'approver' ? approver : stranger).signDifference(about, terms);
    return this.engine.approveDifference({ id: run, step, agreement: signed });
  }

  async approve(plan: Plan): Promise<void> {
    granted(await this.engine.approve({ id: plan.id, approval: await this.sign(plan) }));
  }

  /** Begins the run of an approved plan and follows it until nothing is left to do. */
  async apply(plan: Plan): Promise<Run> {
    const { run } = granted(await this.engine.apply({ id: plan.id }));
    await this.durable.drain();
    return this.report(run);
  }

  /** Asks, approves and applies, and wants it to succeed. */
  async build(draft: Draft): Promise<Run> {
    const plan = await this.plan(draft);
    await this.approve(plan);
    const run = await this.apply(plan);
    if (run.status !== 'succeeded') throw new Error(JSON.stringify(run, null, 1));
    return run;
  }

  async report(run: string): Promise<Run> {
    return granted(await this.engine.run({ id: run }));
  }

  async resume(run: string): Promise<Run> {
    granted(await this.engine.resume({ id: run }));
    await this.durable.drain();
    return this.report(run);
  }

  /** The engine's program starts again over the same records. */
  async restart(): Promise<void> {
    this.durable.die();
    await carryOn(this.ports, this.durable);
    await this.durable.drain();
  }

  async kinds(): Promise<readonly string[]> {
    return (await this.store.audit(1, 500)).map(({ kind }) => kind);
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}

export function granted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ code, message }) => `${code}: ${message}`).join('; '));
  return result.value;
}

/** What a unit runs; these never run, and need only differ. */
function sourceOf({ source = 'source', procedure }: NonNullable<DraftNode['unit']>): SourceBundle {
  const [path, text] = procedure === undefined ? ['main.py', source] : ['procedure.yaml', procedure];
  return { files: [{ path, base64: Buffer.from(text).toString('base64') }] };
}

function targetNamed(name: string, account: string): NamedTarget {
  return { name, regions: ['us-east-1'], target: target.parse({ account, region: 'us-east-1' }) };
}

function keyOf(name: string): ApproverKey {
  return granted(ensureApproverKey(join(folder, name))).key;
}
