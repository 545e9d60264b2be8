import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { diffProperties } from '../../src/plan/diff-properties.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { sending } from '../sending.ts';
import { creates } from './creates.ts';
import { type Fate, type Meddler, meddler, type Passing } from './meddler.ts';
import { type Moto, startMoto } from './moto.ts';
import { realClock, realRandom } from './real-time.ts';
import { motoBinary, required } from './third-party.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const missing = motoBinary() === null && !required;

/** A refusal as the protocol of the request words it; S3 sends no form and no X-Amz-Target. */
function refusal({ protocol }: Passing): Fate {
  if (protocol === 'json') return { status: 400, type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: 'ValidationException', message: 'no' }) };
  const error = '<Error><Code>ValidationError</Code><Message>no</Message></Error>';
  return { status: 400, type: 'text/xml', body: protocol === 'query' ? `<ErrorResponse>${error}</ErrorResponse>` : error };
}

describe('a refused call in the middle of a creation through native calls, on moto', () => {
  const registry = loadRegistry();
  let moto: Moto;
  let between: Meddler;
  let cloud: ReturnType<typeof createAwsCloud>;
  let target: NamedTarget;

  beforeAll(async () => {
    if (missing) return;
    moto = await startMoto();
    between = await meddler(moto.url);
    cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
    });
    target = {
      name: 'moto',
      regions: ['us-east-1'],
      target: { cloud: 'aws', ...place, endpoint: between.url, dialect: 'native', executor: 'sdk', simulated: true },
    };
  });

  afterAll(async () => {
    registry.close();
    if (missing) return;
    cloud.close();
    await between.close();
    await moto.stop();
  });

  const count = async (type: string) => {
    const listed = await cloud.list(target, type, place);
    if (!listed.ok) throw new Error(listed.problems[0]?.message);
    return listed.value.length;
  };

  it.skipIf(missing).each(creates)('leaves a $type that a later attempt completes, whichever of the calls was refused', async ({ type, properties }) => {
    const known = registry.type(type);
    if (!known.ok) throw new Error(type);
    let begun = 0;
    for (let nth = 1; ; nth++) {
      const desired = properties(`refused${nth}`);
      const before = await count(type);
      const create = { op: 'create', type, place, properties: desired } as const;
      let writes = 0;
      between.meddle((passing) => (passing.writes && ++writes === nth ? refusal(passing) : 'pass'));
      let submission = await sending(cloud).submit(target, create, `first-${nth}`);
      if (submission.status === 'pending') submission = await sending(cloud).settle(target, submission.handle, 10_000, 1);
      between.meddle(() => 'pass');
      const wasRefused = writes >= nth;
      if (wasRefused) {
        if (submission.status !== 'failed') throw new Error(JSON.stringify(submission));
        // Refused at once, nothing was made; refused later, the resource is there and named.
        expect(await count(type)).toBe(before + (nth === 1 ? 0 : 1));
        expect(submission.part === true).toBe(nth > 1);
        const left = submission.part === true ? submission.identifier : undefined;
        submission = await sending(cloud).submit(target, create, `second-${nth}`, false, left);
        if (submission.status === 'pending') submission = await sending(cloud).settle(target, submission.handle, 10_000, 1);
        if (left !== undefined) begun++;
        if (left !== undefined) expect(submission).toMatchObject({ identifier: left });
      }
      if (submission.status !== 'done' || submission.identifier === null) throw new Error(JSON.stringify(submission));
      expect(await count(type)).toBe(before + 1);
      const read = await cloud.read(target, { type, place, identifier: submission.identifier });
      if (!read.ok || read.value.kind !== 'live') throw new Error(JSON.stringify(read));
      expect(diffProperties(known.value, desired, read.value.properties, null).differences).toEqual([]);
      if (!wasRefused) break;
    }
    // A queue and an address are made by one call.
    if (!['AWS::SQS::Queue', 'AWS::EC2::EIP'].includes(type)) expect(begun).toBeGreaterThan(0);
  });
});
