/**
 * What a Cloud Control call costs in this process: N creates, settles and reads over loopback through the adapter with the SDK
 * executor, next to the same number of bare node:http requests with the same bodies. Prints microseconds of processor time per call,
 * the endpoint's own share taken off by running it in another process.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAwsCloud } from '../src/adapters/aws/aws-cloud.ts';
import type { NamedTarget } from '../src/model/target.ts';
import { sending } from '../test/sending.ts';

const resources = Number(process.argv[2] ?? 5000);
const parallel = 64;

/** The smallest thing that answers like Cloud Control. */
function serve(): void {
  const progress = (status: string) =>
    JSON.stringify({ ProgressEvent: { TypeName: 'AWS::SQS::Queue', RequestToken: 'token', Identifier: 'id', Operation: 'CREATE', OperationStatus: status } });
  const read = JSON.stringify({
    TypeName: 'AWS::SQS::Queue',
    ResourceDescription: { Identifier: 'id', Properties: JSON.stringify({ QueueName: 'q', VisibilityTimeout: 30, Tags: [{ Key: 'a', Value: 'b' }] }) },
  });
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1];
    incoming.resume().on('end', () => {
      const body = operation === 'CreateResource' ? progress('IN_PROGRESS') : operation === 'GetResource' ? read : progress('SUCCESS');
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) }).end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

async function measured(calls: number, work: () => Promise<void>): Promise<{ cpu: number; wall: number }> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work();
  const spent = process.cpuUsage(cpu);
  return { cpu: (spent.user + spent.system) / calls, wall: ((performance.now() - wall) * 1000) / calls };
}

async function spread(count: number, one: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < count) await one(next++);
    }),
  );
}

async function main(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve']);
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(message as number)));
  const place = { account: '111111111111', region: 'us-east-1' };
  const cloud = createAwsCloud({
    clock: { now: () => Date.now(), sleep: async (milliseconds) => void (milliseconds > 0 && (await sleep(milliseconds))) },
    random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
    credentials: () => async () => ({ accessKeyId: 'x', secretAccessKey: 'y' }),
  });
  const target: NamedTarget = {
    name: 'bench',
    regions: [place.region],
    target: { cloud: 'aws', ...place, endpoint: `http://127.0.0.1:${port}`, dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
  };
  const viaAdapter = (count: number) =>
    spread(count, async (n) => {
      const submission = await sending(cloud).submit(
        target,
        { op: 'create', type: 'AWS::SQS::Queue', place, properties: { QueueName: `queue-${n}`, VisibilityTimeout: 30, Tags: [{ Key: 'a', Value: 'b' }] } },
        `token-${n}`,
      );
      if (submission.status !== 'pending') throw new Error(JSON.stringify(submission));
      const settled = await sending(cloud).settle(target, submission.handle, 10_000, 0);
      if (settled.status !== 'done') throw new Error(JSON.stringify(settled));
      const read = await cloud.read(target, { type: 'AWS::SQS::Queue', place, identifier: `queue-${n}` });
      if (!read.ok) throw new Error(JSON.stringify(read));
    });
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const bare = (operation: string, body: object) =>
    new Promise<void>((resolve, reject) => {
      const text = JSON.stringify(body);
      const sending = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: 'POST',
          headers: { 'x-amz-target': `CloudApiService.${operation}`, 'content-length': Buffer.byteLength(text) },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer
            .on('data', (part: Buffer) => parts.push(part))
            .on('end', () => {
              JSON.parse(Buffer.concat(parts).toString());
              resolve();
            });
        },
      );
      sending.on('error', reject).end(text);
    });
  const viaHttp = (count: number) =>
    spread(count, async (n) => {
      await bare('CreateResource', { TypeName: 'AWS::SQS::Queue', DesiredState: JSON.stringify({ QueueName: `queue-${n}` }), ClientToken: `token-${n}` });
      await bare('GetResourceRequestStatus', { RequestToken: 'token' });
      await bare('GetResource', { TypeName: 'AWS::SQS::Queue', Identifier: `queue-${n}` });
    });
  await viaAdapter(500);
  await viaHttp(500);
  const adapter = await measured(resources * 3, () => viaAdapter(resources));
  const http = await measured(resources * 3, () => viaHttp(resources));
  const row = (name: string, figures: { cpu: number; wall: number }) =>
    console.log(`${name.padEnd(10)} ${figures.cpu.toFixed(0).padStart(6)} µs processor  ${figures.wall.toFixed(0).padStart(6)} µs wall   per call`);
  console.log(`${resources} resources, create + settle + read, ${parallel} at a time`);
  row('adapter', adapter);
  row('node:http', http);
  console.log(`ratio      ${(adapter.cpu / http.cpu).toFixed(1)} (processor)  ${(adapter.wall / http.wall).toFixed(1)} (wall)`);
  cloud.close();
  agent.destroy();
  server.disconnect();
}

if (process.argv[2] === 'serve') serve();
else await main();
