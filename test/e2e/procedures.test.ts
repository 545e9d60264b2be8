import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSecretFile } from '../../src/adapters/secrets/secret-files.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Plan, UnitChange } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import { proposed } from '../proposed.ts';
import { Stage, value } from './stage.ts';

const bundleOf = (procedure: string): SourceBundle => ({ files: [{ path: 'procedure.yaml', base64: Buffer.from(procedure).toString('base64') }] });

/** Makes a parameter and gives what stands there; takes it away again. */
const marker = `steps:
  - name: marker
    aws: [cloudcontrol, create-resource, --type-name, AWS::SSM::Parameter, --client-token, "\${token}"]
    input: { DesiredState: '{"Name": "/\${inputs.name}", "Type": "String", "Value": "\${inputs.text}"}' }
    holds: { aws: [cloudcontrol, get-resource, --type-name, AWS::SSM::Parameter, --identifier, "/\${inputs.name}"], query: ResourceDescription.Identifier }
    gives: { name: ResourceDescription.Identifier }
  - name: who
    aws: [sts, get-caller-identity]
    gives: { account: Account }
outputs: { name: "\${marker.name}", account: "\${who.account}", token: "\${token}" }
undo:
  - name: removed
    aws: [cloudcontrol, delete-resource, --type-name, AWS::SSM::Parameter, --identifier, "\${outputs.name}"]
`;
const declared = { name: { type: 'string' }, account: { type: 'string' } };

/** The engine with the real aws program, against the sandbox. */
describe('a procedure of AWS CLI calls', () => {
  const stage = new Stage();
  const ask = async (name: string, nodes: JsonObject, ...procedures: readonly string[]): Promise<Plan> => {
    const sources = Object.fromEntries(procedures.map((text) => [digestOf(bundleOf(text)), bundleOf(text)]));
    return proposed(await stage.engine.ask({ intent: { name, nodes } as never, sources })).plan;
  };
  const unit = (procedure: string, more: JsonObject = {}): JsonObject => ({
    unit: 'aws-cli',
    source: digestOf(bundleOf(procedure)),
    outputs: declared,
    ...more,
  });
  const run = async (plan: Plan): Promise<Run> => {
    await stage.approve(plan);
    return stage.ended(value(await stage.engine.apply({ id: plan.id })).run);
  };
  const identifiers = async () => (await stage.live('AWS::SSM::Parameter')).map(({ identifier }) => identifier).sort();
  const whole = { inputs: { name: 'shop/${queue.QueueName}', text: 'first' }, undo: true };

  beforeAll(async () => {
    expect(spawnSync('aws', ['--version']).status, 'the aws program is needed').toBe(0);
    await stage.startSandbox(100);
    await stage.startEngine({}, { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' });
  });
  afterAll(() => stage.end(), 60_000);

  it('runs between resources with what they gave, gives what it found, and is empty when it is planned again', async () => {
    const nodes = {
      queue: { type: 'AWS::SQS::Queue', properties: { QueueName: 'jobs' } },
      mark: unit(marker, whole),
      after: { type: 'AWS::SSM::Parameter', properties: { Name: '/after', Type: 'String', Value: '${mark.name}' } },
    };
    const plan = await ask('shop', nodes, marker);
    expect(plan.summary).toMatchObject({ create: 2, run: 1 });
    expect(plan.engines).toEqual([{ engine: 'aws-cli', version: expect.stringMatching(/^\d+\.\d+/), digest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const report = await run(plan);
    expect(report.nodes.map(({ step, status, error }) => [step, status, error?.cause ?? error?.message])).toEqual(
      report.nodes.map(({ step }) => [step, 'done', undefined]),
    );
    expect(await identifiers()).toEqual(['/after', '/shop/jobs']);
    expect((await stage.live('AWS::SSM::Parameter')).map(({ properties }) => properties['Value'])).toEqual(expect.arrayContaining(['/shop/jobs', 'first']));
    const again = await ask('shop', nodes, marker);
    expect(again.summary).toMatchObject({ create: 0, run: 0, delete: 0, unchanged: 3 });
  });

  it('is taken back by its undo when it is removed, with what it gave', async () => {
    const plan = value(await stage.engine.destroy({ deployment: 'shop' as never }));
    const change = plan.changes.find(({ node }) => node === 'mark') as UnitChange;
    expect(change).toMatchObject({ action: 'delete', undo: true, note: expect.stringContaining('taken back') });
    expect(plan.engines.map(({ engine }) => engine)).toEqual(['aws-cli']);
    expect((await run(plan)).status).toBe('succeeded');
    expect(await identifiers()).toEqual([]);
    expect(value(await stage.engine.deployments({})).deployments).toEqual([]);
  });

  it('does not take a step whose end is there already', async () => {
    const nodes = {
      first: unit(marker, { inputs: { name: 'once', text: 'first' }, undo: true }),
      second: unit(marker, { inputs: { name: 'once', text: 'second' }, dependsOn: ['first'], undo: true }),
    };
    expect((await run(await ask('twice', nodes, marker))).status).toBe('succeeded');
    expect((await stage.live('AWS::SSM::Parameter')).map(({ properties }) => properties['Value'])).toEqual(['first']);
  });

  it('says which call failed, in whose words, and what was done before; nothing of it is run again', async () => {
    const failing = `steps:
  - name: there
    aws: [sts, get-caller-identity]
  - name: gone
    aws: [cloudcontrol, get-resource, --type-name, AWS::SSM::Parameter, --identifier, "\${inputs.name}"]
`;
    const report = await run(await ask('failing', { job: unit(failing, { inputs: { name: '/no-such' }, outputs: {} }) }, failing));
    const [job] = report.nodes;
    expect(job?.error).toMatchObject({
      code: 'UNIT_FAILED',
      message: expect.stringMatching(/step gone \(aws cloudcontrol get-resource\): it failed; done before: there/),
    });
    expect(job?.error?.cause).toContain('NotFound');
  });

  it('takes no value for an option or the address of a file', async () => {
    const reading = `steps:
  - name: read
    aws: [cloudcontrol, get-resource, --type-name, AWS::SQS::Queue, --identifier, "\${inputs.name}"]
`;
    for (const name of ['file:///etc/passwd', '--debug', 'https://example.com/x']) {
      const report = await run(await ask(`words_${name.length}`, { job: unit(reading, { inputs: { name }, outputs: {} }) }, reading));
      expect(report.nodes[0]?.error?.message).toMatch(/would be taken for/);
    }
  });

  it('hands a secret over where nobody reads it: no file, no argument, no answer holds it', async () => {
    const secret = 'canary-5e3b1f9a';
    value(writeSecretFile(join(stage.home, 'secrets'), 'pass', secret));
    const plan = await ask('secretly', { job: unit(marker, { inputs: { name: 'secretly', text: "${secret('pass')}" }, undo: true }) }, marker);
    const report = await run(plan);
    expect(report.status).toBe('succeeded');
    const [live] = (await stage.live('AWS::SSM::Parameter')).filter(({ identifier }) => identifier === '/secretly');
    expect(live?.properties['Value']).toBe(secret);
    expect(JSON.stringify([plan, report])).not.toContain(secret);
    const units = join(stage.home, 'units');
    for (const path of readdirSync(units, { recursive: true, withFileTypes: true }))
      if (path.isFile()) expect(readFileSync(join(path.parentPath, path.name), 'utf8'), path.name).not.toContain(secret);
  });

  it('is refused before anything runs where it cannot be run with what it is given', async () => {
    const wrong = 'steps:\n  - name: a\n    aws: [sts, get-caller-identity, --endpoint-url, "http://elsewhere"]\n';
    const asked = await stage.engine.ask({
      intent: { name: 'wrong', nodes: { job: unit(wrong, { outputs: {} }) } } as never,
      sources: { [digestOf(bundleOf(wrong))]: bundleOf(wrong) },
    });
    expect(asked).toMatchObject({ ok: false, problems: [{ code: 'CATALOG_INVALID', at: 'procedure.yaml:3 steps[0].aws[2]' }] });
  });
});
