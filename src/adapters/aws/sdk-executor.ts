import type { Json, JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Address, AwsJson, cloudControlApi, type JsonService, keysApi, parametersApi, secretsApi, taggingApi } from './aws-json.ts';
import { besideCloudControl, cloudControlUrl } from './cloudcontrol-url.ts';
import type { Credentials } from './credentials.ts';
import { type Executor, type RawFailure, type Reply, type Session, withoutCredentials } from './executor.ts';
import { Transport, TransportFailure, type TransportLimits } from './transport.ts';

/** The part of an official client that is used. */
interface SdkClient {
  send(command: unknown): Promise<Record<string, unknown>>;
  destroy(): void;
}
type SdkModule = Record<string, unknown>;

/**
 * The official client of each service, by the AWS CLI's name for it, loaded when a service is first called. The clients of the
 * second kind are used where they are installed; Asbuilt does not bring them along.
 */
const modules: Readonly<Record<string, () => Promise<SdkModule>>> = {
  cloudformation: () => import('@aws-sdk/client-cloudformation') as Promise<SdkModule>,
  sts: () => import('@aws-sdk/client-sts') as Promise<SdkModule>,
};
const packages: Readonly<Record<string, string>> = {
  s3api: 's3',
  logs: 'cloudwatch-logs',
  events: 'eventbridge',
  elbv2: 'elastic-load-balancing-v2',
  secretsmanager: 'secrets-manager',
};

/**
 * The services that are spoken to without a client, and the operations of others that are where theirs is not installed. Cloud Control carries nearly all calls there are, and its client costs eight
 * times what a call does.
 */
const direct: Readonly<Record<string, { readonly api: JsonService; url(region: string): Promise<URL> }>> = {
  cloudcontrol: { api: cloudControlApi, url: cloudControlUrl },
  ssm: { api: parametersApi, url: (region) => besideCloudControl('ssm', region) },
  resourcegroupstaggingapi: { api: taggingApi, url: (region) => besideCloudControl('tagging', region) },
  'secretsmanager DescribeSecret': { api: secretsApi, url: (region) => besideCloudControl('secretsmanager', region) },
  'kms ListAliases': { api: keysApi, url: (region) => besideCloudControl('kms', region) },
  'kms DescribeKey': { api: keysApi, url: (region) => besideCloudControl('kms', region) },
};

/**
 * Sends calls in this process with the official SDK clients: one client per service, place and credentials, all over the same sockets.
 */
export function sdkExecutor(limits: TransportLimits, clock: Clock): Executor {
  const transport = new Transport(limits);
  const awsJson = new AwsJson(transport, clock);
  const addresses = new Map<string, Address>();
  const loaded = new Map<string, Promise<SdkModule | null>>();
  const clients = new Map<string, { readonly signedBy: string; readonly client: SdkClient }>();

  const moduleOf = (service: string) => {
    const before = loaded.get(service);
    if (before !== undefined) return before;
    const load = modules[service] ?? (() => import(`@aws-sdk/client-${packages[service] ?? service}`) as Promise<SdkModule>);
    const loading = load().catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_MODULE_NOT_FOUND') return null;
      throw error;
    });
    loaded.set(service, loading);
    return loading;
  };

  const clientOf = (sdk: SdkModule, call: AwsCall, session: Session, credentials: Credentials): SdkClient => {
    const key = `${call.service}|${call.target.account}|${call.target.region}|${session.endpoint ?? ''}`;
    const signedBy = `${credentials.accessKeyId}|${credentials.sessionToken ?? ''}`;
    const before = clients.get(key);
    if (before?.signedBy === signedBy) return before.client;
    const Client = Object.entries(sdk).find(([name]) => /^[A-Za-z0-9]+Client$/.test(name) && !name.startsWith('__'))?.[1] as new (config: object) => SdkClient;
    const client = new Client({
      region: call.target.region,
      ...(session.endpoint === undefined ? {} : { endpoint: session.endpoint }),
      credentials,
      requestHandler: transport,
      maxAttempts: 1,
      // The stack of middleware is the same for every call of a client; resolving it anew each time costs a tenth of the call.
      cacheMiddleware: true,
      forcePathStyle: session.endpoint !== undefined,
      // Requests go to the target's endpoint, never to a host that a queue's address names.
      useQueueUrlAsEndpoint: false,
      // The defaults of these would be read from files and the environment of this process, which are not the target's.
      defaultsMode: 'standard',
      retryMode: 'standard',
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      userAgentAppId: undefined,
      customUserAgent: 'asbuilt',
    });
    clients.set(key, { signedBy, client });
    return client;
  };

  /** Where a service is: at the target's endpoint, or where AWS has it in the region. */
  const addressOf = async (service: string, region: string, endpoint: string | undefined, url: (region: string) => Promise<URL>): Promise<Address> => {
    const key = endpoint ?? `${service}|${region}`;
    const before = addresses.get(key);
    if (before !== undefined) return before;
    const { origin, pathname } = endpoint === undefined ? await url(region) : new URL(endpoint);
    const address = { origin, path: pathname };
    addresses.set(key, address);
    return address;
  };

  return {
    async execute(call, session) {
      let credentials: Credentials;
      try {
        credentials = await session.credentials();
      } catch (error) {
        return withoutCredentials(error);
      }
      try {
        const sdk = direct[call.service] === undefined ? await moduleOf(call.service) : null;
        const spoken = sdk === null ? (direct[call.service] ?? direct[`${call.service} ${call.operation}`]) : undefined;
        if (spoken !== undefined)
          return await awsJson.execute(spoken.api, call, await addressOf(call.service, call.target.region, session.endpoint, spoken.url), credentials);
        const Command = sdk?.[`${call.operation}Command`] as (new (input: JsonObject) => unknown) | undefined;
        if (sdk === null) return unsupported(`the SDK client of ${call.service} is not installed`);
        if (Command === undefined) return unsupported(`the SDK client of ${call.service} has no operation ${call.operation}`);
        const { $metadata: _, ...output } = await clientOf(sdk, call, session, credentials).send(new Command(call.input));
        return { ok: true, output: plain(output) as JsonObject };
      } catch (error) {
        return { ok: false, failure: failureOf(error) };
      }
    },
    close() {
      for (const { client } of clients.values()) client.destroy();
      transport.destroy();
    },
  };
}

function unsupported(message: string): Reply {
  return { ok: false, failure: { origin: 'local', code: 'unsupported', message } };
}

interface SdkError extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  readonly Code?: string;
  readonly cause?: unknown;
}

function failureOf(thrown: unknown): RawFailure {
  if (thrown instanceof TransportFailure) return { origin: 'transport', sent: thrown.sent, message: thrown.message };
  if (!(thrown instanceof Error)) return { origin: 'transport', sent: true, message: String(thrown) };
  const error: SdkError = thrown;
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode ?? null;
  if (error.$fault !== undefined) {
    const wait = Number(error.$response?.headers?.['retry-after']);
    return { origin: 'service', code: error.name, message: error.message, status, ...(wait > 0 ? { retryAfterSeconds: wait } : {}) };
  }
  // Something came back, and it cannot be read.
  if (error.$response !== undefined) return { origin: 'transport', sent: true, message: `the answer (HTTP ${status}) cannot be read: ${error.message}` };
  // Neither sent nor answered: the client refused the input before it made a request of it.
  return { origin: 'local', code: 'invalid', message: error.message };
}

/** SDK output as the JSON the AWS CLI prints: dates as ISO 8601, bytes as base64, absent members left out. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])));
  return String(value);
}
