import type { AwsCloud } from '../adapters/aws/aws-cloud.ts';
import { type RestateDurable, startRestateDurable } from '../adapters/durable/restate-durable.ts';
import { type ApproverKey, ensureApproverKey } from '../adapters/keys/approver-key.ts';
import { ensureDigestKey } from '../adapters/keys/digest-key.ts';
import { ensureEngineKey } from '../adapters/keys/engine-key.ts';
import { approvalVerifier } from '../adapters/keys/verifier.ts';
import { localSecrets } from '../adapters/secrets/local-secrets.ts';
import { createSqliteStore } from '../adapters/store/sqlite-store.ts';
import { awsDriver } from '../drivers/aws/aws-driver.ts';
import { carryOn, createEngine } from '../engine/create-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { type EnginePorts, usualPatience } from '../engine/engine-ports.ts';
import { localEvents } from '../engine/event-stream.ts';
import { keyWrittenDigests } from '../engine/key-written-digests.ts';
import { noteApprovers } from '../engine/note-approvers.ts';
import { createRunProgram } from '../engine/run-program.ts';
import { foundBroken } from '../engine/verify-audit.ts';
import { Waits } from '../engine/waits.ts';
import { ruleResolver } from '../intent/rule-resolver.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { RunProgram } from '../ports/journal.ts';
import type { HeadSigner } from '../ports/signer.ts';
import { loadRegistry } from '../registry/registry.ts';
import type { KeptAnswers } from '../surfaces/mcp/kept-answers.ts';
import { homeLayout } from './home-layout.ts';
import { readHomeSettings } from './home-settings.ts';
import { keptAnswers } from './kept-answers.ts';
import { currentKnowledge, knowledgeKeeper } from './knowledge-keeper.ts';
import { localCloud } from './local-cloud.ts';
import { firstList } from './local-keys.ts';
import { lazyRetrieval, openVectors } from './open-vectors.ts';
import { paceOf } from './pace-of.ts';
import type { Settings } from './settings.ts';
import { systemClock, systemRandomness } from './system-clock.ts';
import { unitEngines } from './unit-engines.ts';

export interface ComposedEngine {
  readonly engine: Engine;
  readonly durable: RestateDurable;
  /** What agents' writes were answered with. */
  readonly answers: KeptAnswers;
  /** What was found amiss, and gone on with all the same. */
  readonly warnings: readonly Diagnostic[];
  close(): Promise<void>;
}

export interface Composition {
  readonly settings: Pick<Settings, 'home' | 'packageRoot' | 'env' | 'user'>;
  /** Asked whenever it matters: they may change while the engine runs. */
  readonly targets: EnginePorts['targets'];
  readonly targetFaults: EnginePorts['targetFaults'];
  readonly defaultTarget: string | null;
  readonly health: (durable: RestateDurable) => Promise<ResponseOf<'health'>>;
  readonly log: (message: string) => void;
  /** Changes what the engine is made of before it is made: how tests shorten its patience or interrupt it. */
  readonly adjust?: { ports?(ports: EnginePorts): EnginePorts; program?(program: RunProgram): RunProgram };
}

/**
 * Makes the engine over a data folder. Whoever calls this holds the folder's lock. Runs that had not ended are announced again, in the background,
 * when it is made and whenever Restate had to be restarted.
 */
export async function composeEngine(composition: Composition): Promise<Result<ComposedEngine>> {
  const { settings, adjust } = composition;
  const { home, packageRoot } = settings;
  const layout = homeLayout(home);
  const keys = readyKeys(layout.keys);
  if (!keys.ok) return keys;
  const chosen = readHomeSettings(home);
  if (!chosen.ok) return chosen;
  const vectors = openVectors(chosen.value, settings.env);
  if (!vectors.ok) return vectors;
  const keeper = knowledgeKeeper(home, packageRoot, chosen.value.knowledge ?? null);
  if (!keeper.ok) return keeper;
  for (const { code, at, message } of keeper.value.library().problems) composition.log(`${code} at ${at}: ${message}`);
  const events = localEvents();
  const store = createSqliteStore({ path: layout.store, clock: systemClock, signer: keys.value.engine, onEvent: (event) => events.emit(event) });
  if (!store.ok) return store;
  // Before anything else is written behind it.
  const broken = await foundBroken({ store: store.value });
  const warnings = broken === null ? [] : [broken];
  for (const { code, message, cause, fix } of warnings) composition.log(`${code}: ${message} (${cause}); ${fix}`);
  const registry = loadRegistry({ overlay: layout.schemas });
  const secrets = localSecrets({
    folder: layout.secrets,
    key: keys.value.digests,
    clock: systemClock,
    remote: (source, place) => cloud.secret(source, place),
  });
  const cloud: AwsCloud = localCloud(settings.env, { secrets, types: registry });
  const units = unitEngines(home, settings.env, store.value, secrets, cloud);
  const plain: EnginePorts = {
    cloud,
    secrets,
    store: store.value,
    types: registry,
    resolver: ruleResolver,
    knowledge: currentKnowledge(keeper.value),
    keeper: keeper.value,
    retrieval: lazyRetrieval(packageRoot),
    vectors: vectors.value,
    clock: systemClock,
    random: systemRandomness,
    events,
    waits: new Waits(),
    drivers: { resource: awsDriver({ cloud, types: registry, clock: systemClock, secrets }), ...units.drivers },
    foresight: units.foresight,
    engines: units.engines,
    verifier: approvalVerifier(home),
    targets: composition.targets,
    targetFaults: composition.targetFaults,
    defaultTarget: composition.defaultTarget,
    pace: paceOf,
    patience: usualPatience,
  };
  const ports = adjust?.ports?.(plain) ?? plain;
  const program = createRunProgram(ports);
  const release = async (): Promise<void> => {
    cloud.close();
    registry.close();
    await vectors.value.close();
    await store.value.close();
  };
  const noted = await noteApprovers(() => firstList(keys.value.person, settings), ports);
  if (!noted.ok) {
    await release();
    return noted;
  }
  await keyWrittenDigests(ports);
  let announce: () => void = () => undefined;
  const durable = await startRestateDurable({
    folder: layout.restate,
    program: adjust?.program?.(program) ?? program,
    records: {
      head: () => ports.store.auditHead(),
      has: async ({ seq, hash }) => seq === 0 || (await ports.store.audit(seq, 1))[0]?.hash === hash,
    },
    clock: systemClock,
    onRestart: () => announce(),
    log: composition.log,
  });
  if (!durable.ok) {
    await release();
    return durable;
  }
  announce = () => {
    carryOn(ports, durable.value).catch((bug: unknown) => composition.log(String(bug)));
  };
  announce();
  return ok({
    engine: createEngine(ports, durable.value, async () => ({ ...(await composition.health(durable.value)), ...(warnings.length === 0 ? {} : { warnings }) })),
    durable: durable.value,
    answers: keptAnswers(store.value, systemClock),
    warnings,
    async close() {
      announce = () => undefined;
      await durable.value.close();
      await release();
    },
  });
}

/** The engine's key, that of digests, and the local person's for simulated targets, which begins the list of approvers on the first start. */
function readyKeys(folder: string): Result<{ readonly engine: HeadSigner; readonly person: ApproverKey; readonly digests: Buffer }> {
  const person = ensureApproverKey(folder);
  if (!person.ok) return person;
  const engine = ensureEngineKey(folder);
  if (!engine.ok) return engine;
  const digests = ensureDigestKey(folder);
  return digests.ok ? ok({ engine: engine.value, person: person.value.key, digests: digests.value }) : digests;
}
