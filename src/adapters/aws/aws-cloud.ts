import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import { sandboxCredentials } from '../../model/sandbox-credentials.ts';
import { holdsSecret, type SecretSource } from '../../model/secret.ts';
import type { CallerIdentity, NamedTarget } from '../../model/target.ts';
import type { Clock, Randomness } from '../../ports/clock.ts';
import type { Cloud, Submission } from '../../ports/cloud.ts';
import type { SchemaSource } from '../../ports/schema-source.ts';
import type { SecretsPlace, SecretValues } from '../../ports/secrets.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { classify } from './classify.ts';
import { cliExecutor } from './cli-executor.ts';
import { cloudControl } from './cloudcontrol.ts';
import { creationOf, creationOfRead, toldByRead } from './creation.ts';
import { type Credentials, type CredentialsProvider, type RenewingCredentials, renewing } from './credentials.ts';
import { describeType } from './describe-type.ts';
import type { Dialect } from './dialect.ts';
import { type Executor, withoutCredentials } from './executor.ts';
import { availabilityZones, storedParameters } from './facts-of-place.ts';
import { findByTag } from './find-by-tag.ts';
import { assumedRole, enabledRegions, whoAmI, whoCalls } from './identity.ts';
import { keyAliases } from './key-aliases.ts';
import { marked, named, withMarks, withNames } from './mark-values.ts';
import { native } from './native/native.ts';
import { createPace, type Pace } from './pace.ts';
import { readSecret } from './read-secret.ts';
import { scheduledDeletion } from './scheduled-deletion.ts';
import { sdkExecutor } from './sdk-executor.ts';
import { type Sender, type SendOptions, sender } from './send.ts';

export interface AwsCloudOptions {
  readonly clock: Clock;
  readonly random: Randomness;
  /** What is known of types, where something is to be made through Cloud Control: see `cloudControl`. */
  readonly types?: Pick<TypeRegistry, 'type'>;
  /** Where a target's own credentials come from: its profile, or the default chain. Not asked for simulated targets. */
  credentials(target: NamedTarget): CredentialsProvider;
  /** What reads the secrets that calls hold. Absent: a call that holds one is not sent. */
  readonly secrets?: SecretValues;
  /** The `aws` binary and the environment it needs to run (PATH, proxy, CA bundle). Absent: there is none. */
  readonly cli?: { readonly binary: string; readonly environment: Readonly<Record<string, string>> };
}

const sdkLimits = { maxSockets: 128, connectMilliseconds: 5_000, requestMilliseconds: 60_000, maxResponseBytes: 64 * 1024 * 1024 };
const cliLimits = { timeoutMilliseconds: 90_000, maxOutputBytes: 64 * 1024 * 1024 };
/** Calls in flight per account, region and service. An `aws` process costs a third of a second of processor time to start. */
const concurrency = { sdk: 128, cli: 8 };

/** Seconds of the shortest session of a role (STS API reference, AssumeRole, DurationSeconds). */
const shortestSession = 900;

/** Milliseconds for which an identity that was proved is not asked for again, while the credentials are the same. */
const identityFresh = 10_000;

export interface AwsCloud extends Cloud {
  /** Asks a target for its types' schemas. */
  schemas(target: NamedTarget): SchemaSource;
  /** See `readSecret`. */
  secret(source: Exclude<SecretSource, { kind: 'file' }>, place: SecretsPlace): Promise<Result<string>>;
  /** Credentials to hand to a program that does one thing at a target: of its role for a quarter of an hour, which is as short as STS allows; its own where it has none. */
  handedOut(target: NamedTarget): Promise<Result<Credentials>>;
  /** Ends idle connections. */
  close(): void;
}

/**
 * AWS as the engine sees it: both dialects, both executors. What it hands out (properties, messages, handles that are stored) holds no value of a secret that was read here: names of secrets,
 * and digests.
 */
export function createAwsCloud(options: AwsCloudOptions): AwsCloud {
  const { clock, random, secrets } = options;
  const executors = { sdk: sdkExecutor(sdkLimits, clock), cli: options.cli === undefined ? noBinary : cliExecutor({ ...options.cli, ...cliLimits }) };
  const dialects: Readonly<Record<string, Dialect>> = { cloudcontrol: cloudControl(clock, options.types), native: native(clock) };
  const paces = new Map<string, Pace>();
  const senders = new Map<string, Sender>();
  const sendersByTarget = new WeakMap<NamedTarget, Sender>();

  const paceOf = (executor: 'sdk' | 'cli') => (call: AwsCall) => {
    const key = `${executor}|${call.target.account}|${call.target.region}|${call.service}`;
    let pace = paces.get(key);
    if (pace === undefined) {
      pace = createPace({ concurrency: concurrency[executor], retryBudget: 500, baseMilliseconds: 100, capMilliseconds: 10_000 }, clock, random);
      paces.set(key, pace);
    }
    return pace;
  };

  const ownOf = (named: NamedTarget): CredentialsProvider =>
    named.target.simulated ? async () => sandboxCredentials(named.target.account) : options.credentials(named);

  const credentialsOf = (named: NamedTarget, executor: Executor): RenewingCredentials => {
    const own = ownOf(named);
    return renewing(named.target.role === undefined ? own : assumedRole(named, named.target.role, own, executor), clock);
  };

  const sendOf = (named: NamedTarget): Sender => {
    let send = sendersByTarget.get(named);
    if (send === undefined) {
      send = senderOf(named);
      sendersByTarget.set(named, send);
    }
    return send;
  };

  /** Targets that reach the same place as the same caller share credentials and pace, whatever object names them. */
  const senderOf = (named: NamedTarget): Sender => {
    const { target } = named;
    const key = [
      named.name,
      target.account,
      target.endpoint,
      target.profile,
      target.role,
      target.external_id,
      target.executor,
      target.simulated,
      target.role === undefined ? '' : named.session,
    ].join('|');
    let send = senders.get(key);
    if (send === undefined) {
      const executor = executors[target.executor];
      const common = {
        credentials: credentialsOf(named, executor),
        ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
        ...(named.instance === undefined ? {} : { whenAway: 'asbuilt up --sandbox --detach' }),
        paceOf: paceOf(target.executor),
        ...(secrets === undefined ? {} : withSecrets(named, secrets)),
      };
      send = sender({ ...common, executor });
      senders.set(key, send);
    }
    return send;
  };

  /** Who we are follows from the credentials: it is asked again when they are others, and once in a while. */
  const identities = new WeakMap<Sender, { readonly credentials: Credentials; readonly at: number; readonly identity: CallerIdentity }>();
  const identified = async (named: NamedTarget): Promise<Result<CallerIdentity>> => {
    const send = sendOf(named);
    const credentials = await send.credentials().catch(() => null);
    const known = identities.get(send);
    if (known !== undefined && known.credentials === credentials && clock.now() - known.at < identityFresh) return ok(known.identity);
    const answer = await whoAmI(send.read, named);
    // Where they come from is corrected while the engine runs, and nobody tells it.
    if (!answer.ok && credentials !== null && answer.problems[0]?.code === 'TARGET_MISMATCH') send.discard(credentials);
    if (answer.ok && credentials !== null) identities.set(send, { credentials, at: clock.now(), identity: answer.value });
    return answer;
  };

  /** Tells this process from those before it. */
  const self = random.hex(8);

  const dialectOf = (named: NamedTarget, type: string): Dialect => dialects[named.target.dialects?.[type] ?? named.target.dialect] as Dialect;

  /** A handle outlives this process, and with it the marks; what the provider says may repeat what it was sent. `sentBy`: the process that sent secrets with it. */
  const told = (submission: Submission, sentBy?: Json): Submission => {
    if (submission.status === 'pending') {
      const handle = named(submission.handle) as JsonObject;
      return { ...submission, handle: sentBy === undefined ? handle : { ...handle, sentBy } };
    }
    if (secrets === undefined || (submission.status !== 'failed' && submission.status !== 'unknown')) return submission;
    // What another process sent may have been another value than the secret has now: nothing here could find it in a message.
    if (sentBy !== undefined && sentBy !== self) return { ...submission, problem: withheld(submission.problem) };
    const { message, cause } = submission.problem;
    const problem = { ...submission.problem, message: secrets.without(message), ...(cause === undefined ? {} : { cause: secrets.without(cause) }) };
    return { ...submission, problem };
  };

  return {
    identify: (named) => identified(named),
    regions: (named) => enabledRegions(sendOf(named).read, named),
    async read(named, ref, matters) {
      if (foreign(named, ref.place.account)) return fail(foreignAccount(named, ref.place.account));
      const read = await dialectOf(named, ref.type).read(sendOf(named).read, ref, matters);
      if (secrets === undefined || !read.ok || read.value.kind !== 'live') return read;
      return ok({ ...read.value, properties: secrets.hide(read.value.properties) });
    },
    async creation(named, ref, read) {
      if (foreign(named, ref.place.account)) return fail(foreignAccount(named, ref.place.account));
      const told = creationOfRead(ref.type, read ?? {});
      if (told !== null) return ok(told);
      // Through Cloud Control one read of its own; through native calls that would be several, and the proving call is one.
      if (read === undefined && toldByRead(ref.type) && dialectOf(named, ref.type) === dialects['cloudcontrol']) {
        const live = await dialectOf(named, ref.type).read(sendOf(named).read, ref);
        if (!live.ok) return live;
        const creation = live.value.kind === 'live' ? creationOfRead(ref.type, live.value.properties) : null;
        if (creation !== null) return ok(creation);
      }
      return creationOf(sendOf(named).read, ref);
    },
    list: async (named, type, place, parent) =>
      foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : dialectOf(named, type).list(sendOf(named).read, type, place, parent),
    byTag: async (named, place, key, value) =>
      foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : findByTag(sendOf(named).read, place, key, value),
    storedParameters: async (named, place, names) =>
      foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : storedParameters(sendOf(named).read, place, names),
    scheduled: async (named, sought) =>
      foreign(named, sought.place.account) ? fail(foreignAccount(named, sought.place.account)) : scheduledDeletion(sendOf(named).read, named, sought),
    keyAliases: async (named, place) => (foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : keyAliases(sendOf(named).read, place)),
    zones: async (named, place) => (foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : availabilityZones(sendOf(named).read, place)),
    mayDouble: (named, type) => dialectOf(named, type).mayDouble(type),
    calls: (named, mutation) => dialectOf(named, mutation.type).calls(withMarks(mutation)).map(withNames),
    cannot: (named, mutation) => dialectOf(named, mutation.type).cannot(withMarks(mutation)),
    restsOn: (named, type, properties) => dialectOf(named, type).restsOn(type, properties),
    script: (named, mutation) => dialectOf(named, mutation.type).script(named, mutation),
    async submit(named, mutation, permit, repeated = false, left) {
      if (foreign(named, mutation.place.account)) return { status: 'failed', problem: foreignAccount(named, mutation.place.account) };
      const dialect = dialectOf(named, mutation.type);
      // AWS itself keeps the tags of a creation; what answers at another address may not.
      const earlier = { sent: repeated, untagged: repeated && named.target.endpoint !== undefined, ...(left === undefined ? {} : { left }) };
      const under = sendOf(named).under(permit);
      if (!holdsSecret(mutation as unknown as Json)) return told(await dialect.submit(under, mutation, earlier));
      // All of them are there, or nothing is sent.
      const marked = withMarks(mutation);
      const calls = dialect.calls(marked).map((call) => withNames(call).input);
      const there = await secrets?.reveal(calls, { target: named, region: mutation.place.region });
      if (there?.ok === false) return { status: 'failed', problem: there.problems[0] as Diagnostic };
      return told(await dialect.submit((call) => under(withNames(call)), marked, earlier), self);
    },
    async settle(named, { sentBy, ...handle }, waitMilliseconds, expectedSeconds, permit) {
      const dialect = dialects[String(handle['dialect'])];
      if (dialect === undefined) throw new TypeError(`not a handle of this adapter: ${JSON.stringify(handle)}`);
      const send = sendOf(named);
      const under = permit === null ? null : send.under(permit);
      const patience = { waitMilliseconds, expectedSeconds, simulated: named.target.simulated };
      const left = holdsSecret(handle) ? (marked(handle) as JsonObject) : handle;
      return told(await dialect.settle(send.read, under === null ? null : (call) => under(withNames(call)), left, patience), sentBy);
    },
    secret: (source, place) => readSecret(sendOf(place.target).read, source, { account: place.target.target.account, region: place.region }),
    async handedOut(named) {
      const { role, executor } = named.target;
      const own = ownOf(named);
      try {
        return ok(await (role === undefined ? own : assumedRole(named, role, own, executors[executor], shortestSession))());
      } catch (error) {
        return fail(classify(withoutCredentials(error).failure, whoCalls(named)).problem);
      }
    },
    schemas: (named) => ({ schema: (type) => describeType(sendOf(named).read, named, type) }),
    close() {
      executors.sdk.close();
      executors.cli.close();
    },
  };
}

/** A problem without anything that the provider said. */
function withheld({ code, fix, retryable, at }: Diagnostic): Diagnostic {
  const message = 'the provider told that it failed; what it said is withheld, since it may repeat a secret that was sent before this engine started';
  return { code, message, fix, retryable, ...(at === undefined ? {} : { at }) };
}

const noBinary: Executor = {
  execute: async () => ({ ok: false, failure: { origin: 'local', code: 'unsupported', message: 'no aws binary was found' } }),
  close() {},
};

function withSecrets(target: NamedTarget, secrets: SecretValues): Pick<SendOptions, 'reveal' | 'without'> {
  return {
    async reveal(call) {
      const input = await secrets.reveal(call.input, { target, region: call.target.region });
      return input.ok ? ok({ ...call, input: input.value as JsonObject }) : input;
    },
    without: (text) => secrets.without(text),
  };
}

function foreign(named: NamedTarget, account: string): boolean {
  return account !== named.target.account;
}

function foreignAccount(named: NamedTarget, account: string) {
  return problem(
    'TARGET_MISMATCH',
    `target ${named.name} is account ${named.target.account}; account ${account} cannot be reached through it`,
    'name a target in that account',
    { at: `targets.${named.name}` },
  );
}
