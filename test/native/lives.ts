import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { NamedTarget, Target } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Check, checks, lifeOf, type Outcome, type Row } from './contract.ts';
import { startMoto } from './moto.ts';
import { realClock, realRandom } from './real-time.ts';
import { type Sample, samples } from './samples.ts';
import { awsBinary, programEnvironment } from './third-party.ts';

const place = { account: '123456789012', region: 'us-east-1' };
/** Lives led at the same time: enough to keep two processors busy, few enough that moto's single process keeps up. */
const atOnce = 6;

/** Every sample's life through native calls on a moto of its own. */
export async function livesOnMoto(executor: Target['executor'], chosen: readonly Sample[] = samples): Promise<Map<string, Row>> {
  const moto = await startMoto();
  try {
    return await lives({ endpoint: moto.url, dialect: 'native', executor }, chosen);
  } finally {
    await moto.stop();
  }
}

/** Every sample's life through Cloud Control on a sandbox of its own. */
export async function livesOnSandbox(chosen: readonly Sample[] = samples): Promise<Map<string, Row>> {
  const types = loadRegistry();
  const sandbox = await startSandbox({ port: 0, file: null, accounts: [place.account], speed: Number.POSITIVE_INFINITY, types });
  try {
    return await lives({ endpoint: sandbox.endpoint, dialect: 'cloudcontrol', executor: 'sdk' }, chosen);
  } finally {
    await sandbox.close();
    types.close();
  }
}

async function lives(reached: Pick<Target, 'dialect' | 'executor'> & { readonly endpoint: string }, chosen: readonly Sample[]): Promise<Map<string, Row>> {
  const registry = loadRegistry();
  const binary = awsBinary();
  const cloud = createAwsCloud({
    clock: realClock,
    random: realRandom,
    credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
    ...(binary === null ? {} : { cli: { binary, environment: programEnvironment() } }),
  });
  const target: NamedTarget = { name: 'contract', regions: [place.region], target: { cloud: 'aws', ...place, ...reached, simulated: true } };
  const rows = new Map<string, Row>();
  const queue = chosen.filter((sample) => sample.unsupported?.[reached.dialect] === undefined);
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let sample = queue.shift(); sample !== undefined; sample = queue.shift()) {
          rows.set(sample.type, await lifeOf({ cloud, target, registry, moto: reached.dialect === 'native' }, sample, `ct${samples.indexOf(sample)}`));
        }
      }),
    );
  } finally {
    cloud.close();
    registry.close();
  }
  return rows;
}

/** What a life has to look like: everything goes well, and what the type does not have is not checked. */
export function expectedRow(sample: Sample, dialect: Target['dialect']): Row {
  const changes = Object.keys(sample.changes).filter((property) => dialect === 'cloudcontrol' || sample.notOnMoto?.[property] === undefined);
  const none: Readonly<Partial<Record<Check, boolean>>> = {
    list: sample.unlisted?.includes(dialect) === true,
    changes: changes.length === 0,
    'outside change': !changes.some((property) => property in sample.properties && sample.hidden?.includes(property) !== true),
    replace: sample.replace === undefined,
  };
  return Object.fromEntries(checks.map((check): [Check, Outcome] => [check, none[check] === true ? '-' : 'ok'])) as Row;
}
