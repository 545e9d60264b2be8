import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { Proposed } from '../proposed.ts';
import { Canaries } from '../secrets/canaries.ts';
import { Checkout, type Said } from './checkout.ts';

/** A unit that says all it is given, and what of it is no secret as its output. */
const teller = `import json, sys, time
given = json.load(sys.stdin)
print("given:", given, file=sys.stderr)
time.sleep(0.3)
print(json.dumps({"told": " ".join(given["inputs"])}))
`;
/** A unit that fails and shows everything as it does. */
const failer = `import json, sys
inputs = json.load(sys.stdin)["inputs"]
print(json.dumps(inputs), file=sys.stderr)
raise ValueError("cannot log in with " + repr(inputs))
`;

/** Calls that are given secrets, and a reply that repeats them, of which their number alone is given. */
const caller = `steps:
  - name: ask
    aws: [ssm, get-parameters]
    input: { Names: ["\${inputs.p0}", "\${inputs.p1}", "\${inputs.p2}", "\${inputs.p3}", "\${inputs.p4}"] }
    gives: { told: "to_string(length(InvalidParameters))" }
outputs: { told: "\${ask.told}" }
`;
/** What is published, and is given its secret by whoever plans it. */
const vault = `apiVersion: asbuilt.dev/v1
kind: Artifact
metadata: { name: vault, version: 1.0.0, owner: us, description: keeps a password }
engine: { type: aws }
inputs: { type: object, required: [password], properties: { password: { type: string, maxLength: 12 } } }
resources: { secret: { type: "AWS::SecretsManager::Secret", properties: { Name: vault, SecretString: "app:\${inputs.password}" } } }
`;

/**
 * A hundred secrets in a deployment of resources, Python units and a procedure of the AWS CLI, through everything that may happen to it, and a look for each of them in every file of the data folder, in every answer
 * and in every process. The sandbox's own file and the files of the secrets are where they belong.
 */
describe('a hundred secrets', () => {
  const checkout = new Checkout();
  const canaries = new Canaries(100);
  const folder = join(checkout.home, 'wish');
  const file = join(folder, 'intent.json');
  const names = canaries.names;
  const parameters = names.slice(0, 40);
  const joined = names.slice(40, 50);
  const secrets = names.slice(50, 80);
  const told = names.slice(80, 90);
  const called = names.slice(90, 95);
  const failing = names.slice(95, 100);
  let plan: Plan;
  let run: string;

  const say = async (...args: readonly string[]): Promise<Said> => {
    const said = await checkout.run(...args);
    canaries.look(`answer of ${args[0]}`, said.out);
    canaries.look(`message of ${args[0]}`, said.err);
    return said;
  };
  const last = <T>({ out }: Said): T => JSON.parse(out.trim().split('\n').at(-1) ?? '') as T;
  const planned = async (): Promise<Plan> => last<Proposed>(await say('ask', '--file', file, '--json')).plan;
  const confirmed = (of: Plan): string[] => of.changes.flatMap(({ node, exposes }) => (exposes === undefined ? [] : ['--confirm', node]));
  const watched = async (id: string): Promise<Run> => {
    await say('runs', 'watch', id);
    return last<Run>(await say('runs', 'show', id, '--json'));
  };
  const fault = async (rule: JsonObject | null): Promise<void> => {
    const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    const reply = await fetch(`${endpoint}/_sandbox/faults`, rule === null ? { method: 'DELETE' } : { method: 'POST', body: JSON.stringify(rule) });
    expect(reply.ok, await reply.text()).toBe(true);
  };
  const asAgent = async (path: string): Promise<void> => {
    const { url, token } = JSON.parse(readFileSync(join(checkout.home, 'agent.json'), 'utf8')) as { url: string; token: string };
    const reply = await fetch(`${url}/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status, path).toBe(200);
    canaries.look(`an agent’s ${path}`, await reply.text());
  };
  const mcp = async (tool: string, args: JsonObject): Promise<void> => {
    const { url, token } = JSON.parse(readFileSync(join(checkout.home, 'agent.json'), 'utf8')) as { url: string; token: string };
    const revision = '2026-07-28';
    const _meta = { 'io.modelcontextprotocol/protocolVersion': revision, 'io.modelcontextprotocol/clientCapabilities': {} };
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': 'tools/call',
      'mcp-name': tool,
    };
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { _meta, name: tool, arguments: args } };
    const reply = await fetch(`${url}/mcp`, { method: 'POST', headers, body: JSON.stringify(call) });
    const text = await reply.text();
    expect(text, tool).toContain('canary_000');
    canaries.look(`tool ${tool}`, text);
  };
  const put = (name: string, text: string): Promise<Said> =>
    new Promise((resolve) => {
      const child = execFile(
        join(import.meta.dirname, '..', '..', 'bin', 'asbuilt'),
        ['secret', 'set', name],
        { env: { ...process.env, ASBUILT_HOME: checkout.home, CLAUDECODE: '' } },
        (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
      child.stdin?.end(text);
    });
  const wish = (): void => {
    const nodes: Record<string, JsonObject> = { queue: { type: 'AWS::SQS::Queue', properties: { QueueName: 'canaries' } } };
    for (const name of parameters)
      nodes[name] = { type: 'AWS::SSM::Parameter', properties: { Name: `/canaries/${name}`, Type: 'String', Value: `\${secret('${name}')}` } };
    for (const name of joined)
      nodes[name] = {
        type: 'AWS::SSM::Parameter',
        properties: { Name: `/canaries/${name}`, Type: 'String', Value: `amqp://app:\${secret('${name}')}@\${queue.QueueName}/` },
      };
    for (const name of secrets)
      nodes[name] = { type: 'AWS::SecretsManager::Secret', properties: { Name: `canaries/${name}`, SecretString: `{"password": "\${secret('${name}')}"}` } };
    const inputs = (of: readonly string[]) => Object.fromEntries(of.map((name, index) => [`p${index}`, `\${secret('${name}')}`]));
    nodes['teller'] = {
      unit: 'python',
      source: './teller',
      inputs: inputs(told),
      outputs: { told: { type: 'string' } },
      repeatable: true,
      dependsOn: ['queue'],
    };
    nodes['caller'] = { unit: 'aws-cli', source: './caller', inputs: inputs(called), outputs: { told: { type: 'string' } }, dependsOn: ['queue'] };
    nodes['failer'] = { unit: 'python', source: './failer', inputs: inputs(failing), repeatable: true, dependsOn: ['queue'] };
    writeFileSync(file, JSON.stringify({ name: 'canaries', region: 'us-east-1', nodes }));
  };

  beforeAll(async () => {
    for (const [unit, source] of [
      ['teller', teller],
      ['failer', failer],
    ] as const) {
      mkdirSync(join(folder, unit), { recursive: true });
      writeFileSync(join(folder, unit, 'main.py'), source);
    }
    mkdirSync(join(folder, 'caller'));
    writeFileSync(join(folder, 'caller', 'procedure.yaml'), caller);
    writeFileSync(join(folder, 'vault.yaml'), vault);
    mkdirSync(join(checkout.home, 'secrets'), { mode: 0o700 });
    for (const name of names.slice(1)) writeFileSync(join(checkout.home, 'secrets', name), `${canaries.valueOf(name)}\n`, { mode: 0o600 });
    wish();
    const up = await checkout.run('up', '--sandbox', '--detach', '--speed', '10');
    expect(up.code, up.err).toBe(0);
  });
  afterAll(() => checkout.end(), 60_000);

  it('are put away by a person’s command line, and a plan that names one that is not there is refused', async () => {
    const refused = await say('ask', '--file', file, '--json');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('SECRET_UNKNOWN');
    expect(refused.out).toContain(`asbuilt secret set ${names[0]}`);
    const set = await put(names[0] as string, canaries.valueOf(names[0] as string));
    expect(set.code, set.err).toBe(0);
    canaries.look('answer of secret set', set.out + set.err);
    expect(last<{ secrets: { usable: boolean }[] }>(await say('secret', 'list', '--json')).secrets.filter(({ usable }) => usable)).toHaveLength(100);
  });

  it('stand in the plan by their names, and what others could read asks for a yes by name', async () => {
    plan = await planned();
    expect(plan.summary).toMatchObject({ create: 81, run: 3 });
    expect(plan.changes.filter(({ exposes }) => exposes !== undefined).map(({ node }) => node)).toEqual([...parameters, ...joined]);
    expect(plan.verdict.reasons.map(({ rule }) => rule)).toContain('secret-in-the-open');
    const script = await say('plans', 'show', plan.id, '--commands');
    expect(script.out).toContain('$SECRET_CANARY_050');
    await say('plans', 'show', plan.id, '--full');
    await asAgent(`plans/${plan.id}`);
    await mcp('get_plan', { plan: plan.id });
    expect((await say('approve', plan.id)).code).toBe(5);
    expect((await say('approve', plan.id, ...confirmed(plan))).code).toBe(0);
  });

  it('are sent, are echoed by a provider that refuses, and by units, and outlive the engine’s death', async () => {
    const message = (name: string) => `Value '${canaries.valueOf(name)}' is not allowed, see ${JSON.stringify(canaries.valueOf(name))}`;
    const where = (name: string) => ({ type: 'AWS::SSM::Parameter', operation: 'CreateResource', identifier: `/canaries/${name}` });
    await fault({ match: where(names[3] as string), effect: { kind: 'refuse', code: 'InvalidRequestException', message: message(names[3] as string) } });
    await fault({ match: where(names[4] as string), effect: { kind: 'fail', code: 'InvalidRequest', message: message(names[4] as string) } });
    run = last<ResponseOf<'apply'>>(await say('apply', plan.id, '--json')).run;
    const { pid } = JSON.parse(readFileSync(join(checkout.home, 'engine.json'), 'utf8')) as { pid: number };
    const seen: string[] = [];
    const watch = setInterval(() => seen.push(...canaries.lookAtProcesses()), 100);
    for (let begun = 0; begun < 10; ) {
      begun = last<Run>(await say('runs', 'show', run, '--json')).nodes.filter(({ status }) => status === 'done').length;
    }
    process.kill(pid, 'SIGKILL');
    canaries.lookAtProcesses();
    expect((await say('up', '--sandbox', '--detach')).code).toBe(0);
    const report = await watched(run);
    clearInterval(watch);
    for (const program of ['get-parameters', 'main.py'])
      expect(
        seen.filter((words) => words.includes(program)),
        program,
      ).not.toEqual([]);
    const failed = report.nodes.filter(({ status }) => status !== 'done').map(({ node }) => node as string);
    expect(failed.sort()).toEqual([names[3], names[4], 'failer'].sort());
    expect(JSON.stringify(report.nodes.filter(({ error }) => error !== undefined))).toContain('(secret)');
    await fault(null);
    writeFileSync(join(folder, 'failer', 'main.py'), teller);
    await say('runs', 'resume', run);
    await watched(run);
  });

  it('leave nothing to do when the same is asked again', async () => {
    const again = await planned();
    expect(again.changes.filter(({ action }) => action !== 'none').map(({ node }) => node)).toEqual(['failer']);
    expect((await say('approve', again.id)).code).toBe(0);
    const { run: second } = last<ResponseOf<'apply'>>(await say('apply', again.id, '--json'));
    expect((await watched(second)).status).toBe('succeeded');
    expect((await planned()).steps).toEqual([]);
    const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    const live = (await (await fetch(`${endpoint}/_sandbox/resources?type=AWS::SSM::Parameter`)).json()) as {
      resources: { identifier: string; properties: JsonObject }[];
    };
    const valueAt = (name: string | undefined) => live.resources.find(({ identifier }) => identifier === `/canaries/${name}`)?.properties['Value'];
    expect(valueAt(names[0])).toBe(canaries.valueOf(names[0] as string));
    expect(valueAt(names[45])).toBe(`amqp://app:${canaries.valueOf(names[45] as string)}@canaries/`);
  });

  it('are given to a published version as an input, by their names', async () => {
    const by = names[2] as string;
    expect((await say('catalog', 'publish', join(folder, 'vault.yaml'))).code).toBe(0);
    const made = last<Plan>(await say('plan', 'vault@1.0.0', '--input', `password=\${secret('${by}')}`, '--json'));
    expect(JSON.stringify(made.changes)).toContain(`{"name":"${by}"}`);
    expect((await say('approve', made.id, ...confirmed(made))).code).toBe(0);
    expect((await watched(last<ResponseOf<'apply'>>(await say('apply', made.id, '--json')).run)).status).toBe('succeeded');
    const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
    const live = (await (await fetch(`${endpoint}/_sandbox/resources?type=AWS::SecretsManager::Secret`)).json()) as { resources: { properties: JsonObject }[] };
    expect(live.resources.map(({ properties }) => properties['SecretString'])).toContain(`app:${canaries.valueOf(by)}`);
    expect(last<Plan>(await say('plan', 'vault@1.0.0', '--deployment', 'vault', '--json')).steps).toEqual([]);
  });

  it('are told apart by their digests: one that was changed from outside, and one that has another value', async () => {
    const outside = names[10] as string;
    const [readable, hidden] = [names[11] as string, names[55] as string];
    // What somebody else put there is as secret as what stood there.
    const patch = JSON.stringify([{ op: 'replace', path: '/Value', value: canaries.valueOf(names[99] as string) }]);
    const moved = await checkout.aws(
      'cloudcontrol',
      'update-resource',
      '--type-name',
      'AWS::SSM::Parameter',
      '--identifier',
      `/canaries/${outside}`,
      '--patch-document',
      patch,
    );
    expect(moved.code, moved.err).toBe(0);
    for (const name of [readable, hidden]) expect((await put(name, `${canaries.valueOf(name)}-${canaries.valueOf(name)}`)).code).toBe(0);
    let next = await planned();
    for (let tries = 0; tries < 50 && next.steps.length < 3; tries++) next = await planned();
    const changed = next.changes.filter(({ action }) => action !== 'none');
    expect(changed.map(({ node, action, reason }) => [node, action, reason])).toEqual([
      [outside, 'update', 'live-moved'],
      [readable, 'update', 'wish-changed'],
      [hidden, 'update', 'wish-changed'],
    ]);
    expect(changed.slice(1).map(({ note }) => note)).toEqual([readable, hidden].map((name) => `secret ${name}: another value than was last written`));
    await say('plans', 'show', next.id);
    expect((await say('approve', next.id, ...confirmed(next))).code).toBe(0);
    // Between the yes and the run it changes once more: what runs is what was seen.
    expect((await put(readable, 'another value altogether')).code).toBe(0);
    const { run: third } = last<ResponseOf<'apply'>>(await say('apply', next.id, '--json'));
    const report = await watched(third);
    expect(report.nodes.find(({ node }) => node === readable)?.error?.code).toBe('SECRET_CHANGED');
    const rest = await planned();
    expect((await say('approve', rest.id, ...confirmed(rest))).code).toBe(0);
    expect((await watched(last<ResponseOf<'apply'>>(await say('apply', rest.id, '--json')).run)).status).toBe('succeeded');
    expect((await planned()).steps).toEqual([]);
  });

  it('are found nowhere but where they belong', async () => {
    await say('audit', 'list', '--json');
    await say('show', 'canaries', '--json');
    await say('show', 'canaries');
    await say('runs', 'list', '--json');
    await say('plans', 'list', '--json');
    for (const path of [`runs/${run}`, 'deployments/canaries', 'runs', 'plans']) await asAgent(path);
    await mcp('get_run', { run, steps: 'all' });
    await mcp('get_deployment', { deployment: 'canaries', node: names[0] ?? '' });
    canaries.lookThrough(checkout.home, ['secrets', 'sandbox.db', 'sandbox.db-wal', 'sandbox.db-shm', 'wish']);
    expect((await say('down')).code).toBe(0);
    canaries.lookThrough(checkout.home, ['secrets', 'sandbox.db', 'sandbox.db-wal', 'sandbox.db-shm', 'wish']);
    const { places, bytes } = canaries.looked;
    process.stdout.write(
      `${names.length} secrets: looked through ${places} files and answers, ${(bytes / 1e6).toFixed(1)} MB; found ${canaries.sightings.length}\n`,
    );
    expect(places).toBeGreaterThan(200);
    expect(canaries.sightings).toEqual([]);
  });

  it('would have been found', () => {
    const proof = new Canaries(100);
    proof.look('a file', `{"x": ${JSON.stringify(proof.valueOf('canary_000'))}} ${Buffer.from(proof.valueOf('canary_013')).toString('base64')}`);
    expect(proof.sightings.map(({ canary }) => canary)).toEqual(['canary_000', 'canary_013']);
  });
});
