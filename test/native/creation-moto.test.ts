import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { creationLife, provedByRead, untrueOnMoto } from './creation-life.ts';
import { type Moto, startMoto } from './moto.ts';
import { realClock, realRandom } from './real-time.ts';
import { motoBinary, required } from './third-party.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const noMoto = motoBinary() === null && !required;
if (noMoto) console.info('skipped: proofs of creation on moto, because there is no `moto_server` on the path');

describe.skipIf(noMoto)('the proof of a creation, through native calls on moto', () => {
  const types = loadRegistry();
  const cloud = createAwsCloud({
    clock: realClock,
    random: realRandom,
    credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
  });
  let moto: Moto;
  let target: NamedTarget;

  beforeAll(async () => {
    moto = await startMoto();
    target = {
      name: 'moto',
      regions: [place.region],
      target: { cloud: 'aws', ...place, endpoint: moto.url, dialect: 'native', executor: 'sdk', simulated: true },
    };
  });
  afterAll(async () => {
    cloud.close();
    await moto.stop();
    types.close();
  });

  // The cluster has no native calls.
  const native = provedByRead.filter(({ type }) => type !== 'AWS::RDS::DBCluster');

  it.each(native.filter(({ type }) => untrueOnMoto[type] === undefined))(
    '$type: stays through reads and a change, and is another when the name is made again',
    async (sample) => {
      const { first, again, changed, recreated } = await creationLife(cloud, target, types, sample, `proof${native.indexOf(sample)}`, true);
      expect(first).toMatchObject({ kind: 'read' });
      expect(again).toEqual(first);
      expect(changed).toEqual(first);
      expect(recreated).toMatchObject({ kind: 'read', source: (first as { source: string }).source });
      expect(recreated).not.toEqual(first);
    },
  );

  // As soon as moto is truthful here, this fails, and the entry goes.
  it.each(native.filter(({ type }) => untrueOnMoto[type] !== undefined))('$type: moto tells one creation like another', async (sample) => {
    const { first, changed, recreated } = await creationLife(cloud, target, types, sample, `proof${native.indexOf(sample)}`, true);
    expect(changed).toEqual(first);
    expect(recreated).toEqual(first);
  });
});
