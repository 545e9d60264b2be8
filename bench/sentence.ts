import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../src/kernel/json.ts';
import type { Result } from '../src/kernel/result.ts';
import { proposalOf } from '../test/intent/real-context.ts';
import { limit, say } from './limits.ts';
import { startMeasuredEngine, startSandboxProcess } from './measured-engine.ts';

/** Read exactly, by the patterns of the knowledge base; and freely, with what its types need. Both come to about 100 resources. */
const sentences: Readonly<Record<string, string>> = {
  exactly: '25 encrypted queues with a retention of 7 days, 25 versioned private buckets, 25 log groups with a retention of 30 days and 25 encrypted topics',
  freely: '10 lambda functions with 512 MB of memory and a timeout of 30 seconds, 20 kinesis streams with 3 shards, 20 ecs clusters and 30 event buses',
};
const warm = 6;
const rounds = 30;

/**
 * A sentence that comes to a draft of 100 resources, beside the same resources written down as nodes, planned in turn by one engine over one sandbox: the processor time that the engine takes for either, once it
 * is warm. What else the machine does moves that less than the time that passes.
 */
export async function measureSentence(): Promise<void> {
  const account = '100000000901';
  const sandbox = await startSandboxProcess('infinity', [account]);
  for (const [how, sentence] of Object.entries(sentences)) {
    const engine = await startMeasuredEngine(sandbox.endpoint, account, { simulated: true }, 'sentences');
    const spent = (work: () => Promise<Result<{ readonly kind: string }>>) => spentBy(engine.child.pid ?? 0, work);
    const nodes = nodesOf(sentence);
    const size = Object.keys(nodes).length;
    const plain: number[] = [];
    const said: number[] = [];
    for (let round = 0; round < rounds; round++) {
      plain.push(await spent(() => engine.client.ask({ intent: { name: `${how}_nodes_${round}`, nodes } as never })));
      said.push(await spent(() => engine.client.ask({ intent: { name: `${how}_words_${round}`, intent: sentence } })));
    }
    await engine.end();
    const [ofNodes, ofWords] = [plain, said].map((one) => mean(one.slice(warm))) as [number, number];
    say(`A sentence that is read ${how} and comes to ${size} resources, beside the same ${size} as nodes, planned in turn, ${rounds} times:`);
    say(`  processor time of the engine, mean without the first ${warm}: nodes ${ofNodes.toFixed(0)} ms, sentence ${ofWords.toFixed(0)} ms`);
    say(`  the very first, as the engine starts: nodes ${plain[0]?.toFixed(0)} ms, sentence ${said[0]?.toFixed(0)} ms`);
    const ratio = ofWords / ofNodes;
    limit(`from sentence (read ${how}) to plan for ${size} resources at most 1.5 times the same as nodes`, ratio <= 1.5, ratio.toFixed(2));
  }
  await sandbox.end();
}

/** The nodes of a text as an intent file says them. */
function nodesOf(text: string): JsonObject {
  const { resources } = proposalOf(text);
  return Object.fromEntries(resources.map(({ node, type, properties, dependsOn, retain }): [string, Json] => [node, { type, properties, dependsOn, retain }]));
}

/** Milliseconds of processor time that a process takes until something came to a plan, in steps of 10. */
async function spentBy(pid: number, work: () => Promise<Result<{ readonly kind: string }>>): Promise<number> {
  const before = processorTime(pid);
  const done = await work();
  if (!done.ok || done.value.kind !== 'proposal') throw new Error(JSON.stringify(done).slice(0, 1000));
  return processorTime(pid) - before;
}

/** Of a process and all its threads, as Linux counts it: in hundredths of a second. */
function processorTime(pid: number): number {
  const [user = '', system = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /u, '')
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
