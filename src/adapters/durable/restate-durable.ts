import { mkdirSync } from 'node:fs';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Durable, RunProgram } from '../../ports/journal.ts';
import { FollowedRecords, type Records } from './followed-records.ts';
import { endFormerVersions } from './former-versions.ts';
import { requestIdentity } from './request-identity.ts';
import { endRestateOf, type RestateServer, restateAway, startRestateServer } from './restate-server.ts';
import { announcement, runServices } from './run-services.ts';
import { type Handler, verifyOnce } from './verify-once.ts';

export interface RestateDurable extends Durable {
  /** Process id of the Restate server; null while it is being restarted. */
  pid(): number | null;
  /** It answers, and keeps what it is told. */
  healthy(): Promise<boolean>;
}

export interface RestateDurableOptions {
  /** Folder for everything of Restate's, made when missing. */
  readonly folder: string;
  readonly program: RunProgram;
  /** What the program records in. */
  readonly records: Records;
  readonly clock: Clock;
  /** Called when a run must be announced again because Restate was restarted. */
  readonly onRestart: () => void;
  /** Messages of the SDK at warning level and above, and of what is wrong with the server. */
  readonly log: (message: string) => void;
}

/** The durable runtime on a Restate server of our own, reachable from this machine only. */
export async function startRestateDurable(options: RestateDurableOptions): Promise<Result<RestateDurable>> {
  const prepared = await startServer(options);
  if (!prepared.ok) return prepared;
  const { restate, identityKey, followed } = prepared.value;
  const endpoint = await serve(options, identityKey, followed);
  const registered = await register(restate, endpoint.port, options.clock);
  if (!registered.ok) {
    await endpoint.close();
    await restate.close();
    return registered;
  }
  let closed = false;
  // Nothing waits for it: what it ends is only noise.
  const cleaned = endFormerVersions(restate.admin, options.clock, () => closed).catch((bug: unknown) => options.log(String(bug)));
  return ok({
    pid: restate.pid,
    healthy: async () => restate.trouble() === null && (await restate.admin.send('GET', '/health', undefined, {}, 1_000))?.status === 200,
    async start(deployment, run, round) {
      await followed.note();
      const { path, key, body } = announcement(deployment, run, round);
      for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
        const reply = await restate.ingress.send('POST', path, body, { 'idempotency-key': key });
        if (reply !== null && reply.status < 300) return;
        if (reply !== null && reply.status >= 400 && reply.status < 500 && reply.status !== 429 && reply.status !== 404)
          throw new Error(`Restate refused run ${run}: ${reply.status} ${reply.body}`);
        await options.clock.sleep(wait);
      }
    },
    async close() {
      // Every invocation that is under way now loses its connection; it goes on after the next start.
      closed = true;
      endpoint.mute();
      await cleaned;
      await restate.close();
      await endpoint.close();
      followed.close();
    },
  });
}

interface StartedServer {
  readonly restate: RestateServer;
  readonly identityKey: string;
  readonly followed: FollowedRecords;
}

async function startServer({ folder, records, clock, onRestart, log }: RestateDurableOptions): Promise<Result<StartedServer>> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await endRestateOf(folder, clock);
    const followed = new FollowedRecords(folder, records);
    if (await followed.forgetOthers())
      log('the records are not those that Restate’s journals follow, as after a backup was put back: what is under way is announced anew');
    const identityKey = requestIdentity(identityFile(folder), log);
    const server = await startRestateServer({ folder, identityKeyFile: identityFile(folder), clock, onRestart, log });
    return server.ok ? ok({ restate: server.value, identityKey, followed }) : server;
  } catch (error) {
    // Of the file system: something else stands where Restate's own files belong, or nothing can be written there.
    if (error instanceof Error && 'syscall' in error) return fail(restateAway('Restate’s folder cannot be used', folder, error.message));
    throw error;
  }
}

function identityFile(folder: string): string {
  return join(folder, 'request-identity.pem');
}

/** Serves the run services over HTTP/2 on a free port of loopback. */
async function serve(
  options: RestateDurableOptions,
  identityKey: string,
  followed: FollowedRecords,
): Promise<{ port: number; mute(): void; close(): Promise<void> }> {
  // While the handlers are made: one of them says that it does not verify.
  let muted = true;
  const served = {
    services: runServices(options.program, () => followed.note()),
    logger: (meta: { readonly level: string }, ...message: unknown[]) => {
      if (!muted && (meta.level === 'warn' || meta.level === 'error')) options.log(message.map(String).join(' '));
    },
  };
  const verifying = createEndpointHandler({
    ...served,
    identityKeys: [identityKey],
  });
  const handler = verifyOnce(verifying as Handler, createEndpointHandler(served) as Handler);
  muted = false;
  const sessions = new Set<{ destroy(): void; once(event: 'close', listener: () => void): unknown }>();
  const server: Http2Server = createServer(handler);
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    mute() {
      muted = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

/** Tells Restate where the services are; those of an earlier start move to the new port, so that their invocations go on here. */
async function register(restate: RestateServer, port: number, clock: Clock): Promise<Result<void>> {
  const uri = `http://127.0.0.1:${port}/`;
  let last = 'no answer';
  for (let attempt = 0; attempt < 200; attempt++) {
    const known = await restate.admin.send('GET', '/deployments');
    if (known !== null && known.status === 200) {
      const { deployments } = JSON.parse(known.body) as { deployments: { id: string }[] };
      const replies =
        deployments.length === 0
          ? [await restate.admin.send('POST', '/deployments', { uri })]
          : await Promise.all(deployments.map(({ id }) => restate.admin.send('PATCH', `/deployments/${id}`, { uri, overwrite: true })));
      if (replies.every((reply) => reply !== null && reply.status < 300)) return ok(undefined);
      last = replies.map((reply) => reply?.body ?? 'no answer').join('; ');
    }
    await clock.sleep(50);
  }
  return fail(problem('ENGINE_START_FAILED', 'the Restate server does not accept our services', 'run asbuilt doctor', { at: 'restate', cause: last }));
}
