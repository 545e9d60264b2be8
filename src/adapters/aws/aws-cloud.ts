import { problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import { sandboxCredentials } from '../../model/sandbox-credentials.ts';
import type { NamedTarget } from '../../model/target.ts';
import type { Clock, Randomness } from '../../ports/clock.ts';
import type { Cloud, Mutation } from '../../ports/cloud.ts';
import type { SchemaSource } from '../../ports/schema-source.ts';
import { cliExecutor } from './cli-executor.ts';
import { cloudControl } from './cloudcontrol.ts';
import { creationOf, creationOfRead, toldByRead } from './creation.ts';
import { type CredentialsProvider, type RenewingCredentials, renewing } from './credentials.ts';
import { describeType } from './describe-type.ts';
import type { Dialect } from './dialect.ts';
import type { Executor } from './executor.ts';
import { assumedRole, enabledRegions, whoAmI } from './identity.ts';
import { native } from './native/native.ts';
import { createPace, type Pace } from './pace.ts';
import { sdkExecutor } from './sdk-executor.ts';
import { type Send, sender } from './send.ts';

export interface AwsCloudOptions {
  readonly clock: Clock;
  readonly random: Randomness;
  /** Where a target's own credentials come from: its profile, or the default chain. Not asked for simulated targets. */
  credentials(target: NamedTarget): CredentialsProvider;
  /** The `aws` binary and the environment it needs to run (PATH, proxy, CA bundle). Absent: there is none. */
  readonly cli?: { readonly binary: string; readonly environment: Readonly<Record<string, string>> };
}

const sdkLimits = { maxSockets: 128, connectMilliseconds: 5_000, requestMilliseconds: 60_000, maxResponseBytes: 64 * 1024 * 1024 };
const cliLimits = { timeoutMilliseconds: 90_000, maxOutputBytes: 64 * 1024 * 1024 };
/** Calls in flight per account, region and service. An `aws` process costs a third of a second of processor time to start. */
const concurrency = { sdk: 128, cli: 8 };

/** AWS as the engine sees it: both dialects, both executors. `schemas` asks a target for its types' schemas; `close` ends idle connections. */
export function createAwsCloud(options: AwsCloudOptions): Cloud & { schemas(target: NamedTarget): SchemaSource; close(): void } {
  const { clock, random } = options;
  const executors = { sdk: sdkExecutor(sdkLimits, clock), cli: options.cli === undefined ? noBinary : cliExecutor({ ...options.cli, ...cliLimits }) };
  const dialects: Readonly<Record<string, Dialect>> = { cloudcontrol: cloudControl(clock), native: native(clock) };
  const paces = new Map<string, Pace>();
  const senders = new Map<string, Send>();
  const sendersByTarget = new WeakMap<NamedTarget, Send>();

  const paceOf = (executor: 'sdk' | 'cli') => (call: AwsCall) => {
    const key = `${executor}|${call.target.account}|${call.target.region}|${call.service}`;
    let pace = paces.get(key);
    if (pace === undefined) {
      pace = createPace({ concurrency: concurrency[executor], retryBudget: 500, baseMilliseconds: 100, capMilliseconds: 10_000 }, clock, random);
      paces.set(key, pace);
    }
    return pace;
  };

  const credentialsOf = (named: NamedTarget, executor: Executor): RenewingCredentials => {
    const own: CredentialsProvider = named.target.simulated ? async () => sandboxCredentials(named.target.account) : options.credentials(named);
    return renewing(named.target.role === undefined ? own : assumedRole(named, named.target.role, own, executor), clock);
  };

  const sendOf = (named: NamedTarget): Send => {
    let send = sendersByTarget.get(named);
    if (send === undefined) {
      send = senderOf(named);
      sendersByTarget.set(named, send);
    }
    return send;
  };

  /** Targets that reach the same place as the same caller share credentials and pace, whatever object names them. */
  const senderOf = (named: NamedTarget): Send => {
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
        paceOf: paceOf(target.executor),
      };
      send = sender({ ...common, executor });
      senders.set(key, send);
    }
    return send;
  };

  const dialectOf = (named: NamedTarget, type: string): Dialect => dialects[named.target.dialects?.[type] ?? named.target.dialect] as Dialect;

  return {
    identify: (named) => whoAmI(sendOf(named), named),
    regions: (named) => enabledRegions(sendOf(named), named),
    read: (named, ref) =>
      foreign(named, ref.place.account) ? Promise.resolve(fail(foreignAccount(named, ref.place.account))) : dialectOf(named, ref.type).read(sendOf(named), ref),
    async creation(named, ref, read) {
      if (foreign(named, ref.place.account)) return fail(foreignAccount(named, ref.place.account));
      const told = creationOfRead(ref.type, read ?? {});
      if (told !== null) return ok(told);
      // Through Cloud Control one read of its own; through native calls that would be several, and the proving call is one.
      if (read === undefined && toldByRead(ref.type) && dialectOf(named, ref.type) === dialects['cloudcontrol']) {
        const live = await dialectOf(named, ref.type).read(sendOf(named), ref);
        if (!live.ok) return live;
        const creation = live.value.kind === 'live' ? creationOfRead(ref.type, live.value.properties) : null;
        if (creation !== null) return ok(creation);
      }
      return creationOf(sendOf(named), ref);
    },
    list: async (named, type, place, parent) =>
      foreign(named, place.account) ? fail(foreignAccount(named, place.account)) : dialectOf(named, type).list(sendOf(named), type, place, parent),
    calls: (named, mutation, token) => dialectOf(named, mutation.type).calls(withNames(mutation), token),
    async submit(named, mutation, token, repeated = false) {
      if (foreign(named, mutation.place.account)) return { status: 'failed', problem: foreignAccount(named, mutation.place.account) };
      return dialectOf(named, mutation.type).submit(sendOf(named), mutation, token, repeated);
    },
    async settle(named, handle, waitMilliseconds, expectedSeconds) {
      const dialect = dialects[String(handle['dialect'])];
      if (dialect === undefined) throw new TypeError(`not a handle of this adapter: ${JSON.stringify(handle)}`);
      return dialect.settle(sendOf(named), handle, { waitMilliseconds, expectedSeconds, simulated: named.target.simulated });
    },
    schemas: (named) => ({ schema: (type) => describeType(sendOf(named), named, type) }),
    close() {
      executors.sdk.close();
      executors.cli.close();
    },
  };
}

const noBinary: Executor = {
  execute: async () => ({ ok: false, failure: { origin: 'local', code: 'unsupported', message: 'no aws binary was found' } }),
  close() {},
};

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

/** A mutation whose open values (`$from`, `$join`) are shown by where they come from: `‹network.VpcId›`. */
function withNames(mutation: Mutation): Mutation {
  switch (mutation.op) {
    case 'create':
      return { ...mutation, properties: named(mutation.properties) as JsonObject };
    case 'update':
      return {
        ...mutation,
        desired: named(mutation.desired) as JsonObject,
        patch: mutation.patch.map((operation) => (operation.op === 'remove' ? operation : { ...operation, value: named(operation.value) })),
      };
    case 'delete':
      return mutation;
    default:
      return mutation satisfies never;
  }
}

function named(value: Json): Json {
  if (Array.isArray(value)) return value.map(named);
  if (!isJsonObject(value)) return value;
  const from = value['$from'];
  if (isJsonObject(from)) return `‹${String(from['node'])}.${String(from['attribute'])}›`;
  const join = value['$join'];
  if (Array.isArray(join)) return join.map((part: Json) => (typeof part === 'string' ? part : String(named(part)))).join('');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, named(member)]));
}
