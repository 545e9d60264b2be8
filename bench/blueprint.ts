import type { Json } from '../src/kernel/json.ts';
import type { Result } from '../src/kernel/result.ts';
import type { DeploymentName } from '../src/model/names.ts';
import { figures, limit, median, say } from './limits.ts';
import { startMeasuredEngine, startSandboxProcess } from './measured-engine.ts';

const size = 300;
const rounds = 7;

/**
 * A blueprint of 300 nodes beside the same 300 nodes written down, planned in turn by one engine over one sandbox, and the publication of it. Half of the nodes are queues, and each other
 * one a parameter that holds the ARN of its queue: a value that exists only after a step.
 */
export async function measureBlueprint(): Promise<void> {
  const account = '100000000900';
  const sandbox = await startSandboxProcess('infinity', [account]);
  const engine = await startMeasuredEngine(sandbox.endpoint, account);
  const published: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const files = [{ path: 'bench.json', text: documents(`1.0.${round}`) }];
    published.push(await timed(() => engine.client.publish({ files })));
  }
  const plain: number[] = [];
  const composed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(await timed(() => engine.client.ask({ intent: { name: `plain_${round}`, nodes: plainNodes() } as never })));
    composed.push(await timed(() => engine.client.planBlueprint({ name: 'many', version: '1.0.0', as: `composed_${round}` as DeploymentName })));
  }
  await engine.end();
  await sandbox.end();
  say(`A blueprint of ${size} nodes beside the same ${size} nodes in an intent file, planned in turn, ${rounds} times (seconds):`);
  say(`  plain nodes  ${figures(plain)}  median ${median(plain).toFixed(2)}`);
  say(`  blueprint    ${figures(composed)}  median ${median(composed).toFixed(2)}`);
  say(`  published    ${figures(published)}  median ${median(published).toFixed(2)}`);
  const ratio = median(composed.map((seconds, round) => seconds / (plain[round] ?? Number.NaN)));
  limit(`a blueprint of ${size} nodes plans in at most 1.5 times the time of the plain nodes`, ratio <= 1.5, ratio.toFixed(2));
  limit('it is published in less time than it is planned', median(published) < median(composed), (median(published) / median(composed)).toFixed(2));
}

async function timed<T>(work: () => Promise<Result<T>>): Promise<number> {
  const start = performance.now();
  const done = await work();
  if (!done.ok) throw new Error(JSON.stringify(done.problems.slice(0, 3)));
  return (performance.now() - start) / 1000;
}

function plainNodes(): Record<string, Json> {
  const pairs = Array.from({ length: size / 2 }, (_, index): [string, Json][] => [
    [`queue_${index}.queue`, { type: 'AWS::SQS::Queue', properties: { QueueName: `many-${index}`, VisibilityTimeout: 60 } }],
    [
      `setting_${index}.parameter`,
      { type: 'AWS::SSM::Parameter', properties: { Name: `/many/${index}`, Type: 'String', Value: `\${queue_${index}.queue.Arn}` } },
    ],
  ]);
  return Object.fromEntries(pairs.flat());
}

function documents(version: string): string {
  const head = (kind: string, name: string) => ({ apiVersion: 'asbuilt.dev/v1', kind, metadata: { name, version, owner: 'bench', description: 'measured' } });
  const object = (properties: Json) => ({ type: 'object', properties });
  const queue = {
    ...head('Artifact', 'bench_queue'),
    engine: { type: 'aws' },
    inputs: object({ name: { type: 'string' }, seconds: { type: 'integer', default: 60 } }),
    outputs: object({ arn: { type: 'string' } }),
    resources: { queue: { type: 'AWS::SQS::Queue', properties: { QueueName: '${inputs.name}', VisibilityTimeout: '${inputs.seconds}' } } },
    provides: { arn: '${queue.Arn}' },
  };
  const setting = {
    ...head('Artifact', 'bench_setting'),
    engine: { type: 'aws' },
    inputs: object({ name: { type: 'string' }, value: { type: 'string' } }),
    resources: { parameter: { type: 'AWS::SSM::Parameter', properties: { Name: '${inputs.name}', Type: 'String', Value: '${inputs.value}' } } },
  };
  const nodes = Array.from({ length: size / 2 }, (_, index) => [
    [`queue_${index}`, { use: `bench_queue@${version}`, with: { name: `\${inputs.prefix}-${index}` } }],
    [`setting_${index}`, { use: `bench_setting@${version}`, with: { name: `/\${inputs.prefix}/${index}`, value: `\${queue_${index}.outputs.arn}` } }],
  ]);
  const many = { ...head('Blueprint', 'many'), inputs: object({ prefix: { type: 'string', default: 'many' } }), nodes: Object.fromEntries(nodes.flat()) };
  return [queue, setting, many].map((document) => JSON.stringify(document)).join('\n---\n');
}
