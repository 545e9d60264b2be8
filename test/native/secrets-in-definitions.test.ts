import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localSecretFiles } from '../../src/app/local-secret-files.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from '../sandbox/sandbox-client.ts';
import { Canaries } from '../secrets/canaries.ts';
import { type EngineOver, engineOver } from './engine-over.ts';

const account = '123456789012';
const canaries = new Canaries(2);
const [ofFunction = '', ofTask = ''] = canaries.names;
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const wish = (size: number) => [
  { node: 'role', type: 'AWS::IAM::Role', properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust } },
  {
    node: 'worker',
    type: 'AWS::Lambda::Function',
    properties: {
      FunctionName: 'worker',
      Runtime: 'python3.13',
      Handler: 'i.h',
      Role: '${role.Arn}',
      MemorySize: size,
      Code: { ZipFile: 'def h(e, c): pass' },
      Environment: { Variables: { PASSWORD: `\${secret('${ofFunction}')}` } },
    },
  },
  {
    node: 'task',
    type: 'AWS::ECS::TaskDefinition',
    properties: {
      Family: 'web',
      ContainerDefinitions: [{ Name: 'web', Image: 'nginx', Memory: size, Environment: [{ Name: 'PASSWORD', Value: `\${secret('${ofTask}')}` }] }],
    },
  },
];

/** What a read shows of an environment and of a task definition is what was sent, secrets included: the echo of them is a digest. */
describe('a secret in an environment and in a task definition', () => {
  const types = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types });
    const { endpoint } = sandbox;
    const target = { cloud: 'aws', account, region: 'us-east-1', endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true } as const;
    over = await engineOver({ name: 'sandbox', regions: ['us-east-1'], target }, { retry: 6_000, consistency: 2_000, slice: 2_000 });
    for (const name of canaries.names) expect(await localSecretFiles(over).set(name, canaries.valueOf(name))).toMatchObject({ ok: true });
  }, 60_000);
  afterAll(async () => {
    await over.close();
    await sandbox.close();
    types.close();
  });

  it('is nowhere in the data folder after it was sent, read back, planned again, changed from outside and put back', async () => {
    const told: unknown[] = [];
    const apply = async (size: number) => {
      const plan = await over.plan('shop', wish(size));
      const run = await over.apply(plan);
      expect(run, JSON.stringify(run.nodes.map(({ step, error }) => [step, error]))).toMatchObject({ status: 'succeeded' });
      told.push(plan, run);
    };
    await apply(256);
    expect((await over.plan('shop', wish(256))).steps).toEqual([]);
    await apply(512);
    const somebody = new SandboxClient(sandbox.endpoint, account);
    expect(JSON.stringify(await somebody.get('AWS::Lambda::Function', 'worker'))).toContain(JSON.stringify(canaries.valueOf(ofFunction)).slice(1, -1));
    await somebody.ended(
      somebody.update('AWS::Lambda::Function', 'worker', [{ op: 'replace', path: '/Environment/Variables/PASSWORD', value: 'somebody’s own' }]),
    );
    const drifted = await over.plan('shop', wish(512));
    expect(drifted.changes.filter(({ action }) => action !== 'none')).toMatchObject([{ node: 'worker', action: 'update', reason: 'live-moved' }]);
    await apply(512);
    canaries.look('what was told', JSON.stringify([...told, drifted]));
    canaries.lookThrough(over.home, ['secrets']);
    expect(canaries.looked.places).toBeGreaterThan(3);
    expect(canaries.sightings).toEqual([]);
  }, 120_000);
});
