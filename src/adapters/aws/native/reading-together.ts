import { type Json, type JsonObject, sameJson } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { Send, Sent } from '../send.ts';
import type { Together } from './native-type.ts';
import { at, put } from './path.ts';

interface Asked {
  readonly one: Json;
  answer(sent: Sent): void;
  fail(error: unknown): void;
}

/** Reads that differ in nothing but which one they mean. */
interface Lane {
  underWay: boolean;
  waiting: Asked[];
}

/** Most that one call asks for: where one of them makes the service refuse it, each is asked for alone. */
const most = 100;

const lanesOf = new WeakMap<Send, Map<string, Lane>>();

/**
 * Sends a read of one thing, and gives what the service would have answered to it alone. While a read of the same kind is under way those that are
 * asked for after it gather, and then go out as one call: nobody gets an answer to a call that was sent before they asked. Nor is anything taken for
 * absent, or for refused, by a call that asked for others too: what such a call does not tell is asked for alone.
 */
export function sendTogether(send: Send, call: AwsCall, together: Together): Promise<Sent> {
  const one = askedFor(call.input, together);
  if (one === undefined) return send(call);
  const lane = laneOf(send, call, together);
  return new Promise((answer, fail) => {
    lane.waiting.push({ one, answer, fail });
    if (!lane.underWay) void run(send, call, together, lane);
  });
}

async function run(send: Send, call: AwsCall, together: Together, lane: Lane): Promise<void> {
  lane.underWay = true;
  while (lane.waiting.length > 0) {
    const asked = lane.waiting.splice(0, most);
    await sendOnce(send, call, together, asked).catch((error: unknown) => {
      for (const { fail } of asked) fail(error);
    });
  }
  lane.underWay = false;
}

async function sendOnce(send: Send, call: AwsCall, together: Together, asked: readonly Asked[]): Promise<void> {
  const different = asked.map(({ one }) => one).filter((one, index, all) => all.findIndex((other) => sameJson(one, other)) === index);
  const sent = await send({ ...call, input: askingFor(call.input, together, different) });
  const each = different.map((one) => ({ one, same: asked.filter((other) => sameJson(one, other.one)) }));
  if (each.length === 1 || (!sent.ok && sent.failure.kind !== 'not-found' && sent.failure.kind !== 'invalid')) {
    for (const { answer } of asked) answer(sent);
    return;
  }
  const askAlone: Promise<void>[] = [];
  for (const { one, same } of each) {
    const output = sent.ok ? narrowed(sent.output, together, one) : null;
    if (output === null) askAlone.push(sendOnce(send, call, together, same));
    else for (const { answer } of same) answer({ ok: true, output });
  }
  await Promise.all(askAlone);
}

/** The one thing that a call asks for; undefined where it asks for none or for several. */
function askedFor(input: JsonObject, { asked, whole }: Together): Json | undefined {
  if (whole === true) return at(input, asked);
  const [one, second] = listAt(input, asked);
  return second === undefined ? one : undefined;
}

function askingFor(input: JsonObject, { asked, whole }: Together, ones: readonly Json[]): JsonObject {
  if (whole !== true) return put(input, asked, ones) as JsonObject;
  const { [asked]: _, ...rest } = input;
  return ones.length === 1 ? { ...rest, [asked]: ones[0] as Json } : rest;
}

/** The answer with nothing in its list but what is about that one; null where it says nothing of it. Where it tells of all, nothing else of it is about that one. */
function narrowed(output: JsonObject, { answered, by, whole }: Together, one: Json): JsonObject | null {
  const about = listAt(output, answered).filter((item) => at(item, by) === one);
  return about.length === 0 ? null : (put(whole === true ? {} : output, answered, about) as JsonObject);
}

function listAt(value: JsonObject, path: string): readonly Json[] {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
}

function laneOf(send: Send, call: AwsCall, together: Together): Lane {
  const lanes = lanesOf.get(send) ?? new Map<string, Lane>();
  lanesOf.set(send, lanes);
  const key = JSON.stringify([call.service, call.operation, call.target.account, call.target.region, put(call.input, together.asked, []), together]);
  const lane = lanes.get(key) ?? { underWay: false, waiting: [] };
  lanes.set(key, lane);
  return lane;
}
