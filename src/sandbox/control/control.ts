import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Principals } from '../identity/principals.ts';
import type { Reply } from '../wire/reply.ts';
import type { World } from '../world/world.ts';
import type { Counters } from './counters.ts';
import { type Faults, faultRule } from './faults.ts';
import { type Throttle, throttleLimit } from './throttle.ts';

export const controlPrefix = '/_sandbox/';

/** A number above 0, or the word infinity: operations end at once. */
const speedBody = z.object({ speed: z.union([z.number().positive(), z.literal('infinity')]) }).strict();
const advanceBody = z.object({ seconds: z.number().positive() }).strict();
const rolesBody = z.object({ seconds: z.number().nonnegative() }).strict();

export interface ControlParts {
  readonly world: World;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly counters: Counters;
  readonly principals: Principals;
  readonly instance: string;
  /** The state file's `fileIdentity`; null in memory. */
  readonly state: string | null;
}

/** The control endpoint: what tests and people use to watch the sandbox and to break it. Not part of AWS. */
export function control(parts: ControlParts, method: string, url: URL, headers: IncomingHttpHeaders, body: string): Reply {
  // A web page may send requests here, and one that has its own name point to this machine may read the answers. Neither can hide where it comes from.
  if (headers.origin !== undefined) return problem(403, 'the control endpoint does not answer web pages');
  if (!isLoopbackName(headers.host)) return problem(403, 'the control endpoint answers on loopback names only: 127.0.0.1, localhost or [::1]');
  const route = `${method} ${url.pathname.slice(controlPrefix.length)}`;
  const { world, faults, throttle, counters } = parts;
  switch (route) {
    case 'GET status':
      return json({
        status: 'ok',
        instance: parts.instance,
        pid: process.pid,
        state: parts.state,
        accounts: parts.principals.accounts,
        speed: speedOf(world),
        now: new Date(world.clock.now()).toISOString(),
        index: world.index.counts(),
        throttle: throttle.limit,
      });
    case 'GET resources':
      return json({ resources: resources(world, url.searchParams) });
    case 'GET requests':
      return json({ requests: requests(world, url.searchParams) });
    case 'GET counters':
      return json(counters.report());
    case 'DELETE counters':
      counters.reset();
      return json({});
    case 'GET faults':
      return json({ faults: faults.list() });
    case 'POST faults':
      return parsed(faultRule, body, (rule) => ({ id: faults.add(rule) }));
    case 'DELETE faults':
      faults.clear(null);
      return json({});
    case 'PUT throttle':
      return parsed(throttleLimit, body, (limit) => {
        throttle.set(limit);
        return limit;
      });
    case 'DELETE throttle':
      throttle.set(null);
      return json({});
    case 'PUT speed':
      return parsed(speedBody, body, ({ speed }) => {
        world.setSpeed(speed === 'infinity' ? Number.POSITIVE_INFINITY : speed);
        return { speed: speedOf(world) };
      });
    case 'PUT roles':
      return parsed(rolesBody, body, ({ seconds }) => {
        world.roleSeconds = seconds;
        return { seconds };
      });
    case 'POST clock':
      return parsed(advanceBody, body, ({ seconds }) => {
        world.clock.advance(seconds * 1000);
        world.saveSetting('offset', String(world.clock.offset));
        world.advance();
        return { now: new Date(world.clock.now()).toISOString() };
      });
    case 'POST reset':
      world.reset(randomBytes(8).toString('hex'));
      faults.clear(null);
      throttle.set(null);
      counters.reset();
      world.roleSeconds = 0;
      return json({});
    default: {
      const id = /^DELETE faults\/(\d+)$/.exec(route)?.[1];
      if (id === undefined) return problem(404, `there is no ${method} ${url.pathname} here`);
      return faults.clear(Number(id)) ? json({}) : problem(404, `there is no fault ${id}`);
    }
  }
}

function isLoopbackName(host: string | undefined): boolean {
  return /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

function resources(world: World, query: URLSearchParams): unknown[] {
  const found: unknown[] = [];
  for (const { type, account, region, identifier, arn, state, properties, createdAt } of world.index.all()) {
    if (!wanted(query, { type, account, region, identifier })) continue;
    found.push({ type, account, region, identifier, arn, state, createdAt: new Date(createdAt).toISOString(), properties });
  }
  return found;
}

function requests(world: World, query: URLSearchParams): unknown[] {
  const found: unknown[] = [];
  for (const operation of world.log.all()) {
    const { token, type, account, region, identifier, verb, status, clientToken, ending } = operation;
    if (!wanted(query, { type, account, region, identifier: identifier ?? '' })) continue;
    const code = status === 'FAILED' && ending.kind === 'failure' ? ending.code : null;
    found.push({
      token,
      type,
      account,
      region,
      identifier,
      operation: verb,
      status,
      errorCode: code,
      clientToken,
      acceptedAt: new Date(operation.acceptedAt).toISOString(),
      dueAt: new Date(operation.dueAt).toISOString(),
    });
  }
  return found;
}

function wanted(query: URLSearchParams, values: Readonly<Record<string, string>>): boolean {
  return Object.entries(values).every(([name, value]) => (query.get(name) ?? value) === value);
}

function speedOf(world: World): number | 'infinity' {
  return Number.isFinite(world.clock.speed) ? world.clock.speed : 'infinity';
}

function parsed<T>(schema: z.ZodType<T>, body: string, act: (value: T) => unknown): Reply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return problem(400, 'the body is not JSON');
  }
  const result = schema.safeParse(value);
  return result.success ? json(act(result.data)) : problem(400, z.prettifyError(result.error));
}

function json(value: unknown): Reply {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}

function problem(status: number, message: string): Reply {
  return { status, type: 'application/json', body: JSON.stringify({ message }) };
}
